--- orch completion bash|zsh: argparse's, of the table of commands.

local arguments = require "orchestrator.command.arguments"

local completion = {}

---@param shell "bash"|"zsh"
---@return string
function completion.text(shell)
  local program = arguments.program(require "orchestrator.command.list")
  return program[("get_%s_complete"):format(shell)](program)
end

---@param argv string[]
---@param entry table
function completion.run(argv, entry)
  local args = arguments.parse(entry, argv)
  if not args then return 0 end
  io.write(completion.text(args.shell))
end

return completion
