-- What the token says of itself: waits for it, signing in where that is needed.

local await = require "orchestrator.await"
local errors = require "orchestrator.errors"

---@param connection orchestrator.Connection
---@return string|nil payload the second part of a JWT, base64url; nil: the
---  token is opaque
return function(connection)
  local client = connection:open()
  local ok, payload, err = pcall(await.poll, client.token_payload, client,
    connection.timeout, { read = true, connection = connection })
  if not ok then
    connection:drop(nil, payload)
    error(payload, 0)
  end
  connection:warn()
  if err then
    connection:drop(nil, err)
    errors.raise(err)
  end
  return payload
end
