-- Assets: what each type reads back as, values for single users, and what a
-- robot gets. Users' secrets are kept beside the row (table _asset_values),
-- because the row is shown.

local action = require "orchestrator.sandbox.flows.action"
local body = require "orchestrator.sandbox.body"
local entities = require "orchestrator.sandbox.entities"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local respond = require "orchestrator.sandbox.respond"

local assets = {}

local BULLETS = ("•"):rep(20)

-- An asset's Value: its content as one text, without secrets.
local shown = {
  Text = function(given) return given.StringValue end,
  Bool = function(given)
    return given.BoolValue == true and "True" or "False"
  end,
  Integer = function(given) return tostring(given.IntValue or 0) end,
  Credential = function(given)
    return "username: " .. (given.CredentialUsername or "")
  end,
}
shown.WindowsCredential = shown.Credential

local function value_of(given, kind)
  return (shown[kind] or function() end)(given) or ""
end

local function without_nulls(given)
  local out = {}
  for name, value in pairs(given) do
    if value ~= json.null and value ~= body.null then out[name] = value end
  end
  return out
end

---------------------------------------------------------------------------
-- Users' values

local secrets = { "CredentialPassword", "SecretValue" }

-- A secret that comes back as bullets is the one that was there.
local function keep_secret(given, before, name)
  if given[name] == BULLETS then given[name] = before and before[name] end
end

local function before_of(database, key, user)
  local text = database:row(
    "SELECT value FROM _asset_values WHERE asset = ? AND user = ?", key, user)
  return text and json.decode(text)
end

-- One user's value, completed: its secrets are stored, and masked in what is
-- given back.
local function user_value(database, key, given, asset, n)
  if math.type(given.UserId) ~= "integer" then
    problem.fail(400, 1009, "A user's value needs a UserId.")
  end
  local name = database:row('SELECT "UserName" FROM "Users" WHERE Id = ?',
    given.UserId)
  if not name then problem.not_found "User" end
  local before = before_of(database, key, given.UserId)
  for _, secret in ipairs(secrets) do keep_secret(given, before, secret) end
  given.ValueType = given.ValueType or asset.ValueType
  if given.ValueType == "Credential"
    and (given.CredentialPassword or "") == "" then
    problem.fail(400, 1500, "The credential's password is empty.")
  end
  given.Id, given.Name, given.UserName = n, asset.Name, name
  given.Value = value_of(given, given.ValueType)
  database:run("INSERT OR REPLACE INTO _asset_values VALUES (?, ?, ?)", key,
    given.UserId, json.encode(given))
  for _, secret in ipairs(secrets) do
    if given[secret] then given[secret] = BULLETS end
  end
  return given
end

local function user_values(database, key, asset)
  local list = json.decode(asset.UserValues)
  local known = {}
  for i, given in ipairs(list) do
    list[i] = user_value(database, key, without_nulls(given), asset, i)
    known[given.UserId] = true
  end
  for _, row in ipairs(database:rows(
    "SELECT user FROM _asset_values WHERE asset = ?", key)) do
    if not known[row.user] then
      database:run("DELETE FROM _asset_values WHERE asset = ? AND user = ?",
        key, row.user)
    end
  end
  return json.encode(list)
end

-- Completes what was given of an asset.
local function fill(context, key, values)
  local given = without_nulls(values)
  given.ValueType = given.ValueType or "Text"
  values.ValueType, values.Value = given.ValueType,
    value_of(given, given.ValueType)
  if values.HasDefaultValue == nil or values.HasDefaultValue == body.null then
    values.HasDefaultValue = given.ValueScope == "Global"
  end
  values.CanBeDeleted = true
  values.UserValues = user_values(context.database, key,
    { UserValues = given.UserValues or "[]", ValueType = given.ValueType,
      Name = given.Name })
end

function assets.Assets_Post(context)
  return entities.create(context, "Assets", function(values)
    if values.ValueType == "Secret" and (values.SecretValue or "") == "" then
      problem.fail(400, 1009, "The SecretValue field is required.")
    end
    fill(context, values.Key, values)
  end)
end

function assets.Assets_PutById(context)
  return entities.replace(context, "Assets", function(changes, id)
    fill(context, context.database:row(
      'SELECT "Key" FROM "Assets" WHERE Id = ?', id), changes)
  end)
end

---------------------------------------------------------------------------
-- Robots

local function missing(name)
  problem.fail(404, 1002, ("Could not find the asset '%s'."):format(name))
end

local function find(context, name)
  return context.database:rows([[SELECT * FROM "Assets" a WHERE "Name" = ?1
    COLLATE NOCASE AND (_folder = ?2 OR EXISTS (SELECT 1 FROM _links l
      WHERE l."set" = 'Assets' AND l.key = a.Id AND l.folder = ?2))]], name,
    context.folder_id)[1] or missing(name)
end

-- What of an asset a robot sees, whichever of its values that is.
local taken_over = { "StringValue", "IntValue", "CredentialUsername",
  "CredentialPassword", "SecretValue", "ExternalName", "CredentialStoreId" }

local function is_true(value) return value == true or value == 1 end

local kept_elsewhere = { Credential = true, Secret = true,
  WindowsCredential = true }

-- A vault outside cannot be reached from here.
local function check_store(database, kind, id)
  local name = kept_elsewhere[kind] and database:row([[SELECT "Name" FROM
    "CredentialStores" WHERE Id = ? AND "Type" <> 'Database']], id)
  if name then
    problem.fail(500, 2304,
      ("Failed to read from the credential store '%s'."):format(name))
  end
end

---The value of an asset for a user: the user's own, or everybody's.
local function answer_value(context, asset, user)
  local own = user and before_of(context.database, asset.Key, user)
  if not own and asset.ValueScope ~= "Global"
    and not is_true(asset.HasDefaultValue) then
    problem.fail(400, 1503, ("The asset '%s' has no value for the robot.")
      :format(asset.Name))
  end
  local from = own or asset
  check_store(context.database, asset.ValueType, from.CredentialStoreId)
  local fields = { "Name", asset.Name, "ValueType", asset.ValueType, "Id",
    asset.Id, "BoolValue", is_true(from.BoolValue) }
  for _, name in ipairs(taken_over) do
    fields[#fields + 1], fields[#fields + 2] = name, from[name] or json.null
  end
  local list = not own and asset.KeyValueList
  fields[#fields + 1], fields[#fields + 2] = "KeyValueList",
    json.raw(list or "[]")
  return respond.object(context,
    "UiPath.Server.Configuration.OData.UserAssetDto",
    json.object(table.unpack(fields)).text)
end

-- The user behind a robot, by a condition on its row.
local function robot_user(context, condition, value)
  local id, user = context.database:row(
    'SELECT Id, "UserId" FROM "Robots" WHERE ' .. condition, value)
  if not id then problem.not_found "Robot" end
  return user
end

function assets.Assets_GetRobotAssetByNameForRobotKey(context)
  local given = action.values(context, "robotAssetParameters")
  local user = robot_user(context, '"LicenseKey" = ?', given.robotKey)
  return answer_value(context, find(context, given.assetName), user)
end

function assets.Assets_GetRobotAssetByRobotId(context)
  local user = robot_user(context, "Id = ?", context.args.robotId)
  return answer_value(context, find(context, context.args.assetName), user)
end

---The old form, in which the robot's id is a text.
function assets.Assets_GetRobotAssetByRobotidAndAssetname(context)
  local id = math.tointeger(tonumber(context.args.robotId))
  local user = robot_user(context, "Id = ?", id or 0)
  return answer_value(context, find(context, context.args.assetName), user)
end

local settable = { "StringValue", "BoolValue", "IntValue",
  "CredentialUsername", "CredentialPassword", "SecretValue", "KeyValueList" }

---A robot writes an asset: everybody's value, or its user's own where there
---is one.
function assets.Assets_SetRobotAssetByRobotKey(context)
  local given = action.parameters(context, "robotAssetParameters")
  local of = model.type(context.op.body)
  local wanted = action.entity(given, "robotAsset", "UserAssetDto")
  body.require(of, { robotKey = given.robotKey and given.robotKey.value,
    robotAsset = wanted })
  local user = robot_user(context, '"LicenseKey" = ?', given.robotKey.value)
  local asset = find(context, wanted.Name or "")
  if wanted.ValueType and wanted.ValueType ~= asset.ValueType then
    problem.fail(400, 1000, ("Activity does not work with assets of type "
      .. "'%s'. Invalid asset type."):format(asset.ValueType))
  end
  local own = user and before_of(context.database, asset.Key, user)
  local changes = own or {}
  for _, name in ipairs(settable) do
    if wanted[name] ~= nil then changes[name] = wanted[name] end
  end
  changes.Value = value_of(changes, asset.ValueType)
  if own then
    context.database:run(
      "UPDATE _asset_values SET value = ? WHERE asset = ? AND user = ?",
      json.encode(own), asset.Key, user)
  else
    entities.change(context, "Assets", asset.Id, changes)
  end
  return respond.empty(204)
end

return assets
