local cjson = require "cjson"
local tenant = require "sandbox.tenant"

local P = "6e0d5c2a-41b7-4c58-9a3e-0d1f5b7a9c11"

describe("external clients (facts 7.2)", function()
  local server, token

  setup(function()
    server = tenant.start()
    token = server:personal_token()
  end)
  teardown(function() server:stop() end)

  local function call(method, path, json, as)
    return server:call(method, "/acme/identity_/api/" .. path,
      { absolute = true, json = json, token = as or token })
  end

  local function create(name, more)
    local body = { partitionGlobalId = P, name = name, isConfidential = true,
      scopes = { "OR.Jobs.Read" } }
    for key, value in pairs(more or {}) do body[key] = value end
    return call("POST", "ExternalClient", body)
  end

  local function sign_in(client, scope)
    return server:call("POST", "/identity_/connect/token", { absolute = true,
      body = ("grant_type=client_credentials&client_id=%s&client_secret=%s"
        .. "&scope=%s"):format(client.id, client.secret, scope),
      headers = { ["Content-Type"] = "application/x-www-form-urlencoded" } })
  end

  -- facts 7.2.20
  it("sign in with the secret that was shown once", function()
    local answer = create "reader"
    assert.equal(201, answer.status, answer.body)
    local client = answer.json
    assert.string(client.secret)
    local path = ("ExternalClient/%s/%s"):format(P, client.id)
    assert.equal(cjson.null, call("GET", path).json.secret)
    assert.equal(1, #call("GET", path).json.secrets)
    local got = sign_in(client, "OR.Jobs.Read")
    assert.equal(200, got.status, got.body)
    assert.equal("invalid_scope", sign_in(client, "OR.Assets").json.error)
    local function jobs()
      return server:get("/odata/Jobs",
        { token = got.json.access_token }).status
    end
    assert.equal(200, jobs())
    assert.equal(403, server:get("/odata/Machines",
      { token = got.json.access_token }).status)
    assert.equal(204, call("DELETE", path).status)
    assert.equal(404, call("GET", path).status)
    assert.equal("invalid_client", sign_in(client, "OR.Jobs.Read").json.error)
  end)

  it("are listed, and refused twice", function()
    create("app", { isConfidential = false, redirectUri = "https://a.test/" })
    local list = call("GET", "ExternalClient/" .. P).json
    assert.equal("app", list[1].name)
    assert.is_false(list[1].isConfidential)
    assert.equal("https://a.test/", list[1].redirectUri)
    assert.equal("OR.Jobs.Read", list[1].resources[1].scopes[1].name)
    assert.equal(409, create("App").status)
    assert.equal(400, create("other", { scopes = { "OR.Nothing" } }).status)
  end)

  -- facts 7.2.26
  it("are a user's to manage, not an application's", function()
    assert.equal(403, call("GET", "ExternalClient/" .. P, nil,
      server.access_token).status)
  end)

  -- facts 7.2.21
  it("may ask for the scopes that are listed", function()
    local names = {}
    for _, resource in ipairs(call("GET", "ExternalApiResource").json) do
      for _, scope in ipairs(resource.scopes) do names[scope.name] = true end
    end
    assert.is_true(names["OR.Queues.Write"])
    assert.is_true(names["PM.Group"])
  end)
end)

describe("the directory (facts 7.2)", function()
  local server

  setup(function()
    server = tenant.start()
    server:call("POST", "/acme/identity_/api/RobotAccount", { absolute = true,
      json = { partitionGlobalId = P, name = "rob-1" } })
  end)
  teardown(function() server:stop() end)

  local function call(method, path, json)
    return server:call(method, "/acme/identity_/api/Directory/" .. path,
      { absolute = true, json = json })
  end

  -- facts 7.2.22
  it("is searched by how a name begins", function()
    local list = call("GET", "Search/" .. P .. "?startsWith=ROB").json
    assert.equal(1, #list)
    assert.equal("DirectoryRobotUser", list[1].objectType)
    assert.equal("Administrators", call("GET", "Search/" .. P
      .. "?startsWith=adm").json[1].name)
  end)

  -- facts 5.4.5, 6.1.6; peers 8
  it("resolves at most 20 names at once", function()
    local names = {}
    for i = 1, 20 do names[i] = "rob-" .. i end
    local found = call("POST", "BulkResolveByName/" .. P,
      { entityNames = names }).json
    assert.string(found["rob-1"].identifier)
    assert.is_nil(found["rob-2"])
    names[21] = "admin"
    local refused = call("POST", "BulkResolveByName/" .. P,
      { entityNames = names })
    assert.equal(400, refused.status)
    assert.same({ 400, "BadRequest", "string" }, { refused.json.StatusCode,
      refused.json.StatusDescription, type(refused.json.Message) })
  end)

  it("is seen from Orchestrator too", function()
    local list = server:get("/api/DirectoryService/SearchForUsersAndGroups"
      .. "?searchContext=Robots&domain=autogen&prefix=rob").json
    assert.equal("rob-1", list[1].identityName)
    assert.equal("Robot", list[1].type)
    assert.equal(0, #server:get("/api/DirectoryService/"
      .. "SearchForUsersAndGroups?searchContext=Users&prefix=rob").json)
  end)

  it("knows the domains, ids and groups of directory users", function()
    local function get(path)
      return server:get("/api/DirectoryService/" .. path)
    end
    local user = server:call("POST", "/odata/Users", { json = {
      UserName = "rob-1", Domain = "corp", Type = "DirectoryUser",
      UpdatePolicy = { Type = "None" } } }).json
    assert.same({ { name = "autogen", isDefault = true },
      { name = "corp", isDefault = false } }, get "GetDomains".json)
    local found = get "GetDomainUserId?domain=corp&userName=ROB-1"
    assert.equal(200, found.status)
    assert.equal(user.Id, found.json)
    assert.equal(404, get "GetDomainUserId?domain=x&userName=rob-1".status)
    local groups = server:call("GET", "/acme/identity_/api/Group/" .. P,
      { absolute = true }).json
    server:call("PUT", "/acme/identity_/api/Group/" .. groups[1].id, {
      absolute = true, json = { partitionGlobalId = P,
        directoryUserIDsToAdd = {
          "10000000-0000-4000-a000-000000000001" } } })
    local role = server:call("POST", "/odata/Users", { json = {
      UserName = groups[1].name, Type = "DirectoryGroup",
      UpdatePolicy = { Type = "None" } } }).json
    server:call("POST", ("/odata/Users(%d)/UiPath.Server.Configuration.OData"
      .. ".AssignRoles"):format(role.Id), { json = { roleIds = { 3 } } })
    local rights = get "GetDirectoryPermissions?username=admin".json
    assert.equal(groups[1].name, rights[1].directoryGroup)
    assert.equal(3, rights[1].roles[1].id)
  end)
end)
