--- orch completion bash|zsh: argparse's, of the table of commands.

local arguments = require "orchestrator.command.arguments"

local completion = {}

-- What argparse's leaves out for bash: the words that are no options.
local WORDS = [==[

_orch_words() {
    _orch
    local cur="${COMP_WORDS[COMP_CWORD]}" words=""
    if [[ $COMP_CWORD -eq 2 && "$cur" != -* ]]; then
        case "${COMP_WORDS[1]}" in
%s        esac
        [[ -n "$words" ]] && COMPREPLY=($(compgen -W "$words" -- "$cur"))
    fi
}

complete -F _orch_words -o bashdefault -o default orch
]==]

local function words_of(given)
  if given.sets then
    return require "orchestrator.catalogue":tags "orchestrator"
  end
  return given.choices
end

local function bash_words(list)
  local out = {}
  for _, entry in ipairs(list) do
    local words = entry.arguments and words_of(entry.arguments[1])
    if words then
      out[#out + 1] = ('            %s) words="%s" ;;\n'):format(entry.name,
        table.concat(words, " "))
    end
  end
  return table.concat(out)
end

---@param shell "bash"|"zsh"
---@return string
function completion.text(shell)
  local list = require "orchestrator.command.list"
  local program = arguments.program(list)
  local text = program[("get_%s_complete"):format(shell)](program)
  if shell == "bash" then
    text = text:gsub("\ncomplete %-F [^\n]*\n*$", "")
    text = text .. WORDS:format(bash_words(list))
  end
  return text
end

---@param argv string[]
---@param entry table
function completion.run(argv, entry)
  local args = arguments.parse(entry, argv)
  if not args then return 0 end
  io.write(completion.text(args.shell))
end

return completion
