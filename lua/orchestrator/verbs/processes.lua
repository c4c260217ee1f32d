-- Processes (the API's Releases) by their names: made of a package, and moved
-- between its versions.

local errors = require "orchestrator.errors"
local options = require "orchestrator.options"
local which = require "orchestrator.verbs.which"

local processes = {}

local DEPLOY = { name = "text", description = "text", fields = "table" }

local function latest(self, package)
  local rows = self.owner.Processes:versions(package)
  if #rows > 0 then return rows[1].Version end
  errors.refuse("not_found", ("deploy: the feed has no package %q"):format(
    package), "upload it: tenant.Processes:upload(file)")
end

---Makes a process of a package (POST of Releases).
---@param package string its Id
---@param version? string nil: the latest
---@param given? { name?: string, description?: string, fields?: table } name:
---  the package's Id unless told. fields: further ones of ReleaseDto
---@return table row
---@usage folder.Releases:deploy("InvoiceBot", "1.2.0")
function processes.deploy(self, package, version, given)
  given = options.check(given, DEPLOY, "deploy")
  if type(package) ~= "string" then
    errors.argument("deploy: give the package's Id")
  end
  version = version or latest(self, package)
  local row = { Name = given.name or package, ProcessKey = package,
    ProcessVersion = version, Description = given.description }
  for name, value in pairs(given.fields or {}) do row[name] = value end
  return self:create(row)
end

---Moves a process to a version of its package (UpdateToLatestPackageVersion,
---UpdateToSpecificPackageVersion).
---@param process string|integer|table its name, Id or row
---@param version? string nil: the latest
---@return table|true
---@usage folder.Releases:upgrade "InvoiceBot"
function processes.upgrade(self, process, version)
  local id = which.id(self, process, "upgrade")
  if version == nil then return self:UpdateToLatestPackageVersion(id) end
  return self:UpdateToSpecificPackageVersion(id,
    { packageVersion = version })
end

---Moves a process back to the version before
---(RollbackToPreviousReleaseVersion).
---@param process string|integer|table its name, Id or row
---@return table|true
---@usage folder.Releases:rollback "InvoiceBot"
function processes.rollback(self, process)
  local id = which.id(self, process, "rollback")
  return self:RollbackToPreviousReleaseVersion(id)
end

return processes
