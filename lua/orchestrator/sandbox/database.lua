-- The tenant's file: SQLite with its statements kept prepared.

local core = require "orchestrator.sandbox.core"
local prefix = require "orchestrator.sandbox.prefix"

local Database = {}
Database.__index = Database

-- Statements kept; a filter makes a new one each time, so all go at once
-- when the cache is full.
local CACHE = 300

-- The cache is large because a page may touch a whole index; synchronous is
-- NORMAL because a write survives a killed process in the WAL either way.
local SETTINGS = [[
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA cache_size = -65536;
PRAGMA temp_store = MEMORY;
]]

---Opens a file, or a database in memory when there is none.
---@param path string|nil
---@param before string|nil what the tables' names begin with: see prefix.lua
---@return table|nil database
---@return string|nil message
function Database.open(path, before)
  local handle, message = core.open(path or ":memory:")
  if not handle then return nil, message end
  local ok, problem = pcall(handle.exec, handle, SETTINGS)
  if not ok then return nil, problem end
  return setmetatable({ handle = handle, cache = {}, count = 0,
    before = before, in_memory = path == nil, pending = {}, made = {} },
    Database)
end

---------------------------------------------------------------------------
-- Rows that are put off

---Puts off making the rows of a set until a statement names it, so that a
---tenant in memory is there at once. A file is whole from the start.
---@param set string
---@param work function makes the rows
function Database:put_off(set, work)
  if not self.in_memory then return work() end
  self.pending[set] = { pattern = "%f[%w]" .. set:lower() .. "%f[%W]", work }
end

---Does what comes after a set's rows: now, or when they are made.
function Database:after(set, work)
  local list = self.pending[set]
  if not list then return work() end
  list[#list + 1] = work
end

-- Makes the rows that a statement may be about.
local function make_rows(self, sql)
  local words = sql:lower()
  for set, list in pairs(self.pending) do
    if words:find(list.pattern) then
      self.pending[set], self.made[set] = nil, list
      for _, work in ipairs(list) do work() end
      return make_rows(self, sql)
    end
  end
end

-- Rows that an undone transaction had made are made again, outside of it.
local function remake(self)
  for set, list in pairs(self.made) do self.pending[set] = list end
  local lost = self.made
  self.made = {}
  for set in pairs(lost) do make_rows(self, set) end
end

---------------------------------------------------------------------------
-- Statements

function Database:statement(sql)
  local statement = self.cache[sql]
  if statement then return statement end
  if next(self.pending) then make_rows(self, sql) end
  if self.count >= CACHE then self.cache, self.count = {}, 0 end
  statement = self.handle:prepare(self.before
    and prefix.apply(sql, self.before) or sql)
  self.cache[sql], self.count = statement, self.count + 1
  return statement
end

---Runs a script of several statements.
function Database:exec(sql)
  if next(self.pending) then make_rows(self, sql) end
  self.handle:exec(self.before and prefix.apply(sql, self.before) or sql)
end

---@return integer changes
---@return integer last_row_id
function Database:run(sql, ...) return self:statement(sql):run(...) end

---The columns of the first row, or nothing.
function Database:row(sql, ...) return self:statement(sql):row(...) end

---A list of rows, each a table by column name.
function Database:rows(sql, ...) return self:statement(sql):rows(...) end

---Rows of JSON objects as one text with commas, and their number.
function Database:objects(sql, ...) return self:statement(sql):objects(...) end

---Calls `work` in a transaction: an error undoes what it did.
function Database:transaction(work, ...)
  self:exec "BEGIN IMMEDIATE"
  self.made = {}
  local results = table.pack(pcall(work, ...))
  self:exec(results[1] and "COMMIT" or "ROLLBACK")
  if not results[1] then
    remake(self)
    error(results[2], 0)
  end
  return table.unpack(results, 2, results.n)
end

function Database:close()
  self.cache = {}
  self.handle:close()
end

return Database
