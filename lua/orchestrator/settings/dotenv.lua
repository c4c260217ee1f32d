-- Files of NAME=VALUE lines, or the same as a JSON object: what the vendor's
-- command line leaves in ~/.uipath/.auth. Only read.

local core = require "orchestrator.core"
local errors = require "orchestrator.errors"

local dotenv = {}

local function of_json(text, path)
  local object, why = core.decode(text)
  if type(object) ~= "table" then
    errors.config(("%s: not JSON: %s"):format(path,
      why or "no object"), "sign in with its tool again")
  end
  local values = {}
  for name, value in pairs(object) do
    if type(name) == "string" and type(value) == "string" and value ~= "" then
      values[name] = value
    end
  end
  return values, {}
end

local function unquoted(text)
  local quoted = text:match '^"(.*)"$'
  if quoted then return (quoted:gsub('\\(["\\])', "%1")) end
  return text:match "^'(.*)'$" or text:gsub("%s+#.*$", "")
end

---Reads such a text. Raises kind config with file and line.
---@param text string
---@param path string for messages
---@return table<string, string> values by name, empty ones left out
---@return table<string, integer> lines by name; none for JSON
function dotenv.parse(text, path)
  if text:find "^%s*{" then return of_json(text, path) end
  local values, lines, number = {}, {}, 0
  for line in (text:gsub("^\xEF\xBB\xBF", "") .. "\n"):gmatch "(.-)\r?\n" do
    number = number + 1
    line = line:match "^%s*(.-)%s*$":gsub("^export%s+", "")
    local name, value = line:match "^([%a_][%w_]*)%s*=%s*(.*)$"
    if name then
      value = unquoted(value)
      values[name] = value ~= "" and value or nil
      lines[name] = number
    elseif line ~= "" and line:sub(1, 1) ~= "#" then
      errors.config(("%s:%d: not of the form NAME=VALUE"):format(path, number))
    end
  end
  return values, lines
end

return dotenv
