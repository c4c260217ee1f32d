-- What a planned write works on: how it was when the plan was made, and
-- whether it still is.

local catalogue = require "orchestrator.catalogue"
local core = require "orchestrator.core"
local errors = require "orchestrator.errors"
local request = require "orchestrator.request"

local target = {}

-- Members that change although nobody changes the entity.
local VOLATILE = { LastLoginTime = true, ReportingTime = true,
  lastLoginTime = true, EntitiesSummary = true }

local function canonical(value, out)
  if type(value) ~= "table" then
    out[#out + 1] = type(value) .. ":" .. tostring(value)
    return
  end
  local names = {}
  for name in pairs(value) do
    if not VOLATILE[name] and not tostring(name):find("@odata.", 1, true) then
      names[#names + 1] = tostring(name)
    end
  end
  table.sort(names)
  out[#out + 1] = "{"
  for _, name in ipairs(names) do
    out[#out + 1] = name
    local member = value[name]
    if member == nil then member = value[math.tointeger(name)] end
    canonical(member, out)
  end
  out[#out + 1] = "}"
end

local function hex(bytes)
  return (bytes:gsub(".", function(c) return ("%02x"):format(c:byte()) end))
end

---A fingerprint of an entity: whatever of it changes, that does.
---@param row any
---@return string
function target.fingerprint(row)
  local out = {}
  canonical(row, out)
  return hex(core.sha256(table.concat(out, "\0")))
end

-- The path of the entity that an operation works on, if it can be read.
local function readable(op, path)
  local at = op.at:match "^(/odata/%w+%b())" or op.at
  if not at:find("{", 1, true) then return nil end
  local _, tag = catalogue.operation(op.id)
  for _, read in pairs(catalogue.operations(tag)) do
    if read.method == "GET" and read.at == at then
      if at == op.at then return path end
      return path:match "^(/odata/%w+%b())"
    end
  end
end

---Which request reads what an operation's request works on; nil: none does.
---@param op orchestrator.Operation|nil
---@param path string below the API's base
---@return string|nil
function target.path(op, path)
  path = path:match "^[^?]*"
  return op and readable(op, path) or nil
end

---How it is now; nil when it is not there, or may not be read.
---@param connection orchestrator.Connection
---@param url string
---@param headers string[]
---@return string|nil fingerprint
---@return orchestrator.Error|nil err
function target.read(connection, url, headers)
  local call, err = errors.catch(request.send, connection,
    { method = "GET", url = url, headers = headers })
  if not call then return nil, err end
  return target.fingerprint(request.value(call, true))
end

---------------------------------------------------------------------------
-- Files.

local PIECE = 1 << 20 -- bytes

---Size and digest of a file: the SHA-256 of the SHA-256s of its mebibytes, so
---that no more of it than one is ever held.
---@param path string
---@return { size: integer, digest: string }
function target.file(path)
  local file, why = io.open(path, "rb")
  if not file then
    errors.argument("the file cannot be read: " .. tostring(why))
  end
  local digests, size = {}, 0
  local piece = file:read(PIECE)
  while piece do
    digests[#digests + 1], size = core.sha256(piece), size + #piece
    piece = file:read(PIECE)
  end
  file:close()
  return { size = size, digest = hex(core.sha256(table.concat(digests))) }
end

return target
