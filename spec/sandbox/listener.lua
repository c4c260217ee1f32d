-- An empty tenant whose webhooks are heard: what its specs share.

local cjson = require "cjson"
local receiver = require "support.receiver"
local tenant = require "sandbox.tenant"

local Listener = {}
Listener.__index = Listener

local listener = { FOLDER = 1001, SECRET = "a secret with ü" }

--- Starts the tenant and a receiver; stop() ends both.
function listener.start()
  local server = tenant.start { seed = "empty", speed = 20,
    transactions = "anyone" }
  -- After it: a child would keep the receiver's port open.
  return setmetatable({ server = server, inbox = receiver.start() }, Listener)
end

function Listener:stop()
  self.inbox:stop()
  self.server:stop()
end

--- Makes a webhook for some types of events, or for all; its id.
function Listener:subscribe(events, more)
  local hook = { Name = "hook", Url = self.inbox.url, Enabled = true,
    SubscribeToAllEvents = events == nil, AllowInsecureSsl = false,
    Secret = listener.SECRET }
  if events then
    hook.Events = {}
    for i, name in ipairs(events) do hook.Events[i] = { EventType = name } end
  end
  for name, value in pairs(more or {}) do hook[name] = value end
  local answer = self.server:call("POST", "/odata/Webhooks", { json = hook })
  assert(answer.status == 201, answer.body)
  return answer.json.Id
end

--- The next event that comes, and the request it came in.
function Listener:next_event()
  local request = assert(self.inbox:next(), "no event came")
  return cjson.decode(request.body), request
end

--- A call in the folder that must go well; its answer's JSON.
function Listener:send(method, path, body)
  local answer = self.server:call(method, path, { folder = listener.FOLDER,
    json = body })
  assert(answer.status < 300, answer.body)
  return answer.json
end

return listener
