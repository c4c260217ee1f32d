-- A user's sign-in in a browser: authorization code with PKCE. The browser
-- comes back to a listener on this machine; where it cannot (over ssh), the
-- address that it ended at is pasted.

local connect = require "orchestrator.connect"
local core = require "orchestrator.core"
local engine = require "orchestrator.engine"
local environment = require "orchestrator.settings.environment"
local errors = require "orchestrator.errors"
local payload = require "orchestrator.sign_in.payload"
local pkce = require "orchestrator.sign_in.pkce"
local scope_list = require "orchestrator.sign_in.scope_list"
local url = require "orchestrator.url"

local REDIRECT = "http://127.0.0.1:8104/oidc/login"
local SECONDS = 300 -- for somebody who looks for the second factor's telephone

local PAGE = [[<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>%s</title>
<style>body{font:1.1em sans-serif;margin:4em auto;max-width:32em}</style>
</head><body><h1>%s</h1><p>%s</p></body></html>
]]

local function page(title, text)
  return PAGE:format(title, title, text:gsub("[&<>\"']", function(c)
    return ("&#%d;"):format(c:byte())
  end))
end

-- The listener's port and path.
local function parse_redirect(uri)
  local host, port, path = uri:match "^http://([%w.%[%]:]-):(%d+)(/[^?#]*)$"
  if not host then
    host, path = uri:match "^http://([%w.]+)(/[^?#]*)$"
    port = 80
  end
  if host ~= "127.0.0.1" and host ~= "localhost" then
    errors.config(("redirect_uri %q is not an address of this machine")
      :format(uri), "register the application with " .. REDIRECT)
  end
  return host, math.tointeger(tonumber(port)), path
end

local function unescape(text)
  return (text:gsub("+", " "):gsub("%%(%x%x)", function(hex)
    return string.char(tonumber(hex, 16))
  end))
end

local function parameters(query)
  local out = {}
  for name, value in query:gmatch "([^&=]+)=([^&]*)" do
    out[unescape(name)] = unescape(value)
  end
  return out
end

local function authorize_url(attempt)
  return attempt.authorize .. "?" .. url.query {
    response_type = "code", client_id = attempt.client_id,
    redirect_uri = attempt.redirect_uri, scope = attempt.scope,
    state = attempt.state, code_challenge = pkce.challenge(attempt.verifier),
    code_challenge_method = "S256",
  }
end

-- What a browser or a pasted address brought: a code, or nil and why it is
-- not the answer to what we asked. Raises when the server has refused.
local function code_of(attempt, query)
  local found = parameters(query)
  if found.state ~= attempt.state then
    return nil, "This is not the answer to the sign-in that is waiting."
  elseif found.error then
    attempt.refused = ("the sign-in was refused: %s%s"):format(found.error,
      found.error_description and " (" .. found.error_description .. ")" or "")
    return nil, attempt.refused
  elseif not found.code or found.code == "" then
    return nil, "The answer holds no code."
  end
  return found.code
end

local function open_browser(address)
  if not (environment.variable "DISPLAY"
    or environment.variable "WAYLAND_DISPLAY") or not os.execute then
    return false
  end
  return os.execute(("%sxdg-open '%s' >/dev/null 2>&1 &"):format(
    environment.without_secrets(), address:gsub("'", "%%27")))
end

local REFUSED_HINT = "sign in again, and check the application's scopes and "
  .. "redirect addresses"

-- One thing that happened; a code ends the wait.
local function look(attempt, listener, left, ask)
  local query, err = listener:wait(left, ask.paste and attempt.input)
  if query == nil then errors.raise(err) end
  if query == false then return nil end
  if query ~= true then
    local code, why = code_of(attempt, query)
    if code then return code end
    listener:answer(400, page("Not signed in", why))
  else
    local line = io.read "l"
    attempt.input = line ~= nil -- its end is not a paste
    if line and line:find "%S" then
      local code, why = code_of(attempt, line:match "%?(.-)%s*$" or line)
      if code then return code end
      ask.say(why)
    end
  end
  if attempt.refused then
    errors.refuse("auth", attempt.refused, REFUSED_HINT)
  end
end

local function wait_for_code(attempt, listener, ask)
  local driver = engine.get()
  local deadline = driver:now() + (ask.seconds or SECONDS)
  attempt.input = ask.paste
  while true do
    local left = deadline - driver:now()
    if left <= 0 then
      errors.refuse("timeout", ("nobody signed in within %g s"):format(
        ask.seconds or SECONDS), "start again")
    end
    local code = look(attempt, listener, left, ask)
    if code then return code end
  end
end

local function redeem(given, attempt, code)
  return connect(given, false, function(plan, refresh)
    plan.later = true
    plan.token = function()
      local spec = refresh()
      spec.grant, spec.refresh_token = "authorization_code", nil
      spec.code, spec.code_verifier = code, attempt.verifier
      spec.redirect_uri = attempt.redirect_uri
      return spec
    end
  end)
end

local function begin(given)
  local attempt = { verifier = pkce.verifier(), state = pkce.state() }
  local probe = connect(given, false, function(plan) plan.later = true end)
  local connection = probe.connection
  local fields = connection.plan.shown
  attempt.authorize = connection.address.authorize
  attempt.client_id = fields.client_id
  attempt.scope = scope_list.of_user(fields.scope)
  attempt.redirect_uri = connection.settings.values.redirect_uri
    or REDIRECT
  return attempt
end

local function listen(attempt)
  local host, port, path = parse_redirect(attempt.redirect_uri)
  local listener, err = core.redirect(port, path)
  if not listener then errors.raise(err) end
  if port == 0 then -- any port of this machine, RFC 8252 section 7.3
    attempt.redirect_uri = ("http://%s:%d%s"):format(host, listener:port(),
      path)
  end
  return listener
end

local function finish(given, attempt, listener, code)
  local tenant = redeem(given, attempt, code)
  local ok, err = pcall(payload, tenant.connection)
  if ok then
    listener:answer(200, page("Signed in", "You can close this page."))
    return tenant
  end
  listener:answer(400, page("Not signed in", "The server did not take the "
    .. "code. The program that asked says why."))
  error(err, 0)
end

---Signs a user in, in a browser. The refresh token goes to the cache, where
---`connect { login = true, … }` with the same settings finds it.
---@param options orchestrator.ConnectOptions as for connect
---@param ask { say: fun(text: string), open?: boolean, paste?: boolean,
---  seconds?: number } say: how the user is told; open: a browser is tried;
---  paste: lines of standard input are taken as the address; seconds: 300
---@return orchestrator.Tenant signed in
return function(options, ask)
  local given = {}
  for name, value in pairs(options or {}) do given[name] = value end
  given.login = true
  local attempt = begin(given)
  local listener = listen(attempt)
  local ok, answer = pcall(function()
    local address = authorize_url(attempt)
    ask.say("Sign in at\n" .. address)
    if ask.open then open_browser(address) end
    if ask.paste then
      ask.say("If the browser is on another machine, paste the address that "
        .. "it ends at.")
    end
    return finish(given, attempt, listener,
      wait_for_code(attempt, listener, ask))
  end)
  listener:close()
  if not ok then error(answer, 0) end
  return answer
end
