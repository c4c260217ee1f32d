-- What describes the API: the OData schema and the OpenAPI document.

local cjson = require "cjson"
local model = require "orchestrator.sandbox.model"
local tenant = require "sandbox.tenant"

describe("the documents of the API (facts 1.1)", function()
  local server

  setup(function() server = tenant.start() end)
  teardown(function() server:stop() end)

  local function xml()
    return server:get("/odata/$metadata", { token = "nobody" })
  end

  it("are there without a token", function()
    assert.equal(200, xml().status)
    assert.equal(200, server:get("/swagger/v20.0/swagger.json",
      { token = "nobody" }).status)
  end)

  -- facts 1.1.14
  it("have every entity set in $metadata, once", function()
    local answer = xml()
    assert.truthy(answer.headers["content-type"]:find("xml", 1, true))
    for set, name in pairs(model.sets) do
      local _, count = answer.body:gsub(('<EntitySet Name="%s" '
        .. 'EntityType="[%%w.]+%%.%s"/>'):format(set, name), "")
      assert.equal(1, count, set)
    end
  end)

  it("list the entity sets in JSON, and in XML when asked (facts 4.3.14)",
  function()
    local function root(path)
      return server:get("/odata" .. path, { token = "nobody" })
    end
    local found = {}
    for _, entry in ipairs(root "".json.value) do
      assert.equal("EntitySet", entry.kind)
      found[entry.url] = true
    end
    for set in pairs(model.sets) do assert.is_true(found[set], set) end
    local answer = root "/?$format=xml"
    assert.truthy(answer.headers["content-type"]:find("xml", 1, true))
    assert.truthy(answer.body:find('<collection href="Jobs">', 1, true))
    assert.equal(root "".body, root "/?$format=json".body)
  end)

  it("close every element of $metadata", function()
    local open = {}
    for closing, name, single in
      xml().body:gmatch "<(/?)([%w:]+)[^<>]-(/?)>" do
      if closing == "/" then
        assert.equal(name, table.remove(open))
      elseif single == "" then
        open[#open + 1] = name
      end
    end
    assert.same({}, open)
  end)

  -- facts 1.1.13
  it("name every operation and its parameters in swagger.json", function()
    local body = server:get("/swagger/v20.0/swagger.json").body
    local document = cjson.decode(body)
    local found = 0
    for _, methods in pairs(document.paths) do
      for _, op in pairs(methods) do
        found = found + 1
        assert.string(op.operationId)
      end
    end
    assert.equal(#model.operations, found)
    local get = document.paths["/odata/Jobs({key})"].get
    assert.equal("Jobs_GetById", get.operationId)
    assert.equal("key", get.parameters[1].name)
    assert.equal("path", get.parameters[1]["in"])
  end)

  it("refer to no type that swagger.json does not have", function()
    local body = server:get("/swagger/v20.0/swagger.json").body
    local schemas = cjson.decode(body).components.schemas
    local references = 0
    for name in body:gmatch '#\\?/components\\?/schemas\\?/([%w_]+)' do
      references = references + 1
      assert.table(schemas[name], name)
    end
    assert.is_true(references > 100)
  end)
end)
