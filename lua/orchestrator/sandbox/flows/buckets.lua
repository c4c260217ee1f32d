-- Buckets: addresses to read and write files by, and lists of what is there.

local action = require "orchestrator.sandbox.flows.action"
local blobs = require "orchestrator.sandbox.flows.blobs"
local entities = require "orchestrator.sandbox.entities"
local events = require "orchestrator.sandbox.events"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local query = require "orchestrator.sandbox.query"
local respond = require "orchestrator.sandbox.respond"
local text = require "orchestrator.sandbox.text"

local buckets = {}

-- Minutes an address is good for, and files of a page.
local DEFAULT_MINUTES, MAX_MINUTES = 60, 60 * 24 * 7
local DEFAULT_HINT, MAX_HINT = 500, 1000

local function invalid(message) problem.fail(400, 1009, message) end

local function number(context, name, default, most)
  local value = context.params[name]
  if not value or value == "" then return default end
  local n = math.tointeger(tonumber(value))
  if not n or n < 1 or n > most then
    invalid(("The field %s must be between 1 and %d."):format(name, most))
  end
  return n
end

-- A file's path as it is kept: without the slash before it.
local function file_path(context)
  local path = (context.params.path or ""):gsub("\\", "/"):gsub("^/+", "")
  if path == "" then invalid "The path field is required." end
  for segment in path:gmatch "[^/]*" do
    if segment == ".." or segment == "." then
      invalid "The path must stay inside the bucket."
    end
  end
  if path:find "[%c\127]" or path:find("//", 1, true) or path:find "/$"
    or not utf8.len(path) then
    invalid "The path is no path of a file."
  end
  return path
end

local function bucket_of(context)
  local id = context.args.key or math.tointeger(tonumber(context.args.id))
  if not id then problem.not_found "Bucket" end
  entities.must_exist(context, "Buckets", id)
  return id
end

---------------------------------------------------------------------------
-- Addresses

local function list(...) return setmetatable({ ... }, json.array_mt) end

local function access(context, bucket, path, verb, minutes)
  local keys, values = list(), list()
  if verb == "PUT" then
    keys, values = list "x-ms-blob-type", list "BlockBlob"
  end
  return json.object("Uri", blobs.uri(context, bucket, path, verb,
    minutes * 60), "Verb", verb, "RequiresAuth", false, "Headers",
    json.object("Keys", keys, "Values", values))
end

local function answer_access(context, verb)
  query.options(context, "Buckets", model.type "BlobFileAccessDto")
  local bucket, path = bucket_of(context), file_path(context)
  return respond.object(context,
    "UiPath.Server.Configuration.OData.BlobFileAccessDto",
    access(context, bucket, path, verb, number(context, "expiryInMinutes",
      DEFAULT_MINUTES, MAX_MINUTES)).text)
end

function buckets.Buckets_GetReadUriByKey(context)
  return answer_access(context, "GET")
end

-- Options is a list of names; a bucket may be for reading only.
local function check_writable(context, bucket)
  local options = context.database:row(
    'SELECT "Options" FROM "Buckets" WHERE Id = ?', bucket)
  if options and options:find("ReadOnly", 1, true) then
    problem.fail(409, 1000, "The bucket is read-only.")
  end
end

function buckets.Buckets_GetWriteUriByKey(context)
  check_writable(context, bucket_of(context))
  return answer_access(context, "PUT")
end

---------------------------------------------------------------------------
-- Lists

local function file(context, bucket, row, minutes)
  return json.object("fullPath", row.path, "contentType", row.type, "size",
    row.size, "lastModified", row.modified:sub(1, 19) .. "Z", "accessInfo",
    minutes and access(context, bucket, row.path, "GET", minutes))
end

-- A token is the path that the page before ended with.
local function after(context)
  local token = context.params.continuationToken
  if not token or token == "" then return "" end
  local path = text.base64_decode((token:gsub("-", "+"):gsub("_", "/"))
    .. ("="):rep(-#token % 4))
  if not path or not utf8.len(path) then
    invalid "The continuationToken is not valid."
  end
  return path
end

---A page of files by prefix, with a token for the next.
function buckets.Buckets_ListFilesById(context)
  local bucket = bucket_of(context)
  local hint = number(context, "takeHint", DEFAULT_HINT, MAX_HINT)
  local minutes = number(context, "expiryInMinutes", nil, MAX_MINUTES)
  local prefix = (context.params.prefix or ""):gsub("^/+", "")
  local rows = context.database:rows([[SELECT path, type, size, modified
    FROM _blobs WHERE bucket = ?1 AND path > ?2
    AND substr(path, 1, length(?3)) = ?3 ORDER BY path LIMIT ?4]], bucket,
    after(context), prefix, hint + 1)
  local items = list()
  for i = 1, math.min(#rows, hint) do
    items[i] = file(context, bucket, rows[i], minutes)
  end
  return respond.plain(json.object("items", items, "continuationToken",
    #rows > hint and text.base64url(rows[hint].path) or nil))
end

local function quoted(value)
  return "'" .. value:gsub("%z", ""):gsub("'", "''") .. "'"
end

-- The part of a path below a directory; NULL for what is elsewhere.
local function below(context)
  local directory = (context.params.directory or "/"):gsub("^/+", "")
    :gsub("/*$", "")
  if directory ~= "" then directory = directory .. "/" end
  local start = quoted(directory)
  return start, ("iif(substr(path, 1, length(%s)) = %s, substr(path, "
    .. "length(%s) + 1), NULL)"):format(start, start, start)
end

local function answer_files(context, sql)
  local rows, count = query.derived(context, "Buckets",
    model.type "BlobFileDto", sql)
  return respond.collection(context,
    "Collection(UiPath.Server.Configuration.OData.BlobFileDto)", rows, count)
end

local COLUMNS = [[path AS "Id", path AS "FullPath", type AS "ContentType",
  size AS "Size", 0 AS "IsDirectory"]]

-- The file's own name, for a pattern.
local NAME = "replace(path, rtrim(path, replace(path, '/', '')), '')"

---The files of a directory, and with `recursive` of those below it.
function buckets.Buckets_GetFilesByKey(context)
  local bucket = bucket_of(context)
  local _, rest = below(context)
  local conditions = { ("bucket = %d AND %s NOTNULL"):format(bucket, rest) }
  if (context.params.recursive or ""):lower() ~= "true" then
    conditions[2] = ("instr(%s, '/') = 0"):format(rest)
  end
  local glob = context.params.fileNameGlob
  if glob and glob ~= "" then
    conditions[#conditions + 1] = ("%s GLOB %s"):format(NAME, quoted(glob))
  end
  return answer_files(context, ("SELECT %s FROM _blobs WHERE %s"):format(
    COLUMNS, table.concat(conditions, " AND ")))
end

---The directories in a directory: what files below it make there.
function buckets.Buckets_GetDirectoriesByKey(context)
  local bucket = bucket_of(context)
  local start, rest = below(context)
  local glob = context.params.fileNameGlob
  return answer_files(context, ([[SELECT DISTINCT %s || name AS "Id",
    %s || name AS "FullPath", NULL AS "ContentType", NULL AS "Size",
    1 AS "IsDirectory" FROM (SELECT substr(rest, 1, instr(rest, '/') - 1)
      AS name FROM (SELECT %s AS rest FROM _blobs WHERE bucket = %d)
      WHERE instr(rest, '/') > 0) WHERE name GLOB %s]]):format(start, start,
    rest, bucket, quoted(glob and glob ~= "" and glob or "*")))
end

---------------------------------------------------------------------------
-- One file

local function must_have(context, bucket, path)
  local kind, size = context.database:row(
    "SELECT type, size FROM _blobs WHERE bucket = ? AND path = ?", bucket,
    path)
  if not size then problem.not_found(("BlobFile %s"):format(path)) end
  return kind, size
end

function buckets.Buckets_GetFileByKey(context)
  query.options(context, "Buckets", model.type "BlobFileDto")
  local bucket, path = bucket_of(context), file_path(context)
  local kind, size = must_have(context, bucket, path)
  return respond.object(context,
    "UiPath.Server.Configuration.OData.BlobFileDto", json.object("FullPath",
    path, "ContentType", kind, "Size", size, "IsDirectory", false, "Id",
    path).text)
end

function buckets.Buckets_DeleteFileByKey(context)
  local bucket, path = bucket_of(context), file_path(context)
  check_writable(context, bucket)
  must_have(context, bucket, path)
  context.database:run("DELETE FROM _blobs WHERE bucket = ? AND path = ?",
    bucket, path)
  events.file(context.database, "blobfile.deleted", bucket, path,
    action.actor(context).id)
  return respond.empty(204)
end

---A bucket takes its files with it.
function buckets.Buckets_DeleteById(context)
  local reply = entities.delete(context, "Buckets")
  context.database:run("DELETE FROM _blobs WHERE bucket = ?",
    context.args.key)
  return reply
end

return buckets
