-- A tenant: what `connect` gives.

local deadline = require "orchestrator.deadline"
local engine = require "orchestrator.engine"
local errors = require "orchestrator.errors"
local Folder = require "orchestrator.folder"
local FolderSet = require "orchestrator.folder.set"
local Identity = require "orchestrator.identity"
local map = require "orchestrator.map"
local operation = require "orchestrator.operation"
local options = require "orchestrator.options"
local Plan = require "orchestrator.plan"
local Query = require "orchestrator.query"
local raw_request = require "orchestrator.raw_request"
local scope = require "orchestrator.scope"
local whoami = require "orchestrator.whoami"
local require = require("orchestrator.host").require

---@class orchestrator.Stats
---@field requests integer sent, sign-ins and repetitions among them
---@field retries integer repetitions among them
---@field renewals integer tokens that were got
---@field pages integer that came, of lists
---@field rows integer that were taken out of them
---@field bytes_in integer of answers, as they went over the wire
---@field bytes_out integer of requests
---@field transfers integer open now
---@field held integer bytes of C memory now, libcurl's not among them
---@field peak integer the most of that
---@field waited number seconds that its calls waited for something to happen,
---  asleep or while others went on (two calls at once count twice); in `state`
---  those that were slept
---@field state orchestrator.Stats of the Lua state; with what is nobody's in
---  particular: memory kept for the next answers, tables of sockets
---@field paced number seconds that calls waited for a rate limit
---@field backed_off number seconds that calls waited before a repetition

---@class orchestrator.Tenant
---@field identity orchestrator.Identity
local Tenant = { __name = "orchestrator.tenant" }
local methods = {}

function Tenant.__index(self, name)
  local method = methods[name]
  if method then return method end
  if name == "identity" then
    local identity = Identity.new(self)
    rawset(self, "identity", identity)
    return identity
  end
  return scope.set(self, name, methods, Query)
end

function Tenant:__tostring()
  return "orchestrator.tenant " .. self.connection.address.base
end

---@param connection orchestrator.Connection
---@return orchestrator.Tenant
function Tenant.new(connection)
  return setmetatable({ connection = connection }, Tenant)
end

-- The folder that connect, the profile or the environment names.
local function default_folder(self)
  local folder = self.connection.folder
  if not folder then
    errors.argument("folder: no folder is given",
      "give an Id, a key or a path, or set UIPATH_FOLDER_PATH")
  end
  return folder
end

---A folder. Sends nothing: one that does not exist is found out by its first
---call.
---@param self orchestrator.Tenant
---@param folder? integer|string|table Id, key (GUID), path ("Shared/Finance")
---  or a row of Folders; without it the one that connect's `folder`, the
---  profile, UIPATH_FOLDER_PATH or UIPATH_FOLDER_KEY names
---@return orchestrator.Folder
methods.folder = errors.method(function(self, folder)
  if folder == nil then folder = default_folder(self) end
  return Folder.new(self, folder)
end)

---Several folders at once, with the same entity sets:
---`for job, folder in tenant:folders("Finance/**").Jobs:each() do`.
---@param self orchestrator.Tenant
---@param pattern string * and ? within a name, ** for any depth
---@return orchestrator.FolderSet
methods.folders = errors.method(function(self, pattern)
  return FolderSet.new(self, pattern)
end)

---Runs a function over folders, tenants, rows or anything else, several at a
---time, in this one thread: whatever waits lets the others go on.
---@param self orchestrator.Tenant
---@param items table|function a list; a query or a set of folders; or an
---  iterator without a state (io.lines(…)), whose end is nil
---@param fn fun(item: any, index: integer, more: any): any `more` is what the
---  iterator gives beside the item: of a query over folders, the folder
---@param given? { workers?: integer, timeout?: number } workers: how many at a
---  time, 8. timeout: seconds for all of it, after which it raises
---@return table results by the place of their items; an item whose function
---  raised has none
---@return table errors by the place of their items; empty when all went well
---@return integer n how many items there were
methods.map = errors.method(function(_, items, fn, given)
  return map.run(items, fn, given)
end)

---The same as a loop, in bounded memory however many items there are:
---`for i, result, err in tenant:imap(items, fn) do`. Results come in the
---items' order; a `break` takes no further item and cancels what is under
---way. `pool:close()` does so for Lua 5.3, which has no closing values.
---@param items table|function
---@param fn fun(item: any, index: integer, more: any): any
---@param given? { workers?: integer, timeout?: number } timeout: seconds for
---  all of it, the loop's body included
---@return function step, orchestrator.Pool pool, nil, orchestrator.Pool closing
function methods.imap(_, items, fn, given)
  return map.each(items, fn, given)
end

---Any operation of either definition by its operationId.
---@param self orchestrator.Tenant
---@param id string e.g. "Folders_AssignUsers"
---@param args? table parameters by the definition's names without $, and the
---  body as `body` or its fields
---@return any answer a list, a table, a scalar, or true when it is empty
methods.call = errors.method(function(self, id, args)
  return operation.call(self, id, args)
end)

---Iterates over what an operation lists, page by page in whatever way it has
---(OData's options, take and skip, continuationToken): for file in
---folder:each("Buckets_ListFilesById", { id = 7 }) do. Raises when it fails.
---@param id string operationId
---@param args? table its parameters; `top` says how many rows
---@return function step, orchestrator.Walk walk, nil, orchestrator.Walk closing
function methods.each(self, id, args)
  return operation.query(self, id, args):each()
end

---What a dry run has recorded so far: `print(tenant:plan())` shows it,
---`plan:save(file)` keeps it, `plan:apply(tenant)` does it.
---@param self orchestrator.Tenant
---@return orchestrator.Plan
methods.plan = errors.method(function(self)
  local recorder = self.connection.recorder
  if not recorder then
    errors.config("plan: this tenant sends its writes",
      "connect{ dry_run = true } records them")
  end
  return Plan.of(recorder)
end)

---Reads the OpenAPI 3 or Swagger 2 document of a newer server (its
---/swagger/v20.0/swagger.json, as JSON): operations that the catalogue lacks
---can be called by their names from now on, with their arguments checked, and
---fields, parameters and values that it lacks are no longer refused. It holds
---for this tenant and its folders; others of the Lua state keep theirs.
---@param self orchestrator.Tenant
---@param file string its path
---@return { operations: integer, new: integer, fields: integer,
---  version?: string } how many operations it has, and what of it is new
methods.load_definition = errors.method(function(self, file)
  return require "orchestrator.catalogue.definition".load(self.connection,
    file)
end)

local REQUEST = { query = "table", body = "string|table", headers = "table",
  raw = "boolean", read = "boolean", nulls = "boolean", timeout = "positive" }

---A request of your own, for what has no operation here.
---@param self orchestrator.Tenant
---@param method string "GET", …
---@param path string below Orchestrator's address ("/odata/Jobs"), or an
---  absolute address of this tenant's servers; escaped
---@param given? { query?: table, body?: string|table, headers?: table,
---  raw?: boolean, read?: boolean, nulls?: boolean, timeout?: number }
---  query: names (with $) to values or lists of values. body: a table is sent
---  as JSON. headers: names to values. raw: the answer's text, not its JSON.
---  read: this changes nothing, so it may be repeated.
---@return any answer JSON as a table, true when empty, text with raw
---@return { status: integer, content_type?: string, attempts: integer }
methods.request = errors.method(function(self, method, path, given)
  given = options.check(given, REQUEST, "request")
  return deadline.within(given.timeout or self.connection.timeout, "request",
    raw_request, self, method, path, given)
end)

---The newest version of the API that the server has said it supports; nil
---before its first answer.
---@param self orchestrator.Tenant
---@return string|nil
methods.api_version = errors.method(function(self)
  local versions = self.connection:open():api_versions()
  return versions and versions:match "([%d.]+)%s*$"
end)

---Who this connection is: how it signs in and where each setting came from,
---secrets masked. Sends nothing; tostring makes a text of it.
---@param self orchestrator.Tenant
---@return orchestrator.Whoami
methods.whoami = errors.method(function(self)
  return whoami.of(self.connection)
end)

---What this tenant has done and holds, and in `state` the same of the whole Lua
---state, whose tenants share one engine. For monitoring; sends nothing.
---@param self orchestrator.Tenant
---@return orchestrator.Stats
methods.stats = errors.method(function(self)
  local stats = self.connection:stats()
  stats.state = engine.get():stats()
  return stats
end)

---Ends what is under way and forgets the token. Twice is fine; a call
---afterwards fails with kind "closed".
---@param self orchestrator.Tenant
methods.close = errors.method(function(self) self.connection:close() end)

return Tenant
