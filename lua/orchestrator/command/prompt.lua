--- orch [OPTION...]: the prompt, or a script from standard input.

local command = require "orchestrator.command"

local prompt = {}

local VALUES = { ["--profile"] = "profile", ["--folder"] = "folder" }
local FLAGS = { ["--sandbox"] = "sandbox", ["--utc"] = "utc" }

---Is this an option of the prompt's?
---@param word string
---@return boolean
function prompt.takes(word)
  local name = word:match "^(%-%-[%w-]+)" or word
  return VALUES[name] ~= nil or FLAGS[name] ~= nil
end

---@param argv string[]
function prompt.run(argv)
  local connect, flags = {}, {}
  local at = 1
  while argv[at] do
    local name, value = argv[at]:match "^(%-%-[%w-]+)=(.*)$"
    name = name or argv[at]
    if VALUES[name] then
      if not value then
        at = at + 1
        value = argv[at]
      end
      if not value or value == "" then
        command.usage_error(("%s wants a value"):format(name))
      end
      connect[VALUES[name]] = value
    elseif FLAGS[name] and not value then
      flags[FLAGS[name]] = true
    else
      command.usage_error(("there is no option '%s' for the prompt"):format(
        argv[at]))
    end
    at = at + 1
  end
  if flags.sandbox and connect.profile then
    command.usage_error("--sandbox and --profile are two tenants: give one")
  end
  require "orchestrator.prompt".run { sandbox = flags.sandbox,
    connect = connect, time = flags.utc and "utc" or "local" }
end

return prompt
