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
    before = before }, Database)
end

function Database:statement(sql)
  local statement = self.cache[sql]
  if statement then return statement end
  if self.count >= CACHE then self.cache, self.count = {}, 0 end
  statement = self.handle:prepare(self.before
    and prefix.apply(sql, self.before) or sql)
  self.cache[sql], self.count = statement, self.count + 1
  return statement
end

---Runs a script of several statements.
function Database:exec(sql)
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
  local results = table.pack(pcall(work, ...))
  self:exec(results[1] and "COMMIT" or "ROLLBACK")
  if not results[1] then error(results[2], 0) end
  return table.unpack(results, 2, results.n)
end

function Database:close()
  self.cache = {}
  self.handle:close()
end

return Database
