-- The organisation's id, which the identity API calls partitionGlobalId.

local base64 = require "orchestrator.base64"
local parse = require "orchestrator.catalogue.descriptor"
local core = require "orchestrator.core"
local errors = require "orchestrator.errors"
local payload_of = require "orchestrator.sign_in.payload"

local partition = {}

local NAME = "partitionGlobalId"

-- What the token says of itself. It is not verified: the server does that.
local function claims_of(payload)
  local claims = payload and core.decode(base64.decode_url(payload))
  return type(claims) == "table" and claims or {}
end

---The organisation's id: the connection's `organization_id`, else the token's
---claim prt_id.
---@param connection orchestrator.Connection
---@return string
function partition.id(connection)
  if not connection.organization_id then
    local id = claims_of(payload_of(connection)).prt_id
    if type(id) ~= "string" or not id:match "^[%w._~-]+$" then
      errors.config("the organisation's id is not known: the token does not "
        .. "tell it", "give organization_id = \"…\", or set "
        .. "UIPATH_ORGANIZATION_ID")
    end
    connection.organization_id = id
  end
  return connection.organization_id
end

-- Where an operation takes the id: "argument" (path or query), "body", or nil.
local function place_of(catalogue, op)
  if op.path and op.path[NAME] or op.query and op.query[NAME] then
    return "argument"
  end
  local about = op.body and parse(op.body)
  local fields = about and about.type and catalogue:fields(about.type)
  return fields and fields[NAME] and "body" or nil
end

---Puts the id where an operation takes it, unless it is there.
---@param connection orchestrator.Connection
---@param op orchestrator.Operation
---@param args table changed
function partition.fill(connection, op, args)
  local place = place_of(connection.catalogue, op)
  if place == "body" and type(args.body) == "table" then
    if args.body[NAME] ~= nil then return end
    local copy = { [NAME] = partition.id(connection) }
    for name, value in pairs(args.body) do copy[name] = value end
    args.body = copy
  elseif place and args[NAME] == nil then
    args[NAME] = partition.id(connection)
  end
end

return partition
