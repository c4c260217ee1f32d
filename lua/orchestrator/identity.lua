-- `tenant.identity`: the organisation's robot accounts, groups and users, on
-- the identity server. Its scopes (PM.…) come with client_id + client_secret.

local core = require "orchestrator.core"
local deadline = require "orchestrator.deadline"
local errors = require "orchestrator.errors"
local nearest = require "orchestrator.nearest"
local operation = require "orchestrator.operation"
local options = require "orchestrator.options"
local Source = require "orchestrator.query.pager_source"
local scope = require "orchestrator.scope"
local Walk = require "orchestrator.query.walk"

-- The operations behind our verbs. `paged`: top and skip, without $.
local VERBS = {
  RobotAccount = { list = "GetRobotAccounts", get = "GetRobotAccount",
    create = "CreateRobotAccount", update = "UpdateRobotAccount",
    delete = "Delete", id = "robotAccountId", paged = true },
  Group = { list = "GetGroups", get = "GetGroup", create = "CreateGroup",
    update = "UpdateGroup", delete = "Delete", id = "groupId" },
  User = { list = "GetUsers", get = "GetUser", create = "CreateUser",
    update = "Update", delete = "Delete", id = "userId", paged = true,
    name = "userName" },
  ExternalClient = { list = "GetAll", get = "Get", create = "Create",
    delete = "Delete", id = "id" },
}
local PAGE = 1000

---@class orchestrator.Identity
---@field RobotAccount orchestrator.IdentitySet
---@field Group orchestrator.IdentitySet
local Identity = { __name = "orchestrator.identity" }

---@class orchestrator.IdentitySet
local Set = { __name = "orchestrator.identity.set" }
local methods = {}

---@param tenant orchestrator.Tenant
---@return orchestrator.Identity
function Identity.new(tenant)
  return setmetatable({ connection = tenant.connection, tenant = tenant },
    Identity)
end

function Identity.__index(self, name)
  if type(name) ~= "string" or name:match "^_" then return nil end
  local catalogue = self.connection.catalogue
  if not catalogue:has(name, "identity") then
    errors.argument(("there is no %q in the identity API"):format(name),
      nearest.hint(name, catalogue:tags "identity"))
  end
  local set = setmetatable({ connection = self.connection,
    owner = self.tenant, tag = name }, Set)
  rawset(self, name, set)
  return set
end

local function operation_of(set, verb)
  local verbs, catalogue = VERBS[set.tag], set.connection.catalogue
  if not verbs or not verbs[verb] then
    errors.argument(("identity.%s has no %s"):format(set.tag, verb),
      "its operations are: "
      .. table.concat(nearest.names(catalogue:operations(set.tag)), ", "))
  end
  return catalogue:method(set.tag, verbs[verb]), verbs
end

local function send(set, op, args)
  local spec = operation.prepare(set.owner, op, "identity", args)
  return operation.send(set.owner, op, spec)
end

local LIST = { searchTerm = "text", sortBy = "text", sortOrder = "text",
  top = "integer", skip = "integer", timeout = "positive",
  partitionGlobalId = "text" }

-- What of a list's options is the pager's and not the API's.
local function split_options(given)
  local args, own = {}, {}
  for name, value in pairs(given) do
    local mine = name == "top" or name == "skip" or name == "timeout"
    local into = mine and own or args
    into[name] = value
  end
  if own.top and own.top < 0 or own.skip and own.skip < 0 then
    errors.argument "identity: top and skip must not be below 0"
  end
  return args, own
end

local function walk(set, given)
  local op, verbs = operation_of(set, "list")
  local args, own = split_options(options.check(given, LIST,
    "identity." .. set.tag))
  local spec = operation.prepare(set.owner, op, "identity", args)
  local address, parameters = spec.url:match "^([^?]*)%??(.*)$"
  local paged = verbs.paged or false
  local one = paged and own.top and own.top <= PAGE
  return Walk.new(function(i, left)
    if i > 1 then return nil end
    return Source.new(set.connection, {
      url = address, headers = scope.headers(set.owner), dollar = false,
      fixed = parameters ~= "" and parameters or nil, single = not paged,
      paging = one and "one" or "skip", page = PAGE, top = left,
      skip = own.skip, count = false, nulls = set.connection.nulls,
    }, set.connection.timeout, op)
  end, own.top, nil, nil, deadline.budget(own.timeout,
    "identity." .. set.tag .. ":each"))
end

---Iterates over the accounts or groups. Raises when it fails.
---@param self orchestrator.IdentitySet
---@param given? { searchTerm?: string, sortBy?: string, sortOrder?: string,
---  top?: integer, skip?: integer, timeout?: number }
---@usage for row in tenant.identity.User:each() do print(row.email) end
function methods.each(self, given)
  local steps = walk(self, given)
  return Walk.step, steps, nil, steps
end

---All accounts or groups in a list.
---@param self orchestrator.IdentitySet
---@param given? table as for each
---@return table[]
---@usage #tenant.identity.Group:list()
methods.list = errors.method(function(self, given)
  local rows = setmetatable({}, core.array_mt)
  for row in Walk.step, walk(self, given) do rows[#rows + 1] = row end
  return rows
end)

local function id_argument(set, id, verb)
  if id == nil then
    errors.argument(("identity.%s: %s: the id is missing"):format(set.tag,
      verb))
  end
  return type(id) == "table" and id.id or id
end

local function check_fields(set, fields, verb)
  if type(fields) ~= "table" then
    errors.argument(("identity.%s: %s: the fields must be a table"):format(
      set.tag, verb))
  end
end

---One account or group by its id.
---@param self orchestrator.IdentitySet
---@param id string|table the id, or a row that holds it
---@return table
---@usage tenant.identity.Group:get(group.id)
methods.get = errors.method(function(self, id)
  local op, verbs = operation_of(self, "get")
  return send(self, op, { [verbs.id] = id_argument(self, id, "get") })
end)

---Creates an account or group. partitionGlobalId comes from the connection.
---@param self orchestrator.IdentitySet
---@param fields table { name, displayName, groupIDsToAdd, … }
---@return table
---@usage tenant.identity.RobotAccount:create { name = "nightly" }
methods.create = errors.method(function(self, fields)
  check_fields(self, fields, "create")
  return send(self, (operation_of(self, "create")), { body = fields })
end)

---Changes an account or group (PUT): only what is given changes.
---@param self orchestrator.IdentitySet
---@param id string|table
---@param fields table { displayName, groupIDsToAdd, groupIDsToRemove, … }
---@return table|true
---@usage tenant.identity.Group:update(group.id, { name = "Night shift" })
methods.update = errors.method(function(self, id, fields)
  check_fields(self, fields, "update")
  local op, verbs = operation_of(self, "update")
  return send(self, op, { [verbs.id] = id_argument(self, id, "update"),
    body = fields })
end)

---Deletes an account, group, user or application.
---@param self orchestrator.IdentitySet
---@param id string|table
---@return true
---@usage tenant.identity.RobotAccount:delete(account.id)
methods.delete = errors.method(function(self, id)
  local op, verbs = operation_of(self, "delete")
  return send(self, op, { [verbs.id] = id_argument(self, id, "delete") })
end)

-- The rows of a name; the search of some lists is for a part of it.
local function rows_named(set, name)
  local _, verbs = operation_of(set, "list")
  if type(name) ~= "string" or name == "" then
    errors.argument(("identity.%s: the name must be a string"):format(set.tag))
  end
  local rows, property = {}, verbs.name or "name"
  for row in Walk.step, walk(set, verbs.paged and { searchTerm = name }
    or nil) do
    if tostring(row[property]):lower() == name:lower() then
      rows[#rows + 1] = row
    end
  end
  return rows
end

---The account, group, user or application of that name (a user's userName),
---compared here; none or several raise.
---@param self orchestrator.IdentitySet
---@param name string
---@return table
---@usage tenant.identity.RobotAccount:named("nightly").id
methods.named = errors.method(function(self, name)
  local rows = rows_named(self, name)
  if #rows == 1 then return rows[1] end
  if #rows > 1 then
    errors.refuse("conflict", ("identity.%s: %d are named %q"):format(
      self.tag, #rows, name), "use the id of one of them")
  end
  local known, property = {}, VERBS[self.tag].name or "name"
  for row in Walk.step, walk(self, { top = 1000 }) do
    known[#known + 1] = row[property]
  end
  errors.refuse("not_found", ("identity.%s: there is no %q"):format(self.tag,
    name), nearest.hint(name, known))
end)

---The one of that name, created when there is none.
---@param self orchestrator.IdentitySet
---@param fields table as for create, with its name
---@return table
---@return boolean made
---@usage tenant.identity.RobotAccount:ensure { name = "nightly" }
methods.ensure = errors.method(function(self, fields)
  check_fields(self, fields, "ensure")
  local property = VERBS[self.tag] and VERBS[self.tag].name or "name"
  local rows = rows_named(self, fields[property])
  if #rows > 0 then return rows[1], false end
  local op = operation_of(self, "create")
  local made = send(self, op, { body = fields })
  -- Of a user the API only says whether it was made.
  if type(made) ~= "table" or made.id == nil then
    made = rows_named(self, fields[property])[1] or made
  end
  return made, true
end)

local SEARCH = { sources = "table" }

---Users, groups, robot accounts and applications of the directory whose names
---begin with a text (Directory_Search): `identity.Directory:search "fin"`.
---@param self orchestrator.IdentitySet
---@param text string
---@param given? { sources?: string[] } of the API's sourceFilter
---@return table[]
---@usage tenant.identity.Directory:search "fin"
methods.search = errors.method(function(self, text, given)
  given = options.check(given, SEARCH, "search")
  if self.tag ~= "Directory" then
    errors.argument(("identity.%s is not searched"):format(self.tag),
      "identity.Directory:search(text) is")
  end
  local found = self.connection.catalogue:method("Directory", "Search")
  return operation.run(self.owner, found, nil,
    { startsWith = text, sourceFilter = given.sources })
end)

local function operation_method(catalogue, tag, name)
  local bound = catalogue:remember "identity methods"
  local known = bound[tag] or {}
  bound[tag] = known
  if known[name] == nil then
    local found = catalogue:method(tag, name)
    known[name] = found and errors.method(function(self, ...)
      return operation.run(self.owner, found, nil, ...)
    end) or false
  end
  return known[name] or nil
end

function Set.__index(self, name)
  local method = methods[name]
  if method then return method end
  if type(name) ~= "string" or name:match "^_" then return nil end
  local tag = rawget(self, "tag")
  local catalogue = rawget(self, "connection").catalogue
  method = operation_method(catalogue, tag, name)
  if method then return method end
  local known = nearest.names(methods)
  for operation_name in pairs(catalogue:operations(tag)) do
    known[#known + 1] = operation_name
  end
  errors.argument(("identity.%s has no method or operation %q"):format(tag,
    name), nearest.hint(name, known))
end

function Set:__tostring()
  return ("orchestrator.identity.%s %s"):format(self.tag,
    self.connection.address.identity_api)
end

return Identity
