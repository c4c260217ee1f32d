local catalogue = require "orchestrator.catalogue"
local core = require "orchestrator.core"
local demo = require "support.demo"
local orchestrator = require "orchestrator"
local partition = require "orchestrator.operation.partition"

-- A token with these claims, unsigned: the client does not verify it.
local function token(claims)
  local text = core.encode(claims)
  local encoded = require "mime".b64(text):gsub("%+", "-"):gsub("/", "_")
    :gsub("=", "")
  return "eyJhbGciOiJub25lIn0." .. encoded .. ".c2ln"
end

local function connection(more)
  local options = { url = "https://cloud.uipath.com/a/b" }
  for name, value in pairs(more) do options[name] = value end
  return orchestrator.connect(options).connection
end

describe("partition", function()
  it("is what connect was given", function()
    assert.equal("magic-7", partition.id(connection {
      access_token = token { prt_id = "other" },
      organization_id = "magic-7" }))
  end)

  it("is the token's claim prt_id", function()
    for _, id in ipairs { "a", "ab", "abc", "6e0d5c2a-41b7-4c58" } do
      assert.equal(id, partition.id(connection {
        access_token = token { prt_id = id, name = "ü?>~" } }))
    end
  end)

  it("is read from a token that has to be fetched first", function()
    local server = demo.start { seed = "empty" }
    local tenant = orchestrator.connect(server:options())
    local ok, id = pcall(partition.id, tenant.connection)
    server:stop()
    assert.is_true(ok, tostring(id))
    assert.matches("^%x+%-%x+%-", id)
  end)

  it("is asked for where the token does not tell it", function()
    for _, access_token in ipairs { "opaque", "a.b.c", token {},
      token { prt_id = "a/b" }, token { prt_id = 5 }, "eyJ.!!!.x" } do
      local ok, err = pcall(partition.id,
        connection { access_token = access_token })
      assert.is_false(ok)
      assert.equal("config", err.kind)
      assert.matches("UIPATH_ORGANIZATION_ID", err.hint, 1, true)
      assert.is_nil(tostring(err):find(access_token, 1, true))
    end
  end)

  it("goes where an operation takes it, unless it is there", function()
    local with = connection { access_token = "t", organization_id = "p" }
    local function filled(id, args)
      partition.fill(with, (catalogue:operation(id)), args)
      return args
    end
    assert.same({ partitionGlobalId = "p" }, filled("Group_GetGroups", {}))
    assert.same({ partitionGlobalId = "mine" },
      filled("Group_GetGroups", { partitionGlobalId = "mine" }))
    assert.same({ body = { partitionGlobalId = "p", name = "x" } },
      filled("Group_CreateGroup", { body = { name = "x" } }))
    assert.same({ name = "x", partitionGlobalId = "p" },
      filled("Group_CreateGroup", { name = "x" }))
    assert.same({ key = "x" }, filled("Jobs_GetById", { key = "x" }))
  end)
end)
