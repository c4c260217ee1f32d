-- Merges changes into an entity so that nothing else of it is lost when it is
-- put back whole.

local parse = require "orchestrator.catalogue.descriptor"
local core = require "orchestrator.core"
local errors = require "orchestrator.errors"

local update = {}

-- What tells that an entity was modified.
local VERSIONS = { "RowVersion", "LastModificationTime", "LastModifiedTime" }

-- A secret as the server shows it: bullets or asterisks only.
local function is_mask(value)
  if type(value) ~= "string" then return false end
  local rest = value:gsub("\226\128\162", ""):gsub("%*", "")
  return #value >= 3 and rest == ""
end

local function equal(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then return a == b end
  for name, value in pairs(a) do
    if not equal(value, b[name]) then return false end
  end
  for name in pairs(b) do
    if a[name] == nil then return false end
  end
  return true
end

local function is_key(name, depth)
  return depth == 0 and (name == "Id" or name == "Key")
end

local writable

local function writable_member(catalogue, name, value, about, fields, depth)
  if type(name) == "string" and name:find("@odata.", 1, true) then
    return nil
  end
  local text = about.map and about.kind or fields and fields[name]
  local member = text and parse(text)
  if member and member.readonly and not is_key(name, depth) then return nil end
  return writable(catalogue, value, member or {}, depth + 1)
end

-- A copy without annotations and what the API only tells.
function writable(catalogue, value, about, depth)
  if type(value) ~= "table" then return value end
  local out = setmetatable({}, getmetatable(value))
  local fields = about.type and not about.list
    and catalogue:fields(about.type)
  local item = about.list and parse(about.kind)
  for name, member in pairs(value) do
    if item then
      out[name] = writable(catalogue, member, item, depth + 1)
    else
      out[name] = writable_member(catalogue, name, member, about, fields,
        depth)
    end
  end
  return out
end

local function find_mask(value, path)
  if is_mask(value) then return path end
  if type(value) ~= "table" then return nil end
  for name, member in pairs(value) do
    local found = find_mask(member, path == "" and tostring(name)
      or path .. "." .. tostring(name))
    if found then return found end
  end
end

local function refuse_mask(tag, field)
  errors.argument(("%s: %s is a secret that the server shows masked; sending "
    .. "the mask back would replace it"):format(tag, field),
    "give its value in the changes, or orchestrator.null to clear it")
end

---The row to put back; nil when nothing changes.
---@param catalogue orchestrator.Catalogue
---@param tag string for messages
---@param descriptor string of the body
---@param before table the entity, read with its nulls
---@param changes table orchestrator.null clears
---@return table|nil
function update.merge(catalogue, tag, descriptor, before, changes)
  local about = parse(descriptor)
  local row = writable(catalogue, before, about, 0)
  local changed = false
  for name, value in pairs(changes) do
    local now = row[name]
    if now == nil then now = core.null end
    if not equal(now, value) then
      if is_key(name, 0) then
        errors.argument(("%s: %s cannot be changed"):format(tag, name))
      end
      row[name], changed = value, true
    end
  end
  if not changed then return nil end
  local masked = find_mask(row, "")
  if masked then refuse_mask(tag, masked) end
  return row
end

---Refuses to put back an entity without a secret that the server never tells.
---@param tag string
---@param hidden table|nil property -> its value -> the secret's property
---@param row table what would be sent
function update.check_hidden(tag, hidden, row)
  for property, secrets in pairs(hidden or {}) do
    local secret = secrets[row[property]]
    local value = secret and row[secret]
    if secret and (value == nil or value == core.null or value == "") then
      errors.argument(("%s: %s is never told by the server, and putting the "
        .. "entity back without it could clear it"):format(tag, secret),
        "give it in the changes too")
    end
  end
end

local function conflict(tag, what)
  errors.refuse("conflict", ("%s: the entity was modified meanwhile (%s); "
    .. "nothing was changed"):format(tag, what),
    "read it again and decide anew")
end

---Raises conflict when a row read before is no longer the present one.
---@param tag string
---@param older table
---@param newer table
function update.check_version(tag, older, newer)
  for _, name in ipairs(VERSIONS) do
    local was = older[name]
    if was ~= nil and was ~= newer[name] then conflict(tag, name) end
  end
end

---Raises conflict when two readings of an entity differ in what would be
---written.
---@param catalogue orchestrator.Catalogue
---@param tag string
---@param descriptor string
---@param first table
---@param second table
function update.check_same(catalogue, tag, descriptor, first, second)
  update.check_version(tag, first, second)
  local about = parse(descriptor)
  local a = writable(catalogue, first, about, 0)
  local b = writable(catalogue, second, about, 0)
  for name, value in pairs(a) do
    if not equal(value, b[name]) then conflict(tag, name) end
  end
end

return update
