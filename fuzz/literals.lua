--- What users' values become in filters and addresses: one literal, of one
-- token, with the same value, as the sandbox's reader of OData finds it, which
-- shares no code with the writer; a path of as many segments as its template.

local catalogue = require "orchestrator.catalogue"
local core = require "orchestrator.core"
local cursor = require "orchestrator.query.cursor"
local filter = require "orchestrator.query.filter"
local lexer = require "orchestrator.sandbox.lexer"
local literal = require "orchestrator.literal"
local mutator = require "fuzz.mutator"
local text_of = require "orchestrator.sandbox.text"
local url = require "orchestrator.url"

local SEEDS = { "O'Neil", "x' or 1 eq 1 or 'x", "a&$filter=b", "../../x",
  "Größe 100%", "", "2026-11-01T09:30:00Z",
  "00000000-0000-0000-0000-000000000000", "Shared/Finance", "k17.5" }
local WORDS = { "'", "''", "&", "$", "%27", "%", "/", "..", "?", "#", "(",
  ")", ",", " or ", "\0", "\r\n", "\255", "é", "+", " ", "=", ";", "null" }

local value

local function is_our(err) return type(err) == "table" and err.kind end

local function check_string()
  local tokens = lexer.read(literal.write(value, "string", "filter: Name"))
  assert(#tokens == 1 and tokens[1][1] == "string")
  assert(tokens[1][2] == value)
end

local function check_filter()
  local ok, conditions = pcall(filter.read, catalogue, nil,
    "Name eq ? and Id gt ?", value, 5)
  if not ok then
    assert(is_our(conditions), tostring(conditions))
    return
  end
  local tokens = lexer.read(table.concat(conditions[1]))
  assert(#tokens == 7 and tokens[7][2] == 5, #tokens)
end

local function check_template()
  local ok, err = pcall(filter.read, catalogue, nil, value, 1, 2)
  assert(ok or is_our(err), tostring(err))
end

local function check_query()
  local pair = url.pair("$filter", value)
  assert(not pair:find "[%c &#\"<>]" and not pair:find("=.*[&+]"), pair)
  local back = text_of.parameters(pair)
  assert(back["$filter"] == value or back.filter == value, pair)
  assert(text_of.unescape(core.escape(value)) == value)
  assert(not core.escape(value):find "[^%w%-._~%%]")
end

local function check_number()
  local number = string.unpack("<d", mutator.bytes(0) .. string.pack("<I8",
    math.random(0)))
  local ok, out = pcall(literal.write, number, "number", "x")
  if not ok then
    assert(is_our(out) and (number ~= number or number - number ~= 0))
  else
    assert(tonumber(out) == number, out)
  end
  local whole = math.random(0)
  assert(math.tointeger(tonumber(literal.write(whole, "int64", "x"))) == whole)
end

local function check_cursor()
  local id = cursor.identity { value, 5, false }
  local written = cursor.write(id, 2, 100, "k17.5")
  assert(cursor.read(written, id).place == "k17.5")
  local ok, err = pcall(cursor.read, value, id)
  assert(not ok and is_our(err))
  ok, err = pcall(cursor.read, mutator.text({ written }, WORDS), id)
  assert(ok or is_our(err), tostring(err))
end

local function one()
  value = math.random(4) == 1 and mutator.bytes(40)
    or mutator.text(SEEDS, WORDS)
  check_string()
  check_filter()
  check_template()
  check_query()
  check_number()
  check_cursor()
end

mutator.run(one, function() return value end, arg)
