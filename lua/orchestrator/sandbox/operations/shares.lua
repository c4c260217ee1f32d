-- Rows that live in several folders: reading them across folders, asking
-- which folders they are in, and linking them into further ones.

local entities = require "orchestrator.sandbox.entities"
local body = require "orchestrator.sandbox.body"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local respond = require "orchestrator.sandbox.respond"
local sets = require "orchestrator.sandbox.sets"

local shares = {}

---------------------------------------------------------------------------
-- Across folders

local function excluded(context)
  local value = context.params.excludeFolderId
  if not value then return nil end
  local folder = math.tointeger(tonumber(value))
  if not folder then
    problem.fail(400, 1009, ("The value '%s' is not valid."):format(value))
  end
  return { sql = "t._folder <> ?", value = folder }
end

-- A list that no folder narrows.
local function across(set)
  return function(context)
    context.folder_id = nil
    return entities.list(context, set, excluded(context))
  end
end

shares.Assets_GetAssetsAcrossFolders = across "Assets"
shares.Buckets_GetBucketsAcrossFolders = across "Buckets"
shares.BusinessRules_GetBusinessRulesAcrossFolders = across "BusinessRules"
shares.QueueDefinitions_GetQueuesAcrossFolders = across "QueueDefinitions"
shares.TaskCatalogs_GetTaskCatalogsFromFoldersWithPermissions =
  across "TaskCatalogs"
shares.Tasks_GetTasksAcrossFolders = across "Tasks"
shares.Tasks_GetTasksAcrossFoldersForAdmin = across "Tasks"
shares.Robots_FindAllAcrossFolders = across "Robots"

---------------------------------------------------------------------------
-- The folders of a row

local folders_sql = [[SELECT json_object('DisplayName', f."DisplayName",
  'FullyQualifiedName', f."FullyQualifiedName", 'Id', f.Id)
  FROM "Folders" f WHERE f.Id IN (SELECT _folder FROM "%s" WHERE Id = ?1
  UNION SELECT folder FROM _links WHERE "set" = '%s' AND key = ?1)
  ORDER BY f.Id]]

local function folders_of(set)
  local sql = folders_sql:format(set, set)
  return function(context)
    local rows, count = context.database:objects(sql, context.args.id)
    if count == 0 then problem.not_found(sets[set].noun) end
    return respond.object(context,
      "UiPath.Application.Dto.AccessibleFoldersDto", json.object(
      "AccessibleFolders", json.raw("[" .. rows .. "]"), "TotalFoldersCount",
      count).text)
  end
end

shares.Assets_GetFoldersForAssetById = folders_of "Assets"
shares.Buckets_GetFoldersForBucketById = folders_of "Buckets"
shares.BusinessRules_GetFoldersForBusinessRuleById =
  folders_of "BusinessRules"
shares.QueueDefinitions_GetFoldersForQueueById =
  folders_of "QueueDefinitions"
shares.TaskCatalogs_GetFoldersForTaskCatalogById =
  folders_of "TaskCatalogs"

---------------------------------------------------------------------------
-- Links

local function all_exist(context, set, keys)
  for _, key in ipairs(keys) do
    if not context.database:row(('SELECT 1 FROM "%s" WHERE Id=?'):format(set),
      key) then
      problem.not_found(sets[set].noun)
    end
  end
end

local add_sql = [[INSERT OR IGNORE INTO _links
  SELECT '%s', Id, ?2 FROM "%s" WHERE Id = ?1 AND _folder <> ?2]]
local remove_sql =
  [[DELETE FROM _links WHERE "set" = '%s' AND key = ? AND folder = ?]]

local count_sql = [[UPDATE "%s" SET "FoldersCount" = 1 + (SELECT count(*)
  FROM _links WHERE "set" = '%s' AND key = ?1) WHERE Id = ?1]]

-- Links rows into folders and takes such links away; a row never leaves the
-- folder it was made in.
local function share(set, list)
  local add, remove = add_sql:format(set, set), remove_sql:format(set)
  local recount = count_sql:format(set, set)
  return function(context)
    local given = body.action(context.request.body,
      model.type(context.op.body), "model")
    local keys, added = given[list] or {}, given.ToAddFolderIds or {}
    all_exist(context, set, keys)
    all_exist(context, "Folders", added)
    for _, key in ipairs(keys) do
      for _, folder in ipairs(added) do
        context.database:run(add, key, folder)
      end
      for _, folder in ipairs(given.ToRemoveFolderIds or {}) do
        context.database:run(remove, key, folder)
      end
      context.database:run(recount, key)
    end
    return respond.empty(204)
  end
end

shares.Assets_ShareToFolders = share("Assets", "AssetIds")
shares.Buckets_ShareToFolders = share("Buckets", "BucketIds")
shares.BusinessRules_ShareToFolders =
  share("BusinessRules", "BusinessRuleKeys")
shares.QueueDefinitions_ShareToFolders =
  share("QueueDefinitions", "QueueIds")
shares.TaskCatalogs_ShareToFolders = share("TaskCatalogs", "TaskCatalogIds")

return shares
