-- Robots.

local which = require "orchestrator.verbs.which"

local robots = {}

local function toggle(self, given, enabled, what)
  return self:ToggleEnabledStatus{ enabled = enabled,
    robotIds = which.ids(self, given, what) }
end

---Enables robots (ToggleEnabledStatus).
---@param given integer|string|table Ids, names or rows
---@return true
---@usage folder.Robots:enable { "R1", "R2" }
function robots.enable(self, given)
  return toggle(self, given, true, "enable")
end

---Disables robots (ToggleEnabledStatus).
---@param given integer|string|table Ids, names or rows
---@return true
---@usage folder.Robots:disable "R1"
function robots.disable(self, given)
  return toggle(self, given, false, "disable")
end

---All robots of the tenant with their users, machines and licences
---(GetConfiguredRobots).
---@return table[]
---@usage #folder.Robots:configured()
function robots.configured(self) return self:GetConfiguredRobots() end

---The robots that can run in a folder (GetRobotsFromFolder).
---@param folder integer|table Id or row of Folders
---@return table[]
---@usage folder.Robots:in_folder(1002)
function robots.in_folder(self, folder)
  return self:GetRobotsFromFolder(type(folder) == "table" and folder.Id
    or folder)
end

return robots
