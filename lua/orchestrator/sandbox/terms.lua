-- Splits what OData writes in lists: commas in quotes or brackets do not part.

local terms = {}

local opening = { ["("] = true, ["["] = true }
local closing = { [")"] = true, ["]"] = true }

---Splits at a separator that is neither quoted nor bracketed.
---@param s string
---@param separator string one character
---@return string[]
function terms.split(s, separator)
  local out, depth, quoted, from = {}, 0, false, 1
  for at, c in s:gmatch "()(.)" do
    if c == "'" then
      quoted = not quoted
    elseif not quoted and opening[c] then
      depth = depth + 1
    elseif not quoted and closing[c] then
      depth = depth - 1
    elseif not quoted and depth == 0 and c == separator then
      out[#out + 1] = s:sub(from, at - 1)
      from = at + 1
    end
  end
  out[#out + 1] = s:sub(from)
  return out
end

return terms
