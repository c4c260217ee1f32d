-- Finds the declared operation a path means. "/odata/Jobs(5)" and
-- "/odata/Jobs({key})" are brought to one form; empty parentheses after a
-- bound function may be there or not.

local model = require "orchestrator.sandbox.model"
local terms = require "orchestrator.sandbox.terms"
local text = require "orchestrator.sandbox.text"

local router = {}

local split = terms.split

local namespaces = {
  ["UiPath.Server.Configuration.OData"] = "ns", UiPathODataSvc = "svc",
}

local function unquote(value)
  local inner = value:match "^'(.*)'$"
  if inner then return (inner:gsub("''", "'")), true end
  return value, false
end

-- "(5)", "('a')", "(x=1,y='b')", "()" -> named values, in order. A lone value
-- is the key.
local function arguments(list)
  local args = {}
  if list == "" then return args end
  for _, part in ipairs(split(list, ",")) do
    local name, value = part:match "^%s*([%a_][%w_]*)%s*=%s*(.*)$"
    if not name then name, value = "", part end
    local plain, quoted = unquote(value)
    args[#args + 1] = { name = name, value = plain, quoted = quoted }
  end
  return args
end

-- The name and argument list of "Name(…)" or "Name".
local function call(segment)
  local name, list = segment:match "^([%w_.]+)%((.*)%)$"
  if name then return name, arguments(list), true end
  return segment, {}, false
end

local function shape(args)
  local names = {}
  for i, arg in ipairs(args) do names[i] = arg.name end
  table.sort(names)
  return table.concat(names, ",")
end

-- The function's short name, "ns.StopJob".
local function short(name)
  local namespace, last = name:match "^(.*)%.([%w_]+)$"
  return namespace and (namespaces[namespace] or namespace) .. "." .. last
    or name
end

-- The form under which an OData path is kept and looked up.
local function odata_form(method, path)
  local segments = split(path:match "^/odata/(.*)$", "/")
  if #segments > 2 or segments[1] == "" then return nil end
  local set, key, keyed = call(segments[1])
  if keyed and #key ~= 1 then return nil end
  local form = { method, set, keyed and "()" or "" }
  local args = {}
  if segments[2] then
    local name
    name, args = call(segments[2])
    form[#form + 1] = short(name) .. "(" .. shape(args) .. ")"
  end
  return table.concat(form, " "), keyed and key[1], args
end

-- Templates have the shape of what they stand for once braces are gone.
local function odata_template(op)
  local path = op.path:gsub("'?{([%w_]+)}'?", "%1")
  return (odata_form(op.method, path))
end

local odata, rest = {}, {}

local function add_segments(list, op)
  local segments = split(op.path:sub(2), "/")
  list[#list + 1] = { op = op, segments = segments }
end

---Adds operations of Orchestrator, those of the definition and others.
---@param operations table[] in the form of the model's
function router.add(operations)
  for _, op in ipairs(operations) do
    if op.path:find("^/odata/") then
      odata[odata_template(op)] = op
    else
      add_segments(rest, op)
    end
  end
end

router.add(model.operations)

local identity = {}
for _, op in ipairs(model.identity_operations) do add_segments(identity, op) end

---Adds operations of the identity server that are in no definition.
---@param operations table[] in the form of the model's
function router.add_identity(operations)
  for _, op in ipairs(operations) do add_segments(identity, op) end
end

local function match_segments(entry, method, segments)
  if entry.op.method ~= method or #entry.segments ~= #segments then return end
  local args, literal = {}, 0
  for i, pattern in ipairs(entry.segments) do
    local name = pattern:match "^{(.*)}$"
    if name then
      args[name] = text.unescape(segments[i])
    elseif pattern:lower() ~= segments[i]:lower() then
      return nil
    else
      literal = literal + 1
    end
  end
  return args, literal
end

-- The template with the most literal segments wins.
local function find_in(list, method, path)
  local segments = split(path:sub(2), "/")
  local best, best_args, most = nil, nil, -1
  for _, entry in ipairs(list) do
    local args, literal = match_segments(entry, method, segments)
    if args and literal > most then
      best, best_args, most = entry.op, args, literal
    end
  end
  return best, best_args
end

local either = { guid = true, enum = true }

local convert

-- "[1,2]", in which each item is converted.
local function convert_list(value, kind)
  local inner = value:match "^%[(.*)%]$"
  if not inner then return nil end
  local list = {}
  for _, item in ipairs(inner ~= "" and split(inner, ",") or {}) do
    local got = convert({ value = item, quoted = false }, kind)
    if got == nil then return nil end
    list[#list + 1] = got
  end
  return list
end

-- Strings stand in quotes, GUIDs and enumerations may, and nothing else does.
function convert(arg, kind)
  local value = text.unescape(arg.value)
  local item = kind:match "^%[(.*)%]$"
  if item then return convert_list(value, item) end
  local enum = kind:match "^enum:(.*)$"
  kind = enum and "enum" or kind
  if arg.quoted ~= (kind == "string") and not either[kind] then return nil end
  if enum then
    local of = model.enum(enum)
    return of.numbers[value] and value or of.values[tonumber(value)]
  end
  if kind == "int64" or kind == "int32" then
    return math.tointeger(tonumber(value:match "^%-?%d+$"))
  elseif kind == "guid" then
    return text.is_guid(value) and value:lower() or nil
  elseif kind == "bool" then
    return ({ ["true"] = true, ["false"] = false })[value:lower()]
  end
  return value
end

local function odata_arguments(op, key, args)
  local out = {}
  if key then
    local name = op.path:match "^/odata/%w+%('?{(%w+)}"
    out.key = convert(key, op.keys[name])
    if out.key == nil then return nil end
  end
  for _, arg in ipairs(args) do
    -- A function without arguments may still be given one.
    local kind = op.keys[arg.name]
    local value = kind and convert(arg, kind)
    if value == nil then return nil end
    out[arg.name] = value
  end
  return out
end

---Finds the operation of an Orchestrator path.
---@param method string
---@param path string from "/odata" or "/api" on, still encoded
---@return table|nil op
---@return table|nil args values by parameter name; an entity's key is `key`
function router.find(method, path)
  if not path:find "^/odata/" then return find_in(rest, method, path) end
  local decoded = path:gsub("%%2[78CcFf9]", { ["%27"] = "'", ["%28"] = "(",
    ["%29"] = ")", ["%2C"] = ",", ["%2c"] = "," })
  local form, key, args = odata_form(method, decoded)
  local op = form and odata[form]
  if not op then return nil end
  local values = odata_arguments(op, key, args)
  return values and op, values
end

local methods = { "GET", "POST", "PUT", "PATCH", "DELETE" }

---The answer for a path no operation was found for: 405 when one has it with
---another method, 404 otherwise; a test data queue does not know of PATCH.
function router.missing(method, path)
  if method == "PATCH" and path:find "^/odata/TestDataQueues%(" then
    return 404, "Not Found"
  end
  for _, other in ipairs(methods) do
    if router.find(other, path) then return 405, "Method Not Allowed" end
  end
  return 404, "Not Found"
end

---Finds the operation of an identity path, from "/api" on.
function router.find_identity(method, path)
  return find_in(identity, method, path)
end

return router
