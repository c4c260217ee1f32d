-- What the identity server's management calls have in common: how a body is
-- read, and who is in which group.

local json = require "orchestrator.sandbox.json"
local problem = require "orchestrator.sandbox.problem"
local text = require "orchestrator.sandbox.text"

local reading = {}

function reading.invalid_guid(name, value)
  problem.validation { [name] = ("The value '%s' is not valid."):format(
    tostring(value)) }
end

function reading.body(request)
  local kind = (request.headers["content-type"] or ""):lower()
  if not kind:find("json", 1, true) then
    problem.fail(415, 0, "The request's media type is not supported.")
  end
  local value = json.decode(request.body)
  if type(value) ~= "table" or getmetatable(value) == json.array_mt then
    problem.validation { [""] = "A non-empty request body is required." }
  end
  for name, member in pairs(value) do
    if member == json.null then value[name] = nil end
  end
  return value
end

function reading.guid(given, name)
  local value = given[name]
  if value == nil then return nil end
  if type(value) ~= "string" or not text.is_guid(value) then
    reading.invalid_guid(name, value)
  end
  return value:lower()
end

function reading.guids(given, name)
  local list = given[name]
  if list == nil then return {} end
  if type(list) ~= "table" then reading.invalid_guid(name, list) end
  local out = {}
  for i, value in ipairs(list) do
    if type(value) ~= "string" or not text.is_guid(value) then
      reading.invalid_guid(("%s[%d]"):format(name, i - 1), value)
    end
    out[i] = value:lower()
  end
  return out
end

function reading.text(given, name, most)
  local value = given[name]
  if value == nil then return nil end
  if type(value) ~= "string" or utf8.len(value) > most then
    problem.validation { [name] = ("The field %s must be a string with a "
      .. "maximum length of %d."):format(name, most) }
  end
  return value
end

function reading.check_partition(context, id)
  if id ~= context.tenant.organization.id then
    problem.facade(400, "BadRequest", "InvalidPartition")
  end
end

function reading.body_partition(context, given)
  if given.partitionGlobalId == nil then
    problem.validation { partitionGlobalId =
      "The partitionGlobalId field is required." }
  end
  reading.check_partition(context, reading.guid(given, "partitionGlobalId"))
end

function reading.number(context, name, default, most)
  local value = context.request.params[name]
  if not value then return default end
  local n = math.tointeger(tonumber(value))
  if not n or n < 0 or n > most then
    problem.validation { [name] = ("The field %s must be between 0 and %d.")
      :format(name, most) }
  end
  return n
end

---------------------------------------------------------------------------
-- Members of groups

function reading.check_groups(database, ids)
  for _, id in ipairs(ids) do
    if not database:row("SELECT 1 FROM _groups WHERE id = ?", id) then
      problem.facade(400, "BadRequest",
        ("The group %s does not exist."):format(id))
    end
  end
end

function reading.add_members(database, groups, members)
  for _, group in ipairs(groups) do
    for _, member in ipairs(members) do
      database:run("INSERT OR IGNORE INTO _members VALUES (?, ?)", group,
        member)
    end
  end
end

function reading.remove_members(database, groups, members)
  for _, group in ipairs(groups) do
    for _, member in ipairs(members) do
      database:run('DELETE FROM _members WHERE "group" = ? AND member = ?',
        group, member)
    end
  end
end

return reading
