local catalogue = require "orchestrator.catalogue"
local core = require "orchestrator.core"
local demo = require "support.demo"
local files = require "support.files"
local orchestrator = require "orchestrator"
local secrets = require "orchestrator.secrets"

describe("query:export", function()
  local server, tenant, dir, file

  setup(function()
    server = demo.start()
    tenant = orchestrator.connect(server:options "access_token")
  end)

  teardown(function() server:stop() end)

  before_each(function()
    server:reset()
    dir = files.temp_dir()
    file = dir .. "/out"
  end)

  after_each(function() files.remove(dir) end)

  local function lines(text)
    local list = {}
    for line in text:gmatch "([^\n]*)\n" do list[#list + 1] = line end
    return list
  end

  local function failure(given, query)
    query = query or tenant.Jobs
    local ok, err = pcall(query.export, query, given)
    assert.is_false(ok)
    return err
  end

  it("writes every row as a line of JSON, the same as each gives", function()
    local query = tenant.Jobs:filter { State = "Faulted" }
    local rows = query:export { file = file }
    local list, n = lines(files.read(file)), 0
    for row in query:each() do
      n = n + 1
      assert.same(row, core.decode(list[n]))
    end
    assert.equal(n, rows)
    assert.equal(n, #list)
    assert.is_true(n > 100)
  end)

  it("knows the format by the file's name", function()
    tenant.Folders:orderby("Id"):select("Id", "DisplayName")
      :export { file = dir .. "/folders.csv" }
    local list = lines(files.read(dir .. "/folders.csv"))
    assert.equal("Id,DisplayName\r", list[1])
    assert.equal(tenant.Folders:count() + 1, #list)
  end)

  it("makes the header of what rows have, and nothing gets lost", function()
    tenant.Jobs:top(1500):export { file = file, format = "csv" }
    local list = lines(files.read(file))
    assert.equal(1501, #list)
    assert.matches("^[%w,]*Id,", list[1])
    assert.matches("ReleaseName", list[1], 1, true)
  end)

  it("takes the columns one names, in that order", function()
    tenant.Folders:orderby("Id"):top(1)
      :export { file = file, format = "csv",
        columns = { "DisplayName", "Nothing", "Id" } }
    assert.matches("^DisplayName,Nothing,Id\r\n[^,]+,,%d+\r\n$",
      files.read(file))
  end)

  it("hands the text to a function, and tells how far it is", function()
    local parts, last = {}, 0
    local rows = tenant.Jobs:top(2000):export {
      write = function(text) parts[#parts + 1] = text end,
      progress = function(n, bytes)
        assert.is_true(n >= last and bytes > 0)
        last = n
      end,
    }
    assert.equal(2000, rows)
    assert.equal(2000, last)
    assert.is_true(#parts > 1)
    assert.equal(2000, #lines(table.concat(parts)))
  end)

  it("leaves out the key that was fetched for paging only", function()
    tenant.Jobs:select("State"):export { file = file }
    local row = core.decode(lines(files.read(file))[1])
    assert.same({ "State" }, { next(row), next(row, "State") })
  end)

  it("joins the parts of a list that needs several requests", function()
    local ids = {}
    for row in tenant.Jobs:select("Id"):top(130):each() do
      ids[#ids + 1] = row.Id
    end
    assert.equal(130, tenant.Jobs:filter { Id = ids }:export { file = file })
    assert.equal(130, #lines(files.read(file)))
    assert.equal(60,
      tenant.Jobs:filter({ Id = ids }):top(60):export { file = file })
    assert.equal(60, #lines(files.read(file)))
  end)

  it("masks secrets unless told to reveal them", function()
    assert.same({ "ClientSecret", "LicenseKey" },
      secrets.of(catalogue, "MachineDto"))
    assert.is_nil(secrets.of(catalogue, "LogDto"))
    tenant.Machines:top(1):export { file = file }
    local row = core.decode(files.read(file))
    assert.equal("*****", row.LicenseKey)
    tenant.Machines:top(1):export { file = file, reveal = true }
    row = core.decode(files.read(file))
    assert.equal(tenant.Machines:first().LicenseKey, row.LicenseKey)
  end)

  it("leaves what was there when it fails in the middle", function()
    files.write(file, "before")
    server:fault { path = "/odata/Jobs", after = 2, status = 403 }
    local err = failure { file = file }
    assert.equal("forbidden", err.kind)
    assert.equal("before", files.read(file))
    local listing = io.popen("ls -A '" .. dir .. "'")
    assert.equal("out\n", listing:read "a")
    listing:close()
  end)

  -- Every way of paging, several pages each.
  it("writes the rows that each gives, whatever they are paged by", function()
    local finance = tenant:folder "Shared/Finance"
    for _, query in ipairs {
      finance.RobotLogs:top(2500),
      finance.RobotLogs:orderby "TimeStamp desc":top(2500),
      finance.RobotLogs:filter { Level = "Error" }
        :paging("time", { page = 100, concurrency = 4 }),
      finance.Jobs:orderby "CreationTime":paging { page = 300 },
      finance.Jobs:orderby "Id desc":paging { page = 300 },
    } do
      local rows = query:export { file = file }
      local list, n = lines(files.read(file)), 0
      for row in query:each() do
        n = n + 1
        assert.same(row, core.decode(list[n]))
      end
      assert.equal(n, rows)
      assert.equal(n, #list)
      assert.is_true(n > 100)
    end
  end)

  it("goes on behind a cursor, and says where it ended", function()
    local finance = tenant:folder "Shared/Finance"
    for _, query in ipairs { finance.RobotLogs:top(3000), finance.Jobs,
      finance.Jobs:orderby "CreationTime", finance.Jobs:top(1200) } do
      local before, mark = {}, nil
      for row, walk in query:each() do
        before[#before + 1] = core.encode(row)
        if #before == 1100 then mark = walk:cursor() break end
      end
      local rest = query:count() - 1100
      local rows, last = query:export { file = file, cursor = mark }
      assert.equal(rest, rows)
      local list, whole = lines(files.read(file)), query:list()
      for i, line in ipairs(list) do
        assert.same(whole[1100 + i], core.decode(line))
      end
      rows = query:export { file = dir .. "/x.csv", cursor = mark,
        columns = { "Level", "Id" } }
      assert.equal(rest, rows)
      assert.equal(rest + 1, #lines(files.read(dir .. "/x.csv")))
      assert.equal(0, (query:export { file = file, cursor = last }))
    end
    assert.equal("argument", failure { file = file, cursor = "x" }.kind)
  end)

  it("masks secrets in CSV too", function()
    tenant.Machines:select("LicenseKey"):top(1):export { file = file,
      format = "csv" }
    assert.equal("LicenseKey\r\n*****\r\n", files.read(file))
  end)

  it("writes nested values as JSON text, quoted as CSV wants it", function()
    server:fault { path = "/odata/Jobs", status = 200,
      content_type = "application/json", body = [[{"value":[{"Id":1,
        "Robot":{"Name":"a \"b\", c","Tags":[1,2]},"Info":"two\r\nlines",
        "None":null,"Yes":true}]}]] }
    tenant.Jobs:top(1):export { file = file, format = "csv" }
    assert.equal('Id,Robot,Info,None,Yes\r\n1,"{""Name"":""a \\""b\\"", c"",'
      .. '""Tags"":[1,2]}","two\r\nlines",,true\r\n', files.read(file))
  end)

  local function listing_of_dir()
    local pipe = io.popen("ls -A '" .. dir .. "'")
    local text = pipe:read "a"
    pipe:close()
    return text
  end

  it("leaves nothing when a function of the script fails", function()
    for _, name in ipairs { "progress", "write" } do
      local given = { [name] = function() error("mine", 0) end }
      if name == "progress" then given.file = file end
      local ok, err = pcall(tenant.Jobs.export, tenant.Jobs, given)
      assert.is_false(ok)
      assert.equal("mine", err)
      assert.equal("", listing_of_dir())
    end
    assert.is_true(tenant.Jobs:count() > 1000) -- the tenant is as it was
  end)

  it("is not there under its name when it is killed in the middle",
    function()
      local process = require "support.process"
      server:fault { path = "/odata/Jobs", after = 1, delay = 30 }
      local script = dir .. "/killed.lua"
      files.write(script, [[
        local tenant = require "orchestrator".connect()
        tenant.Jobs:export { file = arg[1], progress = function(rows)
          print(rows)
          io.stdout:flush()
        end }
      ]])
      local child = process.start({ "bin/orch", "run", script, file },
        { env = { UIPATH_URL = server:options().url,
          UIPATH_ORGANIZATION = server:options().organization,
          UIPATH_TENANT = server:options().tenant,
          UIPATH_ACCESS_TOKEN = server:options("access_token").access_token } })
      local line = child:line()
      assert.is_true((tonumber(line) or 0) > 0, line or child:stderr())
      child:signal "KILL"
      child:wait()
      assert.is_nil(io.open(file))
    end)

  it("says before it asks what cannot be written", function()
    local err = failure { file = dir .. "/no/where/x.csv" }
    assert.equal("argument", err.kind)
    assert.matches("no/where", tostring(err), 1, true)
    assert.equal(0, #server:requests { path = "/odata/Jobs" })
  end)

  it("refuses options that make no sense", function()
    failure {}
    failure { file = file, write = print }
    failure { file = file, format = "xml" }
    failure { file = file, columns = { "Id" } }
    failure { file = file, format = "csv", columns = {} }
    failure { file = file, formulas = "run" }
    assert.matches('did you mean "file"', tostring(failure { fiel = file }), 1,
      true)
  end)
end)
