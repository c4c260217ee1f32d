local tenant = require "sandbox.tenant"

local ORGANIZATION = "6e0d5c2a-41b7-4c58-9a3e-0d1f5b7a9c11"

describe("the users of the organisation (facts 7.2)", function()
  local server

  setup(function() server = tenant.start() end)
  teardown(function() server:stop() end)

  local function call(method, path, json)
    return server:call(method, "/acme/identity_/api/" .. path,
      { absolute = true, json = json })
  end

  local function create(name, more)
    local body = { partitionGlobalId = ORGANIZATION, userName = name }
    for key, value in pairs(more or {}) do body[key] = value end
    return call("POST", "User", body)
  end

  local function find(name)
    return call("GET", ("User/users/%s?searchTerm=%s"):format(ORGANIZATION,
      name)).json.results[1]
  end

  -- facts 7.2.13, 7.2.14
  it("are created, found, changed and deleted", function()
    local answer = create("bob", { email = "bob@example.com", name = "Bob" })
    assert.equal(200, answer.status, answer.body)
    assert.is_true(answer.json.succeeded)
    local bob = find "BOB@"
    assert.equal("bob", bob.userName)
    assert.is_true(bob.isActive)
    assert.is_true(call("PUT", "User/" .. bob.id,
      { displayName = "Bobby", isActive = false }).json.succeeded)
    bob = call("GET", "User/" .. bob.id).json
    assert.equal("Bobby", bob.displayName)
    assert.equal("Bob", bob.name)
    assert.is_false(bob.isActive)
    assert.equal(204, call("DELETE", "User/" .. bob.id).status)
    assert.equal(404, call("GET", "User/" .. bob.id).status)
  end)

  -- facts 6.1.8
  it("are refused in the form of IdentityResult", function()
    create "twice"
    local answer = create "Twice"
    assert.equal(400, answer.status)
    assert.same({ succeeded = false, errors = { { code = "DuplicateUserName",
      description = "Username 'Twice' is already taken." } } }, answer.json)
    assert.equal("PasswordTooShort", create("short",
      { password = "x", validatePassword = true }).json.errors[1].code)
  end)

  it("are created together, or none of them", function()
    local answer = call("POST", "User/BulkCreate",
      { partitionGlobalId = ORGANIZATION,
        users = { { userName = "carl" }, { userName = "twice" } } })
    assert.equal(400, answer.status)
    assert.is_false(answer.json.result.succeeded)
    assert.same({}, answer.json.users)
    assert.is_nil(find "carl")
    assert.is_true(call("POST", "User/BulkCreate",
      { partitionGlobalId = ORGANIZATION, users = { { userName = "carl" },
        { userName = "dora" } } }).json.succeeded)
    assert.equal(204, call("DELETE", "User",
      { partitionGlobalId = ORGANIZATION,
        userIds = { find("carl").id, find("dora").id } }).status)
    assert.is_nil(find "dora")
  end)

  it("are in groups, and change their password if they know it", function()
    local group = call("GET", "Group/" .. ORGANIZATION).json[1].id
    create("eve", { groupIDs = { group }, password = "old-password" })
    local eve = find "eve"
    assert.same({ group }, eve.groupIDs)
    assert.equal(400, call("POST", ("User/%s/changepassword"):format(eve.id),
      { oldPassword = "no", newPassword = "new-password" }).status)
    assert.equal(200, call("POST", ("User/%s/changepassword"):format(eve.id),
      { oldPassword = "old-password", newPassword = "new-password" }).status)
  end)

  -- facts 7.2.12
  it("are paged by ten", function()
    for i = 1, 12 do create(("many%02d"):format(i)) end
    local page = call("GET", ("User/users/%s?searchTerm=many"):format(
      ORGANIZATION)).json
    assert.equal(12, page.totalCount)
    assert.equal(10, #page.results)
  end)

  -- facts 7.2.16, 7.2.17
  it("have settings, by key", function()
    local answer = call("PUT", "Setting", { partitionGlobalId = ORGANIZATION,
      settings = { { key = "A", value = "1" }, { key = "B", value = "2" } } })
    assert.equal(200, answer.status, answer.body)
    local list = call("GET", "Setting?key=B&key=C&partitionGlobalId="
      .. ORGANIZATION).json
    assert.equal(1, #list)
    assert.equal("2", list[1].value)
  end)
end)
