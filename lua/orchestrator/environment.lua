-- Settings of `connect` that stand in the environment: the names that the
-- vendor's tools use, and ours.

local environment = {}

-- Field to variables, the first that is set counts.
local VARIABLES = {
  url = { "UIPATH_URL", "UIPATH_URI" },
  organization = { "UIPATH_ORGANIZATION", "UIPATH_ORGANIZATION_NAME" },
  tenant = { "UIPATH_TENANT", "UIPATH_TENANT_NAME" },
  organization_id = { "UIPATH_ORGANIZATION_ID" },
  identity_url = { "UIPATH_IDENTITY_URL", "UIPATH_IDENTITY_URI" },
  account_url = { "UIPATH_ACCOUNT_URL" },
  access_token = { "UIPATH_ACCESS_TOKEN" },
  client_id = { "UIPATH_CLIENT_ID" },
  client_secret = { "UIPATH_CLIENT_SECRET" },
  scope = { "UIPATH_SCOPE", "UIPATH_AUTH_SCOPES" },
  user_key = { "UIPATH_USER_KEY" },
  pat = { "UIPATH_PAT" },
  folder_key = { "UIPATH_FOLDER_KEY" },
  folder_path = { "UIPATH_FOLDER_PATH" },
}

---The value of a field that the environment gives; empty counts as not set.
---@param field string
---@return string|nil value
---@return string|nil variable its name
function environment.get(field)
  local getenv = os and os.getenv -- a host may have left it out
  if not getenv then return nil end
  for _, variable in ipairs(VARIABLES[field] or {}) do
    local value = getenv(variable)
    if value and value ~= "" then return value, variable end
  end
  return nil
end

---The variables that stand for a field, for messages.
---@param field string
---@return string
function environment.names(field)
  return table.concat(VARIABLES[field], " or ")
end

return environment
