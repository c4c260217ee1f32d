-- Names that live in the tenant, for completion: those of rows that were
-- printed, and those that a short look brings when one is signed in anyway.

local engine = require "orchestrator.engine"
local loop = require "orchestrator.loop"

local names = {}

local MOST = 2000 -- names of one entity set in one folder
local PATIENCE = 0.3 -- seconds that a Tab may take
local LIMIT = 10 -- seconds until a look that nobody waits for is given up
local AGAIN = 60 -- seconds until the next look

local FIELDS = { Folders = "FullyQualifiedName", Users = "UserName",
  Libraries = "Id", Processes = "Id" }

---@class orchestrator.LiveNames
local Names = {}
Names.__index = Names

---@return orchestrator.LiveNames
function names.new() return setmetatable({ places = {} }, Names) end

-- Folders are the tenant's; other names are one folder's.
local function store(self, owner, tag)
  local place = owner.connection.address.base
  if tag ~= "Folders" then
    place = place .. "\n" .. (rawget(owner, "label") or "")
  end
  self.places[place] = self.places[place] or {}
  local sets = self.places[place]
  sets[tag] = sets[tag] or { list = {}, known = {} }
  return sets[tag]
end

local function keep(set, name)
  if type(name) ~= "string" or name == "" or set.known[name]
    or #set.list >= MOST or name:find "%c" then return end
  set.known[name] = true
  set.list[#set.list + 1] = name
end

---A row was seen.
---@param owner table tenant or folder
---@param tag string
---@param row table
function Names:saw(owner, tag, row)
  keep(store(self, owner, tag), row[FIELDS[tag] or "Name"])
end

-- Only with a token at hand: a Tab never signs in.
local function is_signed_in(owner)
  local client = owner.connection.client
  if not client then return false end
  local left = client:token_left()
  return left ~= nil and left > 5
end

local function look(self, owner, tag)
  local set = store(self, owner, tag)
  local field = FIELDS[tag] or "Name"
  set.task = loop.go(function()
    for row in owner[tag]:select(field):top(MOST):each{ timeout = LIMIT } do
      keep(set, row[field])
    end
  end)
  return set
end

---The names of an entity set that are known, after a short look.
---@param owner table tenant or folder
---@param tag string
---@return string[]
function Names:of(owner, tag)
  local set = store(self, owner, tag)
  local driver = engine.get()
  local now = driver:now()
  if is_signed_in(owner) and (not set.task or set.task.done)
    and (not set.looked or now - set.looked > AGAIN) then
    set.looked = now
    look(self, owner, tag)
  end
  while set.task and not set.task.done and driver:now() - now < PATIENCE do
    driver:wait(math.min(loop.timeout() or PATIENCE,
      math.max(0, now + PATIENCE - driver:now())))
    loop.step()
  end
  return set.list
end

return names
