-- Fetches the rows of a query: what the verbs each, list, count and so on do.

local conditions = require "orchestrator.query.conditions"
local core = require "orchestrator.core"
local cursor = require "orchestrator.query.cursor"
local deadline = require "orchestrator.deadline"
local errors = require "orchestrator.errors"
local options = require "orchestrator.options"
local paging = require "orchestrator.query.paging"
local Source = require "orchestrator.query.pager_source"
local request = require "orchestrator.request"
local scope = require "orchestrator.scope"
local url = require "orchestrator.url"
local Walk = require "orchestrator.query.walk"

local listing = {}

local OPTIONS = { timeout = "positive", nulls = "boolean", cursor = "text" }

-- An operation that was called with headers of its own keeps them.
local function headers_of(query)
  return query.spec.headers or scope.headers(query.owner)
end

local function in_folder(query) return rawget(query.owner, "header") ~= nil end

---@param query orchestrator.Query
---@return orchestrator.Plan
function listing.plan(query)
  local spec = query.spec
  if not spec.operation then
    errors.argument(spec.tag .. " has no list of rows", "call an operation of "
      .. "it by its name; the definition has: "
      .. table.concat(require "orchestrator.nearest".names(
        query.connection.catalogue:operations(spec.tag)), ", "))
  end
  local connection = query.connection
  return paging.plan(connection.catalogue, spec, in_folder(query),
    connection.concurrency)
end

local function address_of(query)
  return query.connection.address.base .. (query.spec.path
    or query.spec.operation.at)
end

-- A selection that leaves out the property by which rows are paged gets it
-- added.
local function selection(spec, plan)
  if not spec.select or not plan.key then return spec.select end
  for name in spec.select:gmatch "[^,%s]+" do
    if name:lower() == plan.key:lower() then return spec.select end
  end
  return spec.select .. "," .. plan.key
end

-- The members of rows that a selection leaves, nil: all. Others may come: the
-- key that was fetched for paging only, or all when a server ignores $select.
local function members_of(spec)
  if not spec.select then return nil end
  local names = {}
  for name in spec.select:gmatch "[^,%s]+" do
    names[#names + 1] = name:match "^[^/]+"
  end
  local expanded = (spec.expand or ""):gsub("%b()", "")
  for name in expanded:gmatch "[^,%s]+" do
    names[#names + 1] = name:match "^[^/]+"
  end
  return names
end

-- Options that every page of a query carries, escaped.
local function fixed_options(spec, select)
  local pairs_ = {}
  if spec.parameters then pairs_[1] = spec.parameters end
  if select then pairs_[#pairs_ + 1] = url.pair("$select", select) end
  if spec.expand then pairs_[#pairs_ + 1] = url.pair("$expand", spec.expand) end
  if #pairs_ > 0 then return table.concat(pairs_, "&") end
end

local function total_operation(query, plan)
  local name = plan.facts.total
  return name and query.connection.catalogue:method(query.spec.tag, name)
end

local STRATEGIES = { key = "key", one = "one", skip = "skip",
  single = "skip", time = "time", token = "token" }

-- What the core's pager is told.
local function pager_spec(query, plan, nulls)
  local spec, facts = query.spec, plan.facts
  local select = selection(spec, plan)
  local by_time = plan.strategy == "time" or plan.beyond == "time"
  local total = by_time and total_operation(query, plan)
  return {
    url = address_of(query), headers = headers_of(query),
    fixed = fixed_options(spec, select), orderby = spec.orderby,
    paging = STRATEGIES[plan.strategy], page = plan.page, skip = spec.skip,
    key = plan.key, beyond = plan.beyond, nulls = nulls,
    settle = facts.settle or false,
    descending = plan.descending, count = plan.count or false,
    single = plan.strategy == "single", window = facts.window,
    flight = plan.flight, eager = plan.eager,
    dollar = not plan.take, take = plan.take,
    total = total and query.connection.address.base .. total.at or nil,
    drifting = spec.on_drift ~= nil, members = members_of(spec),
  }
end

-- Asks for a count; nil where the server does not say it.
local function ask_count(query, plan, text)
  local spec = query.spec
  local total = total_operation(query, plan)
  local parameters = { ["$filter"] = text ~= "" and text or nil }
  local address = address_of(query)
  if total then
    address = query.connection.address.base .. total.at
  elseif paging.has_option(spec.operation, "count") then
    parameters["$count"], parameters["$top"] = true, 0
  else
    return nil
  end
  local query_text = url.query(parameters)
  local call = request.send(query.connection, {
    method = "GET", headers = headers_of(query),
    url = address .. (query_text ~= "" and "?" .. query_text or ""),
  })
  local answer = request.value(call, false)
  local count = answer
  if type(answer) == "table" then
    count = answer["@odata.count"]
    if total then count = answer.value end
  end
  return math.type(count) and math.tointeger(count) or nil
end

-- Rows of several requests have no common order.
local function check_split(spec, texts)
  if #texts > 1 and (spec.orderby or spec.skip) then
    errors.argument(("the filter's lists need %d requests, whose rows cannot "
      .. "be put in order or skipped"):format(#texts),
      "leave out orderby and skip, or give shorter lists")
  end
end

-- What a query is known by: whatever makes its rows and their order.
local function identity_of(query, plan, texts)
  local spec = query.spec
  local parts = { address_of(query), plan.strategy, spec.parameters or false,
    spec.orderby or false, spec.select or false, spec.expand or false,
    spec.top or false, spec.skip or false }
  for _, header in ipairs(scope.headers(query.owner) or {}) do
    parts[#parts + 1] = header
  end
  for _, text in ipairs(texts) do parts[#parts + 1] = text end
  return cursor.identity(parts)
end

local function keeps_nulls(query, given)
  if given.nulls ~= nil then return given.nulls end
  if query.spec.nulls ~= nil then return query.spec.nulls end
  return query.connection.nulls
end

-- In a dry run a folder may be asked that is only planned: it is empty.
local function is_planned(query)
  local recorder = query.connection.recorder
  if not recorder then return false end
  recorder:answer(nil, { url = address_of(query) }) -- refuses what is not there
  return recorder:is_planned(headers_of(query))
end

-- How a query's rows are had: a function that opens the source of filter i
-- for at most `left` rows behind a cursor's place (nil: there are no more
-- filters), and what the query is known by.
local function opener(query, given)
  local connection, spec = query.connection, query.spec
  local plan = listing.plan(query)
  local texts = conditions.texts(spec.conditions)
  check_split(spec, texts)
  local base = pager_spec(query, plan, keeps_nulls(query, given))
  connection:open()
  if is_planned(query) then texts = {} end
  return function(i, left, place)
    local text = texts[i]
    if not text then return nil end
    base.filter, base.top = text ~= "" and text or nil, left
    base.cursor = place ~= "" and place or nil
    return Source.new(connection, base, connection.timeout, spec.operation,
      spec.on_drift)
  end, identity_of(query, plan, texts)
end

---A walk over a query's rows.
---@param query orchestrator.Query
---@param given? table timeout, nulls, cursor
---@return orchestrator.Walk
function listing.walk(query, given)
  given = options.check(given, OPTIONS, "each")
  local open, identity = opener(query, given)
  local from = given.cursor and cursor.read(given.cursor, identity)
  return Walk.new(open, query.spec.top, identity, from,
    deadline.budget(given.timeout, query.spec.tag .. ":each"))
end

---The members that a query's rows shall have, or nil: all.
---@param query orchestrator.Query
---@return string[]|nil
function listing.members(query) return members_of(query.spec) end

---The sources of a query's rows, one after the other, for those who take rows
---without tables. The caller closes each and uses it up before the next.
---@param query orchestrator.Query
---@param given table cursor
---@return fun(): table|nil next
---@return fun(): string|nil place_of the cursor behind the rows of the source
---  in hand, nil: it has none
function listing.sources(query, given)
  local open, identity = opener(query, given)
  local from = given.cursor and cursor.read(given.cursor, identity)
    or { at = 1, rows = 0 }
  local i, rows, place = from.at - 1, from.rows, from.place
  local top, source = query.spec.top, nil
  local function next_source()
    if source then rows = rows + source.taken end
    local left = top and math.max(0, top - rows)
    if left == 0 then return nil end
    i = i + 1
    source = open(i, left, place)
    place = nil
    return source
  end
  return next_source, function()
    local at = source:place()
    return at and cursor.write(identity, i, rows + source.pager:rows(), at)
  end
end

---All rows in a list.
---@param query orchestrator.Query
---@param given? table
---@return table[]
function listing.list(query, given)
  local walk = listing.walk(query, given)
  local rows = setmetatable({}, core.array_mt)
  local row = walk:next()
  while row ~= nil do
    rows[#rows + 1] = row
    row = walk:next()
  end
  return rows
end

local function count_by_walking(query)
  local walk, n = listing.walk(query), 0
  while walk:next() ~= nil do n = n + 1 end
  return n
end

local function count(query)
  local spec, plan = query.spec, listing.plan(query)
  local texts, sum = conditions.texts(spec.conditions), 0
  check_split(spec, texts)
  if is_planned(query) then return 0 end
  if plan.strategy == "single" or plan.strategy == "token" or plan.take then
    return count_by_walking(query)
  end
  for _, text in ipairs(texts) do
    local some = ask_count(query, plan, text)
    if not some then return count_by_walking(query) end
    sum = sum + some
  end
  sum = math.max(0, sum - (spec.skip or 0))
  return math.min(sum, spec.top or sum)
end

---How many rows a query has.
---@param query orchestrator.Query
---@param given? { timeout?: number }
---@return integer
function listing.count(query, given)
  given = options.check(given, { timeout = "positive" }, "count")
  return deadline.given(given.timeout, query.spec.tag .. ":count", count,
    query)
end

-- What says how many rows, and which.
local ODATA = { top = "$top", skip = "$skip" }
local NAMES = { take = { top = "take", skip = "skip" },
  token = { top = "takeHint" }, single = {} }

-- An address as the first request will have it, to be read by people.
local function first_address(query, plan, text)
  local spec = query.spec
  local parts = { fixed_options(spec, selection(spec, plan)) }
  local function add(name, value)
    if name and value then parts[#parts + 1] = url.pair(name, value) end
  end
  local top = spec.top and math.min(spec.top, plan.page) or plan.page
  add("$filter", text ~= "" and text or nil)
  add("$orderby", spec.orderby or plan.key
    and plan.key .. (plan.descending and " desc" or " asc"))
  local names = NAMES[plan.take and "take" or plan.strategy] or ODATA
  add(names.top, top)
  add(names.skip, spec.skip)
  if plan.count then add("$count", true) end
  local joint = #parts > 0 and "?" or ""
  return address_of(query) .. joint .. table.concat(parts, "&")
end

local HOW = {
  key = "strategy key: each page goes on behind the last %s",
  skip = "strategy skip: each page passes over the rows before it",
  one = "strategy one: a single request, as written",
  time = "strategy time: each page goes on at the last %s",
  token = "strategy token: each page names the next one",
  single = "strategy single: a single request, the operation has no pages",
}

---A query for people: its address, its strategy and its page's size.
---@param query orchestrator.Query
---@return string
function listing.describe(query)
  local plan = listing.plan(query)
  local texts = conditions.texts(query.spec.conditions)
  if #texts == 0 then
    return "orchestrator.query " .. address_of(query)
      .. " (its empty list matches nothing: nothing is sent)"
  end
  local how = HOW[plan.strategy]:format(plan.key)
  local page = plan.strategy ~= "single" and
    ("; %d rows a page"):format(plan.page) or ""
  local at_once = (plan.strategy == "skip" or plan.strategy == "time")
    and not plan.take and plan.flight > 1
    and ("; %d at once"):format(plan.flight) or ""
  local more = #texts > 1 and ("; %d requests like it for the parts of a list")
    :format(#texts) or ""
  return ("orchestrator.query GET %s (%s%s%s%s)"):format(
    first_address(query, plan, texts[1]), how, page, at_once, more)
end

local Explanation = { __name = "orchestrator.explanation" }

function Explanation:__tostring()
  return ("%d rows in %d requests (strategy %s, %d rows a page)%s"):format(
    self.rows, self.requests, self.strategy, self.page, self.seconds > 0
    and (", at least %.0f s"):format(self.seconds) or "")
end

local WINDOW_FILL = 0.75 -- of a page, in a window of time; see pager_window.c

local function requests_for(plan, rows, filters)
  if plan.strategy == "one" or plan.strategy == "single" then
    return filters
  end
  local pages = math.max(filters, (rows + plan.page - 1) // plan.page)
  if plan.strategy == "time" and plan.flight > 1 and pages > 1 then
    return math.ceil(rows / (plan.page * WINDOW_FILL)) + 5
  elseif plan.strategy == "time" then
    return pages + 2 -- a page with nothing new, and its count
  end
  -- without a count the end is an empty page
  return pages + (plan.count and 0 or filters)
end

---What a walk will take, by the server's own count.
---@param query orchestrator.Query
---@return table
function listing.explain(query)
  local plan = listing.plan(query)
  local filters = #conditions.texts(query.spec.conditions)
  local rows = filters > 0 and listing.count(query) or 0
  local requests = filters > 0 and requests_for(plan, rows, filters) or 0
  local seconds = query.connection:open():pace_least("GET",
    address_of(query), requests)
  return setmetatable({ strategy = plan.strategy, page = plan.page,
    rows = rows, requests = requests, seconds = seconds }, Explanation)
end

---What a query means as arguments of an operation that takes OData's options.
---@param query orchestrator.Query
---@param operation orchestrator.Operation
---@return table
function listing.arguments(query, operation)
  local spec, out = query.spec, {}
  local texts = conditions.texts(spec.conditions)
  if #texts ~= 1 then
    errors.argument(operation.id .. ": its filter needs several requests",
      "give shorter lists")
  end
  out.filter = texts[1] ~= "" and texts[1] or nil
  for _, name in ipairs { "orderby", "select", "expand", "top", "skip" } do
    out[name] = spec[name]
  end
  for name in pairs(out) do
    if not paging.has_option(operation, name) then
      errors.argument(("%s takes no %s"):format(operation.id, name),
        "call it on the entity set itself")
    end
  end
  return out
end

return listing
