-- JSON by SQLite: its integers are exact, and it is nobody else's codec. Both
-- ends of the sandbox use it, the server and the handle in a spec.

local core = require "orchestrator.sandbox.core"

local json = {}

---The JSON null, as decode() gives it and encode() takes it.
json.null = setmetatable({}, { __tostring = function() return "null" end })

---Metatable of a table that is an array even when it is empty.
json.array_mt = {}

local raw_mt = {}

---Marks a text as JSON that encode() leaves as it is.
---@param text string
function json.raw(text)
  return setmetatable({ text = text }, raw_mt)
end

local database = assert(core.open ":memory:")
local tree = database:prepare
  "SELECT id, parent, key, type, atom FROM json_tree(?)"
local quote = database:prepare "SELECT json_quote(?)"
local members = database:prepare
  "SELECT key, type, value FROM json_each(?)"
local type_at = database:prepare "SELECT json_type(?)"

-- Lua 5.3's utf8.len takes surrogates, which are no text.
local function is_utf8(text)
  return utf8.len(text) and not text:find "\xED[\xA0-\xBF]"
end

-- SQLite 3.40 takes a key that is an array or an object when its last
-- element is a string, and then reads and writes beyond its memory. A string
-- stands before every colon that is in none.
local function has_odd_key(text)
  local bare = text:gsub("\\.", ""):gsub('"[^"]*"', '"')
  return bare:find '[^"%s]%s*:'
end

local function checked(text)
  if not is_utf8(text) then return nil, "invalid UTF-8" end
  if text:find("\0", 1, true) then return nil, "a zero byte" end
  if has_odd_key(text) then return nil, "a key that is no string" end
  return text
end

local scalars = {
  ["true"] = function() return true end,
  ["false"] = function() return false end,
  null = function() return json.null end,
  object = function() return {} end,
  array = function() return setmetatable({}, json.array_mt) end,
}

-- An escape may stand for half a surrogate pair, which is no text.
local function is_text(value)
  return type(value) ~= "string" or is_utf8(value)
end

---Decodes a whole document.
---@param text string
---@return any|nil value tables, strings, numbers, booleans, json.null
---@return string|nil message
function json.decode(text)
  local ok, message = checked(text)
  if not ok then return nil, message end
  local done, rows = pcall(tree.rows, tree, text)
  if not done then return nil, rows end
  local containers, root = {}, nil
  for _, row in ipairs(rows) do
    if not (is_text(row.atom) and is_text(row.key)) then
      return nil, "half a surrogate pair"
    end
    local scalar = scalars[row.type]
    local value
    if scalar then value = scalar() else value = row.atom end
    containers[row.id] = value
    local parent = containers[row.parent]
    if parent == nil then
      root = value
    else
      parent[type(row.key) == "number" and row.key + 1 or row.key] = value
    end
  end
  if root == nil then return nil, "no value" end
  return root
end

---The members of an object, one level deep: a list of {key, type, value},
---where the value of an object or array is its JSON text.
---@param text string
---@return table|nil members
---@return string|nil message
function json.members(text)
  local ok, message = checked(text)
  if not ok then return nil, message end
  local done, kind = pcall(type_at.row, type_at, text)
  if not done then return nil, kind end
  if kind ~= "object" then return nil, "an object is wanted" end
  local list = members:rows(text)
  for _, member in ipairs(list) do
    if not (is_text(member.value) and is_text(member.key)) then
      return nil, "half a surrogate pair"
    end
  end
  return list
end

---The elements of an array, each as {type, value}: see members().
---@param text string JSON that members() has given
function json.elements(text) return members:rows(text) end

-- What came in a URL may be no UTF-8; an answer always is.
local function quoted(value)
  if type(value) == "string" and not is_utf8(value) then
    value = value:gsub("[\128-\255]", "\u{FFFD}")
  end
  return tostring((quote:row(value)))
end

local encode

local function encode_array(value, out)
  out[#out + 1] = "["
  for i, item in ipairs(value) do
    if i > 1 then out[#out + 1] = "," end
    encode(item, out)
  end
  out[#out + 1] = "]"
end

local function encode_object(value, out)
  local keys = {}
  for key in pairs(value) do keys[#keys + 1] = key end
  table.sort(keys)
  out[#out + 1] = "{"
  for i, key in ipairs(keys) do
    if i > 1 then out[#out + 1] = "," end
    out[#out + 1] = quoted(key)
    out[#out + 1] = ":"
    encode(value[key], out)
  end
  out[#out + 1] = "}"
end

function encode(value, out)
  local meta = getmetatable(value)
  if value == nil or value == json.null then
    out[#out + 1] = "null"
  elseif type(value) == "boolean" then
    out[#out + 1] = tostring(value)
  elseif type(value) ~= "table" then
    out[#out + 1] = quoted(value)
  elseif meta == raw_mt then
    out[#out + 1] = value.text
  elseif meta == json.array_mt or #value > 0 then
    encode_array(value, out)
  else
    encode_object(value, out)
  end
end

---Encodes a value; the keys of an object come sorted.
---@param value any
---@return string
function json.encode(value)
  local out = {}
  encode(value, out)
  return table.concat(out)
end

---An object whose members keep the order they are given in: name, value,
---name, value... A nil value is null.
---@return table raw JSON, for encode() or a body
function json.object(...)
  local out = { "{" }
  for i = 1, select("#", ...), 2 do
    local name, value = select(i, ...)
    if i > 1 then out[#out + 1] = "," end
    out[#out + 1] = quoted(name)
    out[#out + 1] = ":"
    encode(value, out)
  end
  out[#out + 1] = "}"
  return json.raw(table.concat(out))
end

return json
