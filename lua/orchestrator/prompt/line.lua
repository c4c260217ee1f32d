-- Reads a line at the terminal: with readline where it is installed, else as
-- io.read does.

local loop = require "orchestrator.loop"
local terminal = require "orchestrator.core".terminal

local STDIN = 0

---@class orchestrator.LineReader
local Reader = {}
Reader.__index = Reader

-- Marks what takes no room, for readline.
local function marked(prompt)
  return (prompt:gsub("\27%[[%d;]*m", "\1%0\2"))
end

-- Debian's readline module reads a file of its own into the history.
local function load_readline()
  local ok, readline = pcall(require, "readline")
  if not ok or not readline.handler_install then return nil end
  readline.set_readline_name "orch"
  readline.set_options { histfile = "", auto_add = false, completion = true }
  return readline
end

---@param lines string[] the history
---@param complete fun(line: string, from: integer, to: integer): string[]
---@return orchestrator.LineReader
function Reader.new(lines, complete)
  local self = setmetatable({ readline = load_readline() }, Reader)
  if not self.readline then return self end
  for _, line in ipairs(lines) do self.readline.add_history(line) end
  self.readline.set_complete_function(function(text, from, to)
    self.readline.set_completion_append_character ""
    -- What fails here would leave readline in the middle of its work.
    local ok, list = pcall(complete, text, from, to)
    return ok and list or {}
  end)
  return self
end

---Remembers a line for the keys Up and Down.
---@param line string
function Reader:remember(line)
  if self.readline and line ~= self.last then
    self.readline.add_history(line)
    self.last = line
  end
end

local function read_plain(prompt)
  io.write(prompt)
  io.flush()
  local line = io.read "l"
  if line == nil and terminal.interrupted() then
    io.write "\n"
    return false
  end
  return line
end

-- readline asks for the size once, and then only when it is told of a change.
local function install(self, prompt, take)
  self.readline.handler_install(marked(prompt), take)
  local columns, lines = terminal.size(STDIN)
  if self.columns and (columns ~= self.columns or lines ~= self.lines) then
    terminal.raise_resize()
  end
  self.columns, self.lines = columns, lines
  terminal.rearm_interrupts()
end

-- The line is left behind; the next read installs anew. handler_remove alone
-- would in the middle of a line free a stream that readline then writes to.
local function give_up(readline)
  io.write "^C\n"
  io.flush()
  -- A search, a count or half a key must not go on in the next line.
  if readline.sigcleanup then readline.sigcleanup() end
  local path = package.searchpath("C-readline", package.cpath)
  if path and terminal.leave_line(path) then readline.handler_remove() end
  return false
end

---Reads a line. What runs in the background goes on meanwhile.
---@param prompt string
---@return string|false|nil line false: Ctrl-C; nil: the end of the input
function Reader:read(prompt)
  if not self.readline then return read_plain(prompt) end
  local done, line = false, nil
  io.flush()
  install(self, prompt, function(text)
    done, line = true, text
    self.readline.handler_remove()
  end)
  while not done do
    local ready = terminal.wait({ STDIN, loop.fd() }, loop.timeout())
    if ready == nil and terminal.interrupted() then
      return give_up(self.readline)
    elseif ready == 1 then
      self.readline.read_char()
    elseif ready ~= nil then
      pcall(loop.step)
    end
  end
  return line
end

return Reader
