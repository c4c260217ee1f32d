--- orch run [--verbose] SCRIPT [ARGUMENT...]: a script as `lua5.4 SCRIPT` runs
-- it, with the module to be found. --verbose shows what goes over the wire on
-- stderr, secrets masked.

local command = require "orchestrator.command"
local environment = require "orchestrator.environment"

local run = {}

-- Its words as `arg`, like the stand-alone interpreter's.
local function arg_table(words)
  local words_of_script = table.move(words, 2, #words, 1, {})
  words_of_script[0] = words[1]
  return words_of_script
end

---@param words string[] the script, then its arguments; "-" is standard input
function run.run(words)
  if words[1] == "--verbose" then
    words = table.move(words, 2, #words, 1, {})
    environment.set("trace", "stderr")
  end
  local path = words[1]
  if not path then
    command.usage_error("run: which script?")
  end
  if path:find "^%-." then
    command.usage_error(("run: '%s' stands where the script should"):format(
      path))
  end
  local chunk, message = loadfile(path ~= "-" and path or nil)
  if not chunk then
    error(message, 0)
  end
  _G.arg = arg_table(words)
  chunk(table.unpack(_G.arg))
end

return run
