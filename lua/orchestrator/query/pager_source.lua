-- Rows from the core's pager, waited for.

local await = require "orchestrator.await"
local deadline = require "orchestrator.deadline"
local errors = require "orchestrator.errors"
local scopes = require "orchestrator.sign_in.scopes"

local Source = {}
Source.__index = Source

---@param connection orchestrator.Connection
---@param spec table what client:pager takes
---@param seconds number how long one row may take
---@param operation? orchestrator.Operation what lists the rows
---@param on_drift? function told when rows moved; without it that is an error
---@return table source
function Source.new(connection, spec, seconds, operation, on_drift)
  local pager, err = connection:open():pager(spec)
  if not pager then errors.raise(err) end
  return setmetatable({
    pager = pager, connection = connection, seconds = seconds,
    listens = connection.on_event ~= nil,
    quick = connection.on_event == nil and on_drift == nil,
    operation = operation,
    about = { method = "GET", url = spec.url, read = true,
      connection = connection },
    on_drift = on_drift, drifts = 0,
    pages = 0, strategy = pager:strategy(),
  }, Source)
end

-- Tells of what the core did, of pages that came and of a strategy that
-- changed.
function Source:tell()
  self.connection:tell_all()
  local pages, strategy = self.pager:pages(), self.pager:strategy()
  if strategy ~= self.strategy then
    self.connection:tell("strategy", { url = self.about.url,
      from = self.strategy, to = strategy })
    self.strategy = strategy
  end
  if pages > self.pages then
    self.pages = pages
    self.connection:tell("page", { url = self.about.url, pages = pages,
      rows = self.pager:rows() })
  end
end

-- Rows moved: whoever wanted to know is told before the next row. `false` from
-- the function makes an error of it.
function Source:tell_drift()
  local drifts, err = self.pager:drifts()
  if drifts == self.drifts or not drifts then return end
  self.drifts = drifts
  local info = errors.new(err)
  if self.on_drift(info) == false then
    self.pager:close()
    errors.raise(err)
  end
end

---Where a walk can go on behind the last row.
---@return string|nil place
---@return table|nil err why there is none
function Source:place() return self.pager:cursor() end

---What the last row is known by: the same bytes, the same mark. Only of a walk
---by time.
---@return integer mark
---@return integer ticks its time, in 100 ns since 1970
function Source:mark() return self.pager:mark() end

-- A row that is waited for. A function of the user's may raise.
local function awaited(self)
  local ok, row, err = pcall(await.poll, self.pager.next, self.pager,
    self.seconds, self.about)
  if not ok then
    self.connection:drop(self.pager, row)
    error(row, 0)
  end
  self.connection:warn()
  return row, err
end

---The next row, or nil at the end; raises when it fails.
---@return any
function Source:next()
  local pager = self.pager
  local row, err = false, nil
  if self.quick then -- nobody is to be told: a row at hand needs no deadline
    row, err = pager:take()
    if row then return row end
  end
  if not err then row, err = pager:next((deadline.by(self.seconds))) end
  if row == false then
    row, err = awaited(self)
  elseif self.connection.host_cache then
    self.connection:run_errands()
  end
  if self.listens and not err then self:tell() end
  if self.on_drift and not err then self:tell_drift() end
  if row == nil and err then
    self.connection:drop(pager, err)
    err = self.connection:explain(err)
    errors.raise(scopes.explain(err, self.connection, self.operation))
  end
  return row
end

---Ends it; `taken` says how many rows it gave.
function Source:close()
  self.taken = self.pager:rows() or self.taken
  self.pager:close()
  self.connection:show_trace()
end

return Source
