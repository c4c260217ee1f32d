-- Catalogs of tasks, which are created and changed by actions of their own.

local named = require "orchestrator.verbs.named"
local which = require "orchestrator.verbs.which"

local task_catalogs = {}

---The catalog of that name, created when there is none (CreateTaskCatalog).
---@param row table { Name, Description, … }
---@return table row
---@return boolean made
---@usage folder.TaskCatalogs:ensure { Name = "Invoices" }
function task_catalogs.ensure(self, row)
  local found = named.all(self, row.Name)
  if #found > 0 then return found[1], false end
  return self:CreateTaskCatalog(row), true
end

---Changes a catalog (UpdateTaskCatalog); its name and description stay.
---@param catalog integer|string|table its Id, name or row
---@param changes table
---@return true
---@usage folder.TaskCatalogs:change("Invoices", { Description = "to pay" })
function task_catalogs.change(self, catalog, changes)
  local before = which.row(self, catalog, "change")
  local fields = { Name = before.Name, Description = before.Description }
  for name, value in pairs(changes) do fields[name] = value end
  return self:UpdateTaskCatalog(before.Id, fields)
end

return task_catalogs
