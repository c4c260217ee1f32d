--- orch whoami: the settings, where each comes from, and, with --check,
-- whether they sign in.

local connect = require "orchestrator.connect"
local orchestrator = require "orchestrator"
local payload = require "orchestrator.sign_in.payload"
local words = require "orchestrator.command.words"

local command = {}

local FLAGS = { ["--check"] = "check" }

local function check(options)
  local tenant = connect(options)
  payload(tenant.connection)
  return tenant:whoami()
end

---@param argv string[]
function command.run(argv)
  local options, flags = words.parse("whoami", argv, FLAGS)
  print(tostring(orchestrator.whoami(options)))
  if not flags.check then return end
  local who = check(options)
  print(who.token_left
    and ("signed in, for %d s"):format(math.floor(who.token_left))
    or "signed in, for as long as the server takes the token")
  if who.scope then print("scope: " .. who.scope) end
end

return command
