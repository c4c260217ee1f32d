-- Runtime licences of machines.

local errors = require "orchestrator.errors"
local named = require "orchestrator.verbs.named"

local licences = {}

---Which machine takes how many runtimes of a kind (GetLicensesRuntime).
---@param kind string "Unattended", "NonProduction", …
---@return table[] rows with MachineName, Runtimes, Enabled, IsOnline, Key
---@usage tenant.LicensesRuntime:usage "Unattended"
function licences.usage(self, kind)
  if type(kind) ~= "string" then
    errors.argument('usage: give the kind of robot, like "Unattended"')
  end
  return self:GetLicensesRuntime(kind)
end

-- What rows of usage are called by.
local NAMES = { "MachineName", "HostMachineName", "UserName" }

---What a machine, a host or a user takes of a kind, by its name; none raises.
---@param name string
---@param kind string "Unattended", …
---@return table row of usage, the first that has the name
---@usage tenant.LicensesRuntime:named("VM-7", "Unattended").Runtimes
function licences.named(self, name, kind)
  if type(name) ~= "string" or name == "" then
    errors.argument(self.spec.tag .. ": the name must be a string")
  end
  local known = {}
  for _, row in ipairs(self:usage(kind)) do
    for _, property in ipairs(NAMES) do
      local text = row[property]
      if text and text:lower() == name:lower() then return row end
      known[#known + 1] = text
    end
  end
  return named.refuse(self, name, known)
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
