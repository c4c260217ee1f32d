local demo = require "support.demo"
local orchestrator = require "orchestrator"

describe("a set of folders", function()
  local server, tenant, finance, payable
  setup(function()
    server = demo.start()
    tenant = orchestrator.connect(server:options "client_secret")
    finance = tenant:folder "Shared/Finance"
    payable = tenant.Folders:find("Shared/Finance/Accounts Payable")[1]
    local queue = finance.QueueDefinitions:named "Invoices"
    finance.QueueDefinitions:ShareToFolders{ QueueIds = { queue.row.Id },
      ToAddFolderIds = { payable.Id }, ToRemoveFolderIds = {} }
  end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  local function lines_with(part)
    local found = {}
    for _, line in ipairs(demo.lines(server)) do
      if line:find(part, 1, true) then found[#found + 1] = line end
    end
    return found
  end

  local function of_queues(query)
    local seen = {}
    for row, folder, walk in query:each() do
      local paths = {}
      for i, one in ipairs(walk.folders) do
        paths[i] = one.FullyQualifiedName
      end
      assert.equal(folder, walk.folders[1])
      assert.is_nil(seen[row.Name])
      seen[row.Name] = table.concat(paths, ", ")
    end
    return seen
  end

  local QUEUES = {
    Invoices = "Shared/Finance, Shared/Finance/Accounts Payable",
    Vendors = "Shared/Finance/Accounts Payable",
    Payments = "Shared/Finance/Treasury",
  }

  it("has a linked entity once, with its folders, by the list across them",
    function()
      local queues = tenant:folders("Shared/Finance/**").QueueDefinitions
      local seen = of_queues(queues)
      assert.equal(QUEUES.Invoices, seen.Invoices)
      assert.equal(QUEUES.Vendors, seen.Vendors)
      assert.equal(1, #lines_with "GetQueuesAcrossFolders")
      assert.equal(1, #lines_with "GetFoldersForQueue")
      local rows, folders, skipped, linked = queues:list()
      assert.equal(queues:count(), #rows)
      assert.equal(#rows, #folders)
      assert.equal(#rows, #linked)
      assert.same({}, skipped)
    end)

  it("is narrowed, and keeps what is selected", function()
    local queues = tenant:folders("Shared/Finance/**").QueueDefinitions
      :filter{ Name = "Invoices" }:select "Name"
    local rows, _, _, linked = queues:list()
    assert.same({ { Name = "Invoices" } }, rows)
    assert.equal(2, #linked[1])
    assert.equal(1, queues:count())
    assert.equal(1, #tenant:folders("Shared/Finance/**").QueueDefinitions
      :top(1):list())
  end)

  it("reads the folders' own lists where across them is forbidden",
    function()
      server:fault { path = "GetQueuesAcrossFolders", status = 403 }
      local seen = of_queues(tenant:folders("Shared/Finance/**")
        .QueueDefinitions)
      assert.equal(QUEUES.Invoices, seen.Invoices)
      assert.equal(0, #lines_with "GetFoldersForQueue")
    end)

  it("reads every linked kind once", function()
    for _, kind in ipairs { "Assets", "Buckets", "TaskCatalogs" } do
      local keys = {}
      for row in tenant:folders("**")[kind]:each() do
        assert.is_nil(keys[row.Id], kind)
        keys[row.Id] = true
      end
    end
    local asset = finance.Assets:list()[1]
    finance.Assets:ShareToFolders{ AssetIds = { asset.Id },
      ToAddFolderIds = { payable.Id }, ToRemoveFolderIds = {} }
    local times, folders = 0, 0
    for row, _, walk in tenant:folders("Shared/Finance/**").Assets:each() do
      if row.Id == asset.Id then
        times, folders = times + 1, #walk.folders
      end
    end
    assert.equal(1, times)
    assert.equal(2, folders)
  end)

  it("says which folders it has no access to, also of linked kinds",
    function()
      server:fault { path = "/odata/QueueDefinitions?", status = 403 }
      local rows, _, skipped = tenant:folders("Shared/**").QueueDefinitions
        :list()
      assert.is_true(#rows > 0)
      assert.equal(1, #skipped)
      assert.equal("forbidden", skipped[1].error.kind)
    end)

  it("asks the folders at the same time and keeps their order", function()
    local folders = tenant:folders "Shared/**"
    local all = folders:list()
    assert.is_true(#all >= 4)
    server:fault { path = "/odata/Jobs", delay = 0.4, times = #all }
    local order, begun = {}, os.time()
    for _, folder in folders.Jobs:each() do
      if order[#order] ~= folder then order[#order + 1] = folder end
    end
    assert.is_true(os.time() - begun <= 2)
    local at = 1
    for _, folder in ipairs(all) do
      if folder == order[at] then at = at + 1 end
    end
    assert.equal(#order + 1, at)
    server:reset()
    server:fault { path = "/odata/Jobs", delay = 0.4, times = #all }
    begun = os.time()
    folders.Jobs:count()
    assert.is_true(os.time() - begun <= 2)
  end)

  it("fetches no more than it was asked for", function()
    local rows = tenant:folders("**").Jobs:top(3):list()
    assert.equal(3, #rows)
    assert.is_true(#lines_with "/odata/Jobs" <= 18) -- two pages of each
    for _, folder in tenant:folders("**").Jobs:each() do
      if folder then break end
    end
  end)

  it("raises what is not about access, and closes", function()
    server:fault { path = "/odata/Jobs", status = 400, times = 99 }
    local step, walk = tenant:folders("Shared/**").Jobs:each()
    assert.is_false(pcall(step, walk))
    assert.is_nil(step(walk))
  end)

  it("can be iterated over itself", function()
    local paths = {}
    for folder in tenant:folders("Shared/Finance/*"):each() do
      paths[#paths + 1] = folder.row.FullyQualifiedName
    end
    assert.is_true(#paths >= 2)
    assert.same("Shared/Finance/Accounts Payable", paths[1])
  end)
end)
