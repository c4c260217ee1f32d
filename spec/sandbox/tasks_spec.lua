-- Tasks of people, from their making to their end (facts 8.12).

local tenant = require "sandbox.tenant"

local NS = "/UiPath.Server.Configuration.OData."
local SHARED = 1001

describe("a task (facts 8.12)", function()
  local server

  setup(function() server = tenant.start { seed = "empty" } end)
  teardown(function() server:stop() end)

  local function call(method, path, json)
    return server:call(method, path, { folder = SHARED, json = json })
  end

  local kinds = {
    { name = "generic", create = "/tasks/GenericTasks/CreateTask",
      read = "/tasks/GenericTasks/GetTaskDataById",
      save = "/tasks/GenericTasks/SaveTaskData",
      complete = "/tasks/GenericTasks/CompleteTask" },
    { name = "app", create = "/tasks/AppTasks/CreateAppTask",
      read = "/tasks/AppTasks/GetAppTaskById",
      save = "/tasks/AppTasks/SaveAppTasksData",
      complete = "/tasks/AppTasks/CompleteAppTask",
      more = { appId = "a", appVersion = 1 } },
    { name = "form", create = "/forms/TaskForms/CreateFormTask",
      read = "/forms/TaskForms/GetTaskDataById",
      save = "/forms/TaskForms/SaveTaskData",
      complete = "/forms/TaskForms/CompleteTask" },
  }

  local function make(kind, title)
    local row = { title = title or "t", data = { a = 1 } }
    for name, value in pairs(kind.more or {}) do row[name] = value end
    local answer = call("POST", kind.create, row)
    assert.equal(201, answer.status, answer.body)
    return math.tointeger(answer.json.id), answer.json
  end

  local function act(name, json)
    local answer = call("POST", "/odata/Tasks" .. NS .. name, json)
    assert.equal(200, answer.status, answer.body)
    return answer.json.value
  end

  local function row_of(id)
    return call("GET", ("/odata/Tasks(%d)"):format(id)).json
  end

  for _, kind in ipairs(kinds) do
    -- facts 8.12.2
    it(("of the %s kind is made, saved and completed once"):format(kind.name),
      function()
        local id, row = make(kind)
        assert.equal("Unassigned", row.status)
        assert.equal(1, row.data.a)
        assert.equal(204, call("PUT", kind.save,
          { taskId = id, data = { a = 2 } }).status)
        assert.equal(2, call("GET", kind.read .. "?taskId=" .. id)
          .json.data.a)
        assert.equal(204, call("POST", kind.complete,
          { taskId = id, action = "Approve" }).status)
        assert.equal("Completed", row_of(id).Status)
        assert.equal("Approve", row_of(id).Action)
        assert.equal(400, call("POST", kind.complete, { taskId = id }).status)
        assert.equal(404, call("POST", kind.complete,
          { taskId = 424242 }).status)
      end)
  end

  -- facts 6.1.11, 8.12.2
  it("is assigned and taken back; what fails is listed", function()
    local id = make(kinds[1])
    local failed = act("AssignTasks", { taskAssignments = {
      { TaskId = id, UserNameOrEmail = "ADMIN" },
      { TaskId = 424242, UserId = 1 }, { TaskId = id, UserId = 424242 } } })
    assert.equal(2, #failed)
    assert.equal(424242, failed[1].TaskId)
    assert.equal("Pending", row_of(id).Status)
    assert.equal(1, row_of(id).AssignedToUserId)
    assert.same({}, act("UnassignTasks", { taskIds = { id } }))
    assert.equal("Unassigned", row_of(id).Status)
  end)

  it("remembers what was done to it", function()
    local id = make(kinds[1])
    act("AssignTasks", { taskAssignments = { { TaskId = id, UserId = 1 } } })
    call("POST", kinds[1].complete, { taskId = id })
    assert.same({ "Created", "Assigned", "Completed" }, server:column(
      "ActivityType", ("TaskActivities%sGetByTaskId(taskId=%d)"):format(NS,
      id), nil, { folder = SHARED }))
  end)

  it("is deleted", function()
    local id = make(kinds[1])
    assert.same({}, act("DeleteTasks", { taskIds = { id } }))
    assert.equal(404, call("GET", ("/odata/Tasks(%d)"):format(id)).status)
  end)

  it("gets another title and priority", function()
    local id = make(kinds[1], "old")
    assert.equal(200, call("POST", "/odata/Tasks" .. NS
      .. "EditTaskMetadata", { TaskId = id, Title = "new",
      Priority = "Critical" }).status)
    assert.equal("new", row_of(id).Title)
    assert.equal("Critical", row_of(id).Priority)
  end)
end)
