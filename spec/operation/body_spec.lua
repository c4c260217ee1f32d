local body = require "orchestrator.operation.body"
local catalogue = require "orchestrator.catalogue"
local core = require "orchestrator.core"

local function encode(value, descriptor)
  return body.encode(value, descriptor, catalogue)
end

local function round(value, descriptor)
  return core.decode(encode(value, descriptor), true)
end

describe("body", function()
  it("writes {} as what the definition declares", function()
    assert.equal('{"startInfo":{"RobotIds":[]}}',
      encode({ startInfo = { RobotIds = {} } }, "@StartJobsRequest"))
    assert.equal('{"itemData":{"SpecificContent":{}}}',
      encode({ itemData = { SpecificContent = {} } },
        "@QueuesAddQueueItemRequest"))
    assert.equal("[]", encode({}, "[]int64"))
  end)

  it("writes {} as an object where nothing is declared", function()
    assert.equal("{}", encode({}, nil))
    assert.equal('{"Newer":{}}', encode({ Newer = {} }, "@JobDto"))
  end)

  it("obeys orchestrator.array", function()
    local empty = setmetatable({}, core.array_mt)
    assert.equal('{"Newer":[]}', encode({ Newer = empty }, "@JobDto"))
  end)

  it("shapes what lies in lists and in lists' members", function()
    local value = { queueItems = { { Name = "a", SpecificContent = {} } } }
    local out = encode(value, "@BulkAddQueueItemsRequest")
    assert.matches('"SpecificContent":{}', out, 1, true)
    out = encode({ bulk = {} }, "[]@JobDto")
    assert.equal('{"bulk":{}}', out)
  end)

  it("does not change the table that it is given", function()
    local inner = {}
    local value = { startInfo = { RobotIds = inner, Strategy = "All" } }
    encode(value, "@StartJobsRequest")
    assert.is_nil(getmetatable(inner))
    assert.equal(inner, value.startInfo.RobotIds)
  end)

  it("keeps the rest of what it copies", function()
    assert.same({ startInfo = { RobotIds = {}, Strategy = "All",
      JobsCount = 3 } }, round({ startInfo = { RobotIds = {},
      Strategy = "All", JobsCount = 3 } }, "@StartJobsRequest"))
  end)

  it("keeps nulls and exact integers", function()
    assert.equal('{"Id":9007199254740993}',
      encode({ Id = 9007199254740993 }, "@JobDto"))
    assert.equal('{"Info":null}', encode({ Info = core.null }, "@JobDto"))
  end)

  it("says where a value is that JSON does not have", function()
    local ok, err = pcall(encode, { a = { b = 0 / 0 } }, nil)
    assert.is_false(ok)
    assert.equal("argument", err.kind)
    assert.matches("cannot be sent as JSON", err.message, 1, true)
  end)

  it("ends on a table that holds itself", function()
    local loop = {}
    loop.Robot = loop
    local ok, err = pcall(encode, loop, "@JobDto")
    assert.is_false(ok)
    assert.equal("argument", err.kind)
  end)
end)
