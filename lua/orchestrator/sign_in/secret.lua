-- Secrets as values: the text itself, or where it is to be had when it is
-- needed: { env = "NAME" }, { file = "PATH" } or { command = "pass show x" }.
-- No message holds one.

local environment = require "orchestrator.settings.environment"
local errors = require "orchestrator.errors"
local nearest = require "orchestrator.nearest"

local secret = {}

---@class orchestrator.SecretPlace
---@field env? string a variable's name
---@field file? string a file's name
---@field command? string what is run, by the shell
---@alias orchestrator.Secret string|orchestrator.SecretPlace

local MOST = 64 * 1024 -- bytes; what is longer is not a secret

-- One level of a home folder, as people write it in a profile.
local function expand(path)
  local home = environment.variable "HOME"
  if path:sub(1, 2) ~= "~/" then return path end
  return home and home .. path:sub(2) or path
end

local SOURCES = {}

function SOURCES.env(field, name)
  local value = environment.variable(name)
  if not value then
    errors.config(("%s: the variable %s is not set"):format(field, name),
      "set it, or name another one")
  end
  return value
end

function SOURCES.file(field, path)
  local file, why
  if io and io.open then
    file, why = io.open(expand(path), "rb")
  else
    why = path .. ": this host lets no file be read"
  end
  local text = file and file:read(MOST + 1)
  if file then file:close() end
  if not text then
    errors.config(("%s: its file cannot be read: %s"):format(field,
      why or path .. " is empty"), "check its name and rights")
  end
  return text
end

function SOURCES.command(field, command)
  local program = command:match "^%s*(%S+)" or command
  if not io or not io.popen then
    errors.config(field .. ": this host lets no command be run",
      "give it in another way")
  end
  local pipe, why = io.popen(command, "r")
  if not pipe then
    errors.config(("%s: its command %s cannot be run: %s"):format(field,
      program, why))
  end
  local text = pipe:read(MOST + 1)
  local good, how, code = pipe:close()
  if not good and #(text or "") <= MOST then -- else it was cut off
    errors.config(("%s: its command %s failed (%s %d)"):format(field, program,
      how == "signal" and "signal" or "exit code", code),
      "run it by hand to see why")
  end
  return text or ""
end

---Is this a place to fetch it from, rather than the text?
---@param value any
---@return boolean
function secret.is_reference(value) return type(value) == "table" end

---Refuses what is neither a text nor one place to fetch it from.
---@param field string
---@param value orchestrator.Secret
function secret.check(field, value)
  if not secret.is_reference(value) then return end
  local known = nearest.names(SOURCES)
  local count = 0
  for name, place in pairs(value) do
    count = count + 1
    if not SOURCES[name] then
      errors.argument(("%s: unknown source %q"):format(field, tostring(name)),
        nearest.hint(tostring(name), known))
    elseif type(place) ~= "string" or place == "" then
      errors.argument(("%s: %s must be a string that is not empty"):format(
        field, name))
    end
  end
  if count ~= 1 then
    errors.argument(field .. ": say one place to fetch it from",
      'e.g. { command = "pass show uipath" }, { file = "…" } or { env = "…" }')
  end
end

-- A value that could not be a credential is refused before it is sent.
local function check_text(field, value)
  if value == "" then errors.config(field .. " is empty") end
  if value:find "[%c]" or value:find "^%s" or value:find "%s$" then
    errors.config(field .. " has a line break, or white space around it",
      "take it away: it often comes from a file or a copy")
  end
  if (field == "access_token" or field == "pat") and value:find "%s" then
    errors.config(field .. " has white space in it")
  end
end

---The secret itself; fetches it when it is a reference.
---@param field string for messages
---@param value orchestrator.Secret
---@return string
function secret.read(field, value)
  if secret.is_reference(value) then
    local name, place = next(value)
    value = SOURCES[name](field, place)
    if #value > MOST then
      errors.config(("%s: what its %s gives is over %d bytes long"):format(
        field, name, MOST))
    end
    value = value:gsub("[\r\n]+$", "")
    if value == "" then
      errors.config(("%s: what its %s gives is empty"):format(field, name),
        "check it by hand")
    end
  end
  check_text(field, value)
  return value
end

---Where a reference points, for people.
---@param value orchestrator.Secret
---@return string|nil
function secret.place(value)
  if not secret.is_reference(value) then return nil end
  local name, place = next(value)
  if name == "command" then place = place:match "^%s*(%S+)" or place end
  return name .. " " .. place
end

return secret
