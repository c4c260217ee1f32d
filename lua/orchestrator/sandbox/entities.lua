-- What every entity set can do by its declared type: list, get, create,
-- replace, patch, delete.

local body = require "orchestrator.sandbox.body"
local core = require "orchestrator.sandbox.core"
local entity_sql = require "orchestrator.sandbox.entity_sql"
local instant = require "orchestrator.sandbox.instant"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local query = require "orchestrator.sandbox.query"
local respond = require "orchestrator.sandbox.respond"
local schema = require "orchestrator.sandbox.schema"
local sets = require "orchestrator.sandbox.sets"
local text = require "orchestrator.sandbox.text"

local entities = {}

-- "Jobs", or "Jobs(Id,State)" when a part was selected.
local function fragment(set, options)
  if not options.select then return set end
  local names = {}
  for _, property in ipairs(options.of.list) do
    if options.select[property.name:lower()] then
      names[#names + 1] = property.name
    end
  end
  return ("%s(%s)"):format(set, table.concat(names, ","))
end

-- The type a list is declared to answer, where the set has its columns.
local function listed_type(context, set)
  local stored = model.type(model.sets[set])
  local declared = model.type((context.op.answers[200] or ""):match "%w+" or "")
  if not declared or declared == stored then return stored end
  for _, property in ipairs(declared.list) do
    local name = property.name
    if not (stored.by_name[name:lower()] or model.is_navigation(property)
      and (sets[set].relations or {})[name]) then
      return stored
    end
  end
  return declared
end

---Answers a list of a set.
---@param context table
---@param set string
---@param extra table|nil a further condition, as query.page() takes it
function entities.list(context, set, extra)
  local options = query.options(context, set, listed_type(context, set))
  options.hide = sets[set].by_id
  local rows = query.page(context, options, extra)
  local count
  if options.count then
    count = query.total(context, options, extra)
    local window = sets[set].window
    if window and count > window then count = window end
  end
  return respond.collection(context, fragment(set, options), rows, count)
end

---Answers one entity that meets a condition, or raises 1002.
function entities.get(context, set, condition, value)
  local of = model.type(context.op.answers[200]) or
    model.type(model.sets[set])
  local options = query.options(context, set, of)
  local row = query.one(context, options, condition, value)
  if not row then problem.not_found(sets[set].noun) end
  return respond.object(context, fragment(set, options) .. "/$entity", row)
end

---------------------------------------------------------------------------
-- Writing

local function taken(context, set, values, except)
  local config, database = sets[set], context.database
  for _, column in ipairs(config.unique or {}) do
    local value = values[column]
    local sql = ('SELECT 1 FROM "%s" WHERE "%s" = ? COLLATE NOCASE '
      .. 'AND "%s" IS NOT ?'):format(set, column, schema.key(set))
    local found
    if value ~= nil and config.folder then
      found = database:row(sql .. " AND _folder = ?", value, except,
        context.folder_id)
    elseif value ~= nil then
      found = database:row(sql, value, except)
    end
    if found then
      problem.fail(409, 1001, ("The name %s is already used."):format(value))
    end
  end
end

-- What the server fills in itself, where the type has it.
local function stamp(of, values)
  local now = instant.from_time(core.now())
  local has = of.by_name
  if has.key and has.key.kind == "guid" and not values.Key then
    values.Key = text.guid()
  end
  if has.creationtime then values.CreationTime = now end
  if has.creatoruserid then values.CreatorUserId = 1 end
end

local function touch(of, values)
  if of.by_name.lastmodificationtime then
    values.LastModificationTime = instant.from_time(core.now())
  end
  if of.by_name.lastmodifieruserid then values.LastModifierUserId = 1 end
end

---Writes a new row.
---@param values table by column; nil is NULL
---@return integer|string key
function entities.insert(database, set, values)
  local columns, marks, bound = schema.sorted(values), {}, {}
  if #columns == 0 then
    return select(2, database:run(('INSERT INTO "%s" DEFAULT VALUES')
      :format(set)))
  end
  for i, column in ipairs(columns) do
    bound[i], marks[i] = values[column], "?"
    columns[i] = ('"%s"'):format(column)
  end
  local _, id = database:run(('INSERT INTO "%s" (%s) VALUES (%s)'):format(set,
    table.concat(columns, ","), table.concat(marks, ",")),
    table.unpack(bound, 1, #columns))
  return values[schema.key(set)] or id
end

---Changes columns of the row with a key.
---@param changes table by column; body.null is NULL
function entities.update(database, set, key, changes)
  local parts, bound = {}, {}
  for i, column in ipairs(schema.sorted(changes)) do
    parts[i] = ('"%s"=?'):format(column)
    local value = changes[column]
    if value ~= body.null then bound[i] = value end
  end
  if #parts == 0 then return end
  bound[#parts + 1] = key
  database:run(('UPDATE "%s" SET %s WHERE "%s"=?'):format(set,
    table.concat(parts, ","), schema.key(set)),
    table.unpack(bound, 1, #parts + 1))
end

-- True when the key is there, in the folder of the request if it has one.
local function exists(context, set, key)
  local params = { key, n = 1 }
  local from, where = entity_sql.source(context.database, set,
    context.folder_id, params)
  return context.database:row(("SELECT 1 FROM %s WHERE %s=?1%s"):format(from,
    entity_sql.key(set), where and " AND " .. where or ""),
    table.unpack(params, 1, params.n))
end

entities.exists = exists

---Raises 1002 unless the key is there.
function entities.must_exist(context, set, key)
  if not exists(context, set, key) then problem.not_found(sets[set].noun) end
end

local function without_nulls(values)
  local out = {}
  for name, value in pairs(values) do
    if value ~= body.null then out[name] = value end
  end
  return out
end

---Writes a new row for a request and answers it with 201.
---@param values table by column, without nulls
---@param fill function|nil called with the values, to complete or refuse them
function entities.add(context, set, values, fill)
  stamp(model.type(model.sets[set]), values)
  if fill then fill(values) end
  taken(context, set, values, nil)
  if sets[set].folder then values._folder = context.folder_id end
  local key = entities.insert(context.database, set, values)
  local options = { set = set, order = {}, expand = {},
    of = model.type(context.op.answers[201]) or model.type(model.sets[set]) }
  local row = query.one(context, options, entity_sql.key(set) .. " = ?", key)
  return respond.object(context, set .. "/$entity", row, 201,
    { ("Location: %s/odata/%s(%s)"):format(context.base, set, key) })
end

-- Numbers are given by the database, texts by the caller.
local new_key = {
  int32 = function() end,
  int64 = function() end,
  string = function(values) return values.Id end,
  guid = text.guid,
}

---Creates an entity from the request's body.
---@param fill function|nil called with the values, to complete or refuse them
function entities.create(context, set, fill)
  local of = model.type(context.op.body)
  local values = without_nulls(body.read(context.request.body, of,
    sets[set].argument))
  body.require(of, values)
  values.Id = new_key[of.by_name.id.kind](values)
  return entities.add(context, set, values, fill)
end

-- Not written by a replacement: what names the row and says whose it is.
local kept = { Id = true, Key = true, CreationTime = true,
  CreatorUserId = true, FoldersCount = true }

-- A secret that comes back as it was shown is a secret that stays: takes such
-- values out, and answers their names.
local function drop_masks(set, values)
  local names = {}
  for name in pairs(sets[set].masked or {}) do
    if type(values[name]) == "string" and values[name]:find "^[•]+$" then
      values[name], names[name] = nil, true
    end
  end
  return names
end

local function replacement(set, of, values)
  local secrets, changes = drop_masks(set, values), {}
  for _, property in ipairs(of.list) do
    local name = property.name
    local stays = kept[name] or name == schema.key(set) or property.readonly
    if not (stays or secrets[name]) then
      local value = values[name]
      if value == nil then value = body.null end
      changes[name] = value
    end
  end
  return changes
end

local function partial(set, values)
  drop_masks(set, values)
  for name in pairs(kept) do values[name] = nil end
  return values
end

-- What a write is declared to answer: the entity, or no body.
local function written(context, set, key)
  local answers = context.op.answers
  local of = model.type(answers[200])
  if not of then return respond.empty(answers[200] and 200 or 204) end
  local row = query.one(context, { set = set, of = of, order = {},
    expand = {} }, entity_sql.key(set) .. " = ?", key)
  return respond.object(context, set .. "/$entity", row)
end

---Changes a row for a request: names stay unique, and the change is dated.
---@param changes table by column; body.null is NULL
function entities.change(context, set, key, changes)
  taken(context, set, without_nulls(changes), key)
  touch(model.type(model.sets[set]), changes)
  entities.update(context.database, set, key, changes)
end

---Replaces a row by values: what is not given becomes null.
---@param values table by column; body.null is NULL
---@param of table the type of the values
---@param check function|nil called with the changes, the key and the context
function entities.exchange(context, set, key, values, of, check)
  body.require(of, values)
  local changes = replacement(set, of, values)
  if check then check(changes, key, context) end
  entities.change(context, set, key, changes)
end

-- The body of a change to the row of the path, and its type.
local function given(context, set)
  local of = model.type(context.op.body)
  entities.must_exist(context, set, context.args.key)
  return body.read(context.request.body, of, sets[set].argument), of
end

---PUT: the whole entity, what is not given becomes null.
function entities.replace(context, set, check)
  local values, of = given(context, set)
  entities.exchange(context, set, context.args.key, values, of, check)
  return written(context, set, context.args.key)
end

---PATCH: only what is given.
function entities.patch(context, set, check)
  local changes, key = partial(set, (given(context, set))), context.args.key
  if check then check(changes, key, context) end
  entities.change(context, set, key, changes)
  return written(context, set, key)
end

---Takes a row out, and its links with it.
function entities.remove(database, set, key)
  database:run(('DELETE FROM "%s" WHERE "%s"=?'):format(set,
    schema.key(set)), key)
  if sets[set].shared then
    database:run('DELETE FROM _links WHERE "set"=? AND key=?', set, key)
  end
end

function entities.delete(context, set)
  entities.must_exist(context, set, context.args.key)
  entities.remove(context.database, set, context.args.key)
  return respond.empty(204)
end

return entities
