-- Several folders at once: `tenant:folders("Finance/**").Jobs` is a query over
-- all of them.

local errors = require "orchestrator.errors"
local Folder = require "orchestrator.folder"
local folder_pattern = require "orchestrator.folder.pattern"
local links = require "orchestrator.folder.links"
local map = require "orchestrator.map"
local verbs = require "orchestrator.verbs"
local Walk = require "orchestrator.folder.walk"

local WORKERS = 8 -- folders asked at the same time

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

local function check_folder_query(query)
  query:_in(query.set:_first()) -- refuses now what could not be sent
  return query
end

function Query.__index(self, name)
  if methods[name] then return methods[name] end
  if name == "top" then
    return function(query, n)
      query:_in(query.set:_first()):top(n)
      return setmetatable({ connection = query.connection, set = query.set,
        tag = query.tag, steps = query.steps, most = n }, Query)
    end
  end
  if not NARROWER[name] then return nil end
  return function(query, ...)
    local steps = { table.unpack(query.steps) }
    steps[#steps + 1] = { name, table.pack(...) }
    return check_folder_query(setmetatable({ connection = query.connection,
      set = query.set, tag = query.tag, steps = steps, most = query.most },
      Query))
  end
end

function Query:__tostring()
  return ("orchestrator.query %s in %s"):format(self.tag, self.set.pattern)
end

-- What tells linked entities apart, and in which folders they are.
local TELLING = { "Id", "FoldersCount", "OrganizationUnitId" }

-- Does a selection name a member?
local function selects(selection, wanted)
  for name in selection:gmatch "[^,%s]+" do
    if name:lower() == wanted:lower() then return true end
  end
  return false
end

-- A query narrowed as this one is; `telling` adds what must not be missing
-- from a selection.
function methods:_narrow(query, telling)
  for _, step in ipairs(self.steps) do
    query = query[step[1]](query, table.unpack(step[2], 1, step[2].n))
  end
  local selection = query.spec.select
  if not telling or not selection then return query end
  for _, name in ipairs(TELLING) do
    if not selects(selection, name)
      and query.connection.catalogue:property(query.spec.rows, name) then
      selection = selection .. "," .. name
    end
  end
  return query:select(selection)
end

-- A row without what was selected for our own use.
function methods:_trim(row)
  local selection = self:_narrow(verbs.raising(self.set:_first())[self.tag])
    .spec.select
  if not selection then return row end
  for _, name in ipairs(TELLING) do
    if not selects(selection, name) then row[name] = nil end
  end
  return row
end

-- The query in one folder.
function methods:_in(folder)
  return self:_narrow(verbs.raising(folder)[self.tag])
end

local function limited(walk)
  if walk.left == 0 then
    walk.inner:close()
    return nil
  end
  local row, folder = Walk.step(walk.inner)
  if row == nil then return nil end
  walk.left = walk.left - 1
  return row, folder, walk.inner
end

---Iterates over the rows of all folders, in the order of the folders' paths:
---`for row, folder, walk in q:each()`. The folders' first pages are fetched at
---the same time. An entity that is linked into several folders comes once,
---with the first; `walk.folders` has them all. Folders without access are
---passed over; `walk.skipped` has them.
---@return fun(): table|nil, table
function methods.each(self)
  local walk = Walk.new(self)
  if not self.most then return Walk.step, walk, nil, walk end
  return limited, { inner = walk, left = self.most }, nil, walk
end

---All rows, and the folders of each by its place.
---@return table[] rows
---@return table[] folders the first folder of each
---@return table[] skipped folder, error
---@return table[][] linked all folders of each
methods.list = errors.method(function(self)
  local rows, folders, linked = {}, {}, {}
  local step, state, _, walk = self:each()
  local row, folder = step(state)
  while row do
    rows[#rows + 1], folders[#folders + 1] = row, folder
    linked[#linked + 1] = walk.folders
    row, folder = step(state)
  end
  return rows, folders, walk.skipped, linked
end)

---How many rows the folders have together; an entity that is linked into
---several counts once.
---@return integer
---@return table[] skipped
methods.count = errors.method(function(self)
  if links.is_linked(self.tag) or self.most then
    local rows, _, skipped = self:list()
    return #rows, skipped
  end
  local total, skipped, folders = 0, {}, self.set:list()
  local counts, faults = map.run(folders, function(row)
    return self:_in(Folder.new(self.set.tenant, row)):count()
  end, { workers = WORKERS })
  for i, folder in ipairs(folders) do
    if counts[i] then
      total = total + counts[i]
    elseif links.is_missing(faults[i]) then
      skipped[#skipped + 1] = { folder = folder, error = faults[i] }
    else
      error(faults[i], 0)
    end
  end
  return total, skipped
end)

-- What shows rows on a screen is loaded when it is first used.
for _, name in ipairs { "table", "vertical", "json", "csv", "histogram",
  "bars", "sparkline", "plot" } do
  methods[name] = errors.method(function(self, ...)
    return require "orchestrator.console.methods"[name](self, ...)
  end)
end

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

---Iterates over the folders themselves, in the order of their paths; `row` of
---each is what Folders has.
---@return fun(): orchestrator.Folder|nil
function set_methods:each()
  local rows, i = self:list(), 0
  return function()
    i = i + 1
    return rows[i] and Folder.new(self.tenant, rows[i])
  end
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
