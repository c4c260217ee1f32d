local demo = require "support.demo"
local orchestrator = require "orchestrator"
local refused = require "support.refused"

describe("Folders", function()
  local server, tenant, folders
  setup(function()
    server, tenant = demo.finance()
    folders = tenant.Folders
  end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  it("form a tree", function()
    local names, n = {}, 0
    local function walk(rows)
      for _, row in ipairs(rows) do
        n = n + 1
        names[row.FullyQualifiedName] = true
        walk(row.children)
      end
    end
    walk(folders:tree())
    assert.equal(folders:count(), n)
    assert.is_true(names["Shared/Finance/Accounts Payable"])
  end)

  it("are found by paths with wildcards", function()
    local found = folders:find "shared/finance/*"
    assert.is_true(#found >= 2)
    for _, row in ipairs(found) do
      assert.matches("^Shared/Finance/[^/]+$", row.FullyQualifiedName)
    end
    assert.same({}, folders:find "Nonsense/**")
    refused("argument", folders.find, folders, "")
  end)

  it("are made with those above them, moved, and removed", function()
    local row, made = folders:create_path("Closing/2026/November",
      { description = "this month" })
    assert.equal(3, made)
    assert.equal("Closing/2026/November", row.FullyQualifiedName)
    assert.equal(0, (select(2, folders:create_path "closing/2026/November")))
    assert.is_true(folders:move(row, "Closing"))
    assert.equal(1, #folders:find "Closing/November")
    local err = refused("argument", folders.remove, folders, "Closing", nil)
    assert.matches('confirm = "Closing"', err.hint, 1, true)
    refused("argument", folders.remove, folders, "Closing",
      { confirm = "closing" })
    refused("not_found", folders.remove, folders, "Nonsense",
      { confirm = "Nonsense" })
    folders:remove("Closing/November", { confirm = "Closing/November" })
    assert.same({}, folders:find "Closing/November")
    refused("argument", folders.create_path, folders, "a//b")
  end)

  it("are given users with roles, and machines", function()
    local grace, henrik = tenant.Users:named "grace",
      tenant.Users:named "henrik"
    local role = tenant.Roles:named "Automation User"
    local machine = tenant.Machines:first()
    local id = folders:create({ DisplayName = "Given" }).Id
    local function users()
      local out = {}
      for _, row in ipairs(folders:users(id)) do out[row.Id] = row.Roles end
      return out
    end
    server:reset()
    folders:assign("Given", { grace.Id, henrik }, role.Id)
    assert.same({ assignments = { UserIds = { grace.Id, henrik.Id },
      RolesPerFolder = { { FolderId = id, RoleIds = { role.Id } } } } },
      demo.last(server).json)
    assert.equal(role.Id, users()[grace.Id][1].Id)
    folders:assign_machines(id, machine.Id)
    assert.same({ assignments = { FolderIds = { id },
      MachineIds = { machine.Id } } }, demo.last(server).json)
    assert.equal(machine.Id, folders:machines(id)[1].Id)
    folders:unassign(id, henrik)
    assert.same({ userId = henrik.Id }, demo.last(server).json)
    assert.is_nil(users()[henrik.Id])
    assert.is_table(users()[grace.Id])
  end)
end)

describe("a set of folders", function()
  local server, tenant
  setup(function()
    server = demo.start()
    tenant = orchestrator.connect(server:options "client_secret")
  end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  it("gives rows of all of them, each with its folder", function()
    local seen, n = {}, 0
    local faulted = tenant:folders("Shared/Finance/**").Jobs
      :filter{ State = "Faulted" }
    for job, folder in faulted:each() do
      assert.equal("Faulted", job.State)
      assert.equal(folder.Id, job.OrganizationUnitId or folder.Id)
      seen[folder.FullyQualifiedName] = true
      n = n + 1
    end
    assert.is_true(n > 0)
    assert.is_true(seen["Shared/Finance"])
    assert.equal(n, faulted:count())
    local rows, folders = faulted:list()
    assert.equal(n, #rows)
    assert.equal(n, #folders)
  end)

  it("passes over folders without access, and says which", function()
    server:fault { path = "/odata/Jobs", status = 403 }
    local _, _, skipped = tenant:folders("Shared/Finance/**").Jobs
      :filter{ State = "Faulted" }:list()
    assert.equal(1, #skipped)
    -- Folders are asked at once: whichever of them came first.
    assert.matches("^Shared/Finance", skipped[1].folder.FullyQualifiedName)
    assert.equal("forbidden", skipped[1].error.kind)
  end)

  it("raises for everything else, and refuses nonsense at once", function()
    server:fault { path = "/odata/Jobs", status = 400, times = 9 }
    assert.is_false(pcall(function()
      tenant:folders("Shared/Finance").Jobs:list()
    end))
    server:reset()
    local jobs = tenant:folders("**").Jobs
    assert.is_false(pcall(jobs.filter, jobs, { State = nil }))
    assert.is_false(pcall(function() return tenant:folders("**").Jbs end))
    assert.is_false(pcall(tenant.folders, tenant, ""))
    assert.equal(0, #demo.requests(server))
  end)

  it("gives an entity that is linked into several once", function()
    local queue = tenant:folder("Shared/Finance").QueueDefinitions
      :named "Invoices"
    local ap = tenant.Folders:find("Shared/Finance/Accounts Payable")[1]
    tenant:folder("Shared/Finance").QueueDefinitions:ShareToFolders{
      QueueIds = { queue.row.Id }, ToAddFolderIds = { ap.Id },
      ToRemoveFolderIds = {} }
    local n = 0
    for row in tenant:folders("Shared/Finance/**").QueueDefinitions:each() do
      if row.Name == "Invoices" then n = n + 1 end
    end
    assert.equal(1, n)
  end)

  it("ends at once on break", function()
    local jobs = tenant:folders("**").Jobs
    for _ in jobs:each() do break end -- luacheck: ignore 512
    local _, walk = tenant:folders("**").Jobs:each()
    walk:close()
    walk:close()
  end)
end)
