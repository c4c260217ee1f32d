-- What belongs where: machines in folders, users in units, the folder tree of
-- the browser, workspaces and sessions.

local tenant = require "sandbox.tenant"

local NS = "/UiPath.Server.Configuration.OData."
local SHARED = 1001

describe("belonging", function()
  local server, folders, user_token

  setup(function()
    server = tenant.start { seed = "empty" }
    folders = {}
    for _, name in ipairs { "Top", "Below" } do
      local answer = server:call("POST", "/odata/Folders", { json = {
        DisplayName = name, ParentId = name == "Below" and folders.Top
          or nil } })
      folders[name] = math.tointeger(answer.json.Id)
    end
    user_token = server:call("POST", "/oauth/token", { absolute = true,
      json = { grant_type = "refresh_token", client_id = server.client_id,
        refresh_token = server.user_key } }).json.access_token
  end)
  teardown(function() server:stop() end)

  local function post(path, json)
    return server:call("POST", "/odata/" .. path, { json = json })
  end

  local function machine(name)
    return math.tointeger(post("Machines", { Name = name,
      UnattendedSlots = 3 }).json.Id)
  end

  local function machines_of(folder)
    return server:column("Id", ("Folders%sGetMachinesForFolder(key=%d)")
      :format(NS, folder))
  end

  -- facts 8.6.1
  it("puts machines into folders and takes them out (facts 8.6)", function()
    local id = machine "M1"
    assert.equal(204, post("Folders" .. NS .. "AssignMachines", {
      assignments = { MachineIds = { id }, FolderIds = { folders.Top } } })
      .status)
    assert.same({ id }, machines_of(folders.Top))
    assert.equal(3, server:get(("/odata/Machines%sGetRuntimesForFolder("
      .. "folderId=%d)"):format(NS, folders.Top)).json.value[1].Total)
    assert.equal(204, post(("Folders(%d)%sRemoveMachinesFromFolder"):format(
      folders.Top, NS), { machineIds = { id } }).status)
    assert.same({}, machines_of(folders.Top))
  end)

  it("hands machines down to folders below when told (facts 8.6)", function()
    local id = machine "M2"
    assert.equal(204, post("Folders" .. NS
      .. "UpdateMachinesToFolderAssociations", { associations = {
      FolderId = folders.Top, AddedMachineIds = { id } } }).status)
    assert.same({}, machines_of(folders.Below))
    local toggle = { MachineId = id, FolderId = folders.Top,
      InheritEnabled = true }
    assert.equal(200, post("Folders" .. NS .. "ToggleFolderMachineInherit",
      toggle).status)
    assert.same({ id }, machines_of(folders.Below))
    assert.same({}, machines_of(SHARED))
    toggle.FolderId = SHARED
    assert.equal(404, post("Folders" .. NS .. "ToggleFolderMachineInherit",
      toggle).status)
  end)

  it("refuses machines and folders that are not there", function()
    local answer = post("Folders" .. NS .. "AssignMachines", { assignments =
      { MachineIds = { 424242 }, FolderIds = { folders.Top } } })
    assert.equal(404, answer.status)
    assert.equal(1002, answer.json.errorCode)
  end)

  describe("in the browser's tree", function()
    local PATH = "/api/FoldersNavigation/"

    local function get(what, token)
      return server:get(PATH .. what, { token = token })
    end

    -- facts 2.2.10, 8.7.3; peers 40
    it("is a user's, and no application's (facts 8.7)", function()
      assert.equal(403, get "GetFoldersForCurrentUser".status)
      assert.equal(200, get("GetFoldersForCurrentUser", user_token).status)
    end)

    -- facts 8.7.3
    it("finds folders by a part of their path (facts 8.7)", function()
      local page = get("GetFoldersForCurrentUser?searchText=bel",
        user_token).json
      assert.equal(1, page.Count)
      assert.equal("Top/Below", page.PageItems[1].FullyQualifiedName)
    end)

    it("shows what is above and below a folder (facts 8.7)", function()
      local function context(id)
        return get("GetFolderNavigationContextForCurrentUser?folderId=" .. id,
          user_token).json
      end
      assert.equal("Below", context(folders.Top).ChildrenPage[1].DisplayName)
      assert.equal("Top", context(folders.Below).Ancestors[1].DisplayName)
      for _, row in ipairs(get("GetAllFoldersForCurrentUser",
        user_token).json) do
        assert.equal(row.DisplayName == "Top", row.HasChildren)
      end
    end)
  end)

  it("puts users into organisation units (facts 9)", function()
    local unit = math.tointeger(post("OrganizationUnits",
      { DisplayName = "Unit" }).json.Id)
    local function ids()
      return server:get(("/odata/OrganizationUnits%sGetUserIdsForUnit(key=%d)")
        :format(NS, unit)).json.value
    end
    local set = ("OrganizationUnits(%d)%sSetUsers"):format(unit, NS)
    local function change(added, removed)
      return server:call("POST", "/odata/" .. set, { body =
        ('{"addedUserIds":[%s],"removedUserIds":[%s]}'):format(added,
        removed) }).status
    end
    assert.equal(204, change("1", ""))
    assert.same({ 1 }, ids())
    assert.equal(404, change("424242", ""))
    assert.equal(204, change("", "1"))
    assert.same({}, ids())
  end)

  it("lets a user explore a workspace once (facts 9)", function()
    server:insert("PersonalWorkspaces", { Id = 9, Name = "ws",
      OwnerId = 2 })
    local path = "PersonalWorkspaces(9)" .. NS
    assert.equal(204, post(path .. "StartExploring").status)
    assert.equal(409, post(path .. "StartExploring").status)
    assert.same({ 1 }, server:get("/odata/PersonalWorkspaces").json
      .value[1].ExploringUserIds)
    assert.equal(204, post(path .. "StopExploring").status)
    assert.equal(409, post(path .. "StopExploring").status)
  end)

  -- facts 8.6.3
  it("deletes sessions that are disconnected, and no others (facts 8.6)",
    function()
      server:insert("Sessions", { Id = 1, State = "Disconnected",
        _folder = SHARED })
      server:insert("Sessions", { Id = 2, State = "Available",
        _folder = SHARED })
      assert.equal(204, post("Sessions" .. NS
        .. "DeleteInactiveUnattendedSessions", { sessionIds = { 1, 2 } })
        .status)
      assert.same({ 2 }, server:column("Id", "Sessions" .. NS
        .. "GetGlobalSessions"))
    end)
end)
