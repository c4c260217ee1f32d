-- Rows to print, from a query, a list of rows or an iterator: one at a time.

---Where the prompt looks at what is printed, for its completion.
---@type { observer?: fun(query: table, row: any) }
local source = {}

---@class orchestrator.RowSource
---@field next fun(self): table|nil, table|nil a row, and its folder
---@field close fun(self)
---@field type? string the catalogue's name of the rows' type
---@field catalogue? orchestrator.Catalogue where there is a type
---@field tag? string the entity set
---@field select? string[] the properties that were asked for
local Source = {}
Source.__index = Source

function Source:next()
  local row, about = self.step(self.state, self.control)
  self.control = row
  if source.observer and self.query and row ~= nil then
    source.observer(self.query, row)
  end
  return row, about
end

function Source:close()
  local closing = self.closing
  self.closing = nil
  if closing and closing.close then closing:close() end
end

Source.__close = Source.close

local function names_of(list)
  if not list then return nil end
  local names = {}
  for name in list:gmatch "[^,%s]+" do names[#names + 1] = name end
  return names
end

local function next_of_list(state)
  state.at = state.at + 1
  return state.list[state.at]
end

local QUERIES = { ["orchestrator.query"] = true,
  ["orchestrator.folders.query"] = true }

---Can rows be fetched from it?
---@param given any
---@return boolean
function source.is_query(given)
  if type(given) ~= "table" then return false end
  local meta = getmetatable(given)
  return meta ~= nil and QUERIES[meta.__name] ~= nil
end

---A source whose rows are made of another's.
---@param step fun(): table|nil
---@param of orchestrator.RowSource is closed with it
---@return orchestrator.RowSource
function source.of(step, of)
  return setmetatable({ step = step, closing = of, type = of.type,
    catalogue = of.catalogue, tag = of.tag, select = of.select }, Source)
end

---@param given table a query or a list of rows
---@return orchestrator.RowSource
function source.open(given)
  if not source.is_query(given) then
    return setmetatable({ step = next_of_list,
      state = { list = given, at = 0 } }, Source)
  end
  local spec = rawget(given, "spec") or {}
  local step, state, control, closing = given:each()
  return setmetatable({ step = step, state = state, control = control,
    closing = closing, type = spec.rows,
    catalogue = spec.rows and given.connection.catalogue, tag = spec.tag
      or rawget(given, "tag"), select = names_of(spec.select),
    query = spec.tag and given }, Source)
end

return source
