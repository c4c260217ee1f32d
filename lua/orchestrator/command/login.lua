--- orch login: a user's sign-in in a browser, kept for `login = true`.

local login = require "orchestrator.sign_in.login"
local words = require "orchestrator.command.words"

local command = {}

local FLAGS = { ["--no-browser"] = "no_browser" }

local function say(text) io.stderr:write(text, "\n") end

---@param argv string[]
function command.run(argv)
  local options, flags = words.parse("login", argv, FLAGS)
  local tenant = login(options, { say = say, open = not flags.no_browser,
    paste = true })
  local who = tenant:whoami()
  print("signed in to " .. who.base)
  if who.scope then print("scope: " .. who.scope) end
  if who.cache then print("kept in " .. who.cache) end
end

return command
