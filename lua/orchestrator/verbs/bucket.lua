-- A bucket: its files are listed, sent and fetched at the addresses that the
-- API gives for each, which are other servers'. The token does not go there,
-- unless the API asks for it.

local errors = require "orchestrator.errors"
local options = require "orchestrator.options"
local pause = require "orchestrator.pause"
local transfer = require "orchestrator.transfer"
local verbs = require "orchestrator.verbs"

local TRIES = 3 -- of one file, each with an address of its own
local PAGE = 1000

---@class orchestrator.Bucket
---@field row table of Buckets
local Bucket = { __name = "orchestrator.bucket" }
local methods = {}

function Bucket.__index(_, name) return methods[name] end

function Bucket:__tostring()
  return ("orchestrator.bucket %q"):format(self.row.Name)
end

---@param owner table a folder
---@param row table of Buckets
---@return orchestrator.Bucket
function Bucket.new(owner, row)
  owner = verbs.original(owner)
  return setmetatable({ connection = owner.connection, owner = owner,
    row = row }, Bucket)
end

local function method(fn)
  return errors.method(function(self, ...)
    local owner = verbs.raising(self.owner)
    return fn(setmetatable({ connection = owner.connection, owner = owner,
      row = self.row }, Bucket), ...)
  end)
end

---Its files, all of them.
---@param prefix? string of their paths
---@return table[] fullPath, size, lastModified, contentType
methods.list = method(function(self, prefix)
  local files, token = {}, nil
  repeat
    local page = self.owner.Buckets:ListFilesById(self.row.Id, {
      prefix = prefix, continuationToken = token, takeHint = PAGE })
    for _, file in ipairs(page.items or {}) do files[#files + 1] = file end
    local before = token
    token = page.continuationToken
    if token == "" then token = nil end
    if token ~= nil and token == before then
      errors.refuse("protocol", "the list of files does not advance")
    end
  until not token
  return files
end)

local function check_path(path)
  if type(path) ~= "string" or path == "" or path:find "%c" then
    errors.argument("bucket: give the file's path in the bucket")
  end
end

-- What an address asks for: its verb, and headers as two lists.
local function spec_of(access)
  local headers = {}
  local given = access.Headers or {}
  for i, name in ipairs(given.Keys or {}) do
    headers[i] = ("%s: %s"):format(name, given.Values[i])
  end
  return { method = access.Verb, url = access.Uri, headers = headers,
    anonymous = not access.RequiresAuth, accept_any = true }
end

-- Tries again what may be repeated: a file is the same however often it is
-- put. The addresses end, so each try asks for a new one.
local function trying(fn)
  for try = 1, TRIES do
    local result, err = errors.catch(fn)
    if result ~= nil then return result end
    if try == TRIES or not (err.retryable or err.kind == "network"
      or err.kind == "timeout" or err.kind == "server") then
      errors.raise(err)
    end
    pause.sleep(try * 0.25)
  end
end

local UPLOAD = { content_type = "text" }

---Sends a file, in constant memory; one that changes meanwhile is an error.
---@param file string its path here
---@param path string its path in the bucket
---@param given? { content_type?: string }
---@return true
methods.upload = method(function(self, file, path, given)
  given = options.check(given, UPLOAD, "upload")
  check_path(path)
  if type(file) ~= "string" then
    errors.argument("upload: give the path of a file")
  end
  local kind = given.content_type or "application/octet-stream"
  return trying(function()
    local spec = spec_of(self.owner.Buckets:GetWriteUri(self.row.Id,
      { path = path, contentType = kind }))
    spec.upload = file
    spec.headers[#spec.headers + 1] = "Content-Type: " .. kind
    transfer.write(self.connection, spec):close()
    return true
  end)
end)

---Fetches a file, in constant memory.
---@param path string its path in the bucket
---@param target string|fun(piece: string) a file's path, which is there whole
---  or not at all; or a function that takes it piece by piece
---@return integer bytes
methods.download = method(function(self, path, target)
  check_path(path)
  local function access()
    return spec_of(self.owner.Buckets:GetReadUri(self.row.Id,
      { path = path }))
  end
  if type(target) == "function" then
    return transfer.read(self.connection, access(), target)
  elseif type(target) ~= "string" then
    errors.argument("download: give the path of a file, or a function")
  end
  return trying(function()
    return transfer.read_file(self.connection, access(), target)
  end)
end)

---Deletes a file.
---@param path string
---@return true
methods.delete = method(function(self, path)
  check_path(path)
  return self.owner.Buckets:DeleteFile(self.row.Id, { path = path })
end)

return Bucket
