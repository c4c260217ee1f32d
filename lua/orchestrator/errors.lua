-- Error objects: what every failure of this module raises, or returns under
-- orchestrator.safe.

---@class orchestrator.Error
---@field kind string argument | config | auth | forbidden | not_found |
---  conflict | invalid | rate_limit | server | network | tls | timeout |
---  protocol | partial | too_large | drift | busy | closed | cancelled | memory
---@field message string what failed, in the server's words if it had any
---@field hint? string what to try
---@field status? integer HTTP status of the answer
---@field code? integer the API's errorCode
---@field trace_id? string the API's traceId, for the vendor's support
---@field method? string of the request
---@field url? string of the request, without its query
---@field attempts integer requests made
---@field retryable boolean the same call may succeed later
---@field sent "yes"|"no"|"unsure" has the server seen the request?
---@field retry_after? number seconds the server asked to wait
---@field failed? table[] of a partial success: the items that failed
---@field result? any of a partial success: the whole answer
---@field done? integer where a call takes several requests: how many of its
---  things were done before the one that failed

local errors = {}

local Error = { __name = "orchestrator.error" }
Error.__index = Error

-- What to try, where neither the core nor the caller said it.
local BY_CODE = {
  [1100] = "check the folder's path, id or key, and that this account has "
    .. "access to it",
  [1101] = 'call it on a folder: tenant:folder("Shared/Finance")',
}
local BY_KIND = {
  auth = "check the credentials and that they are for this server",
  forbidden = "give this account the permission, or the application the "
    .. "scope, that this needs",
  rate_limit = "wait and try again, or ask for less",
  server = "try again later; give the trace id to whoever runs the server",
  network = "check the address, the network and the proxy",
  tls = "check the server's certificate, or give ca = its issuer's",
  timeout = "try again, or give a longer timeout",
}

-- A message is one line, whatever a server put into it.
local function one_line(text)
  return (text:gsub("[\r\n]+", " "):gsub("%c", " ")
    :gsub("\xC2[\x80-\x9F]", " ")) -- a terminal obeys those, too
end

local function request_of(err)
  if not err.method then return nil end
  return err.method .. " " .. (err.url or "")
end

local function details_of(err)
  local details = {}
  if err.code then details[#details + 1] = "errorCode " .. err.code end
  if err.trace_id then details[#details + 1] = "trace " .. err.trace_id end
  if err.attempts > 1 then
    details[#details + 1] = err.attempts .. " attempts"
  end
  if err.sent == "unsure" then
    details[#details + 1] = "it is not known whether the server has done it"
  end
  if #details == 0 then return "" end
  return " (" .. table.concat(details, ", ") .. ")"
end

function Error:__tostring()
  local parts = { "orchestrator: " }
  local request = request_of(self)
  if request then
    parts[#parts + 1] = request
    parts[#parts + 1] = self.status and " answered " .. self.status or ""
    parts[#parts + 1] = ": "
  end
  parts[#parts + 1] = self.message
  parts[#parts + 1] = details_of(self)
  if self.hint then parts[#parts + 1] = "; " .. self.hint end
  parts[#parts + 1] = " [" .. self.kind .. "]"
  return one_line(table.concat(parts))
end

---Makes an error object of a plain table, the core's or one's own.
---@param fields table at least kind and message
---@return orchestrator.Error
function errors.new(fields)
  local err = setmetatable({}, Error)
  for name, value in pairs(fields) do err[name] = value end
  err.kind = err.kind or "protocol"
  err.message = err.message or "failed"
  err.attempts = err.attempts or 0
  err.sent = err.sent or "no"
  err.retryable = err.retryable or false
  if err.hint == "" then err.hint = nil end
  err.hint = err.hint or BY_CODE[err.code] or BY_KIND[err.kind]
  return err
end

---Is this value one of ours?
---@param value any
---@return boolean
function errors.is(value) return getmetatable(value) == Error end

---Raises what the core or a module of ours reports.
---@param fields table
function errors.raise(fields)
  error(errors.is(fields) and fields or errors.new(fields), 0)
end

---Raises an error of a kind, for what is refused before anything is sent.
---@param kind string
---@param message string
---@param hint? string
function errors.refuse(kind, message, hint)
  error(errors.new { kind = kind, message = message, hint = hint }, 0)
end

---@param message string what is wrong with which argument
---@param hint? string what to try
function errors.argument(message, hint)
  return errors.refuse("argument", message, hint)
end

---@param message string what is wrong with the connection's settings
---@param hint? string what to try
function errors.config(message, hint)
  return errors.refuse("config", message, hint)
end

local function caught(ok, ...)
  if ok then return ... end
  local err = ...
  if errors.is(err) then return nil, err end
  error(err, 0) -- a mistake of the program, not an answer
end

---Calls fn; an error object comes back as `nil, err`.
function errors.catch(fn, ...) return caught(pcall(fn, ...)) end

---A method for users: its failures are raised, or returned when the object's
---connection was made by orchestrator.safe.
---@param fn function
---@return function
function errors.method(fn)
  return function(self, ...)
    local connection = type(self) == "table" and rawget(self, "connection")
    if not connection then
      errors.argument("this is a method and was called without its object",
        "write a colon: object:method(…)")
    end
    if connection.safe then return errors.catch(fn, self, ...) end
    return fn(self, ...)
  end
end

return errors
