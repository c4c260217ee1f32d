local demo = require "support.demo"
local orchestrator = require "orchestrator"
local raises = require "support.refused"

describe("identity", function()
  local server, admin
  setup(function()
    server = demo.start()
    admin = orchestrator.connect(server:options("client_secret",
      { scope = "PM.RobotAccount PM.Group" }))
  end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  local function refused(fn, ...)
    local ok, err = pcall(fn, ...)
    assert.is_false(ok)
    assert.is_true(err.kind == "argument" or err.kind == "config")
    assert.equal(0, #demo.requests(server))
    return tostring(err)
  end

  it("creates a robot account as the API guide has it", function()
    local group = admin.identity.Group:list()[1]
    server:reset()
    local account = admin.identity.RobotAccount:create {
      name = "Roby", displayName = "Roby the robot",
      groupIDsToAdd = { group.id } }
    local request = demo.requests(server)[1]
    assert.equal("POST", request.method)
    assert.matches("identity_/api/RobotAccount$", request.path)
    assert.equal(201, request.status)
    local partition = request.json.partitionGlobalId
    assert.is_string(partition)
    assert.same({ partitionGlobalId = partition, name = "Roby",
      displayName = "Roby the robot", groupIDsToAdd = { group.id } },
      request.json)
    assert.matches("^Bearer ", request.headers.authorization)
    assert.equal("Roby", account.name)
    assert.is_string(account.id)
    assert.same({ group.id }, account.groupIds)
  end)

  it("passes all fields of the guide", function()
    server:fault { path = "/api/RobotAccount", status = 201, body = "{}",
      content_type = "application/json" }
    local fields = { partitionGlobalId = "magic-7", id = "rb-12",
      name = "Roby", displayName = "R", groupIDsToAdd = { "a" },
      groupIDsToRemove = { "b" } }
    admin.identity.RobotAccount:create(fields)
    assert.same(fields, demo.requests(server)[1].json)
  end)

  it("does not change the table that it is given", function()
    local fields = { name = "Again" }
    admin.identity.RobotAccount:create(fields)
    assert.same({ name = "Again" }, fields)
  end)

  it("lists, reads, changes and deletes robot accounts", function()
    local accounts = admin.identity.RobotAccount
    local made = accounts:create { name = "Walle" }
    local seen = 0
    for account in accounts:each { searchTerm = "Walle" } do
      assert.equal("Walle", account.name)
      seen = seen + 1
    end
    assert.equal(1, seen)
    assert.equal("Walle", accounts:get(made.id).name)
    assert.equal("Walle", accounts:get(made).name)
    accounts:update(made.id, { displayName = "Wall-E" })
    assert.equal("Wall-E", accounts:get(made.id).displayName)
    assert.is_true(accounts:delete(made.id))
    local ok, err = pcall(accounts.get, accounts, made.id)
    assert.is_false(ok)
    assert.equal("not_found", err.kind)
    local put = server:requests { method = "PUT" }[1]
    assert.matches("/api/RobotAccount/" .. made.id, put.path, 1, true)
    assert.equal("Wall-E", put.json.displayName)
    assert.is_string(put.json.partitionGlobalId)
  end)

  it("pages with top and skip, without $", function()
    local all = admin.identity.RobotAccount:list()
    assert.is_true(#all > 3)
    local request = demo.requests(server)[1]
    assert.equal("1000", request.params.top)
    assert.is_nil(request.query:find("$", 1, true))
    server:reset()
    local some = admin.identity.RobotAccount:list { top = 2, skip = 1 }
    assert.equal(2, #some)
    assert.equal(all[2].id, some[1].id)
    assert.equal(1, #demo.requests(server))
  end)

  it("lists, reads, makes and removes groups", function()
    local groups = admin.identity.Group
    local list = groups:list()
    assert.is_true(#list > 0)
    assert.equal(list[1].name, groups:get(list[1].id).name)
    server:reset()
    local made = groups:create { name = "Robots" }
    local request = demo.requests(server)[1]
    assert.equal("Robots", request.json.name)
    assert.equal(201, request.status)
    assert.is_true(groups:delete(made.id))
  end)

  it("takes the organisation's id that it is given", function()
    local there = orchestrator.connect(server:options("client_secret",
      { organization_id = "magic-7" }))
    pcall(there.identity.RobotAccount.get, there.identity.RobotAccount,
      "rb-12")
    assert.matches("/api/RobotAccount/magic%-7/rb%-12$",
      demo.requests(server)[1].path)
  end)

  it("goes to identity without the underscore on standalone", function()
    local alone = demo.start { seed = "empty", edition = "standalone" }
    local ok, failure = pcall(function()
      local there = orchestrator.connect(alone:options("access_token",
        { organization_id = "p" }))
      pcall(there.identity.Group.list, there.identity.Group)
      assert.matches("^/identity/api/Group/p$", demo.requests(alone)[1].path)
    end)
    alone:stop()
    assert.is_true(ok, tostring(failure))
  end)

  it("names the scope and where it comes from when it is missing",
    function()
      local user = orchestrator.connect(server:options "user_key")
      for _, call in ipairs {
        function() user.identity.RobotAccount:create { name = "X" } end,
        function() user.identity.RobotAccount:list() end,
      } do
        local ok, err = pcall(call)
        assert.is_false(ok)
        assert.equal("forbidden", err.kind)
        assert.matches("PM.RobotAccount", tostring(err), 1, true)
        assert.matches("client_id and client_secret", err.hint, 1, true)
      end
    end)

  it("calls the other operations by name", function()
    server:fault { path = "/api/User/users/", body =
      '{"totalCount":0,"results":[]}', content_type = "application/json" }
    local page = admin.identity.User:GetUsers { top = 5 }
    assert.same({ totalCount = 0, results = {} }, page)
    assert.matches("/api/User/users/[%x-]+$",
      demo.requests(server)[1].path)
    assert.equal("top=5", demo.requests(server)[1].query)
    server:fault { path = "/api/Group", status = 204, body = "" }
    assert.is_true(admin:call("Group_BulkDelete", { groupIDs = { "a" } }))
    local request = demo.requests(server)[2]
    assert.equal("DELETE", request.method)
    assert.same({ groupIDs = { "a" } }, request.json)
  end)

  it("refuses ids that no id can be", function()
    local accounts = admin.identity.RobotAccount
    for _, id in ipairs { "a/b", "../x", "a b", "", "a\r\nb" } do
      refused(accounts.get, accounts, id)
      refused(accounts.delete, accounts, id)
    end
    assert.matches("id is missing", refused(accounts.get, accounts, nil))
    refused(accounts.update, accounts, "x", nil)
    refused(accounts.create, accounts, "Roby")
  end)

  it("refuses unknown names and options with the nearest", function()
    assert.matches('did you mean "RobotAccount"', refused(function()
      return admin.identity.RobotAcount
    end), 1, true)
    assert.matches('did you mean "create"', refused(function()
      return admin.identity.RobotAccount:crate {}
    end), 1, true)
    assert.matches('did you mean "searchTerm"', refused(
      admin.identity.RobotAccount.list, admin.identity.RobotAccount,
      { searchTrem = "x" }), 1, true)
    assert.matches("has no list", refused(function()
      return admin.identity.Setting:list()
    end))
  end)

  it("finds by name, makes sure of one, and lists users too", function()
    local accounts = admin.identity.RobotAccount
    local made, new = accounts:ensure { name = "Sure" }
    assert.is_true(new)
    assert.is_false((select(2, accounts:ensure { name = "sure" })))
    assert.equal(made.id, accounts:named("Sure").id)
    local ok, err = pcall(accounts.named, accounts, "Sur")
    assert.is_false(ok)
    assert.equal('did you mean "Sure"?', err.hint)
    local users = orchestrator.connect(server:options("client_secret",
      { scope = "PM.User" })).identity.User
    local user = users:list()[1]
    assert.equal(user.id, users:named(user.userName).id)
    assert.equal(user.userName, users:get(user.id).userName)
  end)

  it("puts accounts into a group and takes them out", function()
    local identity = admin.identity
    local group = identity.Group:create { name = "Shift" }
    local account = identity.RobotAccount:create { name = "Shifter",
      groupIDsToAdd = { group.id } }
    assert.same({ group.id }, identity.RobotAccount:get(account.id).groupIds)
    identity.RobotAccount:update(account.id,
      { groupIDsToRemove = { group.id } })
    assert.same({}, identity.RobotAccount:get(account.id).groupIds)
    identity.Group:update(group.id, { name = "Late shift" })
    assert.equal(group.id, identity.Group:named("late shift").id)
  end)

  it("makes, changes and removes users", function()
    local users = orchestrator.connect(server:options("client_secret",
      { scope = "PM.User" })).identity.User
    local made, new = users:ensure { userName = "nadia", name = "Nadia",
      surname = "N", email = "nadia@example.com" }
    assert.is_true(new)
    users:update(made.id, { surname = "Novak" })
    assert.equal("Novak", users:named("nadia").surname)
    users:delete(made.id)
    raises("not_found", users.named, users, "nadia")
  end)

  it("searches the directory", function()
    admin.identity.Group:create { name = "Zebras" }
    local found = admin.identity.Directory:search "zeb"
    assert.same({ 1, "Zebras" }, { #found, found[1].name })
    assert.matches("startsWith=zeb", demo.last(server).query)
    local ok, err = pcall(admin.identity.Group.search, admin.identity.Group,
      "x")
    assert.is_false(ok)
    assert.matches("Directory:search", err.hint, 1, true)
  end)

  it("makes, finds and removes external applications", function()
    local clients = orchestrator.connect(server:options("access_token",
      { access_token = server:user_token "admin" })) -- it takes a user's
      .identity.ExternalClient
    local made, new = clients:ensure { name = "Bot app",
      isConfidential = true, scopes = { "OR.Jobs.Read" } }
    assert.is_true(new)
    assert.is_string(made.secret)
    assert.equal(made.id, clients:named("bot app").id)
    assert.is_nil(clients:get(made.id).secret)
    assert.is_true(#clients:list() >= 1)
    clients:delete(made.id)
    raises("not_found", clients.named, clients, "Bot app")
  end)

  it("shows itself", function()
    assert.matches("^orchestrator.identity.Group http",
      tostring(admin.identity.Group))
  end)
end)
