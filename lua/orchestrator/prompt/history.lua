-- The lines of earlier sessions: a private file in the user's state folder,
-- without lines that hold secrets.

local environment = require "orchestrator.settings.environment"
local terminal = require "orchestrator.core".terminal

local history = {}

local KEPT = 1000 -- lines

local WORDS = { "password", "passwd", "secret", "user_key", "userkey", "token",
  "licensekey", "license_key", "api_key", "apikey", "credential", "bearer",
  "private_key" }
local VARIABLES = { "CLIENT_SECRET", "USER_KEY", "ACCESS_TOKEN", "PAT",
  "PASSWORD", "REFRESH_TOKEN", "CLI_AUTH_TOKEN" }

---Where the lines are; nil when not even HOME is set.
---@return string|nil
function history.path()
  local folder = environment.folder("XDG_STATE_HOME", ".local/state")
  return folder and folder .. "/orchestrator/history"
end

-- Long runs of letters and digits mixed are keys more often than words.
local function looks_random(text)
  for run in text:gmatch "[%w_+/=-]+" do
    if #run >= 32 and run:find "%d" and run:find "%l" and run:find "%u" then
      return true
    end
  end
  return false
end

---Is this a line that must not be kept?
---@param line string
---@return boolean
function history.is_secret(line)
  local lower = line:lower()
  for _, word in ipairs(WORDS) do
    if lower:find(word, 1, true) then return true end
  end
  if lower:find "%f[%w]pat%s*=" or line:find("eyJ", 1, true) then
    return true
  end
  for _, name in ipairs(VARIABLES) do
    local value = environment.variable("UIPATH_" .. name)
    if value and line:find(value, 1, true) then return true end
  end
  return looks_random(line)
end

---The lines of earlier sessions, the oldest first.
---@return string[]
function history.load()
  local path, lines = history.path(), {}
  local file = path and io.open(path, "r")
  if not file then return lines end
  for line in file:lines() do
    if utf8.len(line) and not line:find "%c" then lines[#lines + 1] = line end
  end
  file:close()
  if #lines <= KEPT * 2 then return lines end
  lines = table.move(lines, #lines - KEPT + 1, #lines, 1, {})
  terminal.write_private(path, table.concat(lines, "\n") .. "\n", false)
  return lines
end

---Keeps a line, unless it holds a secret or begins with a blank.
---@param line string of one line
---@return boolean kept
function history.add(line)
  local path = history.path()
  if not path or line:find "^%s" or line == "" or line:find "%c"
    or history.is_secret(line) then
    return false
  end
  return terminal.write_private(path, line .. "\n", true) or false
end

return history
