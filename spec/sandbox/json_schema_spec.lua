-- JSON schemas, as those of queues and of test data queues are kept.

local core = require "orchestrator.sandbox.core"
local json_schema = require "orchestrator.sandbox.json_schema"

describe("a JSON schema", function()
  -- A schema, values that fit it, and values that do not.
  local cases = {
    { '{"type":"integer"}', { "1", "1.0" }, { "1.5", '"1"', "null" } },
    { '{"type":["string","null"]}', { '"a"', "null" }, { "1", "true" } },
    { '{"enum":[1,"a",null,{"b":[1]}]}', { "1", "null", '{"b":[1]}' },
      { "2", '{"b":[2]}' } },
    { '{"const":"x"}', { '"x"' }, { '"y"' } },
    { '{"minimum":1,"maximum":3}', { "1", "3", '"9"' }, { "0", "3.5" } },
    { '{"exclusiveMinimum":1,"exclusiveMaximum":3}', { "2" }, { "1", "3" } },
    { '{"minimum":1,"exclusiveMinimum":true}', { "2" }, { "1" } },
    { '{"multipleOf":3}', { "9", "-3", '"x"' }, { "10" } },
    { '{"multipleOf":0.1}', { "0.3" }, { "0.35" } },
    { '{"minLength":2,"maxLength":3}', { '"äö"', "5" }, { '"a"', '"abcd"' } },
    { '{"pattern":"^[A-Z]{2}-\\\\d+$"}', { '"AB-12"', "5" },
      { '"ab-12"', '"AB-12\\n"', '"xAB-1"' } },
    { '{"pattern":"(?=.*x)(?!.*y)^\\\\u00e4"}', { '"äx"' },
      { '"äxy"', '"x"' } },
    { '{"minItems":1,"maxItems":2}', { "[1]", "5" }, { "[]", "[1,2,3]" } },
    { '{"uniqueItems":true}', { "[1,2]", "[[1],[2]]" }, { '["a","a"]' } },
    { '{"items":{"type":"integer"}}', { "[]", "[1,2]" }, { '[1,"a"]' } },
    { '{"items":[{"type":"integer"}],"additionalItems":false}', { "[1]", "[]" },
      { '["a"]', "[1,2]" } },
    { '{"prefixItems":[{"type":"integer"}],"items":{"type":"string"}}',
      { '[1,"a"]' }, { "[1,2]", '["a"]' } },
    { '{"contains":{"const":1}}', { "[0,1]", "5" }, { "[]", "[2]" } },
    { '{"required":["a"],"properties":{"a":{"type":"integer"}}}',
      { '{"a":1}', "5" }, { "{}", '{"a":"x"}' } },
    { '{"minProperties":1,"maxProperties":1}', { '{"a":1}' },
      { "{}", '{"a":1,"b":2}' } },
    { '{"patternProperties":{"^n_":{"type":"integer"}},'
      .. '"additionalProperties":false}', { '{"n_a":1}', "{}" },
      { '{"n_a":"x"}', '{"b":1}' } },
    { '{"properties":{"a":{}},"additionalProperties":{"type":"integer"}}',
      { '{"a":"x","b":1}' }, { '{"b":"x"}' } },
    { '{"propertyNames":{"maxLength":1}}', { '{"a":1}' }, { '{"ab":1}' } },
    { '{"dependentRequired":{"a":["b"]}}', { '{"b":1}', '{"a":1,"b":1}' },
      { '{"a":1}' } },
    { '{"allOf":[{"minimum":1},{"maximum":2}]}', { "1" }, { "0", "3" } },
    { '{"anyOf":[{"type":"string"},{"maximum":2}]}', { "1", '"x"' }, { "3" } },
    { '{"oneOf":[{"minimum":1},{"maximum":2}]}', { "0", "3" }, { "1" } },
    { '{"not":{"type":"string"}}', { "1" }, { '"x"' } },
    { '{"if":{"type":"string"},"then":{"minLength":2},"else":{"minimum":2}}',
      { '"ab"', "2" }, { '"a"', "1" } },
    { '{"properties":{"a":false}}', { "{}" }, { '{"a":1}' } },
    { '{"$defs":{"n":{"type":"integer"}},"properties":{"a":{"$ref":'
      .. '"#/$defs/n"}}}', { '{"a":1}' }, { '{"a":"x"}' } },
    { '{"properties":{"next":{"$ref":"#"},"v":{"type":"integer"}}}',
      { '{"v":1,"next":{"v":2}}' }, { '{"next":{"next":{"v":"x"}}}' } },
    { '{"$ref":"#/nowhere"}', {}, { "1" } },
    { '{"format":"email","title":"t","$comment":5}', { "1", '"x"' }, {} },
    { "true", { "1" }, {} }, { "false", {}, { "1" } },
  }

  for _, case in ipairs(cases) do
    local schema, good, bad = table.unpack(case)
    it("keeps values to " .. schema, function()
      assert.is_nil(json_schema.invalid(schema))
      for _, value in ipairs(good) do
        assert.is_nil(json_schema.problem(value, schema), value)
      end
      for _, value in ipairs(bad) do
        assert.string(json_schema.problem(value, schema), value)
      end
    end)
  end

  it("that refers to itself for ever is nested too deeply", function()
    for _, schema in ipairs { '{"$ref":"#"}', '{"allOf":[{"$ref":"#"}]}' } do
      assert.truthy(json_schema.problem("1", schema):find "too deeply")
    end
  end)

  it("whose choices refer to themselves is given up", function()
    local started = os.clock()
    for _, schema in ipairs {
      '{"anyOf":[{"not":{"$ref":"#"}},{"not":{"$ref":"#"}}]}',
      '{"oneOf":[{"$ref":"#"},{"$ref":"#"},{"$ref":"#"}]}',
      '{"patternProperties":{"((a*)*)*b":{}},"propertyNames":{"pattern":'
        .. '"^(a+)+$"},"allOf":[{"$ref":"#"},{"$ref":"#"}]}' } do
      json_schema.problem('{"' .. ("a"):rep(60) .. '":1}', schema)
    end
    assert.is_true(os.clock() - started < 10)
  end)

  it("is refused when it is none, and why is said", function()
    for schema, words in pairs { ["{"] = "no JSON", ["5"] = "integer",
      ["[]"] = "array", ['{"pattern":"("}'] = "regular expression",
      ['{"pattern":5}'] = "pattern", ['{"required":"a"}'] = "required",
      ['{"properties":{"a":5}}'] = "integer",
      ['{"items":{"pattern":"[z-a]"}}'] = "regular expression",
      ['{"patternProperties":{"*":{}}}'] = "regular expression",
      ['{"maxLength":"5"}'] = "maxLength", ['{"anyOf":[5]}'] = "integer",
      [('{"not":'):rep(100) .. "{}" .. ("}"):rep(100)] = "deeply" } do
      assert.truthy((json_schema.invalid(schema) or ""):find(words, 1, true),
        schema .. ": " .. tostring(json_schema.invalid(schema)))
    end
  end)
end)

describe("a regular expression of a schema", function()
  it("is found anywhere in the text, in letters of any kind", function()
    assert.is_true(core.pattern_find("b", "abc"))
    assert.is_false(core.pattern_find("^b", "abc"))
    assert.is_true(core.pattern_find("^.$", "日"))
    assert.is_true(core.pattern_find("a\0b", "xa\0b"))
    assert.is_false(core.pattern_find("[]", "abc"))
  end)

  it("that is wrong, or whose text is, says so", function()
    for _, pattern in ipairs { "(", "a{2,1}", "\\", "[", "\255",
      "(?<n>a)(?<n>b)", "\\C", ("a"):rep(20000),
      ("("):rep(1000) .. (")"):rep(1000) } do
      local found, why = core.pattern_find(pattern, "text")
      assert.is_nil(found)
      assert.string(why)
    end
    assert.is_nil((core.pattern_find("a", "\255")))
  end)

  it("that takes too long is given up", function()
    local found, why = core.pattern_find("^(a+)+$", ("a"):rep(40) .. "b")
    assert.is_nil(found)
    assert.truthy(why:find "limit")
    for _, pattern in ipairs { "(a|aa)+$", "(.*)*x", "(a?){50}a{50}$",
      "((a*)*)*b" } do
      core.pattern_find(pattern, ("a"):rep(5000))
    end
    assert.is_nil((core.pattern_find("^(?:(?:a{1,200}){1,200}){1,200}$", "a")))
  end)
end)
