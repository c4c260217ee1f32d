--- --query: a Lua expression of each row. It sees the row's fields as names,
-- the row itself as `row`, and what computes; nothing that reads files, starts
-- programs or reaches into the program.

local command = require "orchestrator.command"

local expression = {}

local NAMES = { "string", "math", "utf8", "tonumber", "tostring", "type",
  "ipairs", "pairs", "select", "next" }
local TABLE = { "concat", "sort", "unpack", "pack", "insert", "remove" }

-- Copies, so that an expression cannot change what others use.
local function copy_of(library)
  local out = {}
  for name, member in pairs(library) do out[name] = member end
  return out
end

local function known()
  local out = { table = {},
    os = { time = os.time, date = os.date } }
  for _, name in ipairs(NAMES) do
    local member = _G[name]
    out[name] = type(member) == "table" and copy_of(member) or member
  end
  for _, name in ipairs(TABLE) do out.table[name] = table[name] end
  return out
end

local function refuse(message, number)
  command.usage_error(("--query%s: %s"):format(
    number and (" at row %d"):format(number) or "",
    (tostring(message):gsub("^%[?%w*%s?\"?%-?%-?query\"?%]?:%d+:%s*", ""))))
end

---@param text string
---@return fun(row: table, number: integer): any
function expression.compile(text)
  local names, row = known(), nil
  local env = setmetatable({}, {
    __index = function(_, name)
      if name == "row" then return row end
      local value = row[name]
      if value == nil then value = names[name] end
      return value
    end,
    __newindex = function(_, name)
      error(("'%s' cannot be set"):format(tostring(name)), 0)
    end,
  })
  local chunk, message = load("return " .. text, "=query", "t", env)
  if not chunk then refuse(message) end
  return function(given, number)
    row = given
    local good, value = pcall(chunk)
    if not good then
      if tostring(value):find "interrupted!$" then error(value, 0) end
      refuse(value, number)
    end
    return value
  end
end

return expression
