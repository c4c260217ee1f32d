-- Requests made from the definitions: a value for each kind, a body for each
-- type, and a row in each set for the keys to name.

local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"

local fixtures = {}

local FOLDER = 1001
local KEY, GUID = 77, "11111111-2222-4333-8444-555555555555"

local JSON = { ["Content-Type"] = "application/json" }

---The organisation, which identity calls name.
fixtures.partition = "6e0d5c2a-41b7-4c58-9a3e-0d1f5b7a9c11"

local serial = 0

-- Texts differ from request to request, so that names stay unique.
local function text_of(property)
  serial = serial + 1
  if property.name == "Url" then return "http://127.0.0.1:9/" .. serial end
  local text = ("c%d"):format(serial)
  local low = property.low or property.name:find "[pP]assword" and 8 or 0
  return text .. ("x"):rep(math.max(0, low - #text))
end

local value_of

-- A number that is called an id names the row that is there.
local function number_of(p)
  if p.name:lower():find "folderid$" then return FOLDER end
  return p.name:find "[iI]d$" and p.name ~= "Id" and KEY
    or math.max(p.low or 1, 1)
end

-- And so does a text that is called a key; a schema is JSON.
local function key_or_text(p)
  if p.name:find "JsonSchema$" then return "{}" end
  return p.name:find "[a-z]Key$" and GUID or text_of(p)
end

local makers = {
  int32 = number_of, int64 = number_of,
  number = function() return 1.5 end,
  bool = function() return true end,
  string = key_or_text, bytes = function() return "AAAA" end,
  guid = function(p)
    if p.name == "partitionGlobalId" then return fixtures.partition end
    serial = serial + 1
    return ("11111111-2222-4333-8444-%012d"):format(serial)
  end,
  date = function() return "2026-11-01T00:00:00Z" end,
  enum = function(p) return p.enum.values[0] end,
}

-- What the server wants although the definition calls it optional.
local wanted = { ["UserDto.UpdatePolicy"] = true }

-- The required members of a type; deep ones too.
local function object(name, type_of, all)
  local out = {}
  for _, property in ipairs((type_of or model.type)(name).list) do
    if property.required or all and property.scalar
      or wanted[name .. "." .. property.name] then
      out[property.name] = value_of(property)
    end
  end
  return out
end

function value_of(property)
  if makers[property.kind] then return makers[property.kind](property) end
  if property.kind:sub(1, 1) == "[" then return setmetatable({}, json.array_mt)
  end
  local of = property.target and model.type(property.target)
  return of and object(property.target) or {}
end

---------------------------------------------------------------------------
-- Rows

local quoted_kinds = { string = true, enum = true }

-- The columns of a set's fixture row, as SQL literals.
local function row_of(set)
  local columns, values = {}, {}
  for _, property in ipairs(model.type(model.sets[set]).list) do
    local kind = property.kind
    if property.name == "Key" and set == "Releases" then
      columns[#columns + 1], values[#values + 1] = "Key", GUID
    elseif property.name == "Id" or property.name == "Key"
      or quoted_kinds[kind] and property.name:find "Name$" then
      columns[#columns + 1] = property.name
      values[#values + 1] = (kind == "int32" or kind == "int64") and KEY
        or kind == "guid" and GUID or property.enum
        and property.enum.values[0] or property.name == "Id"
        and "fixture-Key" or "fixture-" .. property.name
    end
  end
  return columns, values
end

local function fill(server, set)
  local columns, values = row_of(set)
  local has_folder = #server.handle:sql(
    "SELECT 1 FROM pragma_table_info(?) WHERE name = '_folder'", set) > 0
  if has_folder then
    columns[#columns + 1], values[#values + 1] = "_folder", FOLDER
  end
  local marks = {}
  for i, column in ipairs(columns) do
    columns[i], marks[i] = '"' .. column .. '"', "?"
  end
  if #columns > 0 and not set:find "Retention$" and set ~= "RobotLogs" then
    server.handle:sql(('INSERT OR REPLACE INTO "%s" (%s) VALUES (%s)')
      :format(set, table.concat(columns, ","), table.concat(marks, ",")),
      table.unpack(values))
  end
end

---Writes a row with a known key into each set that has none of that key.
function fixtures.fill(server)
  for set in pairs(model.sets) do fill(server, set) end
end

local function fixture_key(kind)
  if kind == "guid" then return GUID end
  return kind == "string" and "fixture-Key" or KEY
end

---------------------------------------------------------------------------
-- Requests

local function argument(kind, name)
  local enum = kind:match "^enum:(.*)$"
  if enum then return model.enum(enum).values[0] end
  if kind:find "^%[" then return KEY end
  if name == "partitionGlobalId" then return fixtures.partition end
  if kind == "guid" then return GUID end
  if kind == "bool" then return "true" end
  return kind == "string" and "fixture-" .. name or KEY
end

-- What the query of a path says beside OData's options.
local function query_of(op)
  local out = {}
  for name in pairs(op.query) do
    local plain = name:match "^%a+$"
    if plain and name:lower():find "folderid$" then
      out[#out + 1] = name .. "=" .. FOLDER
    elseif plain and name:find "Id$" and name ~= "feedId" then
      out[#out + 1] = name .. "=" .. KEY
    elseif plain and name:find "[kK]ey$" then
      out[#out + 1] = name .. "=" .. GUID
    elseif name == "path" then
      out[#out + 1] = name .. "=file.txt"
    end
  end
  table.sort(out)
  return #out > 0 and "?" .. table.concat(out, "&") or ""
end

local namespaces = { ["/ns%."] = "/UiPath.Server.Configuration.OData.",
  ["/svc%."] = "/UiPathODataSvc." }

local function path_of(op, key)
  local path = op.path
  for short, long in pairs(namespaces) do path = path:gsub(short, long) end
  return (path:gsub("{([%w_]+)}", function(name)
    local kind = op.keys[name]
    local is_key = name == "key" and op.path:find "^/odata/%w+%('?{key}"
    return tostring(is_key and (key or fixture_key(kind))
      or argument(kind, name))
  end))
end

-- A new row for what is to be replaced, patched or deleted, where the set can
-- make one.
local function new_key(server, op)
  local set = op.path:match "^/odata/(%w+)%('?{key}'?%)$"
  if op.method == "GET" or not set then return nil end
  for _, post in ipairs(model.operations) do
    if post.method == "POST" and post.path == "/odata/" .. set
      and model.type(post.body or "") then
      local answer = server:call("POST", post.path, {
        body = json.encode(object(post.body)), headers = JSON,
        folder = post.folder and FOLDER or nil })
      assert(answer.status == 201, answer.body)
      local key = answer.json.Id
      return math.tointeger(key) or key
    end
  end
end

local function body_of(op)
  if not op.body then return nil end
  if model.type(op.body) then return json.encode(object(op.body)) end
  return op.body:find "^%[" and "[]" or "{}"
end

---The request that the declaration alone makes, whatever is there.
function fixtures.plain(op)
  return { path = path_of(op) .. query_of(op), body = body_of(op) }
end

---A valid request for an operation of the identity server: every scalar of
---its body is given, since nothing there is declared as required.
function fixtures.valid_identity(op)
  local of = op.body and model.identity_type(op.body)
  return { path = path_of(op), body = of
    and json.encode(object(op.body, model.identity_type, true)) }
end

---A valid request for an operation: {path, body}.
function fixtures.valid(server, op)
  local set = op.path:match "^/odata/(%w+)"
  if op.path:find "Tasks?/" then set = "Tasks" end
  if model.sets[set] then fill(server, set) end
  return { path = path_of(op, new_key(server, op)) .. query_of(op),
    body = body_of(op) }
end

---A request that the operation's path has no such method for.
function fixtures.wrong_method(op)
  return op.method == "DELETE" and "PATCH" or "DELETE", path_of(op)
end

local ABSENT = { int32 = 987654321, int64 = 987654321, string = "absent",
  guid = "99999999-9999-4999-8999-999999999999" }

-- Sets whose lists take permissions are read across folders, and what says so
-- in its name is too.
local crossing = {}
for _, op in ipairs(model.operations) do
  local set = op.query.mandatoryPermissions and op.path:match "^/odata/(%w+)$"
  if set then crossing[set] = true end
end

-- These work without their folder, as the vendor's clients have it.
local anywhere = { Tasks_AssignTasks = true, Tasks_ReassignTasks = true,
  Tasks_UnassignTasks = true }

local function needs_folder(op)
  if anywhere[op.id] then return false end
  if not op.folder or op.anonymous or op.query.mandatoryPermissions
    or op.path:find "AcrossFolders" or op.path:find "FromFolders" then
    return false
  end
  return op.method ~= "GET" or not crossing[op.path:match "^/odata/(%w+)"]
end

-- In the order they are tried: the first that an operation can be asked.
local mistakes = {
  function(op)
    if op.query["$top"] and op.method == "GET" then
      return { what = "a $top that is no number", status = 400, code = 1000,
        path = path_of(op) .. "?$top=x" }
    end
  end,
  function(op)
    if op.path:find "^/odata/%w+%('?{key}'?%)$" then
      return { what = "a key that is not there", status = 404, code = 1002,
        path = path_of(op, ABSENT[op.keys.key]), body = body_of(op) }
    end
  end,
  function(op)
    if model.type(op.body or "") and op.path:find "^/odata/[^{]*$" then
      return { what = "an unknown member", status = 400, code = 0,
        path = path_of(op), body = '{"NoSuchMember":1}' }
    end
  end,
  function(op)
    if needs_folder(op) then
      return { what = "a call without its folder", status = 400, code = 1101,
        path = path_of(op), body = body_of(op), homeless = true }
    end
  end,
}

---An invalid request: {path, body, what, status, code}, or nil when there is
---nothing an operation of its form must refuse.
function fixtures.invalid(op)
  for _, mistake in ipairs(mistakes) do
    local found = mistake(op)
    if found then return found end
  end
end

return fixtures
