-- The part of YAML that the vendor's Go client needs for its profiles: maps
-- and lists in block style, plain and quoted scalars, comments. Everything
-- else is refused with its line, because a guess about a credential's text
-- is worse than an error; a whole YAML library would be one more dependency
-- for one file that we only read.

local errors = require "orchestrator.errors"

local flat_yaml = {}

---@class orchestrator.YamlNode
---@field line integer
---@field text? string a scalar
---@field map? table<string, orchestrator.YamlNode>
---@field list? orchestrator.YamlNode[]

local function fail(path, line, message)
  errors.config(("%s:%d: %s"):format(path, line, message),
    "write it in plain block style, or use a profile of ours")
end

-- A scalar without its quotes and its comment.
local function scalar(path, line, text)
  local quote = text:match "^[\"']"
  if quote == '"' then
    local inner, rest = text:match '^"([^"\\]*)"(.*)$'
    if not inner or not rest:match "^%s*$" and not rest:match "^%s+#" then
      fail(path, line, "a quoted text with an escape, or that does not end")
    end
    return inner
  elseif quote then
    local inner = text:match "^'(.*)'%s*$" or text:match "^'(.-)'%s+#"
    if not inner or inner:gsub("''", ""):find "'" then
      fail(path, line, "a quoted text that does not end")
    end
    return (inner:gsub("''", "'"))
  elseif text:find "^[-?:] " or text:find "^[&*!|>%%@`{%[]"
    and text ~= "{}" and text ~= "[]" then
    fail(path, line, "this form of YAML is not read here")
  end
  text = text:gsub("%s+#.*$", "")
  if text == "~" or text == "null" or text == "{}" or text == "[]" then
    return ""
  end
  if text:find ": " then fail(path, line, "a colon in a text without quotes")
  end
  return text
end

-- Lines that say something: { number, indent, text }.
local function significant(text, path)
  local lines, number = {}, 0
  for line in (text:gsub("^\xEF\xBB\xBF", "") .. "\n"):gmatch "(.-)\r?\n" do
    number = number + 1
    local indent, rest = line:match "^( *)(.-)%s*$"
    if rest:find "^\t" then
      fail(path, number, "a tab in the indentation")
    elseif rest ~= "" and rest:sub(1, 1) ~= "#"
      and not (rest == "---" and #lines == 0) then
      lines[#lines + 1] = { number = number, indent = #indent, text = rest }
    end
  end
  return lines
end

local read_block

-- "key: value", or "key:" with a block below; lists may stand at the key's
-- own indentation.
local function read_entry(state, node, line)
  local path = state.path
  local key, value = line.text:match "^([%w_.-]+):%s+(.*)$"
  if not key then key, value = line.text:match "^([%w_.-]+):$", "" end
  if not key then
    key, value = line.text:match '^"([^"\\]+)":%s*(.*)$'
  end
  if not key then fail(path, line.number, "not of the form name: value") end
  if node.map[key] then
    fail(path, line.number, ("%q is there twice"):format(key))
  end
  if value ~= "" and value:sub(1, 1) ~= "#" then
    node.map[key] = { line = line.number,
      text = scalar(path, line.number, value) }
    return
  end
  local below = state.lines[state.at]
  if below and (below.indent > line.indent
    or below.indent == line.indent and below.text:find "^%-") then
    node.map[key] = read_block(state, below.indent)
  else
    node.map[key] = { line = line.number, text = "" }
  end
end

local function read_item(state, node, line)
  local rest = line.text:match "^%-%s+(.*)$"
  if rest and rest:find "^[%w_.\"-]+:" then
    -- The rest of the line is the first entry of a map that goes on below.
    local indent = line.indent + #line.text - #rest
    state.at = state.at - 1
    state.lines[state.at] = { number = line.number, indent = indent,
      text = rest }
    node.list[#node.list + 1] = read_block(state, indent)
  elseif rest then
    node.list[#node.list + 1] = { line = line.number,
      text = scalar(state.path, line.number, rest) }
  else
    local below = state.lines[state.at]
    if not below or below.indent <= line.indent then
      fail(state.path, line.number, "an empty list item")
    end
    node.list[#node.list + 1] = read_block(state, below.indent)
  end
end

local MOST = 16 -- levels

function read_block(state, indent)
  local first = state.lines[state.at]
  local listed = first.text:find "^%-" ~= nil
  local node = { line = first.number, [listed and "list" or "map"] = {} }
  state.depth = state.depth + 1
  if state.depth > MOST then fail(state.path, first.number, "too deep") end
  while state.lines[state.at] do
    local line = state.lines[state.at]
    local item = line.text:find "^%-" ~= nil
    if line.indent < indent or listed and not item
      and line.indent == indent then
      break
    elseif line.indent > indent then
      fail(state.path, line.number, "this indentation fits nothing above")
    elseif item ~= listed then
      fail(state.path, line.number, "a list item among names")
    end
    state.at = state.at + 1
    local read = listed and read_item or read_entry
    read(state, node, line)
  end
  state.depth = state.depth - 1
  return node
end

---Reads a text. Raises kind config with file and line.
---@param text string
---@param path string for messages
---@return orchestrator.YamlNode|nil nothing but comments: nil
function flat_yaml.parse(text, path)
  local lines = significant(text, path)
  if #lines == 0 then return nil end
  local state = { lines = lines, at = 1, path = path, depth = 0 }
  local root = read_block(state, lines[1].indent)
  if lines[state.at] then
    fail(path, lines[state.at].number, "this indentation fits nothing above")
  end
  return root
end

return flat_yaml
