-- Licences of users by name.

local errors = require "orchestrator.errors"
local licences = require "orchestrator.verbs.licences"

local named_user_licences = { named = licences.named }

---Which user has a licence of a kind (GetLicensesNamedUser).
---@param kind string "Attended", "Development", …
---@return table[] rows with UserName, MachinesCount, IsLicensed, Key
---@usage #tenant.LicensesNamedUser:usage "Attended"
function named_user_licences.usage(self, kind)
  if type(kind) ~= "string" then
    errors.argument('usage: give the kind of robot, like "Attended"')
  end
  return self:GetLicensesNamedUser(kind)
end

return named_user_licences
