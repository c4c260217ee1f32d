-- Several folders at once: `tenant:folders("Finance/**").Jobs` is a query over
-- all of them, one after the other.

local errors = require "orchestrator.errors"
local Folder = require "orchestrator.folder"
local folder_pattern = require "orchestrator.folder_pattern"
local verbs = require "orchestrator.verbs"

-- What makes a query narrower; each is done in every folder.
local NARROWER = { filter = true, orderby = true, select = true,
  expand = true, paging = true, nulls = true }

---@class orchestrator.FolderSet
---@field pattern string
local Set = { __name = "orchestrator.folders" }
local set_methods = {}

---@class orchestrator.FolderSetQuery
local Query = { __name = "orchestrator.folders.query" }
local methods = {}

function Query.__index(self, name)
  if methods[name] then return methods[name] end
  if not NARROWER[name] then return nil end
  return function(query, ...)
    local steps = { table.unpack(query.steps) }
    steps[#steps + 1] = { name, table.pack(...) }
    local next_query = setmetatable({ connection = query.connection,
      set = query.set, tag = query.tag, steps = steps }, Query)
    next_query:_in(query.set:_first()) -- refuses now what could not be sent
    return next_query
  end
end

function Query:__tostring()
  return ("orchestrator.query %s in %s"):format(self.tag, self.set.pattern)
end

-- The query in one folder.
function methods:_in(folder)
  local query = verbs.raising(folder)[self.tag]
  for _, step in ipairs(self.steps) do
    query = query[step[1]](query, table.unpack(step[2], 1, step[2].n))
  end
  return query
end

-- Access to a folder may be missing, or end while the others are read.
local PASSED_OVER = { forbidden = true, not_found = true }

local function give_up(walk, err)
  if not errors.is(err) or not PASSED_OVER[err.kind] and err.code ~= 1100 then
    error(err, 0)
  end
  walk.skipped[#walk.skipped + 1] = { folder = walk.folder, error = err }
end

---@class orchestrator.FolderSetWalk
---@field skipped { folder: table, error: orchestrator.Error }[] folders that
---  could not be read
local Walk = { __name = "orchestrator.folders.walk" }
Walk.__index = Walk

---Ends it.
function Walk:close()
  local inner = self.inner
  self.inner = nil
  if inner then inner:close() end
end

function Walk:__close() self:close() end

local function open_next(walk)
  walk.at = walk.at + 1
  walk.folder = walk.rows[walk.at]
  if not walk.folder then return false end
  local ok, step, inner = pcall(function()
    local query = walk.query:_in(Folder.new(walk.query.set.tenant,
      walk.folder))
    return query:each()
  end)
  if ok then
    walk.step, walk.inner = step, inner
  else
    give_up(walk, step)
  end
  return true
end

local function is_new(walk, row)
  local key = walk.linked and (row.Key or row.Id)
  if not key then return true end
  local seen = walk.seen[key]
  walk.seen[key] = true
  return not seen
end

local function step(walk)
  while true do
    if not walk.inner and not open_next(walk) then return nil end
    if walk.inner then
      local ok, row = pcall(walk.step, walk.inner)
      if not ok then
        walk:close()
        give_up(walk, row)
      elseif row == nil then
        walk.inner = nil
      elseif is_new(walk, row) then
        return row, walk.folder, walk
      end
    end
  end
end

-- Sets whose entities may be linked into several folders.
local LINKED = { Assets = true, Buckets = true, QueueDefinitions = true }

---Iterates over the rows of all folders: `for row, folder, walk in q:each()`.
---An entity that is linked into several of them comes once, with the first.
---Folders without access are passed over; `walk.skipped` has them.
---@return fun(): table|nil, table
function methods.each(self)
  local walk = setmetatable({ query = self, rows = self.set:list(), at = 0,
    skipped = {}, seen = {}, linked = LINKED[self.tag] }, Walk)
  return step, walk, nil, walk
end

---All rows, and the folders of each by its place.
---@return table[] rows
---@return table[] folders
---@return table[] skipped
methods.list = errors.method(function(self)
  local rows, folders = {}, {}
  local advance, walk = self:each()
  local row, folder = advance(walk)
  while row do
    rows[#rows + 1], folders[#folders + 1] = row, folder
    row, folder = advance(walk)
  end
  return rows, folders, walk.skipped
end)

---How many rows the folders have together.
---@return integer
---@return table[] skipped
methods.count = errors.method(function(self)
  local total, walk = 0, { skipped = {} }
  for _, row in ipairs(self.set:list()) do
    walk.folder = row
    local ok, n = pcall(function()
      return self:_in(Folder.new(self.set.tenant, row)):count()
    end)
    if ok then total = total + n else give_up(walk, n) end
  end
  return total, walk.skipped
end)

---------------------------------------------------------------------------

function Set.__index(self, name)
  if set_methods[name] then return set_methods[name] end
  if type(name) ~= "string" or name:match "^_" then return nil end
  local _ = self:_first()[name] -- refuses sets that there are not
  return setmetatable({ connection = self.connection, set = self, tag = name,
    steps = {} }, Query)
end

function Set:__tostring()
  return ("orchestrator.folders %q"):format(self.pattern)
end

-- A folder to try things on; nothing is sent.
function set_methods:_first() return Folder.new(self.tenant, 1) end

---The folders, in the order of their paths.
---@return table[] rows of Folders
function set_methods:list()
  if not rawget(self, "_rows") then
    self._rows = verbs.raising(self.tenant).Folders:find(self.pattern)
  end
  return self._rows
end

---@param tenant orchestrator.Tenant
---@param pattern string
---@return orchestrator.FolderSet
function Set.new(tenant, pattern)
  folder_pattern.check(pattern, "folders")
  return setmetatable({ connection = tenant.connection, tenant = tenant,
    pattern = pattern }, Set)
end

return Set
