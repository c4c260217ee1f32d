-- The tenant's settings, by their names.

local errors = require "orchestrator.errors"
local nearest = require "orchestrator.nearest"

local settings = {}

local function by_name(self)
  local rows = {}
  for _, row in ipairs(self:list()) do rows[row.Name] = row end
  return rows
end

local function check_known(rows, name)
  if rows[name] then return end
  errors.refuse("not_found", ("Settings: there is no %q"):format(
    tostring(name)), nearest.hint(tostring(name), nearest.names(rows)))
end

---The value of a setting.
---@param name string "Abp.Net.Mail.DefaultFromAddress"
---@return string|nil
---@usage print(tenant.Settings:value "Abp.Timing.TimeZone")
function settings.value(self, name)
  local rows = by_name(self)
  check_known(rows, name)
  return rows[name].Value
end

---All settings whose names begin with a text.
---@param prefix? string
---@return table<string, string> names to values
---@usage tenant.Settings:values "Abp."
function settings.values(self, prefix)
  local out = {}
  for name, row in pairs(by_name(self)) do
    if name:sub(1, #(prefix or "")) == (prefix or "") then
      out[name] = row.Value
    end
  end
  return out
end

---Sets settings, all in one request (UpdateBulk). A name that the server does
---not list is refused, since it would become a new one.
---@param values table<string, string|number|boolean>
---@return true
---@usage tenant.Settings:set { ["Abp.Timing.TimeZone"] = "UTC" }
function settings.set(self, values)
  if type(values) ~= "table" or next(values) == nil then
    errors.argument("set: give a table of names and values")
  end
  local rows, list = by_name(self), {}
  for _, name in ipairs(nearest.names(values)) do
    check_known(rows, name)
    list[#list + 1] = { Name = name, Value = tostring(values[name]),
      Scope = rows[name].Scope }
  end
  return self:UpdateBulk{ settings = list }
end

return settings
