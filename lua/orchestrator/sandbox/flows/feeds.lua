-- The feeds that packages lie in: the tenant's, and one for each folder that
-- was made with one of its own (FeedType FolderHierarchy), which the folders
-- below it share. A row's _feed is the feed's id; the tenant's is "".

local problem = require "orchestrator.sandbox.problem"
local text = require "orchestrator.sandbox.text"

local feeds = { TENANT = "" }

-- The topmost folder on the way down to one that has a feed.
local OWNER = [[SELECT a."Key", a.Id FROM "Folders" a
  JOIN "Folders" f ON f.Id = ? WHERE a."FeedType" = 'FolderHierarchy'
  AND (a.Id = f.Id OR substr(f."FullyQualifiedName", 1,
    length(a."FullyQualifiedName") + 1) = a."FullyQualifiedName" || '/')
  ORDER BY length(a."FullyQualifiedName") LIMIT 1]]

---The id of a folder's own feed; nil: its packages are the tenant's.
---@param folder integer|nil
---@return string|nil
function feeds.of_folder(database, folder)
  local key = folder and database:row(OWNER, folder)
  return key and text.guid_of(key)
end

---The id of the tenant's feed of libraries, as clients name it.
function feeds.libraries(context)
  return text.guid_of(context.tenant.id .. "/libraries")
end

---The folder that a feed is the own one of; nil: there is none such.
---@param id string
---@return integer|nil
function feeds.owner(database, id)
  for _, folder in ipairs(database:rows [[SELECT Id FROM "Folders"
    WHERE "FeedType" = 'FolderHierarchy']]) do
    local key, owner = database:row(OWNER, folder.Id)
    if text.guid_of(key) == id then return owner end
  end
end

---The feed that a request's feedId names, or the tenant's; 1002 when there is
---none such.
---@param context table
---@param set string "Processes" | "Libraries"
---@return string
function feeds.asked(context, set)
  local id = (context.params.feedId or ""):lower()
  if id == "" then return feeds.TENANT end
  if set == "Libraries" and id == feeds.libraries(context) then
    return feeds.TENANT
  elseif set == "Processes" and feeds.owner(context.database, id) then
    return id
  end
  problem.not_found "Feed"
end

---Empties the feeds of folders that are no longer there.
function feeds.prune(database)
  for _, row in ipairs(database:rows
    'SELECT DISTINCT _feed AS id FROM "Processes" WHERE _feed <> \'\'') do
    if not feeds.owner(database, row.id) then
      database:run('DELETE FROM "Processes" WHERE _feed = ?', row.id)
      database:run("DELETE FROM _packages WHERE feed = ?", row.id)
    end
  end
end

return feeds
