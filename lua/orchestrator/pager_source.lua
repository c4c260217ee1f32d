-- Rows from the core's pager, waited for.

local await = require "orchestrator.await"
local engine = require "orchestrator.engine"
local errors = require "orchestrator.errors"
local scopes = require "orchestrator.scopes"

local Source = {}
Source.__index = Source

---@param connection orchestrator.Connection
---@param spec table what client:pager takes
---@param seconds number how long one row may take
---@param operation? orchestrator.Operation what lists the rows
---@return table source
function Source.new(connection, spec, seconds, operation)
  local pager, err = connection:open():pager(spec)
  if not pager then errors.raise(err) end
  return setmetatable({
    pager = pager, connection = connection, seconds = seconds,
    driver = engine.get(), listens = connection.on_event ~= nil,
    operation = operation,
    about = { method = "GET", url = spec.url, read = true },
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

---The next row, or nil at the end; raises when it fails.
---@return any
function Source:next()
  local pager = self.pager
  local row, err = pager:next(self.driver:now() + self.seconds)
  if row == false then
    row, err = await.poll(pager.next, pager, self.seconds, self.about)
  end
  if self.listens and not err then self:tell() end
  if row == nil and err then
    pager:close()
    errors.raise(scopes.explain(err, self.connection, self.operation))
  end
  return row
end

---Ends it; `taken` says how many rows it gave.
function Source:close()
  self.taken = self.pager:rows() or self.taken
  self.pager:close()
end

return Source
