-- Packages and libraries of a feed: sent, fetched and listed by Id and
-- version.

local errors = require "orchestrator.errors"
local options = require "orchestrator.options"

local packages = {}

local FEED = { feed = "text" }

local function key_of(id, version)
  if type(id) ~= "string" or type(version) ~= "string" then
    errors.argument("give the package's Id and its version")
  end
  return id .. ":" .. version
end

---Sends packages, in constant memory. Stops at the first that is refused.
---@param files string|string[] paths of .nupkg files
---@param given? { feed?: string } the feed's GUID, else the tenant's
---@return table[] Key and Status of each, in their order
function packages.upload(self, files, given)
  given = options.check(given, FEED, "upload")
  if type(files) == "string" then files = { files } end
  if type(files) ~= "table" or #files == 0 then
    errors.argument("upload: give the path of a package, or a list of them")
  end
  local sent = {}
  for _, file in ipairs(files) do
    local answer = self:UploadPackage{ file = file, feedId = given.feed }
    for _, entry in ipairs(type(answer) == "table" and answer or {}) do
      sent[#sent + 1] = entry
    end
  end
  return sent
end

---Fetches a package, in constant memory.
---@param id string
---@param version string
---@param target string|fun(piece: string) a file's path, or a function
---@return integer bytes
function packages.download(self, id, version, target)
  if target == nil then
    errors.argument("download: give the path of a file, or a function")
  end
  return self:DownloadPackage(key_of(id, version), { to = target })
end

---Deletes a version of a package.
---@param id string
---@param version string
---@return true
function packages.remove(self, id, version)
  return self:delete(key_of(id, version))
end

return packages
