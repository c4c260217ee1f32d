-- A query: an immutable value that says which rows of an entity set are
-- wanted. `tenant.Jobs` is one, of all rows.

local conditions = require "orchestrator.query.conditions"
local core = require "orchestrator.core"
local deadline = require "orchestrator.deadline"
local entity = require "orchestrator.entity"
local errors = require "orchestrator.errors"
local filter = require "orchestrator.query.filter"
local Follow = require "orchestrator.query.follow"
local listing = require "orchestrator.query.listing"
local nearest = require "orchestrator.nearest"
local operation = require "orchestrator.operation"
local options = require "orchestrator.options"
local paging = require "orchestrator.query.paging"
local steps = require "orchestrator.steps"
local verbs = require "orchestrator.verbs"
local Walk = require "orchestrator.query.walk"
local require = require("orchestrator.host").require

---@class orchestrator.Query
local Query = { __name = "orchestrator.query" }
local methods = {}

local function make(owner, spec)
  return setmetatable({ connection = owner.connection, owner = owner,
    spec = spec }, Query)
end

---The query of all rows of an entity set.
---@param owner table tenant or folder
---@param tag string
---@return orchestrator.Query
function Query.new(owner, tag)
  local catalogue = owner.connection.catalogue
  return make(owner, { tag = tag, rows = catalogue:row_type(tag),
    operation = catalogue:operations(tag).Get, conditions = {} })
end

---The query of what an operation lists.
---@param owner table tenant or folder
---@param spec table
---@return orchestrator.Query
function Query.of(owner, spec) return make(owner, spec) end

local function changed(query, name, value)
  local spec = {}
  for key, member in pairs(query.spec) do spec[key] = member end
  spec[name] = value
  return make(query.owner, spec)
end

---------------------------------------------------------------------------
-- What narrows a query. Each gives a new one.

-- Names separated by commas: given as one text, as several, or as a list.
local function joined(what, pattern, ...)
  local parts = table.pack(...)
  if type(parts[1]) == "table" then
    parts = { n = #parts[1], table.unpack(parts[1]) }
  end
  if parts.n == 0 then errors.argument(what .. ": a name is missing") end
  for i = 1, parts.n do
    local part = parts[i]
    if type(part) ~= "string" or not part:match(pattern) then
      errors.argument(("%s: %q is not usable"):format(what, tostring(part)),
        "write names as the API spells them")
    end
  end
  return table.concat(parts, ",")
end

---Rows that fulfil a condition too. Values are written as literals of their
---property's type; text is never pasted.
---@param self orchestrator.Query
---@param given string|table "Level eq ? and TimeStamp ge ?" with values behind
---  it, or { Name = v, Id = { gt = 5 }, State = { "Faulted", "Stopped" } }
---@param ... any the values; nil raises, because it would widen the filter
---@return orchestrator.Query
methods.filter = errors.method(function(self, given, ...)
  local list = { table.unpack(self.spec.conditions) }
  for _, condition in ipairs(filter.read(self.connection.catalogue,
    self.spec.rows, given, ...)) do
    list[#list + 1] = condition
  end
  conditions.texts(list) -- refuses now what could not be sent
  return changed(self, "conditions", list)
end)

---The order of the rows (OData's $orderby), at most five properties.
---@param self orchestrator.Query
---@param ... string "CreationTime desc", "Id"; or one list
---@return orchestrator.Query
methods.orderby = errors.method(function(self, ...)
  return changed(self, "orderby",
    joined("orderby", "^[%w_/, ]*[%w_]$", ...))
end)

---The properties that rows shall have (OData's $select), also where a server
---sends others besides.
---@param self orchestrator.Query
---@param ... string "Id", "Name"; or one list
---@return orchestrator.Query
methods.select = errors.method(function(self, ...)
  return changed(self, "select", joined("select", "^[%w_/, ]*[%w_]$", ...))
end)

---The entities to send along with rows (OData's $expand).
---@param self orchestrator.Query
---@param ... string "Robot", "Release($select=Name)"; or one list
---@return orchestrator.Query
methods.expand = errors.method(function(self, ...)
  return changed(self, "expand", joined("expand", "^[^%c]+$", ...))
end)

local function whole(what, n)
  local integer = math.type(n) and math.tointeger(n)
  if not integer or integer < 0 then
    errors.argument(("%s: %s is not a number of rows"):format(what,
      tostring(n)))
  end
  return integer
end

---At most so many rows.
---@param self orchestrator.Query
---@param n integer
---@return orchestrator.Query
methods.top = errors.method(function(self, n)
  return changed(self, "top", whole("top", n))
end)

---Pass over so many rows first. Means the strategy skip.
---@param self orchestrator.Query
---@param n integer
---@return orchestrator.Query
methods.skip = errors.method(function(self, n)
  return changed(self, "skip", whole("skip", n))
end)

local PAGING = { page = "integer", concurrency = "integer",
  on_drift = "function" }

---How the rows are fetched, instead of what suits the set.
---@param self orchestrator.Query
---@param strategy? "key"|"skip"|"one"|"time"|"auto"
---@param given? { page?: integer, concurrency?: integer,
---  on_drift?: fun(info: orchestrator.Error): boolean|nil }
---  page: rows asked for per request. concurrency: pages asked for at once,
---  where the strategy is skip (from the first on) or time (windows).
---  on_drift: told when rows moved while paging by skip, and the walk goes on;
---  without it, or when it answers false, that raises kind "drift".
---@return orchestrator.Query
methods.paging = errors.method(function(self, strategy, given)
  if type(strategy) == "table" then strategy, given = nil, strategy end
  given = options.check(given, PAGING, "paging")
  if given.page and given.page < 1 then
    errors.argument "paging: page must be at least 1"
  elseif given.concurrency and (given.concurrency < 1
    or given.concurrency > 64) then
    errors.argument "paging: concurrency must be from 1 to 64"
  end
  local query = changed(self, "paging", paging.check(strategy))
  for name in pairs(PAGING) do query = changed(query, name, given[name]) end
  if query.spec.operation then listing.plan(query) end -- refuses misfits now
  return query
end)

---Keep JSON nulls in rows as orchestrator.null.
---@param self orchestrator.Query
---@param keep? boolean default true
---@return orchestrator.Query
methods.nulls = errors.method(function(self, keep)
  return changed(self, "nulls", keep ~= false)
end)

---------------------------------------------------------------------------
-- What fetches rows.

local function check_self(self)
  if getmetatable(self) ~= Query then
    errors.argument("this is a method and was called without its query",
      "write a colon: query:each()")
  end
end

---Iterates over the rows: `for row, walk in query:each() do`. Raises when the
---walk fails, also under orchestrator.safe, since a quiet end would cut it
---short. `walk:close()` ends it, which Lua 5.3 needs after a `break`.
---@param self orchestrator.Query
---@param given? { timeout?: number, nulls?: boolean, cursor?: string }
---  timeout: seconds that the whole walk may take, the loop's body not
---  counted; without it each row has the connection's. cursor: go on where
---  `walk:cursor()` was.
---@return fun(walk: orchestrator.Walk): table|nil step
---@return orchestrator.Walk walk
---@return nil
---@return orchestrator.Walk closing
function methods.each(self, given)
  check_self(self)
  local walk = listing.walk(self, given)
  return Walk.step, walk, nil, walk
end

---Iterates over rows as they come, like tail -f: those that exist already are
---passed over, and it ends by break, close or an error only. For sets that are
---walked by time (RobotLogs). `Jobs:follow(job)` gives a job's logs until it
---ends; its options come second.
---@param self orchestrator.Query
---@param given? { lag?: number, every?: number, timeout?: number,
---  nulls?: boolean } lag: rows may come so many seconds late (60), because
---  robots upload their logs afterwards. every: seconds between two looks (5).
---  timeout: seconds that one look may take.
---@return fun(walk: orchestrator.Follow): table|nil step
---@return orchestrator.Follow walk
---@return nil
---@return orchestrator.Follow closing
function methods.follow(self, given, ...)
  check_self(self)
  local own = verbs.of(self.connection.catalogue, self.spec.tag).follow
  if own then return own(self, given, ...) end -- jobs are otherwise
  local walk = Follow.new(self, given)
  return Follow.step, walk, nil, walk
end

local function next_batch(batches)
  local batch, size = setmetatable({}, core.array_mt), batches.size
  while #batch < size do
    local row = batches.walk:next()
    if row == nil then break end
    batch[#batch + 1] = row
  end
  if #batch > 0 then return batch, batches.walk end
end

---Iterates over lists of rows, each as long as a page but the last.
---@param self orchestrator.Query
---@param given? { timeout?: number, nulls?: boolean }
---@return fun(batches: table): table[]|nil step
---@return table batches
---@return nil
---@return orchestrator.Walk closing
function methods.pages(self, given)
  check_self(self)
  local walk = listing.walk(self, given)
  local size = listing.plan(self).page
  return next_batch, { walk = walk, size = size }, nil, walk
end

---All rows in a list.
---@param self orchestrator.Query
---@param given? { timeout?: number, nulls?: boolean } timeout: seconds for all
---@return table[]
methods.list = errors.method(function(self, given)
  return listing.list(self, given)
end)

---The first row, or nil when there is none.
---@param self orchestrator.Query
---@param given? { timeout?: number, nulls?: boolean }
---@return table|nil
methods.first = errors.method(function(self, given)
  local query = self.spec.top == 0 and self or changed(self, "top", 1)
  return (listing.list(query, given)[1])
end)

---How many rows the query has, counted by the server where it can.
---@param self orchestrator.Query
---@param given? { timeout?: number } seconds for all that it takes
---@return integer
methods.count = errors.method(function(self, given)
  return listing.count(self, given)
end)

---What a walk over the query will take; asks the server for the count.
---@param self orchestrator.Query
---@return { strategy: string, page: integer, rows: integer, requests: integer,
---  seconds: number } seconds: at least, by the limits of Automation Cloud
methods.explain = errors.method(function(self)
  return listing.explain(self)
end)

---Writes the rows to a file or a function as NDJSON or CSV, without making
---tables; a file is there whole or not at all.
---@param self orchestrator.Query
---@param given orchestrator.ExportOptions
---@return integer rows
---@return string|nil cursor for the rows that come later
methods.export = errors.method(function(self, given)
  return require "orchestrator.query.export".run(self, given)
end)

function Query:__tostring()
  if not self.spec.operation then
    return "orchestrator.query " .. self.spec.tag .. " (has no list)"
  end
  local good, text = pcall(listing.describe, self)
  return good and text or ("orchestrator.query %s (%s)"):format(self.spec.tag,
    text.message or text)
end

---------------------------------------------------------------------------
-- What works on one entity, by its key.

for name, verb in pairs(entity.verbs) do
  methods[name] = errors.method(deadline.method(name, verb))
end

local function delete_rows(self, keys)
  local deleted = 0
  steps("delete_all", keys, function(key)
    if entity.delete_if_there(self, key) then deleted = deleted + 1 end
  end)
  return deleted
end

---Deletes every row of the query: counts first, and refuses when there are
---more than `max`.
---@param self orchestrator.Query
---@param given { max: integer }
---@return integer deleted
methods.delete_all = errors.method(function(self, given)
  given = options.check(given, { max = "integer" }, "delete_all")
  if not given.max or given.max < 0 then
    errors.argument("delete_all: max is missing",
      "say how many rows it may delete: delete_all{ max = 10 }")
  end
  local property = entity.key_property(self)
  local count = listing.count(self)
  if count > given.max then
    errors.argument(("delete_all: %d rows match, which is more than max = %d; "
      .. "nothing was deleted"):format(count, given.max))
  end
  local keys = {}
  for _, row in ipairs(listing.list(changed(self, "select", property))) do
    keys[#keys + 1] = row[property]
  end
  if #keys > given.max then
    errors.refuse("drift", ("delete_all: rows were added meanwhile: %d match, "
      .. "max is %d; nothing was deleted"):format(#keys, given.max))
  end
  return delete_rows(self, keys)
end)

---------------------------------------------------------------------------

-- What shows rows on a screen is loaded when it is first used.
for _, name in ipairs { "table", "vertical", "json", "csv", "histogram",
  "bars", "sparkline", "plot" } do
  methods[name] = errors.method(function(self, ...)
    return require "orchestrator.console.methods"[name](self, ...)
  end)
end

-- An operation of the set as a method.
local function operation_method(catalogue, tag, name)
  local bound = catalogue:remember "methods"
  local known = bound[tag] or {}
  bound[tag] = known
  if known[name] == nil then
    local found = catalogue:method(tag, name)
    known[name] = found and errors.method(function(self, ...)
      return operation.run(self.owner, found,
        listing.arguments(self, found), ...)
    end) or false
  end
  return known[name] or nil
end

function Query.__index(self, name)
  local method = methods[name]
  if method then return method end
  if type(name) ~= "string" or name:match "^_" then return nil end
  local tag = rawget(self, "spec").tag
  local catalogue = rawget(self, "connection").catalogue
  method = verbs.of(catalogue, tag)[name]
    or operation_method(catalogue, tag, name)
  if method then return method end
  local known = nearest.names(methods)
  for verb in pairs(verbs.of(catalogue, tag)) do known[#known + 1] = verb end
  for operation_name in pairs(catalogue:operations(tag)) do
    known[#known + 1] = operation_name
  end
  errors.argument(("%s has no method or operation %q"):format(tag, name),
    nearest.hint(name, known))
end

function Query.__newindex(_, name)
  errors.argument(("a query is not changed: %q cannot be set"):format(
    tostring(name)), "filter, top and so on give a new one")
end

return Query
