-- Writes what is made of the table of commands and installed with the program:
--
--   lua5.4 tools/command_files.lua DIRECTORY
--
-- orch.1, orch.bash and _orch go to it.

package.path = "lua/?.lua;lua/?/init.lua;" .. package.path

local completion = require "orchestrator.command.completion"

local function write(name, text)
  local file = assert(io.open(arg[1] .. "/" .. name, "wb"))
  assert(file:write(text))
  assert(file:close())
end

write("orch.1", require "orchestrator.command.manual".text())
write("orch.bash", completion.text "bash")
write("_orch", completion.text "zsh")
