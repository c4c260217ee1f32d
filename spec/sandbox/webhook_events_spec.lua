-- Webhooks: the events of robots' sessions, of files and of tasks, each with
-- what the definition's schema for it has (facts 8.9).

local furnish = require "sandbox.furnish"
local listener = require "sandbox.listener"
local raw_http = require "sandbox.raw_http"

local NS, FOLDER = furnish.NS, furnish.FOLDER

describe("webhooks (facts 8.9)", function()
  local heard, server

  before_each(function()
    heard = listener.start()
    server = heard.server
  end)
  after_each(function() heard:stop() end)

  local function post(path, body) return heard:send("POST", path, body) end

  it("tell of a robot's session while it works, which Sessions shows",
    function()
      furnish.fill(server)
      heard:subscribe { "robot.status" }
      post("/odata/Jobs/" .. NS .. "StartJobs", { startInfo = {
        ReleaseName = "Bot", InputArguments = '{"sandbox_seconds":1}' } })
      local event = heard:next_event()
      local busy = event.Sessions[1]
      assert.equal("Busy", busy.State)
      assert.equal(FOLDER, event.OrganizationUnitId)
      assert.equal(1, busy.RobotId)
      assert.equal(1, busy.MachineId)
      assert.equal("VM", busy.HostMachineName)
      local free = heard:next_event().Sessions[1]
      assert.equal("Available", free.State)
      assert.equal(busy.SessionId, free.SessionId)
      local row = server:list("Sessions", { filter = "Robot/Name eq 'R1'",
        expand = "Robot" }, { folder = FOLDER }).json.value[1]
      assert.equal(busy.SessionId, row.Id)
      assert.equal("Available", row.State)
      assert.equal("R1", row.Robot.Name)
      post("/odata/Jobs/" .. NS .. "StartJobs", { startInfo = {
        ReleaseName = "Bot" } })
      assert.equal(busy.SessionId, heard:next_event().Sessions[1].SessionId)
    end)

  it("tell of files that come and go, once in each folder of their bucket",
    function()
      local other = post("/odata/Folders", { DisplayName = "Other" }).Id
      local bucket = post("/odata/Buckets", { Name = "Files",
        Identifier = "11111111-2222-4333-8444-555555555555" })
      local function file(method, name, path)
        return heard:send(method, ("/odata/Buckets(%d)/%s%s?path=%s"):format(
          bucket.Id, NS, name, path))
      end
      heard:subscribe { "blobfile.uploaded", "blobfile.deleted" }
      local access = file("GET", "GetWriteUri", "in%2Fa.txt")
      assert.equal(201, raw_http.request(server.port, "PUT",
        access.Uri:match "^http://[^/]+(/.*)$", { body = "x",
        headers = { ["x-ms-blob-type"] = "BlockBlob" } }).status)
      local uploaded = heard:next_event()
      assert.equal("blobfile.uploaded", uploaded.Type)
      assert.equal("Files", uploaded.BucketName)
      assert.equal("in/a.txt", uploaded.FullPath)
      assert.equal(bucket.Identifier, uploaded.EntityKey)
      post("/odata/Buckets/" .. NS .. "ShareToFolders", { BucketIds = {
        bucket.Id }, ToAddFolderIds = { other } })
      file("DELETE", "DeleteFile", "in%2Fa.txt")
      local seen = {}
      for _ = 1, 2 do
        local deleted = heard:next_event()
        assert.equal("blobfile.deleted", deleted.Type)
        assert.equal("in/a.txt", deleted.FullPath)
        seen[deleted.OrganizationUnitId] = true
      end
      assert.same({ [FOLDER] = true, [other] = true }, seen)
    end)

  it("tell what becomes of tasks, form tasks and several at once too",
    function()
      heard:subscribe()
      local form = post("/forms/TaskForms/CreateFormTask", { title = "Form",
        formLayout = { components = {} } }).id
      assert.equal("task.created", heard:next_event().Type)
      post("/odata/Tasks/" .. NS .. "EditTaskMetadata", { TaskId = form,
        Title = "Better" })
      local event = heard:next_event()
      assert.equal("task.updated", event.Type)
      assert.equal("Better", event.Tasks[1].Title)
      heard:send("PUT", "/tasks/GenericTasks/SaveTaskTags", { taskId = form,
        tags = { { name = "t", displayName = "T" } } })
      event = heard:next_event()
      assert.equal("task.updated", event.Type)
      assert.equal(1, #event.Tasks[1].Tags)
      post("/forms/TaskForms/SaveAndReassignTask", { TaskId = form,
        UserId = 1 })
      assert.equal("task.saved", heard:next_event().Type)
      event = heard:next_event()
      assert.equal("task.assignmentChanged", event.Type)
      assert.equal(1, event.Tasks[1].AssignedToUserId)
      post("/forms/TaskForms/BulkCompleteTasks", { taskIds = { form, 999 },
        data = {}, action = "ok" })
      event = heard:next_event()
      assert.equal("task.completed", event.Type)
      assert.equal(1, #event.Tasks)
      assert.equal("Completed", event.Tasks[1].Status)
    end)

  it("tell of the tasks that were assigned, not of those refused", function()
    local open = post("/tasks/GenericTasks/CreateTask", { title = "A" }).id
    local done = post("/tasks/GenericTasks/CreateTask", { title = "B" }).id
    post("/tasks/GenericTasks/CompleteTask", { taskId = done, data = {},
      action = "ok" })
    heard:subscribe { "task.assignmentChanged" }
    post("/odata/Tasks/" .. NS .. "AssignTasks", { taskAssignments = {
      { TaskId = done, UserId = 1 }, { TaskId = open, UserId = 1 } } })
    local list = heard:next_event().Tasks
    assert.equal(1, #list)
    assert.equal(open, list[1].Id)
  end)
end)
