-- A walk over the rows of many folders: their first pages are fetched at the
-- same time, and the rows come folder after folder.

local errors = require "orchestrator.errors"
local Folder = require "orchestrator.folder"
local links = require "orchestrator.folder.links"
local map = require "orchestrator.map"

---@class orchestrator.FolderSetWalk
---@field skipped { folder: table, error: orchestrator.Error }[] folders that
---  could not be read
---@field folder? table the row of Folders of the last row
---@field folders table[] all folders of the last row, of an entity that may be
---  linked into several
local Walk = { __name = "orchestrator.folders.walk" }
Walk.__index = Walk

local WORKERS = 8

---@param query orchestrator.FolderSetQuery
---@return orchestrator.FolderSetWalk
function Walk.new(query)
  return setmetatable({ query = query, skipped = {} }, Walk)
end

local function give_up(walk, folder, err)
  if not links.is_missing(err) then
    walk:close()
    error(err, 0)
  end
  walk.skipped[#walk.skipped + 1] = { folder = folder, error = err }
end

---Ends it and cancels what is under way. Twice is fine.
function Walk:close()
  local pool, inner = self.pool, self.inner
  self.pool, self.inner, self.entries, self.ended = nil, nil, nil, true
  if inner then inner:close() end
  if not pool then return end
  for _, outcome in pairs(pool:close()) do
    if outcome.result then outcome.result.walk:close() end
  end
end

Walk.__close = Walk.close

-- What a set needs to page rows and to tell them apart, also where the user
-- selects other members.
local function start(walk)
  local query = walk.query
  if links.is_linked(query.tag) then
    walk.entries, walk.skipped = links.gather(query.set, query.tag,
      function(one) return query:_narrow(one, true) end, WORKERS)
    walk.at = 0
    return
  end
  walk.pool = map.pool(query.set:list(), function(row)
    local step, inner = query:_in(Folder.new(query.set.tenant, row)):each()
    return { walk = inner, step = step, folder = row, first = step(inner) }
  end, { workers = WORKERS }, 1)
end

local function next_entry(walk)
  walk.at = walk.at + 1
  local entry = walk.entries[walk.at]
  if not entry then return nil end
  walk.entries[walk.at] = false
  walk.folder, walk.folders = entry.folders[1], entry.folders
  return walk.query:_trim(entry.row)
end

local function next_folder(walk)
  local outcome = walk.pool:next()
  if not outcome then return false end
  local opened = outcome.result
  if not opened then
    give_up(walk, walk.query.set:list()[walk.pool.handed], outcome.err)
    return true
  end
  walk.folder, walk.folders = opened.folder, { opened.folder }
  walk.inner, walk.step, walk.first = opened.walk, opened.step, opened.first
  return true
end

local function next_row(walk)
  local row = walk.first
  walk.first = nil
  if row ~= nil then return row end
  local ok
  ok, row = pcall(walk.step, walk.inner)
  if ok and row ~= nil then return row end
  walk.inner:close()
  walk.inner = nil
  if not ok then give_up(walk, walk.folder, row) end
end

---The next row, or nil when there are no more; `folder` is its folder then.
---@return table|nil
function Walk:next()
  if self.ended then return nil end
  if not self.pool and not self.entries then start(self) end
  if self.entries then return next_entry(self) end
  while true do
    local row = self.inner and next_row(self)
    if row ~= nil and row ~= false then return row end
    if not self.inner and not next_folder(self) then
      self:close()
      return nil
    end
  end
end

---The step of a generic `for`.
---@param walk orchestrator.FolderSetWalk
function Walk.step(walk)
  if getmetatable(walk) ~= Walk then
    errors.argument "each: the loop's state is not a walk"
  end
  local row = walk:next()
  if row ~= nil then return row, walk.folder, walk end
end

return Walk
