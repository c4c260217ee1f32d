local tenant = require "sandbox.tenant"

local P = "6e0d5c2a-41b7-4c58-9a3e-0d1f5b7a9c11"
local ADMIN = "10000000-0000-4000-a000-000000000001"

describe("what the identity server remembers (facts 7.2)", function()
  local server

  setup(function()
    server = tenant.start { seed = "empty", edition = "suite" }
  end)
  teardown(function() server:stop() end)

  local function call(method, path, json)
    return server:call(method, "/acme/identity_/api/" .. path,
      { absolute = true, json = json })
  end

  -- facts 7.2.18
  it("shows who changed what, the newest first", function()
    assert.equal(200, call("POST", "User", { partitionGlobalId = P,
      userName = "eve" }).status)
    assert.equal(201, call("POST", "Group", { partitionGlobalId = P,
      name = "night shift" }).status)
    assert.equal(409, call("POST", "Group", { partitionGlobalId = P,
      name = "night shift" }).status)
    local answer = call("GET", "AuditQuery/" .. P .. "?top=1").json
    assert.equal(2, answer.totalCount)
    assert.equal("Group", answer.results[1].category)
    assert.equal("Create", answer.results[1].action)
    local oldest = call("GET", "AuditQuery/" .. P
      .. "?sortBy=category&sortOrder=desc").json.results[1]
    assert.equal("User", oldest.category)
    assert.equal(400, call("GET", "AuditQuery/" .. P .. "?sortBy=x").status)
  end)

  it("names who did it: a user with the address, or an application",
    function()
      server:insert("Users", { Id = 9, UserName = "carol", IsActive = 1,
        EmailAddress = "carol@example.com" })
      local function rename(token, name)
        assert.equal(201, server:call("POST", "/acme/identity_/api/Group",
          { absolute = true, token = token, json = { partitionGlobalId = P,
            name = name } }).status)
        return call("GET", "AuditQuery/" .. P .. "?top=1").json.results[1]
      end
      local event = rename(server.handle:user_token "carol", "by carol")
      assert.equal("carol", event.userName)
      assert.equal("carol@example.com", event.email)
      event = rename(nil, "by an application")
      assert.equal(server.client_id, event.userName)
    end)

  it("gives the events as a file", function()
    local answer = call("GET", "AuditQuery/" .. P .. "/download?size=1")
    assert.equal(200, answer.status)
    assert.equal("application/octet-stream", answer.headers["content-type"])
    local _, lines = answer.body:gsub("\r\n", "")
    assert.equal(2, lines)
    assert.truthy(answer.body:find('"Group","Create"', 1, true))
  end)

  -- facts 7.2.15
  it("counts sign-ins and those that failed", function()
    local function sign_in(password)
      return server:call("POST", "/api/account/authenticate", { json = {
        tenancyName = "Production", usernameOrEmailAddress = "admin",
        password = password } }).status
    end
    assert.equal(400, sign_in "guess")
    assert.equal(200, sign_in(server.password))
    local answer = call("GET", ("User/%s/loginAttempts"):format(ADMIN)).json
    assert.equal(2, answer.totalCount)
    assert.equal("success", answer.results[1].result)
    assert.equal("invalidPassword", answer.results[2].result)
    assert.truthy(call("GET", "User/" .. ADMIN).json.lastLoginTime)
    assert.equal(0, call("GET", ("User/%s/loginAttempts?since=2199-01-01T"
      .. "00:00:00Z"):format(ADMIN)).json.totalCount)
    assert.equal(404, call("GET", ("User/%s/loginAttempts"):format(P)).status)
  end)
end)
