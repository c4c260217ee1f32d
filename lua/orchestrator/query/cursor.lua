-- Cursors: where a walk goes on, as one printable word.
--
--   o1.HASH.FILTER.ROWS.PLACE
--
-- HASH stands for the query, so that a cursor is not used with another one;
-- FILTER is which of its requests' filters was being walked, ROWS how many
-- rows were handed out in all, PLACE what the core's pager made of it.

local errors = require "orchestrator.errors"

local cursor = {}

-- FNV-1a, 64 bits.
local function hash(text)
  local h = 0xcbf29ce484222325
  for i = 1, #text do
    h = (h ~ text:byte(i)) * 0x100000001b3
  end
  return ("%016x"):format(h)
end

---What a query is known by.
---@param parts table<integer, string|number|false> what makes its rows
---@return string
function cursor.identity(parts)
  local out = {}
  for i, part in ipairs(parts) do
    local text = tostring(part)
    out[i] = #text .. ":" .. text
  end
  return hash(table.concat(out))
end

---@param identity string
---@param at integer which filter
---@param rows integer handed out so far
---@param place string the pager's
---@return string
function cursor.write(identity, at, rows, place)
  return ("o1.%s.%d.%d.%s"):format(identity, at, rows, place)
end

---Reads a cursor; refuses one of another query.
---@param text string
---@param identity string the query's
---@return { at: integer, rows: integer, place: string }
function cursor.read(text, identity)
  local of, at, rows, place =
    text:match "^o1%.(%x+)%.(%d+)%.(%d+)%.([%w.:%-]*)$"
  at, rows = math.tointeger(tonumber(at)), math.tointeger(tonumber(rows))
  if not at or not rows or at < 1 then
    errors.argument("cursor: this is not a cursor",
      "give the text that walk:cursor() answered")
  elseif of ~= identity then
    errors.argument("cursor: it belongs to another query",
      "use it with the query it came from: the same address, folder, filter, "
      .. "orderby, select, expand and strategy")
  end
  return { at = at, rows = rows, place = place }
end

return cursor
