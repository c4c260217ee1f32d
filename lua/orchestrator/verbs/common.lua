-- What every set can whose rows have names: find, make sure of, change and
-- remove one by its name, its Id or its row.

local errors = require "orchestrator.errors"
local named = require "orchestrator.verbs.named"
local which = require "orchestrator.verbs.which"

local common = {}

---The row of that name, compared exactly here; none or several raise, with the
---nearest names that there are.
---@param name string
---@return table row
---@usage tenant.Machines:named("VM-7").Id
function common.named(self, name) return named.one(self, name) end

local function property_of(set)
  return named.property(set.connection.catalogue, set.spec.tag)
end

local function pattern_of(text)
  if type(text) ~= "string" or text == "" then
    errors.argument('find: give a name, with * and ? for any characters')
  end
  return "^" .. text:lower():gsub("[^%w%s*?]", "%%%0"):gsub("%*", ".*")
    :gsub("%?", ".") .. "$"
end

---The rows whose names match, in the order of their names.
---@param pattern string "Invoice*": * for any characters, ? for one; case does
---  not count
---@return table[]
---@usage tenant.Machines:find "VM-*"
function common.find(self, pattern)
  local wanted, property = pattern_of(pattern), property_of(self)
  local rows = {}
  for row in self:each() do
    if tostring(row[property]):lower():find(wanted) then
      rows[#rows + 1] = row
    end
  end
  table.sort(rows, function(a, b) return a[property] < b[property] end)
  return rows
end

---The row of that name, created when there is none.
---@param row table as for create, with its name
---@return table row
---@return boolean made
---@usage tenant.Machines:ensure { Name = "VM-7", Type = "Template" }
function common.ensure(self, row)
  local property = property_of(self)
  if type(row) ~= "table" or type(row[property]) ~= "string" then
    errors.argument(("ensure: give a row with its %s"):format(property))
  end
  local found = named.all(self, row[property], property)
  if #found > 0 then return found[1], false end
  return self:create(row), true
end

---Changes fields of one and keeps the others, as `update` does.
---@param given integer|string|table its Id, its name or its row
---@param changes table orchestrator.null clears a field
---@return table|true
---@usage tenant.Roles:change("Operator", { DisplayName = "Operators" })
function common.change(self, given, changes)
  local key = type(given) == "table" and getmetatable(given) == nil and given
    or which.id(self, given, "change")
  return self:update(key, changes)
end

---Removes one.
---@param given integer|string|table its Id, its name or its row
---@return true
---@usage tenant.Machines:remove "VM-7"
function common.remove(self, given)
  return self:delete(which.id(self, given, "remove"))
end

-- What a verb needs that the API may lack.
local NEEDS = { ensure = "Post", change = "PutById", remove = "DeleteById" }

---The common verbs of a set.
---@param catalogue orchestrator.Catalogue
---@param tag string
---@return table<string, function>
function common.of(catalogue, tag)
  local out = {}
  if not named.property(catalogue, tag) then return out end
  local operations = catalogue:operations(tag)
  for _, name in ipairs { "named", "find", "ensure", "change", "remove" } do
    if not NEEDS[name] or operations[NEEDS[name]] then
      out[name] = common[name]
    end
  end
  return out
end

return common
