-- A bucket: its files are listed, sent and fetched at the addresses that the
-- API gives for each, which are other servers'. The token does not go there,
-- unless the API asks for it.

local blob = require "orchestrator.bucket.blob"
local bucket_sync = require "orchestrator.bucket.sync"
local errors = require "orchestrator.errors"
local handle = require "orchestrator.verbs.handle"
local options = require "orchestrator.options"

local PAGE = 1000 -- files, the most that the API gives at once

---@class orchestrator.Bucket
---@field row table of Buckets
local Bucket, methods, method = handle.class "bucket"

-- The next page of a list of files.
local function next_page(walk)
  local bucket = walk.bucket
  local page = bucket.owner.Buckets:ListFilesById(bucket.row.Id, {
    prefix = walk.prefix, continuationToken = walk.token, takeHint = PAGE })
  local before = walk.token
  walk.items, walk.at, walk.token = page.items or {}, 0, page.continuationToken
  if walk.token == "" then walk.token = nil end
  if walk.token ~= nil and walk.token == before then
    errors.refuse("protocol", "the list of files does not advance")
  end
  walk.last = walk.token == nil
end

local function next_file(walk)
  while walk.at == #walk.items do
    if walk.last then return nil end
    next_page(walk)
  end
  walk.at = walk.at + 1
  return walk.items[walk.at]
end

---Iterates over its files, a page at a time (ListFiles):
---`for file in bucket:files "2026/" do`. Raises when a request fails, also
---under orchestrator.safe.
---@param prefix? string of their paths
---@return fun(): table|nil step fullPath, size, lastModified, contentType
---@return table walk
---@usage for file in bucket:files "2026/" do print(file.fullPath) end
function methods.files(self, prefix)
  return next_file, { bucket = Bucket.raising(self),
    prefix = prefix ~= "" and prefix
    or nil, items = {}, at = 0 }
end

---Its files, all of them (ListFiles).
---@param prefix? string of their paths
---@return table[] fullPath, size, lastModified, contentType
---@usage #bucket:list "2026/"
methods.list = method(function(self, prefix)
  local files = {}
  for file in self:files(prefix) do files[#files + 1] = file end
  return files
end)

local function check_path(path)
  if type(path) ~= "string" or path == "" or path:find "%c" then
    errors.argument("bucket: give the file's path in the bucket")
  end
end

local UPLOAD = { content_type = "text" }

---Sends a file, in constant memory (GetWriteUri); one that changes meanwhile
---is an error.
---@param file string its path here
---@param path string its path in the bucket
---@param given? { content_type?: string }
---@return true
---@usage bucket:upload("november.txt", "2026/november.txt")
methods.upload = method(function(self, file, path, given)
  given = options.check(given, UPLOAD, "upload")
  check_path(path)
  if type(file) ~= "string" then
    errors.argument("upload: give the path of a file")
  end
  local kind = given.content_type or "application/octet-stream"
  return blob.write(self.connection, function()
    return self.owner.Buckets:GetWriteUri(self.row.Id,
      { path = path, contentType = kind })
  end, file, kind)
end)

local DOWNLOAD = { size = "integer" }

---Fetches a file, in constant memory (GetReadUri).
---@param path string its path in the bucket
---@param target string|fun(piece: string) a file's path, which is there whole
---  or not at all; or a function that takes it piece by piece
---@param given? { size?: integer } bytes that it must have, as a list says
---@return integer bytes
---@usage bucket:download("2026/november.txt", "november.txt")
methods.download = method(function(self, path, target, given)
  given = options.check(given, DOWNLOAD, "download")
  check_path(path)
  return blob.read(self.connection, function()
    return self.owner.Buckets:GetReadUri(self.row.Id, { path = path })
  end, target, given.size)
end)

---Deletes a file (DeleteFile).
---@param path string
---@return true
---@usage bucket:delete "2026/november.txt"
methods.delete = method(function(self, path)
  check_path(path)
  return self.owner.Buckets:DeleteFile(self.row.Id, { path = path })
end, "delete")

---Sends a folder with all that is below it, each file as often as it takes,
---and looks afterwards whether the bucket has it in full size. Symbolic links
---are passed over. Names are held in memory meanwhile, contents are not.
---@param folder string its path here
---@param given? { prefix?: string, progress?: fun(info: table),
---  workers?: integer, on_failed?: "return"|"raise" } workers: files under way
---  at once, 4. prefix: where in the bucket. progress: is told path, action,
---  moved, bytes, failed and total after each file, in the files' order
---@return { moved: integer, bytes: integer, failed: table[],
---  skipped: string[] } failed: { path, error }, which raises unless told
---@usage bucket:upload_folder("reports", { prefix = "2026" })
methods.upload_folder = method(function(self, folder, given)
  return bucket_sync.up(self, folder, given, "upload_folder", "none")
end)

---Fetches all files, or those with a prefix, into a folder. A name that would
---leave the folder, by ".." or through a symbolic link, is refused.
---@param folder string its path here; made when it is missing
---@param given? { prefix?: string, progress?: fun(info: table),
---  workers?: integer, on_failed?: "return"|"raise" } workers: files under way
---  at once, 4. prefix: "2026/"; paths begin behind it
---@return { moved: integer, bytes: integer, failed: table[] }
---@usage bucket:download_folder("reports", { prefix = "2026" })
methods.download_folder = method(function(self, folder, given)
  return bucket_sync.down(self, folder, given, "download_folder", "none")
end)

local DIRECTIONS = { up = bucket_sync.up, down = bucket_sync.down }

---Makes the bucket like a folder ("up") or a folder like the bucket ("down"):
---moves what is missing, of another size, or older than its source.
---@param folder string its path here
---@param given { direction: "up"|"down", prefix?: string, delete?: boolean,
---  dry_run?: boolean, compare?: "time"|"size"|"none",
---  progress?: fun(info: table), workers?: integer,
---  on_failed?: "return"|"raise" } workers: files under way at once, 4. delete:
---  also what the source does not have, unless a file failed. dry_run: move
---  nothing, and tell in `plan`. compare: "time" unless told; the times are
---  those of two machines
---@return { moved: integer, bytes: integer, same: integer, deleted: integer,
---  failed: table[], plan?: { action: string, path: string,
---  size?: integer }[] }
---@usage bucket:sync("reports", { direction = "up", delete = true })
methods.sync = method(function(self, folder, given)
  local run = DIRECTIONS[type(given) == "table" and given.direction]
  if not run then
    errors.argument("sync: say which way: direction = \"up\" or \"down\"")
  end
  return run(self, folder, given, "sync", "time")
end)

return Bucket
