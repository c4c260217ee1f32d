local cjson = require "cjson"
local demo = require "support.demo"
local files = require "support.files"
local orchestrator = require "orchestrator"

describe("a definition at run time", function()
  local server, dir
  setup(function()
    server = demo.start { seed = "empty" }
    dir = files.temp_dir()
    files.write(dir .. "/server.json", orchestrator.connect(server:options(
      "access_token")):request("GET", "/swagger/v20.0/swagger.json",
      { raw = true }))
  end)
  teardown(function()
    server:stop()
    files.remove(dir)
  end)

  local function connect()
    return orchestrator.connect(server:options "access_token")
  end

  local function refused(fn, ...)
    local ok, err = pcall(fn, ...)
    assert(not ok and err.kind == "argument", tostring(err))
    return tostring(err)
  end

  it("of the server itself adds nothing that breaks what is known",
    function()
      local tenant = connect()
      local about = tenant:load_definition(dir .. "/server.json")
      assert(about.operations > 400, about.operations)
      assert(about.new == 0, about.new)
      assert(about.version == "20.0")
      assert(refused(tenant.Jobs.StartJobs, tenant.Jobs, { nonsense = 1 })
        :find("nonsense", 1, true))
      local row = tenant.Folders:create { DisplayName = "One" }
      assert(tenant.Folders:get(row.Id).DisplayName == "One")
      assert(#tenant.Folders:filter{ DisplayName = "One" }:list() == 1)
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
    local tenant = connect()
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
    local lines = demo.lines(server)
    assert.equal(4, #lines, table.concat(lines, "\n"))
    assert.equal("POST /odata/Jobs/UiPath.Server.Configuration.OData.Rewind("
      .. "identifier=8f3c0000-1111-2222-3333-444455556666)?speed=Fast",
      lines[1])
    assert.same({ steps = 1 }, demo.requests(server)[1].json)
    assert.equal("red", demo.requests(server)[3].json.Colour)
    assert.matches("^GET /odata/Comets%?", lines[4])
  end)

  it("holds for the tenant that has read it, and for no other", function()
    files.write(dir .. "/newer.json", cjson.encode(newer()))
    local newer_one, older_one = connect(), connect()
    local folder = newer_one:folder(1)
    assert.is_table(folder.Jobs) -- also what was used before
    newer_one:load_definition(dir .. "/newer.json")
    assert.is_function(folder.Jobs.Rewind)
    assert.is_function(newer_one.Jobs.Rewind)
    assert.is_truthy(newer_one.Comets)
    refused(function() return older_one.Jobs.Rewind end)
    refused(function() return older_one.Comets end)
    refused(function() return connect().Comets end)
    assert.matches("no operation", refused(older_one.call, older_one,
      "Jobs_RewindByIdentifier"))
    local row = { DisplayName = "Three", Colour = "violet" }
    assert.matches("too long", refused(newer_one.Folders.create,
      newer_one.Folders, row), 1, true)
    assert.matches('unknown field "Colour"', refused(
      older_one.Folders.create, older_one.Folders, row), 1, true)
    assert.matches("Colour", orchestrator.help("FolderDto", newer_one))
    assert.matches("Comets", orchestrator.help(nil, newer_one))
    assert.is_nil(orchestrator.help("FolderDto", older_one):find "Colour")
    assert.is_nil(orchestrator.help():find "Comets")
    refused(orchestrator.help, "Jobs", "tenant")
  end)

  it("adds to one that was read before", function()
    local tenant = connect()
    files.write(dir .. "/newer.json", cjson.encode(newer()))
    tenant:load_definition(dir .. "/newer.json")
    files.write(dir .. "/more.json", cjson.encode { openapi = "3.0.1",
      paths = { ["/api/Comets/Launch"] = { post = {
        operationId = "Comets_Launch", responses = {} } } } })
    assert.equal(1, tenant:load_definition(dir .. "/more.json").new)
    assert.is_function(tenant.Comets.Launch)
    assert.is_function(tenant.Jobs.Rewind)
  end)

  it("is what the prompt of that tenant knows", function()
    local complete = require "orchestrator.prompt.complete"
    local Session = require "orchestrator.prompt.session"
    local source = require "orchestrator.console.source"
    local topics = require "orchestrator.prompt.topics"
    files.write(dir .. "/newer.json", cjson.encode(newer()))
    local session = Session.new(server:options "access_token")
    session:connect()
    source.observer = nil
    local function offered(line)
      local from = #line - #line:match "[%w_.:]*$" + 1
      return table.concat(complete.list(session, line, from, #line), " ")
    end
    assert.equal("", offered "Comet")
    session.place.tenant:load_definition(dir .. "/newer.json")
    assert.equal("Comets", offered "Comet")
    assert.equal("Jobs:Rewind", offered "Jobs:Rew")
    assert.matches("Tail", offered "Comets:filter{ T")
    assert.equal("orchestrator.query", getmetatable(session:lookup "Comets")
      .__name)
    assert.matches("Tail", topics.help(session:catalogue(), "Comets"))
    assert.matches("Colour", topics.describe(session:catalogue(), "Folders"))
    session:connect()
    assert.equal("", offered "Comet")
    session.place.tenant:close()
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
    local tenant = connect()
    assert(tenant:load_definition(dir .. "/two.json").new == 2)
    assert(refused(tenant.Comets.Launch, tenant.Comets, 5,
      { when = "2026-01-01T00:00:00Z" }):find('"to" is missing', 1, true))
    pcall(tenant.Comets.Launch, tenant.Comets, 5, { to = "moon" })
    assert(refused(tenant.Comets.Upload, tenant.Comets, {})
      :find("file", 1, true))
    assert.same({ "POST /api/Comets/Launch/5" }, demo.lines(server))
  end)

  it("is refused when it is none", function()
    files.write(dir .. "/bad.json", '{"a":1}')
    files.write(dir .. "/worse.json", "openapi: 3.0.1")
    local tenant = connect()
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
