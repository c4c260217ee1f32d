-- Quartz's cron expressions, checked and not computed: six or seven fields,
-- of which either the day of the month or that of the week is "?".

local cron = {}

local function numbers(names)
  local set, n = {}, 0
  for name in names:gmatch "%u+" do
    n = n + 1
    set[name] = n
  end
  return set
end

local months = numbers "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"
local days = numbers "SUN MON TUE WED THU FRI SAT"

local fields = {
  { name = "seconds", low = 0, high = 59 },
  { name = "minutes", low = 0, high = 59 },
  { name = "hours", low = 0, high = 23 },
  { name = "day of the month", low = 1, high = 31,
    special = { "^%?$", "^L$", "^LW$", "^L%-%d+$", "^%d+W$" } },
  { name = "month", low = 1, high = 12, names = months },
  { name = "day of the week", low = 1, high = 7, names = days,
    special = { "^%?$", "^L$", "^%w+L$", "^%w+#[1-5]$" } },
  { name = "year", low = 1970, high = 2199 },
}

local function value(field, text)
  local number = text:match "^%d+$" and math.tointeger(tonumber(text))
    or field.names and field.names[text]
  return number and number >= field.low and number <= field.high and number
end

-- "*", "5", "1-5", and any of them with "/15".
local function is_part(field, part)
  local range, step = part:match "^([^/]+)/(%d+)$"
  if step and tonumber(step) == 0 then return false end
  range = range or part
  if range == "*" then return true end
  for _, pattern in ipairs(field.special or {}) do
    if range:match(pattern) and not step then return true end
  end
  local from, to = range:match "^(%w+)%-(%w+)$"
  if from then return value(field, from) and value(field, to) end
  return value(field, range)
end

---What is wrong with an expression; nil: nothing.
---@param text string
---@return string|nil message
function cron.problem(text)
  local list = {}
  for word in text:upper():gmatch "%S+" do list[#list + 1] = word end
  if #list < 6 or #list > 7 then
    return "a cron expression has 6 or 7 fields"
  end
  for i, word in ipairs(list) do
    for part in (word .. ","):gmatch "([^,]*)," do
      if not is_part(fields[i], part) then
        return ("'%s' is no %s"):format(part, fields[i].name)
      end
    end
  end
  if (list[4] == "?") == (list[6] == "?") then
    return "either the day of the month or that of the week must be '?'"
  end
end

return cron
