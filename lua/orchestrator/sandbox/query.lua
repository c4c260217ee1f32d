-- The OData query options of a request, and the page they ask for.

local entity_sql = require "orchestrator.sandbox.entity_sql"
local filter = require "orchestrator.sandbox.filter"
local instant = require "orchestrator.sandbox.instant"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local sets = require "orchestrator.sandbox.sets"
local terms = require "orchestrator.sandbox.terms"

local query = {}

-- Rows of a page: at most, and on premises unless $top says more.
local PAGE, PREMISES_PAGE = 1000, 100
local MAX_ORDER = 5
local MAX_DEPTH = 2
local MAX_INT32 = 2147483647

-- What declares no most for $top.
local unlimited = { Buckets_GetFilesByKey = true,
  Buckets_GetDirectoriesByKey = true }

local known = { ["$filter"] = true, ["$orderby"] = true, ["$select"] = true,
  ["$expand"] = true, ["$top"] = true, ["$skip"] = true, ["$count"] = true,
  ["$format"] = true }

local function check_names(parameters, op)
  for _, pair in ipairs(parameters) do
    local name = pair[1]
    local dollar = name:sub(1, 1) == "$"
    if known["$" .. name] or dollar and not
      (op.query[name] or name == "$format") then
      problem.options(("The query parameter '%s' is not supported."):format(
        name))
    elseif name == "$format" and (pair[2] or ""):lower():find "xml" then
      problem.fail(501, 0, "The sandbox does not model $format=xml of rows.")
    end
  end
end

local function whole(params, name)
  local value = params[name]
  if not value then return nil end
  local number = value:match "^%d+$" and math.tointeger(tonumber(value))
  if not number or number > MAX_INT32 then
    problem.options(("Invalid value '%s' for %s query option found. The %s "
      .. "query option requires a non-negative integer value."):format(value,
      name, name))
  end
  return number
end

local function truth(params, name, usual)
  local value = params[name]
  if not value then return usual end
  if value:lower() == "true" then return true end
  if value:lower() == "false" then return false end
  problem.options(("Invalid value '%s' for %s query option found.")
    :format(value, name))
end

local function unknown(name, of)
  problem.options(("Could not find a property named '%s' on type "
    .. "'UiPath.Server.Configuration.OData.%s'."):format(name, of.name))
end

local function names(value, of)
  local out = {}
  for name in value:gmatch "[^,]+" do
    name = name:match "^%s*(.-)%s*$"
    if not model.property(of, name) and name ~= "*" then unknown(name, of) end
    out[name:lower()] = true
  end
  if next(out) == nil then problem.options "A list of names is empty." end
  return not out["*"] and out or nil
end

local read_expand

local nested = {
  ["$select"] = function(node, value, of) node.select = names(value, of) end,
  ["$expand"] = function(node, value, of, depth)
    node.expand = read_expand(value, of, depth + 1)
  end,
}

-- "Robot($select=Id;$expand=User)": what stands between the brackets.
local function nested_options(node, text, of, depth)
  for _, part in ipairs(terms.split(text, ";")) do
    local name, value = part:match "^%s*(%$%a+)%s*=%s*(.-)%s*$"
    local read = nested[name]
    if not read then
      problem.options(("The option '%s' is not supported in $expand.")
        :format(part))
    end
    read(node, value, of, depth)
  end
end

-- The tree of an $expand: lower-case names to {select, expand}.
function read_expand(value, of, depth)
  if depth > MAX_DEPTH then
    problem.options(("The request includes a $expand path which is too deep. "
      .. "The maximum depth allowed is %d."):format(MAX_DEPTH))
  end
  local out = {}
  for _, term in ipairs(terms.split(value, ",")) do
    local name, options = term:match "^%s*([%w_]+)%s*%((.*)%)%s*$"
    name = name or term:match "^%s*(.-)%s*$"
    local property = model.property(of, name)
    if not property or not model.is_navigation(property) then
      unknown(name, of)
    end
    local node = { expand = {} }
    if options then
      nested_options(node, options, model.type(property.target), depth)
    end
    out[name:lower()] = node
  end
  return out
end

local function sortable(config, name)
  if config.sortable then return config.sortable[name] end
  return not (config.unsortable and config.unsortable[name])
end

local function order(value, set, of)
  local out = {}
  local resolve = entity_sql.resolver(set, of)
  for term in value:gmatch "[^,]+" do
    local path, direction = term:match "^%s*(%S+)%s*(%a*)%s*$"
    direction = (direction or ""):lower()
    if not path or direction ~= "" and direction ~= "asc"
      and direction ~= "desc" then
      problem.options "Syntax error in $orderby."
    end
    local property = model.property(of, path)
    if property and not sortable(sets[set], property.name) then
      problem.fail(400, 1000, ("The property '%s' cannot be used in the "
        .. "$orderby query option."):format(property.name))
    end
    out[#out + 1] = { sql = filter.rank(resolve(path)),
      descending = direction == "desc" }
  end
  if #out > MAX_ORDER then
    problem.options(("The number of clauses in $orderby query option exceeded "
      .. "the maximum number allowed of '%d'."):format(MAX_ORDER))
  end
  return out
end

---The part of a list of plain values that $top and $skip ask for.
---@param context table the request's context
---@param list any[]
---@return any[] page
function query.slice(context, list)
  check_names(context.parameters, context.op)
  local skip = whole(context.params, "$skip") or 0
  local top = math.min(whole(context.params, "$top") or PAGE, PAGE)
  return table.move(list, skip + 1, math.min(#list, skip + top), 1, {})
end

---Answers' rows that are not stored: a SELECT in place of the set's table.
---@param context table
---@param set string the set whose limits and key they share
---@param of table the type of the rows
---@param sql string
---@return string rows
---@return integer|nil count
function query.derived(context, set, of, sql)
  local options = query.options(context, set, of)
  options.from = ("(%s) t"):format(sql)
  return query.page(context, options),
    options.count and query.total(context, options) or nil
end

-- Whether a list says how many there are without being asked.
local function is_counted(context, set)
  return sets[set].counted and context.op.path == "/odata/" .. set or false
end

---Reads and checks the options of a request.
---@param context table the request's context
---@param set string
---@param of table the type of its rows
---@return table options
function query.options(context, set, of)
  local params = context.params
  check_names(context.parameters, context.op)
  local options = {
    top = whole(params, "$top"), skip = whole(params, "$skip") or 0,
    count = truth(params, "$count", is_counted(context, set)),
    filter = params["$filter"], expand = {}, set = set, of = of, order = {},
    unlimited = unlimited[context.op.id],
  }
  if params["$select"] and params["$select"] ~= "*" then
    options.select = names(params["$select"], of)
  end
  if params["$expand"] then
    options.expand = read_expand(params["$expand"], of, 1)
  end
  if params["$orderby"] then
    options.order = order(params["$orderby"], set, of)
  end
  query.limit(options, context.cap)
  if not options.top and context.edition
    and context.edition ~= "cloud" then
    options.limit = math.min(options.limit, PREMISES_PAGE)
  end
  return options
end

---Checks $top and $skip against the set's limits and says how many rows the
---page may have.
function query.limit(options, cap)
  local config = sets[options.set]
  local most = config.cap or PAGE
  if options.top and options.top > most and not options.unlimited then
    problem.options(("The limit of '%d' for Top query has been exceeded. The "
      .. "value from the incoming request is '%d'."):format(most, options.top))
  end
  options.limit = options.top or most
  local window = config.window
  if window and options.skip + (options.top or 1) > window then
    problem.options(("Result window is too large, from + size must be less "
      .. "than or equal to: [%d] but was [%d]."):format(window,
      options.skip + (options.top or 1)))
  end
  if window then
    options.limit = math.min(options.limit, window - options.skip)
  end
  if cap then options.limit = math.min(options.limit, cap) end
end

-- The key ends every order, so that pages do not overlap.
local function order_sql(options)
  local out = {}
  for _, term in ipairs(options.order) do
    out[#out + 1] = term.sql .. (term.descending and " DESC" or "")
  end
  local usual = sets[options.set].usual
  if #out == 0 and usual then out[1] = ('t."%s"'):format(usual) end
  out[#out + 1] = entity_sql.key(options.set)
  return table.concat(out, ",")
end

-- Only rows of the folders that the caller may see.
local function visible_sql(context, set, params)
  local column = set == "Folders" and "t.Id" or sets[set].folder and "t._folder"
  if not column then return nil end
  params.n = params.n + 1
  params[params.n] = "[" .. table.concat(context.visible, ",") .. "]"
  return ("%s IN (SELECT value FROM json_each(?%d))"):format(column, params.n)
end

local function where_sql(context, options, extra)
  local params, from, condition = { n = 0 }, options.from, nil
  if not from then
    from, condition = entity_sql.source(context.database, options.set,
      context.folder_id, params)
  end
  local conditions = { condition }
  if context.visible and not options.from then
    conditions[#conditions + 1] = visible_sql(context, options.set, params)
  end
  if extra then
    local sql = extra.sql:gsub("%?", function()
      params.n = params.n + 1
      params[params.n] = extra.value
      return "?" .. params.n
    end)
    conditions[#conditions + 1] = sql
  end
  if options.filter then
    conditions[#conditions + 1] = filter.compile(options.filter,
      entity_sql.resolver(options.set, options.of), params,
      sets[options.set])
  end
  local where = table.concat(conditions, " AND ")
  return " FROM " .. from .. (where ~= "" and " WHERE " .. where or ""), params
end

---How many rows the filter matches, whatever the page.
function query.total(context, options, extra)
  local source, params = where_sql(context, options, extra)
  return (context.database:row("SELECT count(*)" .. source,
    table.unpack(params, 1, params.n)))
end

-- What is to be shown of what was selected.
local function shown(options)
  if not options.hide then return options.select end
  local select = {}
  for name in pairs(options.of.by_name) do
    select[name] = (not options.select or options.select[name])
      and not options.hide[name]
  end
  return select
end

---The page's rows as JSON objects with commas between.
---@param extra table|nil {sql, value}: a further condition on "t", one "?"
---@return string rows
---@return integer count rows in the page
function query.page(context, options, extra)
  local source, params = where_sql(context, options, extra)
  local columns = entity_sql.columns(options.set, options.of, shown(options),
    options.expand)
  local n = params.n
  params[n + 1], params[n + 2] = options.limit, options.skip
  return context.database:objects(("SELECT %s%s ORDER BY %s LIMIT ?%d "
    .. "OFFSET ?%d"):format(columns, source, order_sql(options), n + 1, n + 2),
    table.unpack(params, 1, n + 2))
end

---The page's rows as CSV, with the names of their columns in the first line.
---Complex values are left out.
function query.csv(context, options, extra)
  local source, params = where_sql(context, options, extra)
  local header, columns = {}, {}
  for _, property in ipairs(options.of.list) do
    if property.scalar then
      local column = entity_sql.column(options.set, property, "t")
      if property.kind == "date" then column = instant.wire_sql(column) end
      header[#header + 1] = property.name
      columns[#columns + 1] = ([['"'||replace(coalesce(%s,''),'"','""')||'"']])
        :format(column)
    end
  end
  local lines, n = { table.concat(header, ",") .. "\r\n" }, params.n
  params[n + 1], params[n + 2] = options.limit, options.skip
  for i, row in ipairs(context.database:rows(("SELECT %s AS line%s ORDER BY "
    .. "%s LIMIT ?%d OFFSET ?%d"):format(table.concat(columns, "||','||"),
    source, order_sql(options), n + 1, n + 2),
    table.unpack(params, 1, n + 2))) do
    lines[i + 1] = row.line .. "\r\n"
  end
  return table.concat(lines)
end

---One entity as JSON, or nil.
function query.one(context, options, condition, value)
  options.limit, options.skip = 1, 0
  local rows, count = query.page(context, options,
    { sql = condition, value = value })
  if count == 0 then return nil end
  return rows
end

return query
