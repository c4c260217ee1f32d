-- Roles of users, and the caller's own user (facts 8.7).

local tenant = require "sandbox.tenant"

local NS = "/UiPath.Server.Configuration.OData."

describe("a role (facts 8.7)", function()
  local server, user

  setup(function()
    server = tenant.start { seed = "empty" }
    user = math.tointeger(server:call("POST", "/odata/Users",
      { json = { UserName = "joe", Name = "Joe",
        UpdatePolicy = { Type = "None" } } }).json.Id)
  end)
  teardown(function() server:stop() end)

  local function post(path, body)
    return server:call("POST", "/odata/" .. path, { body = body,
      headers = { ["Content-Type"] = "application/json" } }).status
  end

  local function members(role)
    return server:get(("/odata/Roles%sGetUserIdsForRole(key=%d)"):format(NS,
      role)).json.value
  end

  -- facts 8.7.1
  it("is given to users and taken from them", function()
    local set = "Roles(3)" .. NS .. "SetUsers"
    assert.equal(204, post(set, ('{"addedUserIds":[%d],"removedUserIds":[]}')
      :format(user)))
    assert.same({ user }, members(3))
    assert.same({ "joe" }, server:column("UserName",
      "Roles" .. NS .. "GetUsersForRole(key=3)"))
    assert.equal(204, post(set, ('{"addedUserIds":[],"removedUserIds":[%d]}')
      :format(user)))
    assert.same({}, members(3))
    assert.equal(404, post(set, '{"addedUserIds":[424242],'
      .. '"removedUserIds":[]}'))
  end)

  -- facts 8.7.1
  it("comes from assigning roles to a user, in place of all others",
    function()
      local path = ("Users(%d)"):format(user) .. NS
      assert.equal(200, post(path .. "AssignRoles", '{"roleIds":[3,4]}'))
      assert.equal(200, post(path .. "AssignRoles", '{"roleIds":[4]}'))
      assert.same({}, members(3))
      assert.same({ user }, members(4))
      assert.equal(200, post(path .. "ToggleRole",
        '{"role":"automation developer","toggle":false}'))
      assert.same({}, members(4))
      assert.equal(404, post(path .. "AssignRoles", '{"roleIds":[4242]}'))
    end)

  it("is a user's; an application is none", function()
    local path = "/odata/Users" .. NS .. "GetCurrentUser"
    local token = server:call("POST", "/oauth/token", { absolute = true,
      json = { grant_type = "refresh_token", client_id = server.client_id,
        refresh_token = server.user_key } }).json.access_token
    assert.equal("admin", server:get(path, { token = token }).json.UserName)
    assert.equal(204, server:get(path).status)
  end)
end)
