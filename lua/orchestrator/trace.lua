-- `trace`: where what goes over the wire is shown, its secrets masked by the
-- core: a function of the host's, stderr, or a file.

local errors = require "orchestrator.errors"

local trace = {}

local function to_stderr()
  if not (io and io.stderr) then
    errors.config("trace: this host has no stderr", "give a function")
  end
  return function(text) io.stderr:write(text) end
end

-- Every piece is there when its moment has passed, also after a crash.
local function to_file(path)
  local file, why
  if io and io.open then
    file, why = io.open(path, "a")
  else
    why = path .. ": this host lets no file be written"
  end
  if not file then
    errors.config("trace: its file cannot be written: " .. tostring(why),
      'give another one, "stderr", or a function')
  end
  return function(text)
    file:write(text)
    file:flush()
  end
end

---What takes the text of a trace, in pieces of whole lines.
---@param option nil|string|fun(text: string) as `connect` takes it
---@return (fun(text: string))|nil
function trace.sink(option)
  if option == nil or type(option) == "function" then return option end
  if option == "stderr" then return to_stderr() end
  return to_file(option)
end

return trace
