-- Several tenants in one SQLite file: the tables of all but the first have a
-- name of the tenant's before theirs. SQL is written without; the names are
-- changed when a statement is prepared.

local sets = require "orchestrator.sandbox.sets"

local prefix = {}

-- After these words there is a table, an index or a trigger.
local words = { "FROM", "JOIN", "INTO", "UPDATE", "TABLE", "ON" }

---The prefix of a tenant: its name in the letters that need no quotes.
---@param name string "organisation/name"
---@return string
function prefix.of(name)
  return "t_" .. name:lower():gsub("%W", function(c)
    return c == "/" and "__" or ("_%02x"):format(c:byte())
  end) .. "__"
end

---SQL with the names of one tenant.
---@param sql string
---@param before string of prefix.of()
---@return string
function prefix.apply(sql, before)
  local function hidden(head, name) return head .. before .. name end
  local function set(head, name)
    return sets[name] and ('%s"%s%s"'):format(head, before, name) or nil
  end
  for _, word in ipairs(words) do
    sql = sql:gsub("(%f[%w]" .. word .. "%s+)(_[%l_]+)", hidden)
      :gsub("(%f[%w]" .. word .. '%s+)"(%u%w+)"', set)
  end
  -- A further table of a FROM is followed by its alias.
  sql = sql:gsub('(,%s*)"(%u%w+)"(%s+%l)', function(head, name, tail)
    return sets[name] and ('%s"%s%s"%s'):format(head, before, name, tail)
  end)
  return (sql:gsub("(%f[%w]temp%.)(_[%l_]+)", hidden)
    :gsub('(%f[%w]INDEX%s+")', "%1" .. before)
    :gsub('(%f[%w]TRIGGER%s+")', "%1" .. before))
end

return prefix
