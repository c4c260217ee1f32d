-- Runtime licences of machines.

local errors = require "orchestrator.errors"

local licences = {}

---Which machine takes how many runtimes of a kind (GetLicensesRuntime).
---@param kind string "Unattended", "NonProduction", …
---@return table[] rows with MachineName, Runtimes, Enabled, IsOnline, Key
---@usage tenant.LicensesRuntime:usage "Unattended"
function licences.usage(self, kind)
  if type(kind) ~= "string" then
    errors.argument('usage: give the kind of runtime, like "Unattended"')
  end
  return self:GetLicensesRuntime(kind)
end

local function toggle(self, machine, kind, enabled)
  local key = type(machine) == "table" and machine.Key or machine
  if type(key) ~= "string" or type(kind) ~= "string" then
    errors.argument("give a row of usage, or its Key, and the kind of runtime")
  end
  return self:ToggleEnabled(key, { body = { key = key, robotType = kind,
    enabled = enabled } })
end

---Lets a machine take licences of a kind (ToggleEnabled).
---@param machine string|table a row of usage, or its Key
---@param kind string "Unattended", …
---@return true
---@usage tenant.LicensesRuntime:enable(row, "Unattended")
function licences.enable(self, machine, kind)
  return toggle(self, machine, kind, true)
end

---Takes a machine's licences of a kind (ToggleEnabled).
---@param machine string|table a row of usage, or its Key
---@param kind string "Unattended", …
---@return true
---@usage tenant.LicensesRuntime:disable(row, "Unattended")
function licences.disable(self, machine, kind)
  return toggle(self, machine, kind, false)
end

return licences
