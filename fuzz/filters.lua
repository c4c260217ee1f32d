--- The sandbox's readers of $filter, of multipart bodies, of JSON and of JSON
-- schemas: a text is taken or answered with a problem; the SQL that comes out
-- has a place for every value and nothing of the text but names.

local json = require "orchestrator.sandbox.json"
local json_schema = require "orchestrator.sandbox.json_schema"
local filter = require "orchestrator.sandbox.filter"
local instant = require "orchestrator.sandbox.instant"
local multipart = require "orchestrator.sandbox.multipart"
local mutator = require "fuzz.mutator"
local problem = require "orchestrator.sandbox.problem"

local FILTERS = {
  "Name eq 'x' and Id gt 5", "contains(Name,'a''b')",
  "not (Id in (1,2,3)) or Key eq 00000000-0000-0000-0000-000000000000",
  "startswith(tolower(Name),'x') eq true and Robot/Name ne null",
  "CreationTime ge 2026-11-01T09:30:00.123Z and Amount lt -1.5e3",
}
local WORDS = { "'", "''", "(", ")", ",", " ", " eq ", " and ", " or ",
  "not ", "null", "9223372036854775808", "-", "--", ";", '"', "\0", "\255",
  "1e999", "/", "in (", "tolower(", "length(", "2026-13-01", "%", "?" }
local BODY = "--B\r\nContent-Disposition: form-data; name=\"file\"; "
  .. "filename=\"a.nupkg\"\r\nContent-Type: text/plain\r\n\r\nabc\r\n--B\r\n"
  .. "Content-Disposition: form-data; name=\"x\"\r\n\r\n\r\n--B--\r\n"
local BODY_WORDS = { "\r\n", "--B", "--", "\r\n\r\n", ":", ";", '"', "\0",
  "name=", "\n", "--B--", " " }
local TYPES = { "multipart/form-data; boundary=B",
  "Multipart/Form-Data;boundary=\"B\"", "multipart/form-data; boundary=",
  "multipart/form-data; boundary=%b()", "text/plain" }
local JSON = { '{"a":[1,2.5,"x",null,true,{"b":"\\u00e4\\n"}]}', "[]" }
local JSON_WORDS = { "{", "}", "[", "]", '"', ":", ",", "\\u", "\\ud800",
  "1e999", "-", "\255", "\0", "tru", "[[[[[[[[" }

local SCHEMAS = {
  '{"type":"object","required":["a"],"properties":{"a":{"minimum":1}}}',
  '{"pattern":"^[A-Z]{2}-(\\\\d+|x*)$","maxLength":5}',
  '{"$defs":{"n":{"anyOf":[{"$ref":"#"},{"items":{"not":{}}}]}},'
    .. '"$ref":"#/$defs/n"}',
  '{"patternProperties":{"^a+":{"multipleOf":0.5}},"uniqueItems":true}' }
local SCHEMA_WORDS = { "{", "}", "[", "]", '"', ":", ",", '"$ref":"#"', "(",
  ")", "*", "+", "{1,999}", "\\\\", "true", "null", "-1", "1e999", '"not":',
  '"if":', '"pattern":"((a*)*)*"', "\255" }
local VALUES = { '{"a":1,"aa":2.5}', '["x",["x"],null]', '"AB-12"', "1e300",
  '{"a":[{"a":[]}]}', '"' .. ("a"):rep(60) .. 'b"' }

local KINDS = { Id = "integer", Name = "string", Key = "guid",
  Amount = "number", CreationTime = "date", ["Robot/Name"] = "string" }
local text

local function resolve(path)
  local kind = KINDS[path]
  if not kind then problem.options "no such property" end
  return { sql = "t." .. path:gsub("/", "_"), kind = kind }
end

local function guarded(f, ...)
  local ok, value, more = pcall(f, ...)
  if not ok and not problem.is_reply(value) then error(value, 0) end
  return ok and value, more
end

local function read_filter()
  text = mutator.text(FILTERS, WORDS)
  local params = { n = 0 }
  local sql = guarded(filter.compile, text, resolve, params)
  if not sql then return end
  assert(not sql:find "[;\0\"]" and not sql:find "%-%-", sql)
  for place in sql:gmatch "%?(%d*)" do
    assert(tonumber(place) and tonumber(place) <= params.n, sql)
  end
  for place = 1, params.n do
    assert(sql:find(("?%d%%f[%%D]"):format(place):gsub("^%?", "%%?")), sql)
  end
end

local function read_body()
  text = mutator.text({ BODY }, BODY_WORDS)
  local list, why = multipart.parts(TYPES[math.random(#TYPES)], text)
  assert(list or type(why) == "string")
  for _, part in ipairs(list or {}) do
    assert(type(part.content) == "string" and #part.content <= #text)
  end
end

local function read_json()
  text = mutator.text(JSON, JSON_WORDS)
  guarded(json.decode, text)
end

-- What is called no schema is not used as one.
local function read_schema()
  text = mutator.text(SCHEMAS, SCHEMA_WORDS)
  local wrong = json_schema.invalid(text)
  if wrong then return assert(type(wrong) == "string") end
  wrong = json_schema.problem(VALUES[math.random(#VALUES)], text)
  assert(wrong == nil or type(wrong) == "string")
end

local function one()
  read_filter()
  read_body()
  read_json()
  read_schema()
  guarded(instant.parse, mutator.text({ "2026-11-01T09:30:00.1234567Z" },
    WORDS))
end

mutator.run(one, function() return text end, arg)
