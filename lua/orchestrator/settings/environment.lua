-- Settings of `connect` that stand in the environment: the names that the
-- vendor's tools use, and ours.

local environment = {}

-- Field to variables, the first that is set counts. Turning TLS checks off
-- is not among them: that takes an option.
local VARIABLES = {
  url = { "UIPATH_URL", "UIPATH_URI" },
  organization = { "UIPATH_ORGANIZATION", "UIPATH_ORGANIZATION_NAME",
    "UIPATH_ORGANIZATION_ID" }, -- a path may hold the id instead of the name
  tenant = { "UIPATH_TENANT", "UIPATH_TENANT_NAME", "UIPATH_TENANT_ID" },
  organization_id = { "UIPATH_ORGANIZATION_ID" },
  identity_url = { "UIPATH_IDENTITY_URL", "UIPATH_IDENTITY_URI" },
  account_url = { "UIPATH_ACCOUNT_URL" },
  access_token = { "UNATTENDED_USER_ACCESS_TOKEN", "UIPATH_ACCESS_TOKEN" },
  client_id = { "UIPATH_CLIENT_ID" },
  client_secret = { "UIPATH_CLIENT_SECRET" },
  scope = { "UIPATH_SCOPE", "UIPATH_AUTH_SCOPES" },
  redirect_uri = { "UIPATH_AUTH_REDIRECT_URI" },
  user_key = { "UIPATH_USER_KEY" },
  refresh_token = { "UIPATH_REFRESH_TOKEN" },
  pat = { "UIPATH_PAT" },
  username = { "UIPATH_USERNAME" },
  password = { "UIPATH_PASSWORD" },
  auth = { "UIPATH_AUTH" },
  profile = { "UIPATH_PROFILE" },
  ca = { "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE" },
  timeout = { "UIPATH_CALL_TIMEOUT" },
  trace = { "ORC_TRACE" },
  folder_key = { "UIPATH_FOLDER_KEY" },
  folder_path = { "UIPATH_FOLDER_PATH" },
}

-- The vendor's command line reads these, and only when it is told to.
local SWITCH = "UIPATH_CLI_ENABLE_ENV_AUTH"
local SWITCHED = {
  access_token = "UIPATH_CLI_AUTH_TOKEN",
  organization = "UIPATH_CLI_ORGANIZATION_NAME",
  tenant = "UIPATH_CLI_TENANT_NAME",
}

---A variable; nil where it is empty, or where the host has no os.getenv.
---@param name string
---@return string|nil
function environment.variable(name)
  local value = os and os.getenv and os.getenv(name)
  return value ~= "" and value or nil
end

local function variables_of(field)
  local names = { table.unpack(VARIABLES[field] or {}) }
  local switched = SWITCHED[field]
  if switched and (environment.variable(SWITCH) or ""):lower() == "true" then
    table.insert(names, 1, switched)
  end
  return names
end

local said = {} -- by the command line: as if it stood in the environment

---Says a field for this process, before any variable.
---@param field string
---@param value string
function environment.set(field, value) said[field] = value end

---The value of a field that the environment gives; empty counts as not set.
---@param field string
---@return string|nil value
---@return string|nil variable its name
function environment.get(field)
  if said[field] then return said[field], "command line" end
  for _, variable in ipairs(variables_of(field)) do
    local value = environment.variable(variable)
    if value then return value, variable end
  end
  return nil
end

---Everything that the environment says.
---@return table<string, string> values by field
---@return table<string, string> variables by field
function environment.read()
  local values, variables = {}, {}
  for field in pairs(VARIABLES) do
    values[field], variables[field] = environment.get(field)
  end
  return values, variables
end

---The variables that stand for a field, for messages.
---@param field string
---@return string
function environment.names(field)
  return table.concat(VARIABLES[field] or {}, " or ")
end

---A folder of this user's, by the XDG rules; nil when even HOME is not set.
---@param variable string e.g. "XDG_CONFIG_HOME"
---@param default string below HOME, e.g. ".config"
---@return string|nil
function environment.folder(variable, default)
  local folder = environment.variable(variable)
  if folder and folder:sub(1, 1) == "/" then return folder end -- else invalid
  local home = environment.variable "HOME"
  return home and home .. "/" .. default
end

return environment
