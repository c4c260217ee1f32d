-- Libraries of a feed: as packages, but for where versions are asked for.

local package_version = require "orchestrator.verbs.package_version"
local packages = require "orchestrator.verbs.packages"

local libraries = { upload = packages.upload, download = packages.download,
  remove = packages.remove }

---The versions of a library, the newest first (GetVersions).
---@param id string
---@return table[] rows with Version, Published, IsLatestVersion
---@usage tenant.Libraries:versions("UiPath.Excel")[1].Version
function libraries.versions(self, id)
  return package_version.sort(self:GetVersions(id))
end

return libraries
