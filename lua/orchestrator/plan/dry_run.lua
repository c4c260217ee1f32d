-- A dry run: reads are sent, writes are recorded for a plan and answered with
-- placeholders for what they would make.

local parse = require "orchestrator.catalogue.descriptor"
local core = require "orchestrator.core"
local errors = require "orchestrator.errors"
local map = require "orchestrator.map"
local placeholder = require "orchestrator.plan.placeholder"
local secret_fields = require "orchestrator.operation.secret_fields"
local target = require "orchestrator.plan.target"

---@class orchestrator.Recorder
---@field writes table[] in their order
---@field tokens table<string, table> placeholders -> write, path, row
---@field secrets table<string, table> placeholders -> field, place or value
---@field notes string[]
local Recorder = { __name = "orchestrator.recorder" }
Recorder.__index = Recorder

-- Operations that hand out work: there is none in a dry run, or a loop over it
-- would have no end.
local TAKES = { Queues_StartTransaction = true,
  TestDataQueueActions_GetNextItem = true }

-- Every recorder since, where each connection is to be a dry run (orch run
-- --dry-run).
---@type orchestrator.Recorder[]|nil
Recorder.forced = nil

local WRITE_URI = "Buckets_GetWriteUriByKey"
local UPLOAD = "https://plan.invalid/"

---@param address orchestrator.Address
---@return orchestrator.Recorder
function Recorder.new(address)
  return setmetatable({ address = address, writes = {}, tokens = {},
    secrets = {}, notes = {}, accesses = {} }, Recorder)
end

---------------------------------------------------------------------------
-- What a request is, apart from the tenant it goes to.

local function identity_base(address)
  return (address.identity_api:gsub("/api$", ""))
end

local function place_of(recorder, url)
  local base = recorder.address.base
  if url:sub(1, #base) == base then
    return "orchestrator", url:sub(#base + 1)
  end
  base = identity_base(recorder.address)
  if url:sub(1, #base) == base then return "identity", url:sub(#base + 1) end
  return "absolute", url
end

local OURS = { ["accept"] = true, ["x-uipath-tenantname"] = true }

local SECRET_WORDS = { "key", "secret", "token", "password", "cookie" }

-- Does a header of the user's own hold a secret? The folder's key is none.
local function is_secret(name)
  if name:find "^x%-uipath%-folder" then return false end
  for _, word in ipairs(SECRET_WORDS) do
    if name:find(word, 1, true) then return true end
  end
  return false
end

-- Headers that the connection does not make itself.
local function own_headers(recorder, headers)
  local out = {}
  for _, line in ipairs(headers or {}) do
    local name, value = line:match "^([^:]*):%s*(.*)$"
    local known = name:lower()
    if not OURS[known] then
      if is_secret(known) and value ~= "" then
        line = name .. ": " .. recorder:hide_one(value, name)
      end
      out[#out + 1] = line
    end
  end
  return setmetatable(out, core.array_mt)
end

---Placeholders that a request holds.
---@param spec orchestrator.Request
---@return table<string, true>
function Recorder:uses(spec)
  local found = {}
  placeholder.find(spec.url, self.tokens, found)
  placeholder.find(spec.body, self.tokens, found)
  for _, line in ipairs(spec.headers or {}) do
    placeholder.find(line, self.tokens, found)
  end
  return found
end

---------------------------------------------------------------------------
-- Secrets.

---A body whose secrets are replaced by placeholders.
---@param value any
---@return any
function Recorder:hide(value)
  return secret_fields.replace(value, function(secret, path)
    return self:hide_one(secret, path)
  end)
end

---A placeholder for a secret.
---@param secret string|table the text, or where it is to be had
---@param field string for messages
---@return string
function Recorder:hide_one(secret, field)
  local token = placeholder.new "string"
  local known = { field = field }
  if type(secret) == "table" then
    known.place = secret
  else
    known.value = secret
  end
  self.secrets[token] = known
  return token
end

---The same for a body that is a text already.
---@param text string|nil
---@return string|nil
function Recorder:hide_text(text)
  if not text or text == "" then return text end
  local value = core.decode(text, true)
  if type(value) ~= "table" then
    return self:hide_one(text, "body") -- who knows what is in it
  end
  local hidden = self:hide(value)
  return hidden == value and text or core.encode(hidden)
end

---------------------------------------------------------------------------
-- What a write would answer.

local IDS = { Id = true, Key = true, id = true, key = true, UniqueKey = true,
  BatchExecutionKey = true }

local function new_token(recorder, kind, path, row)
  local token = placeholder.new(kind)
  recorder.tokens[tostring(token)] = { write = #recorder.writes,
    path = setmetatable(path, core.array_mt), row = row }
  return token
end

-- What of the body is the entity: { itemData = { … } } is wrapped.
local function entity_of(body)
  if type(body) ~= "table" then return {} end
  local name, inner = next(body)
  if type(inner) == "table" and next(body, name) == nil and not inner[1] then
    return inner
  end
  return body
end

local function planned_row(recorder, catalogue, type_name, body, path)
  local row, given = {}, entity_of(body)
  local fields = catalogue:fields(type_name) or {}
  for name, text in pairs(fields) do
    local value = given[name]
    if value ~= nil and value ~= core.null then row[name] = value end
    if IDS[name] and row[name] == nil then
      local own = { table.unpack(path) }
      own[#own + 1] = name
      row[name] = new_token(recorder, parse(text).kind, own, row)
    end
  end
  -- Whoever waits for a planned job goes on.
  if type_name == "JobDto" then row.State = "Successful" end
  return row
end

local function any_row(recorder, body)
  local row = {}
  for name, value in pairs(entity_of(body)) do
    if value ~= core.null then row[name] = value end
  end
  for name, kind in pairs { Id = "uuid", Key = "uuid" } do
    row[name] = row[name] or new_token(recorder, kind, { name }, row)
  end
  return row
end

local function planned_list(recorder, catalogue, item, body)
  local list = setmetatable({}, core.array_mt)
  if item:find "ErrorResponse$" then return list end
  if item == "@BulkItemDto" then return { { Status = "OK" } } end
  if item:match "^@" then
    list[1] = planned_row(recorder, catalogue, item:sub(2), body, { 1 })
  end
  return list
end

local SCALARS = { int64 = true, int32 = true, uuid = true, string = true }

local function pretend(recorder, catalogue, op, body)
  local answer = op and op.answer
  if not answer then return true end
  local kind, rest = answer:match "^(%a+) (.+)$"
  if kind == "list" then return planned_list(recorder, catalogue, rest, body)
  end
  answer = rest or answer
  if answer == "@BulkOperationResponseDto" then
    return { Success = true,
      FailedItems = setmetatable({}, core.array_mt) }
  elseif answer:match "^@" then
    return planned_row(recorder, catalogue, answer:sub(2), body, {})
  elseif answer == "any" then
    return any_row(recorder, body)
  elseif answer == "boolean" then
    return true
  elseif SCALARS[answer] then
    return new_token(recorder, answer, {})
  end
  return true
end

---------------------------------------------------------------------------
-- Recording.

local function check_answerable(op)
  if op and op.answer == "octets" then
    errors.refuse("config", ("dry_run: %s answers bytes, and it would change "
      .. "something"):format(op.id), "connect without dry_run to send it")
  end
end

local function read_target(recorder, connection, write, path, headers)
  local base = write.api == "identity" and identity_base(recorder.address)
    or recorder.address.base
  local mark, err = target.read(connection, base .. path, headers)
  return mark and { path = path, fingerprint = mark }, err
end

local MOST_NAMED = 100 -- entities of one body that are read

-- Reads what a write works on; an address that is missing now, would be then.
local function look(recorder, connection, op, spec, write, body)
  if write.api == "absolute" then return end
  local headers = {}
  for _, line in ipairs(spec.headers) do
    if not line:lower():find "^content%-type" then
      headers[#headers + 1] = line
    end
  end
  local path = not next(write.uses) and target.path(connection.catalogue, op,
    write.path)
  if path then
    local found, err = read_target(recorder, connection, write, path, headers)
    if err and err.kind == "not_found" then errors.raise(err) end
    write.target = found
  end
  local named = target.named(op, body)
  if #named == 0 then return end
  if #named > MOST_NAMED then
    recorder.notes[#recorder.notes + 1] = ("%s names %d entities: whether "
      .. "they change is not looked at"):format(op.id, #named)
    return
  end
  local found, faults = map.run(named, function(one)
    return (read_target(recorder, connection, write, one, headers)) or false
  end)
  write.named = setmetatable({}, core.array_mt)
  for i = 1, #named do
    if faults[i] ~= nil then error(faults[i], 0) end
    if found[i] then write.named[#write.named + 1] = found[i] end
  end
end

local function list_of(set)
  local list = setmetatable({}, core.array_mt)
  for name in pairs(set) do list[#list + 1] = name end
  table.sort(list)
  return list
end

---Records a write.
---@param connection orchestrator.Connection
---@param op orchestrator.Operation|nil
---@param spec orchestrator.Request its secrets hidden
---@return any what it would answer
function Recorder:record(connection, op, spec)
  if op and TAKES[op.id] then
    self.notes[#self.notes + 1] = op.id
      .. " was answered as if there were nothing to do"
    return true
  end
  check_answerable(op)
  local api, path = place_of(self, spec.url)
  local write = { id = op and op.id or nil, method = spec.method, api = api,
    path = path, headers = own_headers(self, spec.headers), body = spec.body,
    tail = spec.tail, uses = self:uses(spec) }
  if spec.upload then
    write.upload = target.file(spec.upload)
    write.upload.file = spec.upload
  end
  local body = spec.body and not spec.upload and core.decode(spec.body, true)
  look(self, connection, op, spec, write, body)
  write.uses = list_of(write.uses)
  self.writes[#self.writes + 1] = write
  return pretend(self, connection.catalogue, op, body)
end

-- A file's address in a bucket ends with its time, so the plan asks for
-- another one.
local function access(recorder, spec)
  local url = UPLOAD .. tostring(#recorder.accesses + 1)
  local api, path = place_of(recorder, spec.url)
  recorder.accesses[#recorder.accesses + 1] = { api = api, path = path,
    headers = own_headers(recorder, spec.headers),
    uses = recorder:uses(spec) }
  return { Verb = "PUT", Uri = url, RequiresAuth = false,
    Headers = { Keys = {}, Values = {} } }
end

---Records a file that is sent to an address which `answer` gave.
---@param spec table what client:call takes
---@return boolean
function Recorder:upload(spec)
  local number = spec.url:sub(1, #UPLOAD) == UPLOAD
    and math.tointeger(tonumber(spec.url:sub(#UPLOAD + 1)))
  local known = number and self.accesses[number]
  if not known or not spec.upload then return false end
  local upload = target.file(spec.upload)
  upload.file = spec.upload
  self.writes[#self.writes + 1] = { method = "PUT", api = known.api,
    path = known.path, headers = own_headers(self, spec.headers),
    upload = upload,
    access = { headers = known.headers }, uses = list_of(known.uses) }
  return true
end

---What a read answers without being sent; nil: send it.
---@param op orchestrator.Operation|nil
---@param spec orchestrator.Request
---@return any
function Recorder:answer(op, spec)
  if op and op.id == WRITE_URI then return access(self, spec) end
  local used = self:uses(spec)
  if not next(used) then return nil end
  for token in pairs(used) do
    local row = self.tokens[token].row
    local path = spec.url:match "^[^?]*"
    if row and op and op.at:find "^/odata/%w+%({key}%)$"
      and path:find(token, 1, true) then
      local copy = {}
      for name, value in pairs(row) do copy[name] = value end
      return copy
    end
  end
  errors.refuse("config", ("dry_run: %s reads what the plan would make, and "
    .. "it is not there yet"):format(op and op.id or spec.url:match "^[^?]*"),
    "apply the plan so far first")
end

---Does a list ask in a folder that is only planned? Then it has no rows.
---@param headers string[]
---@return boolean
function Recorder:is_planned(headers)
  return next(self:uses { url = "", headers = headers }) ~= nil
end

return Recorder
