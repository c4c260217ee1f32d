-- Entities that live in several folders, each once and with its folders: by
-- the API's list across folders where that takes fewer requests, else by the
-- lists of the folders.

local errors = require "orchestrator.errors"
local Folder = require "orchestrator.folder"
local map = require "orchestrator.map"
local operation = require "orchestrator.operation"

local links = {}

-- By set: the list across folders, and what tells an entity's folders.
local KINDS = {
  Assets = { "GetAssetsAcrossFolders", "GetFoldersForAsset" },
  Buckets = { "GetBucketsAcrossFolders", "GetFoldersForBucket" },
  BusinessRules = { "GetBusinessRulesAcrossFolders",
    "GetFoldersForBusinessRule" },
  QueueDefinitions = { "GetQueuesAcrossFolders", "GetFoldersForQueue" },
  TaskCatalogs = { "GetTaskCatalogsFromFoldersWithPermissions",
    "GetFoldersForTaskCatalog" },
}

---May entities of that set be in several folders?
---@param tag string
---@return boolean
function links.is_linked(tag) return KINDS[tag] ~= nil end

---Access to a folder may be missing, or end while others are read.
---@param err any
---@return boolean
function links.is_missing(err)
  return errors.is(err) and (err.kind == "forbidden"
    or err.kind == "not_found" or err.code == 1100)
end

-- The rows that come of other rows: { row, folders } with the folders in the
-- set's order.
local Found = {}
Found.__index = Found

local function new_found(folders)
  local place = {}
  for i, folder in ipairs(folders) do place[folder.Id] = i end
  return setmetatable({ folders = folders, place = place, by_key = {},
    list = {} }, Found)
end

function Found:add(row, folder_id)
  local place, key = self.place[folder_id], row.Id or row.Key
  if not place or key == nil then return end
  local entry = self.by_key[key]
  if not entry then
    entry = { row = row, first = place, number = #self.list + 1 }
    self.by_key[key] = entry
    self.list[entry.number] = entry
  end
  entry[place] = true
  entry.first = math.min(entry.first, place)
end

-- Folder after folder, and in each as the server has them.
function Found:entries()
  local seen = {} -- by the places of folders in which something is
  for _, entry in ipairs(self.list) do
    entry.folders = {}
    for i, folder in ipairs(self.folders) do
      if entry[i] then
        entry.folders[#entry.folders + 1], seen[i] = folder, true
      end
    end
  end
  table.sort(self.list, function(a, b)
    if a.first ~= b.first then return a.first < b.first end
    return a.number < b.number
  end)
  return self.list, seen
end

local function skip(skipped, folder, err)
  if not links.is_missing(err) then error(err, 0) end
  skipped[#skipped + 1] = { folder = folder, error = err }
end

---------------------------------------------------------------------------
-- By the lists of the folders.

local function by_folders(set, folders, workers, query_in)
  local found, skipped = new_found(folders), {}
  local results, faults = map.run(folders, function(folder)
    return query_in(Folder.new(set.tenant, folder)):list()
  end, { workers = workers })
  for i, folder in ipairs(folders) do
    if faults[i] ~= nil then skip(skipped, folder, faults[i]) end
    for _, row in ipairs(results[i] or {}) do found:add(row, folder.Id) end
  end
  return (found:entries()), skipped
end

---------------------------------------------------------------------------
-- By the list across folders.

-- Folders in which nothing was found may be ones without access.
local function ask_silent(set, folders, seen, workers, query_in)
  local silent, skipped = {}, {}
  for i, folder in ipairs(folders) do
    if not seen[i] then silent[#silent + 1] = folder end
  end
  local _, faults = map.run(silent, function(folder)
    query_in(Folder.new(set.tenant, folder)):top(1):list()
  end, { workers = workers })
  for i, folder in ipairs(silent) do
    if faults[i] ~= nil then skip(skipped, folder, faults[i]) end
  end
  return skipped
end

local function add_linked(set, kind, tag, found, unsure, workers)
  local op = set.tenant.connection.catalogue:operations(tag)[kind[2]]
  local home = found.folders[1]
  local results, faults = map.run(unsure, function(row)
    local folder = Folder.new(set.tenant, row.OrganizationUnitId or home.Id)
    return operation.run(folder, op, nil, row.Id)
  end, { workers = workers })
  for i, row in ipairs(unsure) do
    if faults[i] ~= nil and not links.is_missing(faults[i]) then
      error(faults[i], 0)
    end
    local told = results[i] or {}
    for _, folder in ipairs(told.AccessibleFolders or {}) do
      found:add(row, folder.Id)
    end
  end
end

-- nil: the lists of the folders take fewer requests, or there is no leave to
-- read across them.
local function by_list(set, tag, folders, workers, query_of)
  local kind = KINDS[tag]
  local operations = set.tenant.connection.catalogue:operations(tag)
  local list = operation.query(set.tenant, operations[kind[1]].id)
  local rows, err = errors.catch(function() return query_of(list):list() end)
  if not rows then
    if links.is_missing(err) then return nil end
    errors.raise(err)
  end
  local found, unsure = new_found(folders), {}
  for _, row in ipairs(rows) do
    if row.FoldersCount == 1 and row.OrganizationUnitId then
      found:add(row, row.OrganizationUnitId)
    else
      unsure[#unsure + 1] = row
    end
  end
  if #unsure >= #folders then return nil end
  add_linked(set, kind, tag, found, unsure, workers)
  return found
end

---@param set orchestrator.FolderSet
---@param tag string
---@param narrow fun(query: orchestrator.Query): orchestrator.Query
---@param workers integer
---@return table[] entries row, folders
---@return table[] skipped folder, error
function links.gather(set, tag, narrow, workers)
  local folders = set:list()
  local function query_in(folder) return narrow(folder[tag]) end
  if #folders > 1 then
    local found = by_list(set, tag, folders, workers, narrow)
    if found then
      local list, seen = found:entries()
      return list, ask_silent(set, folders, seen, workers, query_in)
    end
  end
  return by_folders(set, folders, workers, query_in)
end

return links
