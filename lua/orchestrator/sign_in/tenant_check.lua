-- Windows' sign-in ignores the tenant that is asked for: it leads into the one
-- that the user belongs to. So it is looked at once, before anything else.

local core = require "orchestrator.core"
local errors = require "orchestrator.errors"
local request = require "orchestrator.request"

local PATH = "/odata/Users/UiPath.Server.Configuration.OData.GetCurrentUser"

---@param connection orchestrator.Connection
---@param wanted string the tenant asked for
return function(connection, wanted)
  local call = request.send(connection, { method = "GET",
    url = connection.address.base .. PATH, headers = {} })
  local user = request.value(call, false)
  call:close()
  local name = type(user) == "table" and user ~= core.null and user.TenancyName
  if not name then
    errors.refuse("protocol", ("it cannot be told which tenant Windows' "
      .. "sign-in led to, and %q was asked for"):format(wanted),
      "leave out tenant if any will do")
  elseif name:lower() ~= wanted:lower() then
    errors.config(("Windows' sign-in leads to the tenant %q, not to %q: it "
      .. "ignores the tenant asked for"):format(name, wanted),
      ("give tenant = %q, or sign in in another way"):format(name))
  end
end
