-- The way a handle speaks to its server: requests under /_sandbox that carry
-- the key the parent gave at the start. Without that key (and without a
-- parent there is none) the path is like any other that leads nowhere.

local json = require "orchestrator.sandbox.json"
local problem = require "orchestrator.sandbox.problem"

local control = {}

local actions = {}

function actions.requests(server) return server.recorder:pack() end

function actions.reset(server)
  server.recorder:reset()
  server.faults:reset()
end

function actions.forget(server) server.recorder:reset() end

function actions.fault(server, body)
  server.faults:add(assert(json.decode(body)))
end

function actions.expire(server) server.tokens:expire() end

-- One statement; its rows come back as JSON.
function actions.sql(server, body)
  local given = assert(json.decode(body))
  local values = given.values or {}
  for i = 1, given.count or 0 do
    if values[i] == json.null then values[i] = nil end
  end
  return json.encode(setmetatable(server.database:rows(given.sql,
    table.unpack(values, 1, given.count or 0)), json.array_mt))
end

---True for a control request with the right key.
function control.is(server, request)
  return server.control_key ~= nil
    and request.path:sub(1, 10) == "/_sandbox/"
    and request.headers["x-sandbox-key"] == server.control_key
end

function control.answer(server, request)
  local action = actions[request.path:sub(11)]
  if not action then return problem.reply(404, "no such action", "text/plain")
  end
  local ok, result = pcall(action, server, request.body)
  if not ok then
    return problem.reply(400, tostring(result), "text/plain")
  end
  return problem.reply(200, result or "", "application/octet-stream")
end

return control
