-- The terminal that standard output is, if it is one: its size and colours.

local terminal = require "orchestrator.core".terminal

local screen = {}

local STDOUT = 1
local COLUMNS, LINES = 80, 24 -- where a terminal does not tell
local PLAIN_COLUMNS = 160 -- of a table that goes to a file or another program

local function set(name)
  local value = os.getenv(name)
  return value ~= nil and value ~= ""
end

---Is standard output a terminal?
---@return boolean
function screen.is_terminal() return terminal.is_terminal(STDOUT) end

---Are colours wanted? NO_COLOR and FORCE_COLOR are heeded.
---@return boolean
function screen.has_colours()
  if set "NO_COLOR" then return false end
  if set "FORCE_COLOR" then return true end
  return screen.is_terminal() and os.getenv "TERM" ~= "dumb"
end

---The size now; asked again each time, because terminals change it.
---@return integer columns
---@return integer lines
function screen.size()
  if not screen.is_terminal() then
    return math.tointeger(tonumber(os.getenv "COLUMNS")) or PLAIN_COLUMNS,
      math.maxinteger
  end
  local columns, lines = terminal.size(STDOUT)
  if not columns then return COLUMNS, LINES end
  return columns, lines > 0 and lines or LINES
end

screen.colours = { bold = "1", dim = "2", reverse = "7", red = "31",
  green = "32", yellow = "33", blue = "34", magenta = "35", cyan = "36" }

---A text in a style, where colours are wanted.
---@param style string|nil
---@param text string
---@return string
function screen.paint(style, text)
  local code = style and screen.colours[style]
  if not code or text == "" or not screen.has_colours() then return text end
  return ("\27[%sm%s\27[0m"):format(code, text)
end

return screen
