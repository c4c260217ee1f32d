-- Packages of a feed: sent, fetched and listed by Id and version.

local disk = require "orchestrator.disk"
local errors = require "orchestrator.errors"
local options = require "orchestrator.options"
local package_version = require "orchestrator.verbs.package_version"
local steps = require "orchestrator.steps"

local packages = {}

local UPLOAD = { feed = "text", skip_existing = "boolean" }

local function key_of(id, version)
  if type(id) ~= "string" or type(version) ~= "string" then
    errors.argument("give the package's Id and its version")
  end
  return id .. ":" .. version
end

-- The files that are meant: a folder's packages, a list, or one.
local function files_of(files)
  if type(files) == "table" and #files > 0 then return files end
  if type(files) ~= "string" then
    errors.argument("upload: give the path of a package, of a folder of "
      .. "them, or a list")
  end
  if not disk.is_folder(files) then return { files } end
  local found = {}
  for _, name in ipairs(disk.names(files)) do
    if name:find "%.nupkg$" then found[#found + 1] = files .. "/" .. name end
  end
  if #found == 0 then
    errors.argument(("upload: %s has no .nupkg in it"):format(files))
  end
  return found
end

local function is_there_already(err)
  local item = err.failed and err.failed[1]
  return err.kind == "conflict" or item and item.Status == "Conflict"
end

---Sends packages, in constant memory (UploadPackage). Stops at the first that
---is refused.
---@param files string|string[] the path of a .nupkg file, of a folder of them,
---  or a list of files
---@param given? { feed?: string, skip_existing?: boolean } feed: its GUID, else
---  the tenant's. skip_existing: versions that are there are passed over
---@return table[] Key and Status of each, in their order; Status "Conflict"
---  for those passed over
---@usage tenant.Processes:upload("dist", { skip_existing = true })
function packages.upload(self, files, given)
  given = options.check(given, UPLOAD, "upload")
  local sent = {}
  steps("upload", files_of(files), function(file)
    local answer, err = errors.catch(self.UploadPackage, self,
      { file = file, feedId = given.feed })
    if not answer then
      if not given.skip_existing or not is_there_already(err) then
        errors.raise(err)
      end
      answer = { { Key = err.failed and err.failed[1].Key,
        Status = "Conflict", file = file } }
    end
    for _, entry in ipairs(type(answer) == "table" and answer or {}) do
      sent[#sent + 1] = entry
    end
  end)
  return sent
end

---Fetches a package, in constant memory (DownloadPackage).
---@param id string
---@param version string
---@param target string|fun(piece: string) a file's path, or a function
---@return integer bytes
---@usage tenant.Processes:download("InvoiceBot", "1.0.0", "bot.nupkg")
function packages.download(self, id, version, target)
  if target == nil then
    errors.argument("download: give the path of a file, or a function")
  end
  return self:DownloadPackage(key_of(id, version), { to = target })
end

---The versions of a package, the newest first (GetProcessVersions).
---@param id string
---@return table[] rows with Version, Published, IsActive, IsLatestVersion
---@usage tenant.Processes:versions("InvoiceBot")[1].Version
function packages.versions(self, id)
  return package_version.sort(self:GetProcessVersions(id))
end

---Deletes a version of a package.
---@param id string
---@param version string
---@return true
---@usage tenant.Processes:remove("InvoiceBot", "1.0.0")
function packages.remove(self, id, version)
  return self:delete(key_of(id, version))
end

return packages
