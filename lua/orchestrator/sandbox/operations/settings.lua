-- The licence, the tenant's settings, and what else the Settings set answers.

local body = require "orchestrator.sandbox.body"
local core = require "orchestrator.sandbox.core"
local entities = require "orchestrator.sandbox.entities"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local respond = require "orchestrator.sandbox.respond"
local zones = require "orchestrator.sandbox.zones"

local settings = {}

local DTO = "UiPath.Application.Dto."
local API_VERSION = "20.0"

---The stored licence, with every field of the API guide's sample.
function settings.Settings_GetLicense(context)
  local license = context.database:row(
    "SELECT value FROM _tenant WHERE name = 'license'")
  return respond.object(context, DTO .. "License.LicenseDto", license)
end

local languages = { { "en", "English" }, { "ja", "日本語" },
  { "de", "Deutsch" }, { "es", "español" }, { "fr", "français" } }

function settings.Settings_GetLanguages(context)
  local items = {}
  for i, language in ipairs(languages) do
    items[i] = { Name = language[1], DisplayName = language[2],
      IsDefault = i == 1, IsDisabled = false }
  end
  return respond.object(context, DTO .. "ListResultDtoOfLanguageInfo",
    json.encode { Items = items })
end

function settings.Settings_GetTimezones(context)
  local items = {}
  for i, zone in ipairs(zones.names) do
    items[i] = { Name = zone, Value = zone }
  end
  return respond.object(context, DTO .. "ListResultDtoOfNameValueDto",
    json.encode { Items = items })
end

---------------------------------------------------------------------------
-- Values by name

local function value_of(database, name)
  return (database:row(
    'SELECT "Value" FROM "Settings" WHERE Id = ? COLLATE NOCASE', name))
end

---The value of one setting.
function settings.Settings_GetById(context)
  entities.must_exist(context, "Settings", context.args.key)
  return respond.value(context, "Edm.String",
    value_of(context.database, context.args.key))
end

local function set(database, row)
  database:run([[INSERT INTO "Settings" ("Id", "Name", "Value", "Scope")
    VALUES (?1, ?1, ?2, coalesce(?3, 'Tenant'))
    ON CONFLICT ("Id") DO UPDATE SET "Value" = excluded."Value",
    "Scope" = coalesce(?3, "Scope")]], row.Name, row.Value, row.Scope)
end

-- A decoded row without its nulls; its name is required.
local function plain(row)
  local out = {}
  for name, value in pairs(row) do
    if value ~= json.null then out[name] = value end
  end
  if type(out.Name) ~= "string" or out.Name == "" then
    problem.fail(400, 1009, "The Name field is required.")
  end
  return out
end

local function given(context)
  return body.action(context.request.body, model.type(context.op.body),
    "model")
end

---Writes one setting, which must be there.
function settings.Settings_PutById(context)
  local key = context.args.key
  entities.must_exist(context, "Settings", key)
  local row = given(context)
  context.database:run([[UPDATE "Settings" SET "Value" = ?2,
    "Scope" = coalesce(?3, "Scope") WHERE Id = ?1]], key, row.Value, row.Scope)
  return respond.empty(200)
end

---Writes several settings, and makes those that are not there.
function settings.Settings_UpdateBulk(context)
  for _, row in ipairs(given(context).settings or {}) do
    set(context.database, plain(row))
  end
  return respond.empty(200)
end

function settings.Settings_UpdateUserSetting(context)
  local row = plain(given(context).setting)
  row.Scope = row.Scope or "User"
  set(context.database, row)
  return respond.empty(200)
end

function settings.Settings_DeleteBulk(context)
  for _, name in ipairs(given(context).settingNames or {}) do
    context.database:run('DELETE FROM "Settings" WHERE Id = ?', name)
  end
  return respond.empty(204)
end

---------------------------------------------------------------------------
-- Views of the settings

local function dictionary(context, condition)
  local keys, values = context.database:row([[SELECT
    json_group_array("Name"), json_group_array("Value") FROM (SELECT "Name",
    "Value" FROM "Settings" WHERE ]] .. condition .. [[ ORDER BY "Name")]])
  return respond.object(context, DTO .. "ResponseDictionaryDto",
    json.object("Keys", json.raw(keys), "Values", json.raw(values)).text)
end

function settings.Settings_GetWebSettings(context)
  return dictionary(context, [["Scope" IN ('Application', 'Tenant', 'All')]])
end

function settings.Settings_GetAuthenticationSettings(context)
  return dictionary(context, [["Name" LIKE 'Auth.%']])
end

function settings.Settings_GetUpdateSettings(context)
  local database = context.database
  return respond.object(context, DTO .. "UpdateSettingsDto", json.object(
    "UpdateServerSource",
    value_of(database, "UpdateServer.Source") or "Orchestrator",
    "UpdateServerUrl", value_of(database, "UpdateServer.Url"),
    "PollingInterval", math.tointeger(tonumber(
      value_of(database, "UpdateServer.PollingInterval") or "240"))).text)
end

---What activities go by. The version is the one of /api/Status/Version; the
---sandbox has no SignalR.
function settings.Settings_GetActivitySettings(context)
  return respond.object(context, DTO .. "ActivitySettingsDto",
    json.object("ApiVersion", API_VERSION, "SignalR", json.null).text)
end

-- How robots run: the settings' names, which are those of a robot's
-- ExecutionSettings, and what they are as long as nobody sets them.
local execution = {
  { "TracingLevel", "Logging Level", "MultipleChoice", "Information",
    { "Off", "Critical", "Error", "Warning", "Information", "Verbose" } },
  { "DevelopmentLogging", "Allow Development Logging", "Boolean", "true" },
  { "LoginToConsole", "Login To Console", "Boolean", "true" },
  { "ResolutionWidth", "Resolution Width", "Integer", "0" },
  { "ResolutionHeight", "Resolution Height", "Integer", "0" },
  { "ResolutionDepth", "Resolution Depth", "Integer", "0" },
  { "FontSmoothing", "Font Smoothing", "Boolean", "false" },
  { "AutoDownloadProcess", "Auto Download Process", "Boolean", "true" },
}

local scopes = { [0] = "Global", "Robot" }

---The execution settings: for all robots with their initial values, for one
---robot with those that were set for all.
function settings.Settings_GetExecutionSettingsConfigurationByScope(context)
  local scope = scopes[context.args.scope]
  if not scope then
    problem.fail(400, 1009, "The scope must be 0 (Global) or 1 (Robot).")
  end
  local list = setmetatable({}, json.array_mt)
  for i, setting in ipairs(execution) do
    local name, label, kind, initial, choices = table.unpack(setting)
    list[i] = json.object("Key", name, "DisplayName", label, "ValueType",
      kind, "DefaultValue", scope == "Robot"
        and value_of(context.database, name) or initial,
      "PossibleValues", setmetatable(choices or {}, json.array_mt))
  end
  return respond.object(context, DTO .. "ExecutionSettingsConfiguration",
    json.object("Scope", scope, "Configuration", list).text)
end

---The address that a machine connects to: it names the tenant by its number.
function settings.Settings_GetConnectionString(context)
  return respond.value(context, "Edm.String", ("%s?tenantId=%d"):format(
    context.base, context.database:row('SELECT "TenantId" FROM "Users"')))
end

---------------------------------------------------------------------------
-- The tenant's calendar, of old: one time zone and its free days

local CALENDAR = "calendar"

function settings.Settings_GetCalendar(context)
  local stored = context.database:row(
    "SELECT value FROM _values WHERE name = ?", CALENDAR)
  return respond.object(context, DTO .. "CalendarDto", stored
    or '{"TimeZoneId":"UTC","ExcludedDates":[]}')
end

function settings.Settings_SetCalendar(context)
  local calendar = given(context)
  context.database:run("INSERT OR REPLACE INTO _values VALUES (?, ?)",
    CALENDAR, json.object("TimeZoneId", calendar.TimeZoneId, "ExcludedDates",
      calendar.ExcludedDates or setmetatable({}, json.array_mt)).text)
  return respond.empty(200)
end

---------------------------------------------------------------------------
-- Status and maintenance

local status = {}

---Anonymous, and without a body.
function status.Status_Get() return respond.empty(200) end

---Which version of the API is served; no token is asked for.
function status.Status_Version()
  return respond.plain(json.object("version", API_VERSION))
end

---Whether the address of a webhook can be reached: nothing is sent there.
function status.Status_VerifyHostAvailibility(context)
  local connected, bad_tls, message = core.probe(context.params.url or "")
  if connected == nil then
    problem.fail(400, 1009, "The url field must be an absolute address.")
  end
  return respond.plain(json.object("canConnect", connected, "hasBadSsl",
    bad_tls, "connectionError", message ~= "" and message or json.null))
end

local MAINTENANCE = "maintenance"

local function maintenance(database)
  local stored = database:row("SELECT value FROM _values WHERE name = ?",
    MAINTENANCE)
  return stored and json.decode(stored) or { state = "None",
    maintenanceLogs = setmetatable({}, json.array_mt), jobStopsAttempted = 0,
    jobKillsAttempted = 0, triggersSkipped = 0, systemTriggersSkipped = 0 }
end

function status.Maintenance_Get(context)
  return respond.plain(maintenance(context.database))
end

local function change(context, state)
  local now = maintenance(context.database)
  now.state = state
  table.insert(now.maintenanceLogs, { state = state,
    timeStamp = os.date("!%Y-%m-%dT%H:%M:%SZ", math.floor(core.now())) })
  context.database:run("INSERT OR REPLACE INTO _values VALUES (?, ?)",
    MAINTENANCE, json.encode(now))
  return respond.empty(204)
end

local phases = { draining = "Draining", suspended = "Suspended" }

---Begins a phase: Draining, then Suspended.
function status.Maintenance_Start(context)
  local phase = context.params.phase or "Draining"
  local state = phases[phase:lower()]
  if not state then
    problem.fail(400, 1009, ("The value '%s' is not valid."):format(phase))
  end
  return change(context, state)
end

function status.Maintenance_End(context) return change(context, "None") end

for id, handler in pairs(status) do settings[id] = handler end

return settings
