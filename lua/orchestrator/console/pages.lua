-- Where printed lines go: standard output, a screenful at a time where that
-- is asked for; $PAGER, or a pager of our own that fetches no more than it
-- shows.

local screen = require "orchestrator.console.screen"
local terminal = require "orchestrator.core".terminal
local width = require "orchestrator.console.width"

local STDIN = 0
local ASK = "-- Enter: more  a: all  q: stop --"

---@class orchestrator.Pages
local Pages = {}
Pages.__index = Pages

local function own_pager()
  return screen.is_terminal() and terminal.is_terminal(STDIN)
end

-- What less is told when the user tells it nothing: colours pass, one
-- screenful does not need a key, and the text stays.
local function open_pager(command)
  local options = os.getenv "LESS" and "" or "LESS=FRX "
  return io.popen(options .. command, "w")
end

---@param given { page?: boolean, to?: fun(line: string) } page: stop when the
---  screen is full. to: gets the lines instead.
---@return orchestrator.Pages
function Pages.open(given)
  local self = setmetatable({ to = given.to, shown = 0 }, Pages)
  if given.to or not given.page or not own_pager() then return self end
  local command = os.getenv "PAGER"
  if command and command ~= "" then
    self.pipe = open_pager(command)
  else
    self.asks = true
  end
  return self
end

local function ask(self)
  local columns = screen.size()
  io.write(screen.paint("reverse", width.cut(ASK, columns - 1)))
  io.flush()
  local key = terminal.key(STDIN)
  io.write("\r\27[K")
  self.shown = 0
  if key == "a" then
    self.asks = false
  elseif key == nil or key == "q" or key == "Q" or key == "\27"
    or key == "\4" then
    self.stopped = true
  end
end

---How many lines of the terminal a line takes.
local function height(text)
  local columns = screen.size()
  local bare = text:gsub("\27%[[%d;]*m", "")
  return math.max(1, (width.of(bare) + columns - 1) // columns)
end

---Prints a line. After false nobody wants more.
---@param text string
---@return boolean goes_on
function Pages:line(text)
  if self.stopped then return false end
  if self.to then
    self.to(text)
    return true
  elseif self.pipe then
    if not self.pipe:write(text, "\n") or not self.pipe:flush() then
      self.stopped = true
    end
    return not self.stopped
  end
  if self.asks then
    local _, lines = screen.size()
    local more = height(text)
    if self.shown + more > lines - 1 and self.shown > 0 then ask(self) end
    self.shown = self.shown + more
    if self.stopped then return false end
  end
  io.write(text, "\n")
  return true
end

---Shows what was printed so far.
function Pages:flush()
  if not self.to and not self.pipe then io.flush() end
end

---The end; waits for $PAGER. Twice is fine.
function Pages:close()
  local pipe = self.pipe
  self.pipe = nil
  if pipe then pipe:close() end
  self:flush()
end

Pages.__close = Pages.close
Pages.__gc = Pages.close

return Pages
