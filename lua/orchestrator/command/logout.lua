--- orch logout: what a sign-in has left in the cache is forgotten.

local await = require "orchestrator.await"
local connect = require "orchestrator.connect"
local errors = require "orchestrator.errors"
local sign_in = require "orchestrator.sign_in"
local words = require "orchestrator.command.words"

local command = {}

local SECONDS = 30 -- another process may be signing in

local function has_secret(options)
  for name in pairs(sign_in.secrets) do
    if options[name] then return true end
  end
  return false
end

---@param argv string[]
function command.run(argv)
  local options = words.parse("logout", argv, {})
  if options.client_id and not has_secret(options) then options.login = true end
  local connection = connect(options).connection
  local client = connection:open()
  if not connection.cache then
    errors.config(("%s: nothing is kept of it"):format(connection.way),
      "name the profile, or the client_id, of the login")
  end
  local _, err = await.poll(client.token_forget, client, SECONDS,
    { read = true, connection = connection })
  if err then errors.raise(err) end
  print("forgotten: " .. (client:cache_path() or connection.cache.cache_dir))
end

return command
