-- Calls operations of the definitions: arguments sorted to their places,
-- checked, sent, and the answer unwrapped.

local body = require "orchestrator.operation.body"
local body_check = require "orchestrator.operation.body_check"
local deadline = require "orchestrator.deadline"
local parse = require "orchestrator.catalogue.descriptor"
local errors = require "orchestrator.errors"
local conditions = require "orchestrator.query.conditions"
local filter = require "orchestrator.query.filter"
local nearest = require "orchestrator.nearest"
local paging = require "orchestrator.query.paging"
local outcome = require "orchestrator.operation.outcome"
local partition = require "orchestrator.operation.partition"
local path = require "orchestrator.operation.path"
local request = require "orchestrator.request"
local scope = require "orchestrator.scope"
local scopes = require "orchestrator.sign_in.scopes"
local secret_fields = require "orchestrator.operation.secret_fields"
local transfer = require "orchestrator.transfer"
local url = require "orchestrator.url"
local require = require("orchestrator.host").require

local operation = {}

---------------------------------------------------------------------------
-- Arguments.

local function options_of(op)
  local names = {}
  for name in (op.options or ""):gmatch "%S+" do names[name] = true end
  return names
end

local function body_fields(catalogue, op)
  local about = op.body and parse(op.body)
  return about and about.type and catalogue:fields(about.type)
end

-- Everything that an argument of the operation may be called.
local function known_names(catalogue, op)
  local names = options_of(op)
  for _, group in ipairs { op.path or {}, op.query or {}, op.header or {},
    body_fields(catalogue, op) or {} } do
    for name in pairs(group) do names[name] = true end
  end
  if op.body then names.body = true end
  return nearest.names(names)
end

local function refuse_unknown(catalogue, op, name)
  errors.argument(("%s: unknown argument %q"):format(op.id, tostring(name)),
    nearest.hint(tostring(name), known_names(catalogue, op))
    .. "; check = false on connect sends it as it is")
end

-- Where an argument goes: path, query, options, header, body or fields; nil:
-- there is no such argument.
local function place_of(op, name, options, fields, check)
  for _, place in ipairs { "path", "query", "header" } do
    if op[place] and op[place][name] then return place end
  end
  if options[name] then return "options" end
  if name == "body" and op.body then return "body" end
  if op.body and (not fields or fields[name] or not check) then
    return "fields"
  end
  return not check and "query" or nil
end

-- Arguments by their places.
local function sort_arguments(connection, op, args)
  local sorted = { path = {}, query = {}, header = {}, options = {} }
  local catalogue = connection.catalogue
  local options, fields = options_of(op), body_fields(catalogue, op)
  for name, value in pairs(args) do
    local place = place_of(op, name, options, fields, connection.check)
    if not place then
      refuse_unknown(catalogue, op, name)
    elseif place == "body" then
      sorted.body = value
    else
      sorted[place] = sorted[place] or {}
      sorted[place][name] = value
    end
  end
  if sorted.body ~= nil and sorted.fields then
    errors.argument(op.id .. ": give either body or its fields, not both")
  end
  return sorted
end

-- Positional arguments fill the path's places; a table at the end has the
-- rest.
local function read_arguments(op, defaults, ...)
  local args, given, n = {}, { ... }, select("#", ...)
  local places, last = path.places(op.at), nil
  for name, value in pairs(defaults or {}) do args[name] = value end
  if type(given[n]) == "table" then
    last, n = given[n], n - 1
  end
  for i = 1, n do
    if given[i] == nil or not places[i] then
      errors.argument(("%s: argument %d is %s"):format(op.id, i,
        given[i] == nil and "nil" or "one too many"), #places == 0
        and "give a table of arguments"
        or "its key comes first, then a table of the other arguments")
    end
    args[places[i]] = given[i]
  end
  for name, value in pairs(last or {}) do args[name] = value end
  return args
end

---------------------------------------------------------------------------
-- The request.

-- OData's options with their $; a filter may be a table of conditions.
local function option_parameters(catalogue, op, given, out)
  for name, value in pairs(given) do
    if name == "filter" and type(value) == "table" then
      local row = (op.answer or ""):match "@(%S+)$"
      local texts = conditions.texts(filter.read(catalogue, row, value))
      if #texts ~= 1 then
        errors.argument(op.id .. ": the filter's list is "
          .. (#texts == 0 and "empty" or "too long for one request"))
      end
      value = texts[1]
    end
    out["$" .. name] = value
  end
  return out
end

local function header_lines(op, given, headers)
  for name, value in pairs(given) do
    if tostring(value):find "%c" then
      errors.argument(("%s: %s holds a control character"):format(op.id, name))
    end
    headers[#headers + 1] = name .. ": " .. tostring(value)
  end
  return headers
end

local function body_value(op, sorted)
  local value = sorted.body
  if value == nil then value = sorted.fields end
  if op.media then
    return nil
  elseif value == nil and op.body and op.body:match "^@" then
    value = {} -- servers want a body where the definition has one
  end
  return value
end

-- The fields of a multipart body: its texts, and the one file.
local function split_parts(op, known, fields)
  local texts = {}
  local field, file
  for _, name in ipairs(nearest.names(fields)) do
    local value = fields[name]
    if type(value) ~= "string" then
      errors.argument(("%s: %s must be a string, not a %s"):format(op.id, name,
        type(value)))
    elseif known[name] and not known[name]:find "^binary" then
      texts[#texts + 1] = { name, value }
    elseif field then
      errors.argument(op.id .. " sends one file at a time here",
        "call it once for each")
    else
      field, file = name, value
    end
  end
  return texts, field, file
end

local function add_parts(op, known, sorted, spec)
  local fields = sorted.fields or sorted.body or {}
  for name, described in pairs(known) do
    if described:find "required" and fields[name] == nil then
      errors.argument(("%s: %s is missing"):format(op.id, name),
        'a file is given by its path: { file = "Invoice.1.0.0.nupkg" }')
    end
  end
  local texts, field, file = split_parts(op, known, fields)
  local kind
  spec.body, spec.tail, kind = transfer.multipart(texts, field, file)
  spec.upload = file
  if not file then spec.body, spec.tail = spec.body .. spec.tail, nil end
  spec.headers[#spec.headers + 1] = "Content-Type: " .. kind
  return spec
end

---------------------------------------------------------------------------
-- Checks.

-- The newest version of the API that the server has named, as a number.
local function server_version(connection)
  local versions = connection:open():api_versions()
  return tonumber(versions and versions:match "(%d+%.?%d*)[%s,]*$")
end

local function check_version(op, version)
  if op.since and version and version < op.since then
    errors.argument(("%s needs API version %d, and this server has %g"):format(
      op.id, op.since, version),
      "check = false on connect sends it all the same")
  end
end

local function check_query(catalogue, op, given)
  for name, value in pairs(given) do
    local about = op.query and op.query[name]
    if about and not (about:find "^%[%]" and type(value) ~= "table") then
      body_check(value, about, op.id .. ": " .. name,
        { loose = true, catalogue = catalogue })
    end
  end
end

local function check_arguments(connection, op, api, sorted, value, partial)
  local version = server_version(connection)
  check_version(op, version)
  check_query(connection.catalogue, op, sorted.query)
  if op.body and value ~= nil then
    body_check(value, op.body, op.id .. ": body", {
      loose = api == "identity", version = version,
      catalogue = connection.catalogue,
      partial = partial or op.method == "PATCH",
    })
  end
end

---Checks fields that will be changed in a body, none of which is required.
---@param connection orchestrator.Connection
---@param op orchestrator.Operation
---@param changes table
function operation.check_changes(connection, op, changes)
  if not connection.check then return end
  check_arguments(connection, op, "orchestrator", { query = {} }, changes,
    true)
end

local function base_of(connection, api)
  local address = connection.address
  if api ~= "identity" then return address.base end
  return (address.identity_api:gsub("/api$", ""))
end

---A body with the secrets that its references point to; in a dry run, with
---placeholders in the place of all secrets.
---@param connection orchestrator.Connection
---@param value any
---@return any
function operation.settle(connection, value)
  local recorder = connection.recorder
  if recorder then return recorder:hide(value) end
  return secret_fields.reveal(value)
end

---What an operation's request is.
---@param owner table tenant or folder
---@param op orchestrator.Operation
---@param api "orchestrator"|"identity"
---@param args table by the definition's names without $
---@param as_is? boolean the body comes from the server and is not checked
---@return orchestrator.Request
function operation.prepare(owner, op, api, args, as_is)
  local connection = owner.connection
  local catalogue = connection.catalogue
  if api == "identity" then partition.fill(connection, op, args) end
  local sorted = sort_arguments(connection, op, args)
  local address = base_of(connection, api)
    .. path.fill(op, sorted.path, api == "identity")
  local query = url.query(option_parameters(catalogue, op, sorted.options,
    sorted.query))
  local headers = header_lines(op, sorted.header, scope.headers(owner))
  local value = operation.settle(connection, body_value(op, sorted))
  if connection.check and not as_is then
    check_arguments(connection, op, api, sorted, value)
  end
  local text = value ~= nil and body.encode(value, op.body, catalogue) or nil
  if text then headers[#headers + 1] = "Content-Type: application/json" end
  if op.answer == "octets" then headers[1] = "Accept: */*" end
  local spec = { method = op.method, headers = headers, body = text,
    read = op.reads, url = address .. (query ~= "" and "?" .. query or "") }
  return op.media and add_parts(op, body_fields(catalogue, op), sorted, spec)
    or spec
end

---------------------------------------------------------------------------
-- The answer.

-- OData puts lists and scalars into { value = … }.
local function unwrap(op, value)
  local wrapped = op.answer and (op.answer:match "^list "
    or op.answer:match "^value ")
  if wrapped and type(value) == "table" and value.value ~= nil then
    return value.value
  end
  return value
end

---Sends an operation's request and reads its answer.
---@param owner table
---@param op orchestrator.Operation
---@param spec orchestrator.Request
---@param nulls? boolean
---@param on_failed? "return"|"raise" when items of it failed
---@return any
function operation.send(owner, op, spec, nulls, on_failed)
  local connection = owner.connection
  local recorder = connection.recorder
  if recorder and op.method ~= "GET" and not op.reads then
    return recorder:record(connection, op, spec)
  end
  local planned = recorder and recorder:answer(op, spec)
  if planned ~= nil then return planned end
  local call, err = errors.catch(spec.upload and transfer.write
    or request.send, connection, spec)
  if not call then errors.raise(scopes.explain(err, connection, op)) end
  local kind = call:header "content-type" or ""
  if op.answer == "octets" and not kind:find("json", 1, true) then
    return call:body()
  end
  if nulls == nil then nulls = connection.nulls end
  local value = unwrap(op, request.value(call, nulls))
  if on_failed ~= "return" then
    outcome.check(op, call:status(), value, spec)
  end
  return value
end

-- The query of what an operation lists.
local function query_of(owner, op, api, args)
  local spec = { tag = op.id:match "^%w+", operation = op, conditions = {},
    rows = (op.answer or ""):match "^list @(%S+)$" }
  for _, name in ipairs { "orderby", "select", "expand", "top", "skip" } do
    spec[name], args[name] = args[name], nil
  end
  if type(args.filter) == "table" then
    spec.conditions = filter.read(owner.connection.catalogue, spec.rows,
      args.filter)
  elseif args.filter ~= nil then
    spec.conditions = { { args.filter, has_or = true } }
  end
  args.filter, args.count = nil, nil
  local prepared = operation.prepare(owner, op, api, args)
  local address, parameters = prepared.url:match "^([^?]*)%??(.*)$"
  spec.headers = prepared.headers
  spec.path = address:sub(#owner.connection.address.base + 1)
  spec.parameters = parameters ~= "" and parameters or nil
  return require "orchestrator.query".of(owner, spec)
end

local function is_paged(op)
  return op.method == "GET" and (op.answer or ""):match "^list @" ~= nil
    and paging.has_option(op, "top")
end

-- What to do when an answer tells of items that failed.
local function take_on_failed(op, args)
  local choice = args.on_failed
  args.on_failed = nil
  if choice ~= nil and choice ~= "return" and choice ~= "raise" then
    errors.argument(op.id .. ": on_failed must be \"return\" or \"raise\"")
  end
  return choice
end

-- Where the bytes of an answer shall go, instead of into a string.
local function take_target(op, args)
  local target = args.to
  if op.answer ~= "octets" or target == nil then return nil end
  args.to = nil
  if type(target) ~= "string" and type(target) ~= "function" then
    errors.argument(op.id .. ": `to` is the path of a file, or a function")
  end
  return target
end

local function ask(owner, op, api, args, on_failed)
  local spec = operation.prepare(owner, op, api, args)
  return operation.send(owner, op, spec, nil, on_failed)
end

local function stream(connection, spec, target)
  if type(target) == "string" then
    return transfer.read_file(connection, spec, target)
  end
  return transfer.read(connection, spec, target)
end

---Calls an operation. `to` among the arguments of one that answers bytes is a
---file's path, or a function that takes them piece by piece; the count of
---bytes is returned then. `on_failed = "return"` among the arguments returns an
---answer that tells of failed items; else such an answer raises `partial`.
---@param owner table tenant or folder
---@param op orchestrator.Operation
---@param defaults table|nil arguments where none are given
---@param ... any the path's places, then a table of the other arguments
---@return any a list, a table, a scalar, or true when the answer is empty
function operation.run(owner, op, defaults, ...)
  local args = read_arguments(op, defaults, ...)
  local on_failed, target = take_on_failed(op, args), take_target(op, args)
  local api = select(3, owner.connection.catalogue:operation(op.id))
  if is_paged(op) then return query_of(owner, op, api, args):list() end
  if target then
    return stream(owner.connection, operation.prepare(owner, op, api, args),
      target)
  elseif op.media then -- a file may take longer, as long as it moves
    return ask(owner, op, api, args, on_failed)
  end
  return deadline.within(owner.connection.timeout, op.id, ask, owner, op, api,
    args, on_failed)
end

-- Every operationId that could be meant.
local function near_ids(catalogue, id)
  local ids, tags = {}, {}
  for _, api in ipairs { "orchestrator", "identity" } do
    for _, tag in ipairs(catalogue:tags(api)) do tags[#tags + 1] = tag end
  end
  local tag = nearest.find(id:match "^[^_]*", tags)
  for _, op in pairs(tag and catalogue:operations(tag) or {}) do
    ids[#ids + 1] = op.id
  end
  return ids
end

-- Options that say which page are the walk's, wherever a query is made.
local PAGES = { "continuationToken", "takeHint", "take" }

---The query of what an operation lists, page by page in whatever way it has.
---@param owner table tenant or folder
---@param id string operationId of a GET
---@param args? table
---@return orchestrator.Query
function operation.query(owner, id, args)
  local op, _, api = owner.connection.catalogue:operation(id)
  if not op or not paging.is_paged(op) or op.method ~= "GET" then
    errors.argument(("%s lists nothing page by page"):format(tostring(id)),
      op and "call it" or nil)
  end
  local copy = {}
  for name, value in pairs(args or {}) do copy[name] = value end
  for _, name in ipairs(PAGES) do
    if copy[name] ~= nil then
      errors.argument(("%s: %s is the walk's own"):format(id, name),
        name == "take" and "give top" or "leave it out")
    end
  end
  return query_of(owner, op, api, copy)
end

---Calls an operation by its operationId.
---@param owner table tenant or folder
---@param id string
---@param args? table
---@return any
function operation.call(owner, id, args)
  local catalogue = owner.connection.catalogue
  local op = type(id) == "string" and catalogue:operation(id)
  if not op then
    errors.argument(("there is no operation %q"):format(tostring(id)),
      nearest.hint(tostring(id), near_ids(catalogue, tostring(id))))
  elseif args ~= nil and type(args) ~= "table" then
    errors.argument(op.id .. ": the arguments must be a table")
  end
  return operation.run(owner, op, nil, args or {})
end

return operation
