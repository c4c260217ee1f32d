-- A plan for people: what each write would send, with secrets masked.

local core = require "orchestrator.core"

local plan_text = {}

local MOST = 200 -- characters of one value

-- Placeholders as people read them.
local function shown(plan, text)
  for token, known in pairs(plan.secrets) do
    if text:find(token, 1, true) then
      local place = known.place
      local name, where = next(place or {})
      text = text:gsub(token:gsub("%p", "%%%0"), function()
        return name and ("****** (%s %s)"):format(name, name == "command"
          and where:match "^%s*(%S+)" or where) or "******"
      end)
    end
  end
  for token, known in pairs(plan.tokens) do
    if text:find(token, 1, true) then
      local name = table.concat(known.path, ".")
      text = text:gsub(token:gsub("%p", "%%%0"), function()
        return ("<%s of write %d>"):format(name ~= "" and name or "answer",
          known.write)
      end)
    end
  end
  return text
end

local function short(text)
  text = text:gsub("%c", " ")
  if #text <= MOST then return text end
  return text:sub(1, MOST) .. "…"
end

local function sorted(value)
  local names = {}
  for name in pairs(value) do names[#names + 1] = name end
  table.sort(names, function(a, b) return tostring(a) < tostring(b) end)
  return names
end

local function add_members(plan, value, path, lines)
  if type(value) ~= "table" or next(value) == nil then
    local text = value == core.null and "null"
      or type(value) == "table" and "(empty)" or tostring(value)
    lines[#lines + 1] = ("       %s = %s"):format(path,
      short(shown(plan, text)))
    return
  end
  for _, name in ipairs(sorted(value)) do
    local own = math.type(name) and ("%s[%d]"):format(path, name)
      or path == "" and name or path .. "." .. name
    add_members(plan, value[name], own, lines)
  end
end

local function folder_of(plan, write)
  for _, line in ipairs(write.headers) do
    local name, value = line:match "^([^:]*):%s*(.*)$"
    if name and name:lower():find "^x%-uipath%-" then
      return (" in folder %s"):format(shown(plan, value))
    end
  end
  return ""
end

local STATES = { done = " [done]", sent = " [unsure: it may be done]" }

local function add_write(plan, n, write, lines)
  lines[#lines + 1] = ("%4d. %s %s%s%s"):format(n, write.method,
    short(shown(plan, write.path)), folder_of(plan, write),
    STATES[plan.states[n]] or "")
  if write.upload then
    lines[#lines + 1] = ("       file %s (%d bytes, %s…)"):format(
      write.upload.file, write.upload.size, write.upload.digest:sub(1, 12))
  elseif write.body and write.body ~= "" then
    local value = core.decode(write.body, true)
    if type(value) == "table" and next(value) ~= nil then
      add_members(plan, value, "", lines)
    else
      lines[#lines + 1] = "       " .. short(shown(plan, write.body))
    end
  end
end

---A write in a few words.
---@param plan orchestrator.Plan
---@param write table
---@return string
function plan_text.write(plan, write)
  return write.method .. " " .. short(shown(plan, write.path:match "^[^?]*"))
end

---@param plan orchestrator.Plan
---@return string
function plan_text.of(plan)
  local n, done = plan:progress()
  local lines = { ("plan for %s: %d write%s%s"):format(plan.base, n,
    n == 1 and "" or "s", done > 0 and (", %d done"):format(done) or "") }
  for i, write in ipairs(plan.writes) do add_write(plan, i, write, lines) end
  for _, note in ipairs(plan.notes) do
    lines[#lines + 1] = "   note: " .. note
  end
  return table.concat(lines, "\n")
end

return plan_text
