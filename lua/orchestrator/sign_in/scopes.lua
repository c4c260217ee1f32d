-- What a refusal has to do with scopes.

local scopes = {}

---Says of a refusal which scopes would do, and which way in carries them.
---@param err table changed where it is a refusal
---@param connection orchestrator.Connection
---@param operation orchestrator.Operation|nil what was refused
---@return table err
function scopes.explain(err, connection, operation)
  local wanted = operation and operation.scopes
  if err.kind ~= "forbidden" or not wanted then return err end
  err.hint = ("%s needs one of the scopes %s, and a role that permits it")
    :format(operation.id, (wanted:gsub(" ", ", ")))
  if wanted:match "^PM%." and connection.way == "client_id + user_key" then
    err.hint = err.hint .. "; a user key has none of them: connect with "
      .. "client_id and client_secret"
  end
  return err
end

return scopes
