-- Files behind addresses that the API gives out (BlobFileAccessDto), which are
-- other servers'. The token does not go there, unless the API asks for it.

local errors = require "orchestrator.errors"
local pause = require "orchestrator.pause"
local transfer = require "orchestrator.transfer"

local blob = {}

local TRIES = 3 -- of one file, each with an address of its own

-- What an address asks for: its verb, and headers as two lists.
local function spec_of(access)
  local headers = {}
  local given = access.Headers or {}
  for i, name in ipairs(given.Keys or {}) do
    headers[i] = ("%s: %s"):format(name, given.Values[i])
  end
  return { method = access.Verb, url = access.Uri, headers = headers,
    anonymous = not access.RequiresAuth, accept_any = true }
end

-- Tries again what may be repeated: a file is the same however often it is
-- put. The addresses end, so each try asks for a new one.
local function trying(fn)
  for try = 1, TRIES do
    local result, err = errors.catch(fn)
    if result ~= nil then return result end
    if try == TRIES or not (err.retryable or err.kind == "network"
      or err.kind == "timeout" or err.kind == "server") then
      errors.raise(err)
    end
    pause.sleep(try * 0.25)
  end
end

---Sends a file.
---@param connection orchestrator.Connection
---@param access fun(): table asks the API for the address
---@param file string its path
---@param content_type string
---@return true
function blob.write(connection, access, file, content_type)
  return trying(function()
    local spec = spec_of(access())
    spec.upload = file
    spec.headers[#spec.headers + 1] = "Content-Type: " .. content_type
    transfer.write(connection, spec):close()
    return true
  end)
end

---Fetches a file. A function has had pieces when it fails, so it is not tried
---again.
---@param connection orchestrator.Connection
---@param access fun(): table asks the API for the address
---@param target string|fun(piece: string)
---@param size? integer bytes that it must have
---@return integer bytes
function blob.read(connection, access, target, size)
  if type(target) == "function" then
    return transfer.read(connection, spec_of(access()), target)
  elseif type(target) ~= "string" then
    errors.argument("download: give the path of a file, or a function")
  end
  return trying(function()
    return transfer.read_file(connection, spec_of(access()), target, size)
  end)
end

return blob
