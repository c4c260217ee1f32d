--- The options of login, logout and whoami: those of `connect` that hold no
-- secret. A secret is never an argument, which every user of the machine
-- could read: it is asked for.

local command = require "orchestrator.command"
local core = require "orchestrator.core"
local environment = require "orchestrator.settings.environment"
local nearest = require "orchestrator.nearest"

local words = {}

local OPTIONS = {
  ["--profile"] = "profile", ["--url"] = "url",
  ["--organization"] = "organization", ["--tenant"] = "tenant",
  ["--edition"] = "edition", ["--client-id"] = "client_id",
  ["--scope"] = "scope", ["--redirect-uri"] = "redirect_uri",
  ["--identity-url"] = "identity_url", ["--account-url"] = "account_url",
  ["--ca"] = "ca", ["--username"] = "username", ["--folder"] = "folder",
}
-- Their values are asked for.
local ASKED = {
  ["--client-secret"] = "client_secret", ["--user-key"] = "user_key",
  ["--pat"] = "pat", ["--password"] = "password",
}

-- Echo is off before the prompt is there, so that nothing typed ahead is seen.
-- The shell waits for the line, because it can put the terminal right also
-- when Ctrl-C ends the wait; it passes the line on by a pipe.
local ASK = [[
saved=$(stty -g) || exit 1
trap 'stty "$saved"; echo >&2; exit 130' INT TERM HUP QUIT
stty -echo
printf '%%s: ' %s >&2
IFS= read -r line
code=$?
stty "$saved"
echo >&2
printf %%s "$line"
exit $code]]

local function ask(name)
  if not core.is_terminal() then return io.read "l" end
  local pipe = assert(io.popen(ASK:format(name), "r"))
  local line = pipe:read "a"
  local _, how, code = pipe:close()
  if how == "signal" or code == 130 then error("interrupted!", 0) end
  return line
end

local function refuse(name, word, flags)
  local known = nearest.names(flags)
  known[#known + 1] = "--login"
  known[#known + 1] = "--verbose"
  for _, table_of in ipairs { OPTIONS, ASKED } do
    for option in pairs(table_of) do known[#known + 1] = option end
  end
  local near = nearest.find(word, known)
  command.usage_error(("%s: there is no option '%s'%s"):format(name, word,
    near and (": did you mean '%s'?"):format(near) or ""))
end

local function secret_of(name, word, given)
  if given then
    command.usage_error(("%s: %s takes no value on the command line, where "
      .. "others could read it: it is asked for, or read from standard input")
      :format(name, word))
  end
  local line = ask(ASKED[word])
  if not line or line == "" then
    command.usage_error(("%s: %s: nothing was given"):format(name, word))
  end
  return (line:gsub("\r$", ""))
end

---@param name string the command's, for messages
---@param argv string[] --option VALUE, or --option=VALUE
---@param flags table<string, string> further options, without value, to names;
---  --login is always one
---@return table options for connect
---@return table<string, true> flags those that were there
function words.parse(name, argv, flags)
  local options, found = {}, {}
  local at = 1
  while argv[at] do
    local word, value = argv[at]:match "^(%-%-[%w-]+)=(.*)$"
    word = word or argv[at]
    if OPTIONS[word] then
      if not value then
        at = at + 1
        value = argv[at]
      end
      if not value then
        command.usage_error(("%s: %s wants a value"):format(name, word))
      end
      options[OPTIONS[word]] = value
    elseif ASKED[word] then
      options[ASKED[word]] = secret_of(name, word, value)
    elseif word == "--login" and not value then
      options.login = true
    elseif word == "--verbose" and not value then
      environment.set("trace", "stderr")
    elseif flags[word] and not value then
      found[flags[word]] = true
    else
      refuse(name, word, flags)
    end
    at = at + 1
  end
  return options, found
end

return words
