-- Files over HTTP in constant memory: an answer taken piece by piece, a body
-- read from a file while it is sent.

local await = require "orchestrator.await"
local deadlines = require "orchestrator.deadline"
local disk = require "orchestrator.disk"
local errors = require "orchestrator.errors"
local host = require "orchestrator.host"
local unique = require "orchestrator.unique"

local transfer = {}

local NO_CAP = 1 << 50 -- bytes; pieces are taken as they come

local function about(spec, connection)
  return { method = spec.method, url = spec.url:match "^[^?#]*",
    read = spec.method == "GET", connection = connection }
end

local function open(connection, spec)
  if connection.dry_run and spec.method ~= "GET" and not spec.read then
    errors.refuse("config", ("dry_run: %s %s was not sent, because it would "
      .. "change something"):format(spec.method, about(spec).url),
      "connect without dry_run to send it")
  end
  local call, err = connection:open():call(spec)
  if not call then errors.raise(err) end
  return call
end

-- Done, something to take, or again.
local function look(call, deadline)
  local done, err = call:poll(deadline)
  if done == nil then return nil, err end
  local piece = call:take()
  if piece ~= "" then return piece end
  return done
end

-- An answer that is over when its connection is may have been cut.
local function unbounded(spec, connection)
  local err = about(spec, connection)
  return errors.new { kind = "protocol", sent = "yes", attempts = 1,
    method = err.method, url = err.url,
    message = "the answer does not say how long it is, so it cannot be told "
      .. "whether all of it came",
    hint = "ask whoever runs the server or a proxy before it" }
end

local function drain(connection, call, spec, sink)
  local total = 0
  while true do
    local got, err = await.poll(look, call, connection.timeout,
      about(spec, connection))
    if got == nil then errors.raise(err) end
    if got == true then
      if not call:bounded() then errors.raise(unbounded(spec, connection)) end
      return total
    end
    total = total + #got
    sink(got)
  end
end

local function closing(connection, call, ok, ...)
  if not ok then
    connection:drop(call, (...))
    error(..., 0)
  end
  call:close()
  return ...
end

---Sends a read and gives what comes to a function, piece by piece. The
---connection's timeout counts anew with every piece.
---@param connection orchestrator.Connection
---@param spec table what the core's client:call takes
---@param sink fun(piece: string)
---@return integer bytes
function transfer.read(connection, spec, sink)
  spec.stream, spec.max_body = true, NO_CAP
  local call = open(connection, spec)
  return closing(connection, call, pcall(drain, connection, call, spec, sink))
end

-- A name that no other file has: a bucket may hold "a" and "a.part".
local function part_of(path)
  return ("%s.%s.part"):format(path, unique.guid():sub(1, 8))
end

local function unwritten(why)
  return errors.new { kind = "argument",
    message = "the file cannot be written: " .. tostring(why) }
end

-- Ends a file that was filled, as `ok` and `bytes` say, and gives it its name;
-- an error, where that is not to be.
local function finish(file, part, path, size, ok, bytes)
  local closed, why = file:close()
  if not ok then return bytes end
  if not closed then return unwritten(why) end
  if size and bytes ~= size then
    return errors.new { kind = "protocol", sent = "yes",
      message = ("%s: %d bytes came and not %d"):format(path, bytes, size) }
  end
  local named, fault = host.rename(part, path)
  if not named then return unwritten(fault) end
end

---The same into a file, which is there whole or not at all.
---@param connection orchestrator.Connection
---@param spec table
---@param path string
---@param size? integer bytes that it has to have
---@return integer bytes
function transfer.read_file(connection, spec, path, size)
  if disk.is_folder(path) then
    errors.argument(path .. " is a folder", "name the file in it")
  end
  local part = part_of(path)
  local file, why = host.open(part, "wb")
  if not file then
    errors.argument("the file cannot be written: " .. tostring(why))
  end
  local ok, bytes = pcall(transfer.read, connection, spec, function(piece)
    local written, fault = file:write(piece)
    if not written then error(unwritten(fault), 0) end
  end)
  local err = finish(file, part, path, size, ok, bytes)
  if err then
    host.remove(part)
    error(err, 0)
  end
  return bytes
end

-- Nothing comes before the end, but bytes move: so one wait is as long as none
-- does. Each look at that takes a part of the timeout.
local LOOKS = 4

local function send_all(connection, call, spec)
  local seconds, sent, still = connection.timeout, -1, 0
  local function poll(_, at) return call:poll(at + seconds) end
  while true do
    local done, err = await.poll(poll, nil, seconds / LOOKS,
      about(spec, connection))
    if done or err.kind ~= "timeout" or deadlines.passed() then
      return done, err
    end
    local now = call:uploaded()
    still = now == sent and still + 1 or 0
    sent = now
    if still >= LOOKS then
      err.message = ("nothing moved for %g s"):format(seconds)
      return nil, select(2, call:before()) or err
    end
  end
end

local NOTHING = { close = function() end, status = function() return 201 end,
  body = function() return "" end }

---Sends a request whose body is a file. It may take the connection's timeout,
---and a second for each 32 KB.
---@param connection orchestrator.Connection
---@param spec table with `upload`, the file's path
---@return userdata call done, to be closed
function transfer.write(connection, spec)
  local recorder = connection.recorder
  if recorder and recorder:upload(spec) then return NOTHING end
  local call = open(connection, spec)
  local ok, done, err = pcall(send_all, connection, call, spec)
  if ok and done then return call end
  connection:drop(call, ok and err or done)
  if not ok then error(done, 0) end
  if err.kind == "argument" and not err.message:find(spec.upload, 1, true) then
    err.message = ("%s: %s"):format(spec.upload, err.message)
  end
  errors.raise(err)
end

local function quoted(name)
  return (name:gsub('[%c"\\]', function(c)
    return ("%%%02X"):format(c:byte())
  end))
end

---Head, tail and content type of a multipart body with texts and one file.
---@param texts string[][] names and values
---@param field string|nil the file's
---@param path string|nil
---@return string head
---@return string tail
---@return string content_type
function transfer.multipart(texts, field, path)
  local boundary = "orc-" .. unique.guid()
  local head = {}
  local function part(name, more)
    head[#head + 1] = ("%s--%s\r\nContent-Disposition: form-data; "
      .. "name=\"%s\"%s\r\n"):format(#head > 0 and "\r\n" or "", boundary,
      quoted(name), more)
  end
  for _, text in ipairs(texts) do
    part(text[1], "")
    head[#head + 1] = "\r\n" .. text[2]
  end
  if field then
    part(field, ("; filename=\"%s\"\r\nContent-Type: "
      .. "application/octet-stream"):format(quoted(path:match "[^/\\]*$")))
    head[#head + 1] = "\r\n"
  end
  return table.concat(head), ("\r\n--%s--\r\n"):format(boundary),
    "multipart/form-data; boundary=" .. boundary
end

return transfer
