-- A query's conditions as the text of one $filter, or of several where a list
-- is too long for one request.

local errors = require "orchestrator.errors"

local conditions = {}

local NODES = 100  -- most nodes of a filter that the server takes
local VALUES = 50  -- most values of one list, because addresses have a limit
local LENGTH = 1500 -- most characters of one list

-- About how many nodes a text is.
local function nodes_of(text)
  local _, words = text:gsub("'[^']*'", "x"):gsub("[^%s(),]+", "")
  return words
end

local function measure(list)
  local fixed, lists = #list, 0
  for _, condition in ipairs(list) do
    for _, piece in ipairs(condition) do
      if type(piece) == "table" then
        lists = lists + 1
      else
        fixed = fixed + nodes_of(piece)
      end
    end
  end
  return fixed, lists
end

-- Values that differ in letter case only stay together: to a server that
-- does not tell them apart, a row would otherwise match twice.
local function chunks(values, limit)
  local out, home, count, length = {}, {}, 0, 0
  for _, text in ipairs(values) do
    local folded = text:lower()
    local chunk = home[folded]
    if not chunk then
      if #out == 0 or count == limit or length + #text > LENGTH then
        out[#out + 1], count, length = {}, 0, 0
      end
      chunk = out[#out]
      home[folded], count = chunk, count + 1
      length = length + #text + 1
    end
    chunk[#chunk + 1] = text
  end
  return out
end

-- The texts of one condition; several when its list has to be split.
local function texts_of(condition, limit)
  local texts = { "" }
  for _, piece in ipairs(condition) do
    local ends = { piece }
    if type(piece) == "table" then
      ends = chunks(piece, limit)
      for i, chunk in ipairs(ends) do
        ends[i] = "(" .. table.concat(chunk, ",") .. ")"
      end
    end
    if #ends > 1 and (condition.has_or or condition.has_not) then
      errors.argument(("filter: a list of %d values is too long beside or "
        .. "and not"):format(#piece), "give it a filter of its own")
    end
    local longer = {}
    for _, text in ipairs(texts) do
      for _, tail in ipairs(ends) do longer[#longer + 1] = text .. tail end
    end
    texts = longer
  end
  return texts
end

local function joined(texts, list)
  for i, text in ipairs(texts) do
    if #texts > 1 and list[i].has_or then texts[i] = "(" .. text .. ")" end
  end
  return table.concat(texts, " and ")
end

-- Every choice of one text per condition.
local function combine(options, list, at, chosen, out)
  if at > #options then
    out[#out + 1] = joined({ table.unpack(chosen) }, list)
    return out
  end
  for _, text in ipairs(options[at]) do
    chosen[at] = text
    combine(options, list, at + 1, chosen, out)
  end
  return out
end

---The filters that together match what all conditions match, each row by one
---of them. None: nothing can match. An empty text: no condition.
---@param list table[] conditions of `filter.read`
---@return string[]
function conditions.texts(list)
  local fixed, lists = measure(list)
  local limit = math.max(1, math.min(VALUES,
    (NODES - fixed) // math.max(lists, 1)))
  local options = {}
  for i, condition in ipairs(list) do
    options[i] = texts_of(condition, limit)
  end
  return combine(options, list, 1, {}, {})
end

return conditions
