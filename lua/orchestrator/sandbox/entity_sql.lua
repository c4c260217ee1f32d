-- SQL that reads entities as JSON. SQLite writes the objects; a page is one
-- statement whose rows need no more work than commas.

local filter = require "orchestrator.sandbox.filter"
local instant = require "orchestrator.sandbox.instant"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local schema = require "orchestrator.sandbox.schema"
local sets = require "orchestrator.sandbox.sets"

local entity_sql = {}

-- Properties in one json_object(), which takes 127 arguments at most.
local CHUNK = 60

local BULLETS = ("•"):rep(20)

-- Columns that are not stored but follow from the folder.
local computed = {
  OrganizationUnitId = "%s._folder",
  OrganizationUnitFullyQualifiedName =
    '(SELECT f."FullyQualifiedName" FROM "Folders" f WHERE f.Id=%s._folder)',
}

-- A shared row is in its own folder and in those it is linked into, and so
-- are a queue's items. Once there is a link, these take the place of the
-- tables: a row for each folder, with that folder in _in.
local linked = {
  QueueItems = [[(SELECT i.*, w.folder AS _in FROM "QueueItems" i JOIN (
    SELECT Id AS key, _folder AS folder FROM "QueueDefinitions" UNION ALL
    SELECT key, folder FROM _links WHERE "set" = 'QueueDefinitions') w
    ON w.key = i."QueueDefinitionId")]],
}

for set, config in pairs(sets) do
  if config.shared then
    linked[set] = ([[(SELECT q.*, q._folder AS _in FROM "%s" q
      UNION ALL SELECT q.*, l.folder FROM "%s" q JOIN _links l
      ON l."set" = '%s' AND l.key = q.Id)]]):format(set, set, set)
  end
end

local FOLDERS = "(SELECT count(*) + 1 FROM _links l WHERE l.\"set\" = '%s' "
  .. "AND l.key = %s.Id)"

---A property as SQL on a table's alias, before it becomes JSON.
function entity_sql.column(set, property, alias)
  local config = sets[set]
  if config.folder and computed[property.name] then
    return computed[property.name]:format(alias)
  end
  if config.keyless and property.name == "Id" then return "0" end
  if config.shared and property.name == "FoldersCount" then
    return FOLDERS:format(set, alias)
  end
  return ('%s."%s"'):format(alias, property.name)
end

local function json_value(set, property, alias)
  local column = entity_sql.column(set, property, alias)
  local masked = sets[set].masked
  if masked and masked[property.name] then
    return ("iif(%s NOTNULL,'%s',NULL)"):format(column, BULLETS)
  elseif property.kind == "bool" then
    return ("json(CASE %s WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)")
      :format(column)
  elseif property.kind == "date" then
    return instant.wire_sql(column)
  elseif not property.scalar then
    return ("json(%s)"):format(column)
  end
  return column
end

-- Scalars first, then complex values: the server's order.
local function ordered(list, wanted)
  local scalars, complex = {}, {}
  for _, property in ipairs(list) do
    if wanted(property) then
      local into = property.scalar and scalars or complex
      into[#into + 1] = property
    end
  end
  return table.move(complex, 1, #complex, #scalars + 1, scalars)
end

local function chunks(pairs_list)
  local out = {}
  for from = 1, #pairs_list, CHUNK do
    local to = math.min(from + CHUNK - 1, #pairs_list)
    out[#out + 1] = ("json_object(%s)"):format(
      table.concat(pairs_list, ",", from, to))
  end
  return out
end

local pairs_of

-- The row a navigation property leads to, as one JSON object.
local function related_sql(property, relation, alias, node)
  local inner = alias .. "x"
  local target = model.type(property.target)
  local has = model.type(model.sets[relation.set]).by_name
  local list = pairs_of(relation.set, target, inner, node, has)
  return ('json((SELECT %s FROM "%s" %s WHERE %s.Id=%s."%s"))'):format(
    chunks(list)[1] or "'{}'", relation.set, inner, inner, alias,
    relation.column)
end

-- The rows that name this one as theirs, as a list of JSON objects.
local function list_sql(of, alias, node)
  local inner, target = alias .. "x", model.type(model.sets[of.set])
  local list = pairs_of(of.set, target, inner, node)
  return ([[json((SELECT json_group_array(json(%s)) FROM (SELECT * FROM "%s"
    ORDER BY Id) %s WHERE %s."%s"=%s.Id))]]):format(chunks(list)[1] or "'{}'",
    of.set, inner, inner, of.column, alias)
end

-- What a navigation property shows; nil: it is stored in the row.
local function navigation_sql(set, property, alias, node)
  local name, config = property.name, sets[set]
  local expanded = node.expand[name:lower()]
  local relation = (config.relations or {})[name]
  if relation then return related_sql(property, relation, alias, expanded) end
  local of = (config.lists or {})[name]
  return of and list_sql(of, alias, expanded)
end

-- "'Name',sql" for each property that is to be shown. `has`: the columns
-- there are, when the type has more.
function pairs_of(set, of, alias, node, has)
  local list = {}
  for _, property in ipairs(ordered(of.list, function(property)
    local name = property.name:lower()
    if has and not has[name] then return false end
    if model.is_navigation(property) then return node.expand[name] end
    return not node.select or node.select[name]
  end)) do
    local value = model.is_navigation(property)
      and navigation_sql(set, property, alias, node)
      or json_value(set, property, alias)
    list[#list + 1] = ("'%s',%s"):format(property.name, value)
  end
  return list
end

---The columns that read one entity: JSON objects to be joined into one.
---@param set string
---@param of table the type to show
---@param select table|nil lower-case names wanted; all when nil
---@param expand table lower-case names of navigation properties, each with
---the select and expand of what it leads to
---@return string
function entity_sql.columns(set, of, select, expand)
  local list = pairs_of(set, of, "t", { select = select, expand = expand })
  if #list == 0 then return "'{}'" end
  return table.concat(chunks(list), ",")
end

-- "Robot/Name": one step to a related set, by the key column where it can.
local function step(set, of, path)
  local first, rest = path:match "^([^/]+)/([^/]+)$"
  local property = first and model.property(of, first)
  local relation = property and (sets[set].relations or {})[property.name]
  if not relation then
    problem.options(("Could not find a property named '%s' on type "
      .. "'UiPath.Server.Configuration.OData.%s'."):format(path, of.name))
  end
  local target = model.type(model.sets[relation.set])
  local expression = filter.property(target, rest, "")
  if expression.sql == '"Id"' then
    expression.sql = ('t."%s"'):format(relation.column)
  else
    expression.sql = ('(SELECT r.%s FROM "%s" r WHERE r.Id=t."%s")'):format(
      expression.sql, relation.set, relation.column)
  end
  return expression
end

---A resolver of property paths for filter.compile().
function entity_sql.resolver(set, of)
  return function(path)
    if path:find "/" then return step(set, of, path) end
    local expression = filter.property(of, path, "t.")
    expression.sql = entity_sql.column(set, model.property(of, path), "t")
    return expression
  end
end

-- Without a folder a shared row is listed once, a queue's items once for each
-- folder.
local function source_of(set, folder, database)
  if linked[set] and (folder or set == "QueueItems")
    and database:row "SELECT 1 FROM _links LIMIT 1" then
    return linked[set] .. " t", "t._in"
  end
  return ('"%s" t'):format(set), "t._folder"
end

---The tables a set is read from, and the condition of its folder.
---@param database table
---@param set string
---@param folder integer|nil nil: all folders
---@param params table the bound values are appended
---@return string from
---@return string|nil where
function entity_sql.source(database, set, folder, params)
  local from, column = source_of(set, folder, database)
  if not (sets[set].folder and folder) then return from, nil end
  params.n = params.n + 1
  params[params.n] = folder
  return from, ("%s=?%d"):format(column, params.n)
end

---The key column of a set, on the alias of source().
function entity_sql.key(set) return ('t."%s"'):format(schema.key(set)) end

return entity_sql
