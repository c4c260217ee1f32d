-- An action's body, read as strictly as an entity's: a member that is not
-- declared makes the argument null.

local body = require "orchestrator.sandbox.body"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"

local action = {}

-- A member's declared name, and its value: JSON text for what is complex.
local function parameter(of, member, argument)
  local property = model.property(of, member.key)
  if not property then problem.null_argument(argument) end
  return property.name, { type = member.type, value = member.value }
end

---The parameters of an action: name to {type, value}, nulls left out.
---@param context table
---@param argument string the server's name for it in its refusal
---@return table
function action.parameters(context, argument)
  local of, given = model.type(context.op.body), {}
  local members = json.members(context.request.body)
  if not members then problem.null_argument(argument) end
  for _, member in ipairs(members) do
    local name, found = parameter(of, member, argument)
    if found.type ~= "null" then given[name] = found end
  end
  return given
end

---All parameters as plain values: scalars checked, complex ones decoded.
function action.values(context, argument)
  local of = model.type(context.op.body)
  local values = body.read(context.request.body, of, argument)
  local given = {}
  for name, value in pairs(values) do
    local property = model.property(of, name)
    if value ~= body.null and not property.scalar then
      value = json.decode(value)
    end
    if value ~= body.null then given[name] = value end
  end
  body.require(of, given)
  return given
end

---One parameter as the columns of an entity; nulls are left out.
---@param given table of parameters()
---@param name string
---@param of string the type's name
---@return table
function action.entity(given, name, of)
  local member = given[name]
  if not member or member.type ~= "object" then problem.null_argument(name) end
  return action.columns(member.value, of, name)
end

---An entity's JSON as columns without nulls.
function action.columns(source, of, argument)
  local values = {}
  for column, value in pairs(body.read(source, model.type(of), argument)) do
    if value ~= body.null then values[column] = value end
  end
  return values
end

---Who asks: a user by id and name, or an application by its client id.
---@return table actor {id, name, client}
function action.actor(context)
  local token = context.request.token
  if token.user_id then
    return { id = token.user_id, name = context.database:row(
      'SELECT "UserName" FROM "Users" WHERE Id = ?', token.user_id) }
  end
  return { name = token.client, client = token.client }
end

---Whether a robot asks: it shows the licence key of a machine.
---@return boolean
function action.is_robot(context)
  local key = context.request.headers["x-robot-license"]
  return key ~= nil and context.database:row(
    'SELECT 1 FROM "Machines" WHERE "LicenseKey" = ?', key) ~= nil
end

return action
