-- Rows as a JSON array, one to a line, so that it can be streamed.

local core = require "orchestrator.core"
local mask = require "orchestrator.console.mask"

local json = {}

-- What JSON lets stand and a terminal would obey: it may be written as an
-- escape too.
local function escaped(point) return ("\\u%04x"):format(point) end

local function harmless(text)
  if not text:find "[\x7f\xc2\xd8\xe2\xef]" then return text end
  return (text:gsub("\x7f", escaped(0x7F))
    :gsub("\xC2([\x80-\x9F])", function(byte) return escaped(byte:byte()) end)
    :gsub("\xD8\x9C", escaped(0x61C))
    :gsub("\xE2\x80([\x8B-\x8F\xA8-\xAE])", function(byte)
      return escaped(0x2000 + byte:byte() - 0x80)
    end)
    :gsub("\xE2\x81([\xA0-\xAF])", function(byte)
      return escaped(0x2040 + byte:byte() - 0x80)
    end)
    :gsub("\xEF\xBB\xBF", escaped(0xFEFF)))
end

---One value; fields in the order of their names.
---@param given any
---@return string
function json.encode(given)
  if type(given) ~= "table" then return harmless(assert(core.encode(given))) end
  local parts = {}
  if #given > 0 or getmetatable(given) == core.array_mt then
    for i = 1, #given do parts[i] = json.encode(given[i]) end
    return "[" .. table.concat(parts, ",") .. "]"
  end
  local names = {}
  for name in pairs(given) do names[#names + 1] = tostring(name) end
  table.sort(names)
  for i, name in ipairs(names) do
    parts[i] = json.encode(name) .. ":" .. json.encode(given[name])
  end
  return "{" .. table.concat(parts, ",") .. "}"
end

---Prints the rows of a source.
---@param source orchestrator.RowSource
---@param pages orchestrator.Pages
---@param options { reveal?: boolean }
function json.print(source, pages, options)
  local before = "["
  local row = source:next()
  while row ~= nil do
    if not options.reveal then row = mask.copy(row) end
    local after = source:next()
    if not pages:line(before .. json.encode(row) .. (after ~= nil and "," or
      "]")) then return end
    before, row = " ", after
  end
  if before == "[" then pages:line "[]" end
end

return json
