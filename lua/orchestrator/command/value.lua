--- Values as texts: of NAME=VALUE on the command line, and of CSV cells.
--
-- A text that is JSON as orch writes it (12, -0.5, true, null, {"a":1},
-- "quoted") is that value; any other is itself. So 007, 4.50 and 1e5 stay
-- texts; and a text that looks like JSON is written quoted, which makes the
-- two directions exact.

local command = require "orchestrator.command"
local core = require "orchestrator.core"

local value = {}

local PLAIN = { number = true, boolean = true }

---@param text string
---@return any
function value.read(text)
  if not text:find '^[%d{%["tfn-]' then return text end
  local read = core.decode(text, true)
  if read == nil then return text end
  if type(read) == "table" or type(read) == "string" then return read end
  if PLAIN[type(read)] and core.encode(read) ~= text then return text end
  return read
end

---@param given any
---@return string
function value.write(given)
  if type(given) ~= "string" then return (assert(core.encode(given))) end
  if given == "" or value.read(given) ~= given then
    return (assert(core.encode(given)))
  end
  return given
end

---NAME=VALUE words as a table.
---@param words string[]
---@param kind_of? fun(name: string): string|nil "string": a text as it is
---@return table<string, any>
function value.words(words, kind_of)
  local out = {}
  for _, word in ipairs(words) do
    local name, text = word:match "^([^=]+)=(.*)$"
    if not name then
      command.usage_error(("'%s' is not NAME=VALUE"):format(word))
    elseif out[name] ~= nil then
      command.usage_error(("%s is given twice"):format(name))
    end
    if kind_of and kind_of(name) == "string" then
      out[name] = text
    else
      out[name] = value.read(text)
    end
  end
  return out
end

local function contents(path)
  if path == "-" then return io.read "a" end
  local file, why = io.open(path, "rb")
  local text = file and file:read "a"
  if file then file:close() end
  if not text then command.usage_error("cannot read " .. (why or path)) end
  return text
end

---The JSON of an option: itself, @FILE, or - for standard input.
---@param text string
---@param what string the option's name
---@return any
function value.json(text, what)
  local path = text == "-" and "-" or text:match "^@(.+)$"
  local read, message = core.decode(path and contents(path) or text, true)
  if read == nil then
    command.usage_error(("%s%s is not JSON: %s"):format(what,
      path and " (" .. path .. ")" or "", tostring(message)))
  end
  return read
end

return value
