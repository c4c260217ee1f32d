local cjson = require "cjson"
local demo = require "support.demo"
local files = require "support.files"
local orchestrator = require "orchestrator"
local process = require "support.process"

describe("a definition at run time", function()
  local server, tenant, dir
  setup(function()
    server = demo.start { seed = "empty" }
    tenant = orchestrator.connect(server:options "access_token")
    dir = files.temp_dir()
    files.write(dir .. "/server.json", tenant:request("GET",
      "/swagger/v20.0/swagger.json", { raw = true }))
  end)
  teardown(function()
    server:stop()
    files.remove(dir)
  end)

  -- In a Lua of its own: what is loaded stays loaded.
  local function run(code)
    local result = process.run({ "lua5.4", "-e", ([[
      package.path = "lua/?.lua;lua/?/init.lua;" .. package.path
      package.cpath = "build/5.4/?.so;" .. package.cpath
      local orchestrator = require "orchestrator"
      local dir = %q
      local tenant = orchestrator.connect { url = %q, organization = %q,
        tenant = %q, access_token = %q }
      local function refused(fn, ...)
        local ok, err = pcall(fn, ...)
        assert(not ok and err.kind == "argument", tostring(err))
        return tostring(err)
      end
    ]]):format(dir, server.url, server.organization, server.tenant,
      server.access_token) .. code })
    assert.equal(0, result.code, result.stderr)
    return result.stdout
  end

  it("of the server itself adds nothing that breaks what is known",
    function()
      run [[
        local about = tenant:load_definition(dir .. "/server.json")
        assert(about.operations > 400, about.operations)
        assert(about.new == 0, about.new)
        assert(about.version == "20.0")
        assert(refused(tenant.Jobs.StartJobs, tenant.Jobs, { nonsense = 1 })
          :find("nonsense", 1, true))
        local row = tenant.Folders:create { DisplayName = "One" }
        assert(tenant.Folders:get(row.Id).DisplayName == "One")
        assert(#tenant.Folders:filter{ DisplayName = "One" }:list() == 1)
      ]]
    end)

  local function newer()
    local document = cjson.decode(files.read(dir .. "/server.json"))
    document.paths["/odata/Jobs/UiPath.Server.Configuration.OData.Rewind"
      .. "(identifier={identifier})"] = { post = {
        operationId = "Jobs_RewindByIdentifier",
        parameters = {
          { name = "identifier", ["in"] = "path", required = true,
            schema = { type = "string", format = "uuid" } },
          { name = "speed", ["in"] = "query",
            schema = { type = "string", enum = { "Slow", "Fast" } } },
        },
        requestBody = { content = { ["application/json"] = { schema = {
          ["$ref"] = "#/components/schemas/RewindRequest" } } } },
        responses = { ["200"] = { description = "" } },
      } }
    document.components.schemas.RewindRequest = { type = "object",
      required = { "steps" }, properties = {
        steps = { type = "integer", format = "int32", maximum = 10 },
        mode = { type = "string", enum = { "Gentle", "Hard" } },
      } }
    document.paths["/odata/Comets"] = { get = { operationId = "Comets_Get",
      parameters = { { name = "$top", ["in"] = "query",
        schema = { type = "integer" } } },
      responses = { ["200"] = { content = { ["application/json"] = {
        schema = { type = "array", items = {
          ["$ref"] = "#/components/schemas/CometDto" } } } } } } } }
    document.components.schemas.CometDto = { type = "object",
      properties = { Id = { type = "integer", format = "int64" },
        Tail = { type = "string" } } }
    local folder = document.components.schemas.FolderDto.properties
    folder.Colour = { type = "string", maxLength = 5 }
    return document
  end

  it("of a newer server makes its operations and fields known", function()
    files.write(dir .. "/newer.json", cjson.encode(newer()))
    server:reset()
    run [[
      assert(not pcall(function() return tenant.Jobs.Rewind end))
      refused(tenant.Folders.create, tenant.Folders,
        { DisplayName = "Two", Colour = "red" })
      local about = tenant:load_definition(dir .. "/newer.json")
      assert(about.new == 2, about.new)
      assert(about.fields >= 3, about.fields)
      local key = "8f3c0000-1111-2222-3333-444455556666"
      local jobs = tenant:folder(1).Jobs
      assert(refused(jobs.Rewind, jobs, key, { step = 1 })
        :find('did you mean "steps"', 1, true))
      assert(refused(jobs.Rewind, jobs, key, { steps = 11 })
        :find("steps", 1, true))
      refused(jobs.Rewind, jobs, key, { mode = "Gentle" })
      assert(refused(jobs.Rewind, jobs, key, { steps = 1, mode = "Gentel" })
        :find('did you mean "Gentle"', 1, true))
      refused(jobs.Rewind, jobs, key, { steps = 1, speed = "Fst" })
      refused(jobs.Rewind, jobs, "no guid", { steps = 1 })
      pcall(jobs.Rewind, jobs, key, { steps = 1, speed = "Fast" })
      pcall(tenant.call, tenant, "Jobs_RewindByIdentifier",
        { identifier = key, steps = 2 })
      assert(refused(tenant.Folders.create, tenant.Folders,
        { DisplayName = "Two", Colour = "violet" }):find("too long", 1, true))
      pcall(tenant.Folders.create, tenant.Folders,
        { DisplayName = "Two", Colour = "red" })
      pcall(function() tenant.Comets:filter{ Tail = "x" }:list() end)
    ]]
    local lines = demo.lines(server)
    assert.equal(4, #lines, table.concat(lines, "\n"))
    assert.equal("POST /odata/Jobs/UiPath.Server.Configuration.OData.Rewind("
      .. "identifier=8f3c0000-1111-2222-3333-444455556666)?speed=Fast",
      lines[1])
    assert.same({ steps = 1 }, demo.requests(server)[1].json)
    assert.equal("red", demo.requests(server)[3].json.Colour)
    assert.matches("^GET /odata/Comets%?", lines[4])
  end)

  it("may be Swagger 2", function()
    files.write(dir .. "/two.json", cjson.encode { swagger = "2.0",
      basePath = "/base", info = { version = "9" },
      paths = { ["/base/api/Comets/Launch/{id}"] = {
        parameters = { { name = "id", ["in"] = "path", type = "integer",
          format = "int64" } },
        post = { operationId = "Comets_Launch", parameters = {
          { name = "body", ["in"] = "body",
            schema = { ["$ref"] = "#/definitions/Launch" } } },
          responses = { ["200"] = { schema = { type = "integer",
            format = "int64" } } } } },
        ["/base/api/Comets/Upload"] = { post = {
          operationId = "Comets_Upload", parameters = {
            { name = "file", ["in"] = "formData", type = "file",
              required = true } }, responses = {} } } },
      definitions = { Launch = { allOf = {
        { ["$ref"] = "#/definitions/Base" },
        { properties = { when = { type = "string", format = "date-time" } } },
      } }, Base = { required = { "to" },
        properties = { to = { type = "string" } } } } })
    server:reset()
    run [[
      assert(tenant:load_definition(dir .. "/two.json").new == 2)
      assert(refused(tenant.Comets.Launch, tenant.Comets, 5,
        { when = "2026-01-01T00:00:00Z" }):find('"to" is missing', 1, true))
      pcall(tenant.Comets.Launch, tenant.Comets, 5, { to = "moon" })
      assert(refused(tenant.Comets.Upload, tenant.Comets, {})
        :find("file", 1, true))
    ]]
    assert.same({ "POST /api/Comets/Launch/5" }, demo.lines(server))
  end)

  it("is refused when it is none", function()
    files.write(dir .. "/bad.json", '{"a":1}')
    files.write(dir .. "/worse.json", "openapi: 3.0.1")
    for _, file in ipairs { "/bad.json", "/worse.json", "/none.json" } do
      local ok, err = pcall(tenant.load_definition, tenant, dir .. file)
      assert.is_false(ok)
      assert.equal("argument", err.kind)
    end
    assert.is_false(pcall(tenant.load_definition, tenant, nil))
  end)

  it("is not needed where check is off: everything goes as it is",
    function()
      local loose = orchestrator.connect(server:options("access_token",
        { check = false }))
      server:reset()
      pcall(loose.Folders.create, loose.Folders,
        { DisplayName = 5, Colour = "red" })
      pcall(loose.call, loose, "Jobs_StartJobs", { newer = { 1, 2 } })
      local sent = demo.requests(server)
      assert.same({ DisplayName = 5, Colour = "red" }, sent[1].json)
      assert.same({ newer = { 1, 2 } }, sent[2].json)
    end)
end)
