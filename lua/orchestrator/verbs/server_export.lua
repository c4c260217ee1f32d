-- Files that the server makes: requested, awaited, downloaded.

local deadline = require "orchestrator.deadline"
local errors = require "orchestrator.errors"
local options = require "orchestrator.options"
local pause = require "orchestrator.pause"
local blob = require "orchestrator.bucket.blob"

local server_export = {}

local PATIENCE = 600          -- seconds
local FIRST, MOST = 0.5, 10   -- seconds between looks
local WAIT = { timeout = "positive" }

local function id_of(given)
  local id = type(given) == "table" and given.Id or given
  if math.type(id) ~= "integer" then
    errors.argument("give an export, or its Id")
  end
  return id
end

local function wait_for(owner, id, seconds)
  local again, whole = pause.schedule(FIRST, MOST, seconds)
  local in_time, row = pause.look(owner.Exports.get, owner.Exports, id)
  while not in_time or row.Status == "New" or row.Status == "InProgress" do
    if not in_time or not again() then
      errors.raise { kind = "timeout", sent = "yes", retryable = true,
        message = ("export %d is not made within %g s"):format(id, whole),
        hint = "it goes on; wait again: tenant.Exports:wait(" .. id .. ")" }
    end
    in_time, row = pause.look(owner.Exports.get, owner.Exports, id)
  end
  if row.Status ~= "Completed" then
    errors.refuse("server", ("export %d has ended as %s"):format(id,
      tostring(row.Status)), "ask for less, or later: a tenant has only so "
      .. "many exports a day")
  end
  return row
end

---Waits for an export to be made.
---@param owner table whose methods raise
---@param given integer|table
---@param how? { timeout?: number }
---@return table row of Exports, Completed
function server_export.wait(owner, given, how)
  how = options.check(how, WAIT, "wait")
  local id, seconds = id_of(given), how.timeout or PATIENCE
  return deadline.within(seconds, "Exports:wait", wait_for, owner, id, seconds)
end

---Fetches what an export has made.
---@param owner table whose methods raise
---@param given integer|table
---@param target string|fun(piece: string)
---@return integer bytes
function server_export.download(owner, given, target)
  local id = id_of(given)
  return blob.read(owner.connection, function()
    return owner.Exports:GetDownloadLink(id)
  end, target)
end

local function run(owner, ask, target, how)
  local row = server_export.wait(owner, ask(), how)
  return server_export.download(owner, row, target), row
end

---All three: the request is made by `ask`.
---@param owner table whose methods raise
---@param ask fun(): table
---@param target string|fun(piece: string)
---@param how? { timeout?: number } seconds for all three; without it the
---  server may take ten minutes
---@return integer bytes
---@return table row of Exports
function server_export.run(owner, ask, target, how)
  how = options.check(how, WAIT, "download_export")
  if type(target) ~= "string" and type(target) ~= "function" then
    errors.argument("download_export: give the path of a file, or a function")
  end
  return deadline.given(how.timeout, "download_export", run, owner, ask,
    target, how)
end

return server_export
