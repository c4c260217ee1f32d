-- Processes (the API's Releases) by their names: made of a package, and moved
-- between its versions.

local errors = require "orchestrator.errors"
local named = require "orchestrator.verbs.named"
local options = require "orchestrator.options"

local processes = {}

local function row_of(self, process)
  if type(process) == "table" and process.Id then return process end
  if math.type(process) == "integer" then return self:get(process) end
  return named.one(self, process)
end

---The process of that name.
---@param name string
---@return table row
function processes.named(self, name) return named.one(self, name) end

local DEPLOY = { name = "text", description = "text", fields = "table" }

---Makes a process of a package.
---@param package string its Id
---@param version string
---@param given? { name?: string, description?: string, fields?: table } name:
---  the package's Id unless told. fields: further ones of ReleaseDto
---@return table row
function processes.deploy(self, package, version, given)
  given = options.check(given, DEPLOY, "deploy")
  if type(package) ~= "string" or type(version) ~= "string" then
    errors.argument("deploy: give the package's Id and its version")
  end
  local row = { Name = given.name or package, ProcessKey = package,
    ProcessVersion = version, Description = given.description }
  for name, value in pairs(given.fields or {}) do row[name] = value end
  return self:create(row)
end

---Moves a process to a version of its package.
---@param process string|integer|table its name, Id or row
---@param version? string nil: the latest
---@return table|true
function processes.upgrade(self, process, version)
  local row = row_of(self, process)
  if version == nil then
    return self:UpdateToLatestPackageVersion(row.Id)
  end
  return self:UpdateToSpecificPackageVersion(row.Id,
    { packageVersion = version })
end

---Moves a process back to the version before.
---@param process string|integer|table its name, Id or row
---@return table|true
function processes.rollback(self, process)
  return self:RollbackToPreviousReleaseVersion(row_of(self, process).Id)
end

return processes
