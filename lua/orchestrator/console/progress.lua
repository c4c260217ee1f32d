-- A line on standard error that tells how far a long walk is, where that is a
-- terminal. It is gone when the walk has ended.

local engine = require "orchestrator.engine"
local screen = require "orchestrator.console.screen"
local terminal = require "orchestrator.core".terminal
local width = require "orchestrator.console.width"

local STDERR = 2
local FIRST, EVERY = 0.4, 0.1 -- seconds until it is shown, and between changes
local BAR = 24 -- cells

local progress = {}
progress.__index = progress

---1234567 as "1,234,567".
---@param number integer
---@return string
function progress.number(number)
  local digits = ("%d"):format(number)
  return (digits:reverse():gsub("(%d%d%d)", "%1,"):reverse()
    :gsub("^,", ""))
end

---@param label string what is being done
---@param total? integer rows there will be
---@param unit? string what is counted, "rows"
---@return table
function progress.start(label, total, unit)
  local now = engine.get():now()
  return setmetatable({ label = label, total = total, rows = 0, began = now,
    unit = unit or "rows",
    next = now + FIRST, visible = terminal.is_terminal(STDERR) }, progress)
end

local function text_of(self, now)
  local spent = now - self.began
  local rate = spent > 0 and self.rows / spent or 0
  local text = ("%s  %s %s, %s %s/s"):format(self.label,
    progress.number(self.rows), self.unit, progress.number(math.floor(rate)),
    self.unit)
  if self.total and self.total > 0 then
    local part = math.min(1, self.rows / self.total)
    local full = math.floor(part * BAR)
    local left = rate > 0 and (self.total - self.rows) / rate or 0
    text = ("%s%s %3d %%  %s, %d s left"):format(("█"):rep(full),
      ("░"):rep(BAR - full), math.floor(part * 100), text,
      math.max(0, math.ceil(left)))
  end
  return text
end

---One more row has come.
function progress:step()
  self.rows = self.rows + 1
  if self.rows % 32 == 0 then self:show() end
end

---So many there are now.
---@param rows integer
function progress:set(rows)
  self.rows = rows
  self:show()
end

---Shows how far it is, when it is time for that again.
function progress:show()
  if not self.visible then return end
  local now = engine.get():now()
  if now < self.next then return end
  self.next, self.shown = now + EVERY, true
  local columns = terminal.size(STDERR) or 80
  io.stderr:write("\r", screen.paint("dim", width.cut(text_of(self, now),
    columns - 1)), "\27[K")
end

---Takes the line away. Twice is fine.
function progress:finish()
  if self.shown then io.stderr:write "\r\27[K" end
  self.shown = false
end

return progress
