-- Chooses how a query's rows are fetched.

local errors = require "orchestrator.errors"
local nearest = require "orchestrator.nearest"
local sets = require "orchestrator.query.sets"

local paging = {}

local PAGE = 1000 -- most rows the server gives for one request
local HEAVY_FLIGHT = 2
local FLIGHT = 4   -- pages at once: rows move little, and the server is shared
local FORCED = { "key", "one", "skip", "time" }

---@class orchestrator.Plan
---@field strategy string key | skip | one | time | token | single
---@field page integer rows asked for per request
---@field key? string the property of strategy key or time, or of `beyond`
---@field beyond? string key | time: how skip goes on where it reaches no
---  further, if it is asked for in the order of that property
---@field descending? boolean
---@field count? boolean the first page tells how many rows there are
---@field flight integer pages asked for at once, of strategy skip
---@field eager? boolean already before the first page has come
---@field take? boolean the endpoint has take and skip, without $
---@field facts table of sets.lua

local function has_option(operation, name)
  return (" " .. (operation.options or "") .. " "):find(" " .. name .. " ", 1,
    true) ~= nil
end

-- Is the order asked for this property alone? Answers "asc" or "desc".
local function order_by(orderby, property)
  local name, way = orderby:match "^%s*([%w_]+)%s*(%a*)%s*$"
  if not name or name:lower() ~= property:lower() then return nil end
  way = way:lower()
  if way == "" or way == "asc" then return "asc" end
  return way == "desc" and "desc" or nil
end

-- The order a walk along a property would have, if it is the one asked for.
local function along(spec, property)
  if not spec.orderby then return "asc" end
  return order_by(spec.orderby, property)
end

local INTEGER = { int32 = true, int64 = true }

local function key_of(catalogue, spec, facts, in_folder)
  if facts.key == false or facts.folder and not in_folder
    or spec.operation.id ~= spec.tag .. "_Get" then
    return nil
  end
  local id = catalogue:property(spec.rows, "Id")
  return id and INTEGER[id.kind] and "Id" or nil
end

-- Endpoints that page without OData's options.
local function plain_paging(operation)
  local query = operation.query or {}
  if operation.method ~= "GET" or has_option(operation, "top") then
    return nil
  elseif query.continuationToken and query.takeHint then
    return "token"
  end
  return query.take and query.skip and "take" or nil
end

local function choose(spec, facts, key)
  local plain = plain_paging(spec.operation)
  if plain == "token" then return "token" end
  if plain then return "skip" end
  if not has_option(spec.operation, "top") then return "single" end
  local page = spec.page or facts.page or PAGE
  if spec.top and spec.top <= page then return "one" end
  if spec.skip then return "skip" end
  if facts.time and along(spec, facts.time) then return "time" end
  return key and along(spec, key) and "key" or "skip"
end

local function check_forced(spec, facts, key)
  local wanted = spec.paging
  local function refuse(why)
    errors.argument(("paging %q does not fit this query: %s"):format(wanted,
      why))
  end
  if wanted == "key" and not key then
    refuse(spec.tag .. " cannot be walked by Id"
      .. (facts.folder and " outside of a folder" or ""))
  elseif wanted == "key" and not along(spec, key) then
    refuse "it has another order than Id"
  elseif wanted == "time" and not facts.time then
    refuse(spec.tag .. " is not walked by time")
  elseif wanted == "time" and not along(spec, facts.time) then
    refuse("it has another order than " .. facts.time)
  elseif (wanted == "key" or wanted == "time") and spec.skip then
    refuse "skip needs the strategy skip"
  elseif wanted == "one" and not spec.top then
    refuse "one request needs top"
  end
  return wanted
end

-- What a walk by skip is in the order of: where the server lets it skip no
-- further, it goes on by that.
local function beyond_skip(spec, facts, key, strategy)
  if strategy ~= "skip" or not spec.orderby then return nil end
  if key and along(spec, key) then return "key", key end
  if facts.time and along(spec, facts.time) then return "time", facts.time end
end

-- Of sets whose lists are limited or busy only the next page is asked for while
-- one arrives, unless more is asked for.
local function flight_of(spec, facts, strategy, concurrency)
  if spec.concurrency then return spec.concurrency end
  if facts.heavy then
    return strategy == "skip" and math.min(HEAVY_FLIGHT, concurrency or FLIGHT)
      or 1
  end
  return concurrency or FLIGHT
end

---@param catalogue orchestrator.Catalogue
---@param spec table what a query holds
---@param in_folder boolean
---@param concurrency? integer the connection's
---@return orchestrator.Plan
function paging.plan(catalogue, spec, in_folder, concurrency)
  local facts = sets[spec.tag] or {}
  if spec.operation.id ~= spec.tag .. "_Get" then facts = {} end
  local key = key_of(catalogue, spec, facts, in_folder)
  local strategy = spec.paging and check_forced(spec, facts, key)
    or choose(spec, facts, key)
  local beyond, property = beyond_skip(spec, facts, key, strategy)
  if strategy == "key" then property = key end
  if strategy == "time" then property = facts.time end
  return {
    strategy = strategy, facts = facts, key = property, beyond = beyond,
    page = math.min(spec.page or PAGE, facts.page or PAGE),
    descending = property ~= nil and along(spec, property) == "desc",
    flight = flight_of(spec, facts, strategy, concurrency),
    eager = spec.concurrency ~= nil,
    take = plain_paging(spec.operation) == "take",
    count = (strategy == "key" or strategy == "skip") and not facts.heavy
      and has_option(spec.operation, "count"),
  }
end

---Checks what a user gives to `query:paging`.
---@param name any
---@return string|nil
function paging.check(name)
  if name == nil or name == "auto" then return nil end
  for _, known in ipairs(FORCED) do
    if name == known then return name end
  end
  errors.argument(("paging: %q is not a strategy"):format(tostring(name)),
    nearest.hint(tostring(name), FORCED))
end

---Does the operation list page by page, in whatever way?
---@param operation orchestrator.Operation
---@return boolean
function paging.is_paged(operation)
  return plain_paging(operation) ~= nil or has_option(operation, "top")
end

---Does the operation take that OData option?
---@param operation orchestrator.Operation
---@param name string without $
---@return boolean
paging.has_option = has_option

return paging
