-- Checks a name and password by signing in to Orchestrator on premises.
-- dovecot strips the environment: all that is needed is in settings.lua.

local here = debug.getinfo(1, "S").source:match "^@(.*)/[^/]*$"
local settings = dofile(here .. "/settings.lua")
if settings.path then package.path = settings.path end
if settings.cpath then package.cpath = settings.cpath end
local orchestrator = require "orchestrator"

local function sign_in(name, password)
  local tenant = orchestrator.connect {
    url = settings.url, tenant = settings.tenant, edition = "standalone",
    username = name, password = password, cache = false,
  }
  return tenant.Settings:GetLicense()
end

function auth_password_verify(request, password)
  local ok, err = pcall(sign_in, request.user, password)
  if ok then
    return dovecot.auth.PASSDB_RESULT_OK, {}
  elseif type(err) == "table" and err.kind == "auth" then
    return dovecot.auth.PASSDB_RESULT_PASSWORD_MISMATCH, "refused"
  end
  request:log_error(tostring(err))
  return dovecot.auth.PASSDB_RESULT_INTERNAL_FAILURE, "Orchestrator"
end

function auth_passdb_lookup()
  return dovecot.auth.PASSDB_RESULT_USER_UNKNOWN, "passwords are not known"
end
