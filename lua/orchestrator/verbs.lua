-- The verbs of daily work that some entity sets have beside the API's
-- operations; each noun's are in a file of its own, loaded on first use.

local catalogue = require "orchestrator.catalogue"
local errors = require "orchestrator.errors"
local named = require "orchestrator.verbs.named"

local verbs = {}

local FILES = {
  Assets = "assets", Buckets = "buckets", Folders = "folders", Jobs = "jobs",
  Libraries = "packages", ProcessSchedules = "triggers",
  Processes = "packages", QueueDefinitions = "queues",
  Releases = "processes",
}

-- Verbs are made of methods and rely on it that these raise, also where the
-- user's own calls return their failures.
local function raising_owner(owner)
  if not owner.connection.safe then return owner end
  local twin = rawget(owner, "_raising")
  if not twin then
    twin = setmetatable({
      connection = setmetatable({ safe = false },
        { __index = owner.connection }),
      tenant = rawget(owner, "tenant"), label = rawget(owner, "label"),
      header = rawget(owner, "header"), _original = owner,
    }, getmetatable(owner))
    rawset(owner, "_raising", twin)
  end
  return twin
end

---The same tenant or folder, whose methods raise.
---@param owner table
---@return table
verbs.raising = raising_owner

---The tenant or folder as the user has it.
---@param owner table
---@return table
function verbs.original(owner) return rawget(owner, "_original") or owner end

local function raising_query(query)
  local owner = raising_owner(query.owner)
  if owner == query.owner then return query end
  return setmetatable({ connection = owner.connection, owner = owner,
    spec = query.spec }, getmetatable(query))
end

local function verb(fn)
  return errors.method(function(self, ...)
    return fn(raising_query(self), ...)
  end)
end

local wrapped = {} -- tag -> name -> method

-- Every set whose rows have names can be asked for one of them.
local function common(tag)
  local row = catalogue.row_type(tag)
  for _, property in ipairs { "Name", "UserName", "DisplayName" } do
    if row and catalogue.property(row, property) then
      return { named = function(self, name)
        return named.one(self, name, property)
      end }
    end
  end
  return {}
end

---The verbs of a set, as methods for users.
---@param tag string
---@return table<string, function>
function verbs.of(tag)
  if not wrapped[tag] then
    local methods = {}
    for name, fn in pairs(common(tag)) do methods[name] = verb(fn) end
    for name, fn in pairs(FILES[tag]
      and require("orchestrator.verbs." .. FILES[tag]) or {}) do
      methods[name] = verb(fn)
    end
    wrapped[tag] = methods
  end
  return wrapped[tag]
end

return verbs
