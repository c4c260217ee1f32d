-- Packages and libraries: uploaded as archives that say themselves what they
-- are, listed, downloaded, deleted.

local core = require "orchestrator.sandbox.core"
local entities = require "orchestrator.sandbox.entities"
local feeds = require "orchestrator.sandbox.flows.feeds"
local instant = require "orchestrator.sandbox.instant"
local json = require "orchestrator.sandbox.json"
local multipart = require "orchestrator.sandbox.multipart"
local problem = require "orchestrator.sandbox.problem"
local respond = require "orchestrator.sandbox.respond"
local sets = require "orchestrator.sandbox.sets"
local version = require "orchestrator.sandbox.flows.version"

local packages = {}

---------------------------------------------------------------------------
-- What a package says of itself

local entity_names = { lt = "<", gt = ">", amp = "&", quot = '"', apos = "'" }

local function element(xml, name)
  local value = xml:match(("<%s>%%s*(.-)%%s*</%s>"):format(name, name))
  return value and (value:gsub("&(%a+);", entity_names))
end

local columns = { Title = "title", Description = "description",
  Authors = "authors", ReleaseNotes = "releaseNotes", Tags = "tags",
  ProjectUrl = "projectUrl", LicenseUrl = "licenseUrl" }

-- The columns of an archive, or nil and what is wrong with it.
local function read_package(content)
  local nuspec, message = core.zip_file(content, ".nuspec")
  if not nuspec then return nil, message end
  if not utf8.len(nuspec) then return nil, "its .nuspec is no UTF-8" end
  local id, number = element(nuspec, "id"), element(nuspec, "version")
  if not id or not id:find "^[%w_][%w_.%-]*$" then
    return nil, "its .nuspec has no id"
  elseif not number or not version.parse(number) then
    return nil, "its .nuspec has no version"
  end
  local row = { Id = id, Version = number, Key = id .. ":" .. number }
  for column, name in pairs(columns) do row[column] = element(nuspec, name) end
  row.Title = row.Title or id
  return row
end

---------------------------------------------------------------------------
-- The feed

-- Marks the newest version of a package in its feed, and no other.
local function mark_latest(database, set, feed, id)
  local newest
  for _, row in ipairs(database:rows(('SELECT "Version" AS version FROM "%s" '
    .. 'WHERE "Id" = ? COLLATE NOCASE AND _feed = ?'):format(set), id, feed))
  do
    if not newest or version.less(newest, row.version) then
      newest = row.version
    end
  end
  database:run(('UPDATE "%s" SET "IsLatestVersion" = ("Version" = ?) '
    .. 'WHERE "Id" = ? COLLATE NOCASE AND _feed = ?'):format(set), newest, id,
    feed)
end

-- A version's id and number, when its feed has it.
local function find(database, set, feed, key)
  return database:row(('SELECT "Id", "Version" FROM "%s" WHERE "Key" = ? '
    .. "COLLATE NOCASE AND _feed = ?"):format(set), key, feed)
end

local function failure(code, message)
  return json.object("message", message, "errorCode", code).text
end

-- Stores one archive; its entry in the answer.
local function store(context, set, feed, part)
  local database = context.database
  local row, message = read_package(part.content)
  if not row then
    return "BadRequest", part.filename, failure(1000,
      ("The package cannot be read: %s."):format(message))
  end
  if find(database, set, feed, row.Key) then
    return "Conflict", row.Key, failure(1004,
      ("The package %s exists already."):format(row.Key))
  end
  row.Published = instant.from_time(core.now())
  if set == "Libraries" then
    row.Created, row.LastUpdated = row.Published, row.Published
    row.PackageSize = #part.content
    row.IsPrerelease = row.Version:find "-" ~= nil
  else
    row.IsActive, row.ProjectType = false, "Process"
  end
  row._feed = feed
  entities.insert(database, set, row)
  database:run("INSERT INTO _packages VALUES (?, ?, ?, ?)", set, feed,
    row.Key, part.content)
  mark_latest(database, set, feed, row.Id)
  return "Created", row.Key, json.object("Id", row.Id, "Version",
    row.Version).text
end

local function upload(set)
  return function(context)
    local request = context.request
    local parts, message = multipart.parts(
      request.headers["content-type"] or "", request.body)
    if not parts then problem.fail(400, 1000, message) end
    local rows, good, feed = {}, true, feeds.asked(context, set)
    for _, part in ipairs(parts) do
      if part.filename then
        local status, key, body = store(context, set, feed, part)
        good = good and status == "Created"
        rows[#rows + 1] = json.object("Key", key, "Status", status, "Body",
          body).text
      end
    end
    if #rows == 0 then
      problem.fail(400, 1000, "The body holds no file.")
    end
    local reply = respond.collection(context,
      "Collection(UiPath.Server.Configuration.OData.BulkItemDtoOfString)",
      table.concat(rows, ","))
    reply.status = good and context.op.answers[200] and 200 or 207
    return reply
  end
end

packages.Processes_UploadPackage = upload "Processes"
packages.Libraries_UploadPackage = upload "Libraries"

---------------------------------------------------------------------------
-- Out again

-- A list of what the asked feed has and a condition leaves.
local function list(context, set, condition, value)
  return entities.list(context, set, { value = value,
    sql = ("t._feed = '%s' AND %s"):format(feeds.asked(context, set),
      condition) })
end

-- Packages, not versions: the newest of each.
local function latest(set)
  return function(context)
    return list(context, set, [[t."IsLatestVersion" AND
      instr(lower(t."Id" || ' ' || coalesce(t."Description", '')), lower(?))]],
      context.params.searchTerm or "")
  end
end

packages.Processes_Get = latest "Processes"
packages.Libraries_Get = latest "Libraries"

local function versions(set, argument)
  return function(context)
    return list(context, set, 't."Id" = ?', context.args[argument])
  end
end

packages.Processes_GetProcessVersionsByProcessid =
  versions("Processes", "processId")
packages.Libraries_GetVersionsByPackageid = versions("Libraries", "packageId")

local function download(set)
  return function(context)
    local key, content = context.database:row("SELECT key, content FROM "
      .. '_packages WHERE "set" = ? AND feed = ? AND key = ? COLLATE NOCASE',
      set, feeds.asked(context, set), context.args.key)
    if not key then problem.not_found(context.args.key) end
    return problem.reply(200, content, "application/octet-stream",
      { ('Content-Disposition: attachment; filename="%s.nupkg"'):format(
        (key:gsub(":", "."))) })
  end
end

packages.Processes_DownloadPackageByKey = download "Processes"
packages.Libraries_DownloadPackageByKey = download "Libraries"

function packages.Processes_GetArgumentsByKey(context)
  entities.must_exist(context, "Processes", context.args.key)
  local arguments = context.database:row(
    'SELECT "Arguments" FROM "Processes" WHERE "Key" = ?', context.args.key)
  return respond.object(context,
    "UiPath.Server.Configuration.OData.ArgumentMetadata",
    arguments or '{"Input":null,"Output":null}')
end

local function delete(set)
  return function(context)
    local database, key = context.database, context.args.key
    local feed = feeds.asked(context, set)
    local id, number = find(database, set, feed, key)
    if not id then problem.not_found(sets[set].noun) end
    if set == "Processes" and database:row([[SELECT 1 FROM "Releases"
      WHERE "ProcessKey" = ? COLLATE NOCASE AND "ProcessVersion" = ?
      AND coalesce("FeedId", '') = ?]], id, number, feed) then
      problem.fail(409, 1000, "A process uses this version of the package.")
    end
    database:run(('DELETE FROM "%s" WHERE "Key" = ? COLLATE NOCASE '
      .. "AND _feed = ?"):format(set), key, feed)
    database:run('DELETE FROM _packages WHERE "set" = ? AND feed = ? '
      .. "AND key = ? COLLATE NOCASE", set, feed, key)
    mark_latest(database, set, feed, id)
    return respond.empty(204)
  end
end

packages.Processes_DeleteById = delete "Processes"
packages.Libraries_DeleteById = delete "Libraries"

---------------------------------------------------------------------------
-- Feeds

---The feed of a folder that has one of its own, else null.
function packages.PackageFeeds_GetFolderFeed(context)
  local folder = math.tointeger(tonumber(context.params.folderId or ""))
  entities.must_exist(context, "Folders", folder)
  return respond.plain(feeds.of_folder(context.database, folder) or json.null)
end

---The feeds that libraries come from: the tenant's own.
function packages.PackageFeeds_GetLibraryFeeds(context)
  return respond.plain(setmetatable({ json.object("id",
    feeds.libraries(context), "name", "Tenant", "type", "Libraries") },
    json.array_mt))
end

return packages
