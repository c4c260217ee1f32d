-- Robot accounts and groups of the identity server.

local cjson = require "cjson"
local tenant = require "sandbox.tenant"

local PARTITION = "6e0d5c2a-41b7-4c58-9a3e-0d1f5b7a9c11"
local NOBODY = "00000000-0000-4000-a000-000000000000"

describe("identity", function()
  local server

  before_each(function() server = tenant.start() end)
  after_each(function() server:stop() end)

  local function call(method, path, json)
    return server:call(method, "/identity_/api/" .. path,
      { absolute = true, json = json })
  end

  local function create(fields)
    local body = { partitionGlobalId = PARTITION, name = "roby" }
    for name, value in pairs(fields or {}) do body[name] = value end
    return call("POST", "RobotAccount", body)
  end

  local function groups() return call("GET", "Group/" .. PARTITION).json end

  describe("robot accounts (facts 7.2)", function()
    -- facts 7.2.3
    it("are created with 201 and shown whole", function()
      local group = groups()[1].id
      local answer = create { displayName = "Roby", groupIDsToAdd = { group },
        groupIDsToRemove = {} }
      assert.equal(201, answer.status, answer.body)
      local id = answer.json.id
      assert.truthy(id:match "^%x+%-%x+%-%x+%-%x+%-%x+$")
      assert.truthy(answer.json.creationTime:match "Z$")
      answer.json.id, answer.json.creationTime = nil, nil
      assert.same({ name = "roby", displayName = "Roby",
        lastLoginTime = cjson.null, groupIds = { group } }, answer.json)
      answer = call("GET", ("RobotAccount/%s/%s"):format(PARTITION, id))
      assert.equal(200, answer.status)
      assert.equal("roby", answer.json.name)
    end)

    it("take an id of the caller", function()
      local id = "11111111-2222-4333-a444-555555555555"
      assert.equal(id, create({ id = id:upper() }).json.id)
    end)

    it("have a name, once, case aside", function()
      assert.equal(400, create({ name = "" }).status)
      create()
      assert.equal(409, create({ name = "ROBY" }).status)
    end)

    -- facts 7.2.4
    it("change with PUT and 200, except the name", function()
      local list = groups()
      local one, two = list[1].id, list[2].id
      local id = create({ groupIDsToAdd = { one } }).json.id
      local answer = call("PUT", "RobotAccount/" .. id, {
        partitionGlobalId = PARTITION, displayName = "New",
        groupIDsToAdd = { two }, groupIDsToRemove = { one } })
      assert.equal(200, answer.status, answer.body)
      assert.equal("New", answer.json.displayName)
      assert.equal("roby", answer.json.name)
      assert.same({ two }, answer.json.groupIds)
    end)

    -- facts 1.2.3, 4.2.8, 7.2.1; peers 10
    it("are listed ten at a time, by top and skip", function()
      for i = 1, 12 do create { name = ("r%02d"):format(i) } end
      local path = "RobotAccount/" .. PARTITION
      local answer = call("GET", path)
      assert.equal(200, answer.status)
      assert.equal(12, answer.json.totalCount)
      assert.equal(10, #answer.json.results)
      answer = call("GET", path .. "?top=5&skip=10&sortBy=name&sortOrder=asc")
      assert.equal(2, #answer.json.results)
      assert.equal("r11", answer.json.results[1].name)
      assert.equal(400, call("GET", path .. "?top=1001").status)
      answer = call("GET", path .. "?searchTerm=R01")
      assert.equal(1, answer.json.totalCount)
      answer = call("GET", path .. "?sortOrder=desc&top=1")
      assert.equal("r12", answer.json.results[1].name)
    end)

    -- facts 7.2.2, 7.2.5, 7.2.6
    it("are deleted with 204, one by one or by a body", function()
      local a, b = create().json.id, create({ name = "b" }).json.id
      local path = "RobotAccount/" .. PARTITION
      assert.equal(204, call("DELETE", path .. "/" .. a).status)
      assert.equal(404, call("GET", path .. "/" .. a).status)
      assert.equal(404, call("DELETE", path .. "/" .. a).status)
      assert.equal(204, call("DELETE", path,
        { robotAccountIDs = { b } }).status)
      assert.equal(0, call("GET", path).json.totalCount)
    end)
  end)

  describe("groups (facts 7.2)", function()
    -- facts 7.2.7
    it("are a bare array, the built-in ones first", function()
      local list = groups()
      assert.equal(6, #list)
      assert.equal("builtIn", list[1].type)
      assert.same({}, list[1].members)
    end)

    -- facts 7.2.8, 7.2.9, 7.2.10
    it("are created, read, renamed and deleted", function()
      local account = create().json.id
      local answer = call("POST", "Group", { partitionGlobalId = PARTITION,
        name = "Night", directoryUserMemberIDs = { account } })
      assert.equal(201, answer.status, answer.body)
      assert.equal("custom", answer.json.type)
      assert.equal(1, #answer.json.members)
      local id = answer.json.id
      answer = call("PUT", "Group/" .. id, { partitionGlobalId = PARTITION,
        name = "Day", directoryUserIDsToRemove = { account } })
      assert.equal(200, answer.status, answer.body)
      assert.equal("Day", answer.json.name)
      assert.same({}, answer.json.members)
      local path = ("Group/%s/%s"):format(PARTITION, id)
      assert.equal("Day", call("GET", path).json.name)
      assert.equal(204, call("DELETE", path).status)
      assert.equal(404, call("GET", path).status)
    end)

    -- facts 7.2.11
    it("are deleted by a body", function()
      local id = call("POST", "Group", { partitionGlobalId = PARTITION,
        name = "x" }).json.id
      assert.equal(204, call("DELETE", "Group/" .. PARTITION,
        { groupIDs = { id } }).status)
      assert.equal(6, #groups())
    end)

    it("show the accounts that were put into them", function()
      local group = groups()[1].id
      create { groupIDsToAdd = { group } }
      assert.equal("roby", groups()[1].members[1].name)
    end)
  end)

  describe("validation (facts 6.1, 7.1)", function()
    local function problem(answer, field)
      assert.equal(400, answer.status, answer.body)
      assert.truthy(answer.headers["content-type"]:find("problem+json", 1,
        true))
      assert.equal("One or more validation errors occurred.",
        answer.json.title)
      assert.equal(400, answer.json.status)
      assert.string(answer.json.traceId)
      return answer.json.errors[field][1]
    end

    -- facts 6.1.7, 7.1.4
    it("wants GUIDs, in the path and in the body", function()
      assert.equal("The value 'magic-7' is not valid.",
        problem(call("GET", "RobotAccount/magic-7"), "partitionGlobalId"))
      assert.equal("The value 'magic-7' is not valid.",
        problem(create { partitionGlobalId = "magic-7" },
          "partitionGlobalId"))
      assert.equal("The value 'rb-12' is not valid.",
        problem(create { groupIDsToAdd = { "rb-12" } }, "groupIDsToAdd[0]"))
    end)

    it("wants a body that is an object", function()
      problem(call("POST", "RobotAccount", { 1 }), "")
      problem(create { partitionGlobalId = cjson.null }, "partitionGlobalId")
    end)

    it("wants the organisation it serves", function()
      local answer = call("GET", "Group/" .. NOBODY)
      assert.equal(400, answer.status)
      assert.equal("InvalidPartition", answer.json.Message)
    end)

    it("wants groups that are there", function()
      assert.equal(400, create({ groupIDsToAdd = { NOBODY } }).status)
      assert.equal(0, call("GET", "RobotAccount/" .. PARTITION).json
        .totalCount)
    end)
  end)
end)
