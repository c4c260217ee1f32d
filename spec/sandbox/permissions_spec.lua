-- Scope AND role: who may do what (facts 2.2, 2.4, 2.7, 3, 8.7).

local tenant = require "sandbox.tenant"

local NS = "UiPath.Server.Configuration.OData."

describe("permissions (facts 2.2, 2.7, 8.7)", function()
  local server, user, parent, child, other, role

  local function folder(name, above)
    return server:call("POST", "/odata/Folders", { json = {
      DisplayName = name, ParentId = above } }).json.Id
  end

  local function new_user(fields)
    fields.UpdatePolicy = { Type = "None" }
    local answer = server:call("POST", "/odata/Users", { json = fields })
    assert.equal(201, answer.status, answer.body)
    return answer.json.Id
  end

  local function assign(who, where, what)
    return server:call("POST", "/odata/Folders/" .. NS .. "AssignUsers",
      { json = { assignments = { UserIds = { who }, RolesPerFolder = {
        { FolderId = where, RoleIds = { what } } } } } })
  end

  local function members(where, inherited)
    return server:get(("/odata/Folders/%sGetUsersForFolder(key=%d,"
      .. "includeInherited=%s)"):format(NS, where, inherited)).json.value
  end

  setup(function()
    server = tenant.start { seed = "empty" }
    parent = folder "Finance"
    child = folder("Invoices", parent)
    other = folder "Secret"
    user = new_user { UserName = "carol", Type = "User" }
    role = server:call("POST", "/odata/Roles", { json = { Name = "Reader",
      Type = "Folder", Permissions = { { Name = "Queues.View",
        IsGranted = true }, { Name = "Queues.Create", IsGranted = false } } }
    }).json.Id
    assert.equal(204, assign(user, parent, role).status)
  end)
  teardown(function() server:stop() end)

  local function create_queue(options)
    options.json = { Name = options.name }
    options.name = nil
    return server:call("POST", "/odata/QueueDefinitions", options)
  end

  it("gives a user what the groups it is in have", function()
    local P = "6e0d5c2a-41b7-4c58-9a3e-0d1f5b7a9c11"
    local ID = "10000000-0000-4000-a000-000000000077"
    new_user { UserName = "gina", Type = "DirectoryUser",
      DirectoryIdentifier = ID }
    local group = new_user { UserName = "Clerks", Type = "DirectoryGroup" }
    assert.equal(204, assign(group, parent, role).status)
    local token = server:user_token "gina"
    local function status()
      return server:list("QueueDefinitions", {}, { folder = child,
        token = token }).status
    end
    assert.equal(400, status())
    local made = server:call("POST", "/acme/identity_/api/Group", {
      absolute = true, json = { partitionGlobalId = P, name = "Clerks",
        directoryUserMemberIDs = { ID } } })
    assert.equal(201, made.status, made.body)
    assert.equal(200, status())
    server:call("PUT", "/acme/identity_/api/Group/" .. made.json.id, {
      absolute = true, json = { partitionGlobalId = P,
        directoryUserIDsToRemove = { ID } } })
    assert.equal(400, status())
    server:call("DELETE", ("/odata/Users(%d)"):format(group))
    server.handle:sql("DELETE FROM _folder_users WHERE user = ?", group)
  end)

  -- facts 8.7.4
  it("lists who is in a folder, and what is inherited", function()
    local member = members(parent, "false")[1]
    assert.equal("carol", member.UserEntity.UserName)
    assert.equal("Reader", member.Roles[1].Name)
    assert.equal("Assigned", member.Roles[1].Origin)
    assert.same({}, members(child, "false"))
    local below = members(child, "true")[1]
    assert.is_true(below.UserEntity.IsInherited)
    assert.equal("Inherited", below.Roles[1].Origin)
    assert.equal("Finance",
      below.Roles[1].InheritedFromFolder.FullyQualifiedName)
  end)

  it("lets a user do what a folder's role permits, and below it", function()
    local token = server.handle:user_token "carol"
    for _, id in ipairs { parent, child } do
      assert.equal(200, server:list("QueueDefinitions", {},
        { token = token, folder = id }).status)
    end
  end)

  -- facts 2.7.2
  it("answers 403 where the role does not permit it", function()
    local answer = create_queue { name = "q", folder = parent,
      token = server.handle:user_token "carol" }
    assert.equal(403, answer.status)
    assert.equal("You are not authorized!", answer.json.message)
    assert.equal(0, answer.json.errorCode)
    assert.is_true(answer.json.unAuthorizedRequest)
    assert.equal("You are not allowed to perform this operation.",
      answer.json.error.details)
    assert.same({}, server:column("Id", "QueueDefinitions", {},
      { folder = parent }))
  end)

  it("gives the packages of a folder's feed to who may there", function()
    local function own(name)
      local id = server:call("POST", "/odata/Folders", { json = {
        DisplayName = name, FeedType = "FolderHierarchy" } }).json.Id
      local feed = server:get("/api/PackageFeeds/GetFolderFeed?folderId="
        .. id).body:match "[%x-]+"
      return id, "/odata/Processes?feedId=" .. feed
    end
    local mine, packages = own "Mine"
    local _, others = own "Theirs"
    local reader = server:call("POST", "/odata/Roles", { json = {
      Name = "Packager", Type = "Folder", Permissions = { {
        Name = "FolderPackages.View", IsGranted = true } } } }).json.Id
    local packager = new_user { UserName = "pia", Type = "User" }
    assert.equal(204, assign(packager, mine, reader).status)
    local token = { token = server:user_token "pia" }
    assert.equal(200, server:get(packages, token).status)
    assert.equal(403, server:get(others, token).status)
    assert.equal(403, server:get("/odata/Processes", token).status)
    assert.equal(403, server:call("DELETE", (packages:gsub("%?",
      "('P%%3A1.0.0')?")), token).status)
  end)

  -- facts 3.12, 6.2.15
  it("answers 1100 in a folder the user is not in (facts 3)", function()
    local answer = server:list("QueueDefinitions", {}, { folder = other,
      token = server.handle:user_token "carol" })
    assert.equal(400, answer.status)
    assert.equal(1100, answer.json.errorCode)
  end)

  it("wants the scope as well as the role", function()
    local token = server.handle:user_token("carol", "OR.Assets")
    assert.equal(403, server:list("QueueDefinitions", {},
      { token = token, folder = parent }).status)
  end)

  -- facts 2.4.2
  it("answers a personal token with 401 (facts 2.4)", function()
    local token = server.handle:personal_token { user = "carol" }
    assert.equal(401, create_queue { name = "q", folder = parent,
      token = token }.status)
    assert.equal(200, server:list("QueueDefinitions", {},
      { token = token, folder = parent }).status)
    assert.equal("carol", server:get("/odata/Users/" .. NS
      .. "GetCurrentUser", { token = token }).json.UserName)
  end)

  it("says what the caller may do", function()
    local function permissions(token)
      return server:get("/odata/Users/" .. NS .. "GetCurrentPermissions",
        { token = token }).json
    end
    local mine = permissions(server.handle:user_token "carol")
    assert.equal(user, mine.UserId)
    assert.same({ "Queues.View" }, mine.Permissions)
    assert.is_true(#permissions(server.handle:user_token "admin")
      .Permissions > 100)
  end)

  it("lists across folders only what the caller may see", function()
    for _, id in ipairs { parent, other } do
      assert.equal(201, create_queue { name = "across", folder = id }.status)
    end
    local token = server.handle:user_token "carol"
    assert.equal(1, #server:column("Id", "QueueDefinitions", {},
      { token = token }))
    assert.equal(2, #server:column("Id", "QueueDefinitions"))
    assert.equal(403, server:list("Jobs", {}, { token = token }).status)
    local mine = server:get("/api/Folders/GetAllForCurrentUser",
      { token = token }).json
    assert.equal(2, mine.Count)
    assert.equal("Finance", mine.PageItems[1].FullyQualifiedName)
  end)

  it("keeps the tenant's things to tenant roles", function()
    local token = server.handle:user_token "carol"
    local function webhooks()
      return server:list("Webhooks", {}, { token = token }).status
    end
    assert.equal(403, webhooks())
    local tenant_role = server:call("POST", "/odata/Roles", { json = {
      Name = "Hooks", Type = "Tenant", Permissions = {
        { Name = "Webhooks.View", IsGranted = true } } } }).json.Id
    assert.equal(200, server:call("POST", ("/odata/Users(%d)/%sAssignRoles")
      :format(user, NS), { json = { roleIds = { tenant_role } } }).status)
    assert.equal(200, webhooks())
    assert.equal(400, assign(user, parent, tenant_role).status)
    assert.equal(200, server:call("POST", ("/odata/Users(%d)/%sAssignRoles")
      :format(user, NS), { body = '{"roleIds":[]}',
        headers = { ["Content-Type"] = "application/json" } }).status)
    assert.equal(403, webhooks())
  end)

  -- facts 2.2.5
  it("gives an application with OR.Default its roles alone", function()
    local id = "0a000000-0000-4000-a000-00000000000a"
    server.handle:application { id = id, secret = "s" }
    local function token(scope)
      return server:call("POST", "/identity_/connect/token", {
        absolute = true, headers = { ["Content-Type"] =
          "application/x-www-form-urlencoded" },
        body = "grant_type=client_credentials&client_secret=s&client_id=" .. id
          .. "&scope=" .. scope }).json.access_token
    end
    local function status(scope)
      return server:list("QueueDefinitions", {}, { folder = parent,
        token = token(scope) }).status
    end
    assert.equal(400, status "OR.Default")
    assert.equal(200, status "OR.Queues.Read")
    local account = new_user { UserName = "app", DirectoryIdentifier = id,
      Type = "DirectoryExternalApplication" }
    assign(account, parent, role)
    assert.equal(200, status "OR.Default")
    assert.equal(403, create_queue { name = "q", folder = parent,
      token = token "OR.Default" }.status)
  end)

  -- facts 7.3.1
  it("gives a robot account its roles (facts 7.3)", function()
    local robot = new_user { UserName = "roby", Type = "DirectoryRobot",
      DirectoryIdentifier = "0b000000-0000-4000-a000-00000000000b" }
    assign(robot, child, 3)
    local token = server.handle:user_token "roby"
    assert.equal(200, server:list("Assets", {},
      { token = token, folder = child }).status)
    assert.equal(400, server:list("Assets", {},
      { token = token, folder = parent }).status)
    assert.equal(403, server:call("POST", "/odata/Assets", { folder = child,
      token = token, json = { Name = "a", ValueScope = "Global",
        ValueType = "Text", StringValue = "x" } }).status)
  end)

  it("tells all roles of a user, in the tenant and in folders", function()
    local path = ("/odata/Folders/%sGetAllRolesForUser(username='carol',"
      .. "skip=0,take=10)"):format(NS)
    local all = server:get(path).json
    assert.equal(1, all.Count)
    assert.equal("Finance", all.PageItems[1].Folder.DisplayName)
    assert.equal("Reader", all.PageItems[1].Roles[1].Name)
    local same = server:get("/api/FoldersNavigation/GetAllRolesForUser?"
      .. "username=carol", { token = server.handle:user_token "admin" }).json
    assert.equal("Reader", same.PageItems[1].Roles[1].Name)
    assert.equal("Administrator", server:get((path:gsub("carol", "admin")))
      .json.TenantRoles[1].Name)
  end)

  it("takes somebody of the directory in", function()
    assert.equal(204, server:call("POST", "/odata/Folders/" .. NS
      .. "AssignDomainUser", { json = { assignment = { Domain = "acme",
        UserName = "erin", UserType = "DirectoryUser", RolesPerFolder = {
          { FolderId = other, RoleIds = { role } } } } } }).status)
    assert.equal("erin", members(other, "false")[1].UserEntity.UserName)
    assert.equal(200, server:list("QueueDefinitions", {}, { folder = other,
      token = server.handle:user_token "erin" }).status)
    server.handle:sql("DELETE FROM _folder_users WHERE folder = ?", other)
  end)

  -- facts 8.7.4
  it("takes a user out of a folder", function()
    local one = new_user { UserName = "dave", Type = "User" }
    local token = server.handle:user_token "dave"
    for _, way in ipairs { "RemoveUserFromFolder", "RemoveUserFromFolderByKey" }
    do
      assign(one, other, role)
      local function status()
        return server:list("QueueDefinitions", {},
          { token = token, folder = other }).status
      end
      assert.equal(200, status())
      local key = server:get(("/odata/Users(%d)"):format(one)).json.Key
      assert.equal(204, server:call("POST", ("/odata/Folders(%d)/%s%s")
        :format(other, NS, way), { json = way:find "Key"
          and { userKey = key } or { userId = one } }).status)
      assert.equal(400, status())
      assert.same({}, members(other, "true"))
    end
  end)

  it("lets members of the right role manage their own folder", function()
    local boss = new_user { UserName = "boss", Type = "User" }
    assign(boss, parent, 5)
    local token = server.handle:user_token "boss"
    local function put(where)
      return server:call("POST", "/odata/Folders/" .. NS .. "AssignUsers",
        { token = token, json = { assignments = { UserIds = { user },
          RolesPerFolder = { { FolderId = where, RoleIds = { 3 } } } } } })
        .status
    end
    assert.equal(204, put(child))
    assert.equal(403, put(other))
    local function status(method, id)
      return server:call(method, ("/odata/Folders(%d)"):format(id),
        { token = token }).status
    end
    assert.equal(200, status("GET", child))
    assert.equal(403, status("GET", other))
    assert.equal(403, status("DELETE", other))
    local key = server:get(("/odata/Folders(%d)"):format(other)).json.Key
    assert.equal(403, server:call("DELETE", "/api/Folders/DeleteByKey?key="
      .. key, { token = token }).status)
    local reader = server.handle:user_token "carol"
    assert.equal(200, server:get(("/odata/Folders(%d)"):format(child),
      { token = reader }).status)
    assert.equal(403, server:call("DELETE", ("/odata/Folders(%d)"):format(
      child), { token = reader }).status)
  end)
end)
