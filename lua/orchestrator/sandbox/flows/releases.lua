-- Processes move between the versions of their package, and back.

local action = require "orchestrator.sandbox.flows.action"
local body = require "orchestrator.sandbox.body"
local core = require "orchestrator.sandbox.core"
local entities = require "orchestrator.sandbox.entities"
local feeds = require "orchestrator.sandbox.flows.feeds"
local instant = require "orchestrator.sandbox.instant"
local json = require "orchestrator.sandbox.json"
local problem = require "orchestrator.sandbox.problem"
local respond = require "orchestrator.sandbox.respond"
local text = require "orchestrator.sandbox.text"

local releases = {}

local function entry(release, number, id)
  return { Id = id, ReleaseId = release.Id, VersionNumber = number,
    ReleaseName = release.Name,
    CreationTime = instant.from_time(core.now()):sub(1, 19) .. "Z" }
end

-- The versions a process has had, the present one last.
local function history(release)
  local list = release.ReleaseVersions and json.decode(release.ReleaseVersions)
    or setmetatable({}, json.array_mt)
  if #list == 0 then
    list[1] = entry(release, release.ProcessVersion, release.Id * 1000 + 1)
  end
  return list
end

-- A process comes from the feed of its folder, which it names, or the
-- tenant's.
local function newest(database, release)
  return database:row([[SELECT "Version" FROM "Processes" WHERE "Id" = ?
    COLLATE NOCASE AND _feed = ? AND "IsLatestVersion"]], release.ProcessKey,
    release.FeedId or feeds.TENANT)
end

local function write(context, release, list)
  local current = list[#list]
  entities.update(context.database, "Releases", release.Id, {
    ProcessVersion = current.VersionNumber,
    ReleaseVersions = json.encode(list), CurrentVersion = json.encode(current),
    IsLatestVersion = current.VersionNumber
      == newest(context.database, release),
    LastModificationTime = instant.from_time(core.now()),
    LastModifierUserId = action.actor(context).id or body.null })
end

local function move(context, release, number)
  if not context.database:row([[SELECT 1 FROM "Processes" WHERE "Id" = ?
    COLLATE NOCASE AND "Version" = ? AND _feed = ?]], release.ProcessKey,
    number, release.FeedId or feeds.TENANT) then
    problem.not_found(("%s:%s"):format(release.ProcessKey, number))
  end
  local list = history(release)
  list[#list + 1] = entry(release, number, list[#list].Id + 1)
  write(context, release, list)
end

---Makes a process of a package. Its key, a text by its type, is a new GUID.
---@param values table|nil by column, when they are not the request's body
function releases.Releases_Post(context, values)
  local function fill(row)
    row.Key = text.guid()
    row.ProcessType = row.ProcessType or "Process"
    row.JobPriority = row.JobPriority or "Normal"
    row.IsProcessDeleted = false
    row.FeedId = feeds.of_folder(context.database, context.folder_id)
    row.IsLatestVersion = row.ProcessVersion == newest(context.database, row)
  end
  if values then return entities.add(context, "Releases", values, fill) end
  return entities.create(context, "Releases", fill)
end

---------------------------------------------------------------------------
-- What can be done with one process

local actions = {}

function actions.UpdateToSpecificPackageVersion(context, release)
  local given = action.values(context, "updateParameters")
  move(context, release, given.packageVersion or "")
end

function actions.UpdateToLatestPackageVersion(context, release)
  local number = newest(context.database, release)
  if not number then problem.not_found(release.ProcessKey or "Package") end
  if number ~= release.ProcessVersion then move(context, release, number) end
end

function actions.RollbackToPreviousReleaseVersion(context, release)
  local list = history(release)
  if #list == 1 then
    problem.fail(409, 1000, "The process has no previous version.")
  end
  list[#list] = nil
  write(context, release, list)
end

local function find(context, condition, value)
  local release = context.database:rows('SELECT * FROM "Releases" WHERE '
    .. condition .. " AND _folder = ?", value, context.folder_id)[1]
  return release or problem.not_found "Release"
end

for name, act in pairs(actions) do
  releases[("Releases_%sById"):format(name)] = function(context)
    local release = find(context, "Id = ?", context.args.key)
    act(context, release)
    return respond.value(context, "Edm.Int64", release.Id)
  end
  releases[("Releases_%sByKeyByIdentifier"):format(name)] = function(context)
    local release = find(context, '"Key" = ?', context.args.identifier)
    act(context, release)
    return respond.value(context, "Edm.Guid", release.Key)
  end
end

---------------------------------------------------------------------------
-- By key alone

local function of_key(context, key)
  local release = context.database:rows(
    'SELECT * FROM "Releases" WHERE "Key" = ?', (key or ""):lower())[1]
  return release or problem.not_found "Release"
end

---Takes a process away; it is found without its folder.
function releases.Releases_DeleteByKey(context)
  local release = of_key(context, context.params.key)
  entities.remove(context.database, "Releases", release.Id)
  return respond.empty(204)
end

---Changes version, entry point and arguments of a process, those given.
function releases.Releases_UpdateByKey(context)
  local given = action.values(context, "updateParameters")
  local release = of_key(context, given.releaseKey)
  if release._folder ~= context.folder_id then problem.not_found "Release" end
  if given.processVersion and given.processVersion ~= release.ProcessVersion
  then
    move(context, release, given.processVersion)
  end
  entities.change(context, "Releases", release.Id, {
    EntryPointPath = given.entryPointPath,
    InputArguments = given.inputArgs })
  return respond.empty(200)
end

---------------------------------------------------------------------------
-- Several

-- Brings each to the newest version; lists those that could not be.
local function bulk(list, condition, kind)
  return function(context)
    local given = action.values(context, "updateParameters")
    local failures = setmetatable({}, json.array_mt)
    for _, key in ipairs(given[list] or {}) do
      local ok, reply = pcall(function()
        actions.UpdateToLatestPackageVersion(context,
          find(context, condition, key))
      end)
      if not ok and not problem.is_reply(reply) then error(reply, 0) end
      if not ok then failures[#failures + 1] = key end
    end
    return respond.object(context, "UiPath.Server.Configuration.OData."
      .. "BulkOperationResponseDtoOf" .. kind, json.object("Success",
      #failures == 0, "Message", nil, "FailedItems", failures).text)
  end
end

releases.Releases_UpdateToLatestPackageVersionBulk =
  bulk("releaseIds", "Id = ?", "Int64")
releases.Releases_UpdateToLatestPackageVersionBulkByKey =
  bulk("releaseKeys", '"Key" = ?', "Guid")

return releases
