-- The verbs that work on one entity, by its key.

local errors = require "orchestrator.errors"
local nearest = require "orchestrator.nearest"
local operation = require "orchestrator.operation"
local options = require "orchestrator.options"
local sets = require "orchestrator.query.sets"
local update = require "orchestrator.entity.update"

local entity = { verbs = {} }

local VERBS = { get = "GetById", create = "Post", replace = "PutById",
  patch = "PatchById", delete = "DeleteById" }

-- The operation behind a verb.
local function operation_of(query, verb)
  local tag, catalogue = query.spec.tag, query.connection.catalogue
  local found = catalogue:operations(tag)[VERBS[verb]]
  if not found then
    errors.argument(("%s: the API has no %s"):format(tag, verb),
      "operations of it are: "
      .. table.concat(nearest.names(catalogue:operations(tag)), ", "))
  end
  return found
end

-- A verb with a key acts on that entity, so a filter would mean nothing.
local function check_bare(query, verb)
  local spec = query.spec
  if #spec.conditions > 0 or spec.top or spec.skip or spec.orderby then
    errors.argument(("%s works on one entity by its key and takes no filter, "
      .. "top, skip or order"):format(verb),
      ("call it on the entity set: tenant.%s:%s(key)"):format(spec.tag, verb))
  end
end

---The property that holds the key of a set's rows.
---@param query orchestrator.Query
---@return string
function entity.key_property(query)
  operation_of(query, "delete")
  local catalogue = query.connection.catalogue
  for _, name in ipairs { "Id", "Key" } do
    if catalogue:property(query.spec.rows, name) then return name end
  end
  errors.argument(query.spec.tag .. ": its rows have no key")
end

-- A key, or a row that holds it.
local function key_of(query, key, verb)
  if type(key) == "table" and getmetatable(key) == nil then
    local property = query.connection.catalogue:property(query.spec.rows,
      "Id") and "Id" or "Key"
    key = key[property]
  end
  if key == nil then
    errors.argument(("%s: %s: the key is missing"):format(query.spec.tag,
      verb))
  end
  return key
end

local function check_row(query, verb, row)
  if type(row) ~= "table" then
    errors.argument(("%s: %s: the row must be a table, not a %s"):format(
      query.spec.tag, verb, type(row)))
  end
end

local function send(query, op, args, nulls, as_is)
  local spec = operation.prepare(query.owner, op, "orchestrator", args, as_is)
  return operation.send(query.owner, op, spec, nulls)
end

local function read(query, args, nulls)
  local row = send(query, operation_of(query, "get"), args, nulls)
  if type(row) == "table" then row["@odata.context"] = nil end
  return row
end

---The entity with that key; raises not_found when there is none.
---@param self orchestrator.Query
---@param key integer|string|table the key, or a row that holds it
---@param given? { nulls?: boolean }
---@return table
function entity.verbs.get(self, key, given)
  given = options.check(given, { nulls = "boolean" }, "get")
  check_bare(self, "get")
  local nulls = self.spec.nulls
  if given.nulls ~= nil then nulls = given.nulls end
  local spec = self.spec
  return read(self, { key = key_of(self, key, "get"), select = spec.select,
    expand = spec.expand }, nulls)
end

---Creates an entity (POST).
---@param self orchestrator.Query
---@param row table
---@return table|true created as the server has it
function entity.verbs.create(self, row)
  check_bare(self, "create")
  check_row(self, "create", row)
  local created = send(self, operation_of(self, "create"), { body = row })
  if type(created) == "table" then created["@odata.context"] = nil end
  return created
end

---Puts a row in the place of an entity (PUT): what is not in it is lost.
---`update` is the verb that keeps the rest.
---@param self orchestrator.Query
---@param key integer|string|table
---@param row table
---@return table|true
function entity.verbs.replace(self, key, row)
  check_bare(self, "replace")
  check_row(self, "replace", row)
  return send(self, operation_of(self, "replace"),
    { key = key_of(self, key, "replace"), body = row })
end

---Changes fields of an entity in the API's own way (PATCH), which few sets
---have.
---@param self orchestrator.Query
---@param key integer|string|table
---@param fields table
---@return table|true
function entity.verbs.patch(self, key, fields)
  check_bare(self, "patch")
  check_row(self, "patch", fields)
  return send(self, operation_of(self, "patch"),
    { key = key_of(self, key, "patch"), body = fields })
end

---Deletes an entity.
---@param self orchestrator.Query
---@param key integer|string|table
---@return true
function entity.verbs.delete(self, key)
  check_bare(self, "delete")
  return send(self, operation_of(self, "delete"),
    { key = key_of(self, key, "delete") })
end

---Deletes an entity that may have gone already.
---@param query orchestrator.Query
---@param key any
---@return boolean deleted false: it was not there
function entity.delete_if_there(query, key)
  local done, err = errors.catch(send, query, operation_of(query, "delete"),
    { key = key })
  if not done and err.kind ~= "not_found" then errors.raise(err) end
  return done and true or false
end

---Changes fields of an entity and keeps the others: reads it whole, applies
---the changes, and puts it back. Sends nothing when nothing changes. Raises
---`conflict` when it is modified in between, as far as the API lets one see:
---it is read once more before it is written, and a row given as the key must
---still be the present one.
---@param self orchestrator.Query
---@param key integer|string|table the key, or a row read before
---@param changes table orchestrator.null clears a field
---@return table|true
function entity.verbs.update(self, key, changes)
  check_bare(self, "update")
  check_row(self, "update", changes)
  if self.spec.select or self.spec.expand then
    errors.argument("update reads the whole entity and takes no select or "
      .. "expand")
  end
  local op, facts = operation_of(self, "replace"), sets[self.spec.tag] or {}
  local catalogue = self.connection.catalogue
  local id = key_of(self, key, "update")
  changes = operation.settle(self.connection, changes)
  operation.check_changes(self.connection, op, changes)
  local function fetch()
    return read(self, { key = id, expand = facts.whole }, true)
  end
  local before = fetch()
  if type(key) == "table" and getmetatable(key) == nil then
    update.check_version(self.spec.tag, key, before)
  end
  local row = update.merge(catalogue, self.spec.tag, op.body, before, changes)
  if not row then return true end
  update.check_hidden(self.spec.tag, facts.hidden, row)
  update.check_same(catalogue, self.spec.tag, op.body, before, fetch())
  return send(self, op, { key = id, body = row }, nil, true)
end

return entity
