local flat_yaml = require "orchestrator.settings.flat_yaml"

-- Nodes as plain values.
local function plain(node)
  if node.text then return node.text end
  local out = {}
  for key, value in pairs(node.map or node.list) do out[key] = plain(value) end
  return out
end

local function parse(text) return plain(flat_yaml.parse(text, "/c")) end

local function refused(text)
  local ok, err = pcall(flat_yaml.parse, text, "/c")
  assert.is_false(ok, text)
  assert.equal("config", err.kind)
  assert.is_nil(tostring(err):find("s3cr3t", 1, true))
  return tostring(err)
end

describe("flat_yaml", function()
  it("reads maps and lists in block style", function()
    assert.same({ profiles = { { name = "a", auth = { pat = "x y",
      scopes = "OR.Jobs OR.Queues" }, header = "" }, { name = "b" } } },
      parse [[
---
# comment
profiles:
  - name: a   # note
    auth:
      pat: "x y"
      scopes: 'OR.Jobs OR.Queues'
    header: {}
  -
    name: b
]])
    assert.same({ list = { "x", "y" }, last = "z" },
      parse "list:\n- x\n- y\nlast: z\n")
  end)

  it("keeps colons and hashes that belong to a text", function()
    assert.same({ uri = "https://h:8443/x#y", q = "it's" },
      parse "uri: https://h:8443/x#y\nq: 'it''s'\n")
  end)

  it("is nothing where there is nothing", function()
    assert.is_nil(flat_yaml.parse("# only\n\n", "/c"))
  end)

  it("refuses the rest of YAML, with its line", function()
    for _, text in ipairs { "a: 1\nb: &x s3cr3t", "a: 1\nb: *s3cr3t",
      "a: 1\nb: |", "a: 1\nb: {x: s3cr3t}", "a: 1\nb: [s3cr3t]",
      "a: 1\n\tb: s3cr3t", 'a: 1\nb: "s3cr3t', 'a: 1\nb: "s3\\tcr3t"',
      "a: 1\n  b: s3cr3t", "a: 1\ns3cr3t", "a: 1\n- s3cr3t", "a: 1\na: 2",
      "a: 1\nb: s3cr3t: x", "a: 1\nb: !!str s3cr3t", "a: 1\nb: 's3cr3t" } do
      assert.matches("/c:2: ", refused(text), 1, true)
    end
    refused "- - s3cr3t"
    local deep = {}
    for i = 1, 20 do deep[i] = (" "):rep(i) .. "a:" end
    assert.matches("too deep", refused(table.concat(deep, "\n")))
  end)
end)
