--- Text from a tenant to standard output: as it is to a file or a program, and
-- harmless to a terminal.

local clean = require "orchestrator.console.clean"
local screen = require "orchestrator.console.screen"

local output = {}

---A function that writes text piece by piece, and one for its end. For a
---terminal pieces are put together to lines, because a character may be in two.
---@return fun(text: string) write
---@return fun() finish
function output.open()
  if not screen.is_terminal() then
    return function(text) io.write(text) end, function() end
  end
  local rest = ""
  local function write(text)
    local whole, behind = (rest .. text):match "^(.*\n)(.-)$"
    if whole then io.write(clean.lines(whole)) end
    rest = behind or rest .. text
  end
  return write, function() io.write(clean.lines(rest)) end
end

---One line of it.
---@param value any
function output.line(value)
  local text = tostring(value)
  print(screen.is_terminal() and clean.lines(text) or text)
end

return output
