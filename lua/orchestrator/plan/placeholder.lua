-- Values that stand for what a plan's writes will make, or for secrets. Each
-- looks like a value of its kind, so a script computes with it as with the
-- real one, and is told from real ones by being unlikely.

local core = require "orchestrator.core"
local unique = require "orchestrator.unique"

local placeholder = {}

-- Numbers with all the digits that their kind has.
local BASE = { int64 = 8000000000000000000, int32 = 2100000000 }
local SPAN = { int64 = 1000000000000000000, int32 = 40000000 }

local bases, count = {}, 0

local function number(kind)
  if not bases[kind] then
    local bits = (">I8"):unpack(core.random(8)) & math.maxinteger
    bases[kind] = BASE[kind] + bits % SPAN[kind]
  end
  count = count + 1
  return bases[kind] + count
end

---A new placeholder.
---@param kind string first word of a descriptor
---@return integer|string
function placeholder.new(kind)
  if BASE[kind] then return number(kind) end
  if kind == "uuid" then return unique.guid() end
  return "planned-" .. unique.guid()
end

---Which of the placeholders a text holds.
---@param text string|nil
---@param known table<string, any> placeholders as texts
---@param found table<string, true>
function placeholder.find(text, known, found)
  if not text then return end
  for token in pairs(known) do
    if text:find(token, 1, true) then found[token] = true end
  end
end

---A text with values in the places of placeholders.
---@param text string|nil
---@param values table<string, string>
---@return string|nil
function placeholder.fill(text, values)
  if not text then return nil end
  for token, value in pairs(values) do
    if text:find(token, 1, true) then
      text = text:gsub(token:gsub("%p", "%%%0"),
        (value:gsub("%%", "%%%%")))
    end
  end
  return text
end

return placeholder
