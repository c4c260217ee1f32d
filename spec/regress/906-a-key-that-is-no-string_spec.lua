-- SQLite, which reads the sandbox's JSON, took `{["x"]:1}` and the like, and
-- then read and wrote beyond its memory: an error of Lua's, or the end of the
-- process (found by fuzz/filters.lua).

local json = require "orchestrator.sandbox.json"
local tenant = require "sandbox.tenant"

local ODD = { '{["x"]:1}', '{["x"]:1,"b":2}', '{{"a":"x"}:1}',
  '{"a":{["b","c"] :["d"]}}', '{"a":1,\n{"b":"\\""}\t:{"c":2}}',
  '{{"a":[1,"x"]}:[1,"x"]}', '{1:2}', '{null:2}', ':' }

describe("JSON with a key that is no string", function()
  it("is none", function()
    for _, text in ipairs(ODD) do
      local value, why = json.decode(text)
      assert.is_nil(value, text)
      assert.is_string(why)
      assert.is_nil((json.members(text)))
    end
  end)

  it("is told from one with colons, brackets and quotes in strings", function()
    for _, text in ipairs { [[{"a]:":"]:"}]], [[{"a\\\"]:":[]}]],
      [[{"a\\":["b"] , "c" : {}}]], '[":"]', '"}:"', "{}" } do
      assert.is_not_nil(json.decode(text), text)
    end
  end)

  it("is answered with 400", function()
    local server = tenant.start()
    for _, body in ipairs(ODD) do
      local answer = server:call("POST", "/odata/Machines", { body = body,
        headers = { ["Content-Type"] = "application/json" } })
      assert.equal(400, answer.status, answer.body)
    end
    server:stop()
  end)
end)
