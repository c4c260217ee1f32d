-- Triggers that are called by HTTP, which UiPath calls API triggers
-- (HttpTriggers), and those of events (ApiTriggers). No definition describes
-- their rows, and a PUT that repeats a field too many is refused, so of changes
-- there is only the one that other clients make: on and off.

local errors = require "orchestrator.errors"
local nearest = require "orchestrator.nearest"
local steps = require "orchestrator.steps"

local http_triggers = {}

local function check_text(given, what)
  if type(given) ~= "string" or given == "" then
    errors.argument(what .. ": give a name")
  end
end

local function is_key(given)
  return given:find "^%x+%-%x+%-%x+%-%x+%-%x+$" and #given == 36
end

---The trigger of that name, compared here; none or several raise.
---@param name string
---@return table row
---@usage folder.HttpTriggers:named("Orders").Slug
function http_triggers.named(self, name)
  check_text(name, "named")
  local found, known = {}, {}
  for row in self:each() do
    known[#known + 1] = tostring(row.Name)
    if tostring(row.Name):lower() == name:lower() then
      found[#found + 1] = row
    end
  end
  if #found == 1 then return found[1] end
  if #found > 1 then
    errors.refuse("conflict", ("%s: %d are named %q"):format(self.spec.tag,
      #found, name), "use the Id of one of them")
  end
  errors.refuse("not_found", ("%s: there is no %q"):format(self.spec.tag,
    name), nearest.hint(name, known))
end

---The triggers whose names match, in the order of their names.
---@param pattern string * for any characters, ? for one; case does not count
---@return table[]
---@usage folder.ApiTriggers:find "Order*"
function http_triggers.find(self, pattern)
  check_text(pattern, "find")
  local wanted = "^" .. pattern:lower():gsub("[^%w%s*?]", "%%%0")
    :gsub("%*", ".*"):gsub("%?", ".") .. "$"
  local rows = {}
  for row in self:each() do
    if tostring(row.Name):lower():find(wanted) then rows[#rows + 1] = row end
  end
  table.sort(rows, function(a, b)
    return tostring(a.Name) < tostring(b.Name)
  end)
  return rows
end

-- Its Id, by whatever was given.
local function key_of(self, given, what)
  local id = type(given) == "table" and given.Id or given
  check_text(id, what)
  return is_key(id) and id or http_triggers.named(self, id).Id
end

local function switch(self, given, enabled, what)
  if type(given) ~= "table" or given.Id then given = { given } end
  if #given == 0 then errors.argument(what .. ": the list is empty") end
  local ids = {}
  for i, one in ipairs(given) do ids[i] = key_of(self, one, what) end
  if self.spec.tag == "HttpTriggers" then
    return self:SetEnabled{ enabled = enabled, triggerIds = ids }
  end
  steps(what, ids, function(id) self:patch(id, { Enabled = enabled }) end)
  return true
end

---Enables triggers: HttpTriggers by SetEnabled, ApiTriggers one by one (PATCH).
---@param given string|table a name, an Id, a row, or a list of them
---@return boolean
---@usage folder.HttpTriggers:enable "Orders"
function http_triggers.enable(self, given)
  return switch(self, given, true, "enable")
end

---Disables triggers: HttpTriggers by SetEnabled, ApiTriggers one by one
---(PATCH).
---@param given string|table a name, an Id, a row, or a list of them
---@return boolean
---@usage folder.ApiTriggers:disable { "Mail came", "File came" }
function http_triggers.disable(self, given)
  return switch(self, given, false, "disable")
end

---Removes one.
---@param given string|table its Id, its name or its row
---@return true
---@usage folder.HttpTriggers:remove "Orders"
function http_triggers.remove(self, given)
  return self:DeleteById(key_of(self, given, "remove"))
end

return http_triggers
