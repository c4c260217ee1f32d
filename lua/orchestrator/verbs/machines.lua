-- Machines and machine templates.

local which = require "orchestrator.verbs.which"

local machines = {}

---Changes fields of a machine and keeps the others (PATCH).
---@param machine integer|string|table its Id, name or row
---@param changes table orchestrator.null clears a field
---@return table|true
---@usage tenant.Machines:change("VM-7", { Description = "old" })
function machines.change(self, machine, changes)
  return self:patch(which.id(self, machine, "change"), changes)
end

---Removes several machines at once (DeleteBulk).
---@param given integer|string|table Ids, names or rows
---@return true
---@usage tenant.Machines:remove_many { "VM-7", "VM-8" }
function machines.remove_many(self, given)
  return self:DeleteBulk{ machineIds = which.ids(self, given, "remove_many") }
end

---The machines of a folder (GetAssignedMachines).
---@param folder integer|table Id or row of Folders
---@return table[]
---@usage tenant.Machines:in_folder(tenant.Folders:named "Shared")
function machines.in_folder(self, folder)
  return self:GetAssignedMachines(type(folder) == "table" and folder.Id
    or folder)
end

return machines
