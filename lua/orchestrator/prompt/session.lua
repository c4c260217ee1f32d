-- A session at the prompt: a tenant, a place in it, and what its code sees.

local catalogue = require "orchestrator.catalogue"
local chunk = require "orchestrator.prompt.chunk"
local clean = require "orchestrator.console.clean"
local commands = require "orchestrator.prompt.commands"
local console = require "orchestrator.console"
local names = require "orchestrator.prompt.names"
local nearest = require "orchestrator.nearest"
local orchestrator = require "orchestrator"
local Place = require "orchestrator.prompt.place"
local screen = require "orchestrator.console.screen"
local source = require "orchestrator.console.source"
local width = require "orchestrator.console.width"

---@class orchestrator.Session
---@field place? orchestrator.Place
---@field over? boolean the user wants to leave
local Session = {}
Session.__index = Session

-- Names that are found when they are looked up.
local DYNAMIC = {
  tenant = function(self) return self:here().tenant end,
  folder = function(self) return self:here():current() end,
}

---The value of a global name.
---@param name string
---@return any
function Session:lookup(name)
  local value = rawget(self.env, name)
  if value ~= nil then return value end
  if self.words_of[name] then return self.words_of[name] end
  if name == "tenant" or name == "folder" then
    if self.place then
      return name == "tenant" and self.place.tenant or self.place.folder
    end
  elseif self.place and self:catalogue():has(name, "orchestrator") then
    return self.place:scope()[name]
  end
end

local function global(self, name)
  if DYNAMIC[name] then return DYNAMIC[name](self) end
  if self.words_of[name] then return self.words_of[name] end
  local known = _G[name]
  if known == nil and self:catalogue():has(name, "orchestrator") then
    return self:here():scope()[name]
  end
  return known
end

-- Rows hold what others wrote, also where one's own code prints them.
local function print_clean(...)
  local texts = table.pack(...)
  for i = 1, texts.n do texts[i] = clean.lines(tostring(texts[i])) end
  io.write(table.concat(texts, "  ", 1, texts.n), "\n")
end

---@param options table for connect
---@return orchestrator.Session
function Session.new(options)
  local self = setmetatable({ options = options, names = names.new() },
    Session)
  self.words_of = commands.make(self)
  self.env = setmetatable({ orchestrator = orchestrator,
    time = orchestrator.time, null = orchestrator.null },
    { __index = function(_, name) return global(self, name) end })
  self.env._G = self.env
  if screen.is_terminal() then self.env.print = print_clean end
  source.observer = function(query, row)
    if type(row) == "table" then
      self.names:saw(query.owner, rawget(query, "spec").tag, row)
    end
  end
  return self
end

---Connects anew; nothing is sent. The folder is the settings', if they name
---one.
---@param options? table for connect
function Session:connect(options)
  local tenant = orchestrator.connect(options or self.options)
  local before = self.place
  self.place = Place.new(tenant)
  local settings = tenant.connection.settings.values
  self.colour = settings.colour
  local folder = tenant.connection.folder
  if folder and type(folder) == "string" then
    self.place:enter(folder, tenant:folder(folder))
  end
  if before then before.tenant:close() end
end

---Where the session is; connects first where that was not done.
---@return orchestrator.Place
function Session:here()
  if not self.place then self:connect() end
  return self.place
end

---What is known of the API: the tenant's own catalogue, if it has one.
---@return orchestrator.Catalogue
function Session:catalogue()
  return self.place and self.place.tenant.connection.catalogue or catalogue
end

---The names that completion offers beside Lua's and the sets'.
---@return string[]
function Session:words()
  local list = commands.names()
  for name in pairs(self.env) do
    if type(name) == "string" then list[#list + 1] = name end
  end
  list[#list + 1], list[#list + 2] = "tenant", "folder"
  return list
end

---The names of the user's own profiles.
---@return string[]
function Session:profiles()
  local profile = require "orchestrator.settings.profile"
  local path = profile.path()
  local file = path and io.open(path, "r")
  if not file then return {} end
  local text = file:read "a"
  file:close()
  local ok, found = pcall(require "orchestrator.settings.profile_file".parse,
    text or "", path)
  return ok and nearest.names(found) or {}
end

---"acme/Production", or where it is when it has no such names.
---@return string
function Session:title()
  if not self.place then return "orch" end
  local values = self.place.tenant.connection.settings.values
  local title = values.organization and values.tenant
    and values.organization .. "/" .. values.tenant or values.tenant
  return clean.line(title
    or self.place.tenant.connection.address.base:gsub("^%a+://", ""))
end

---The prompt: tenant and folder, in the profile's colour.
---@return string
function Session:prompt()
  local columns = screen.size()
  local title, path = self:title(), self.place and self.place.path or ""
  local room = math.max(columns // 2 - 2, 8)
  if width.of(title) + width.of(path) + 1 > room then
    title = title:match "[^/]*$"
    path = path:match "[^/]*$"
    if path ~= "" and width.of(title) + width.of(path) + 1 > room then
      title = ""
    end
  end
  local text = title .. (path ~= "" and title ~= "" and " " or "")
    .. clean.line(path)
  return screen.paint(self.colour or "cyan", width.cut(text, room)) .. "> "
end

---------------------------------------------------------------------------
-- Running what was typed.

-- A misspelt name of a set is nothing, which says little.
local function print_nil(session, text)
  local word = text:match "^%s*=?%s*([%a_][%w_]*)%s*$"
  local near = word and nearest.find(word,
    session:catalogue():tags "orchestrator")
  print(near and word ~= "nil" and ("nil (did you mean %s?)"):format(near)
    or "nil")
end

local function show(session, text, ...)
  for i = 1, select("#", ...) do
    local value = select(i, ...)
    if commands.is(value) then
      value()
    elseif value == nil then
      if select("#", ...) > 1 then print "nil" else print_nil(session, text) end
    else
      console.print(value)
    end
  end
  return session
end

-- "cd Shared/Finance": no Lua, and plain all the same.
local BARE = { cd = true, use = true, help = true, describe = true }

local function as_command(session, text)
  local word, rest = text:match "^%s*(%l+)%s+([^%s\"'(=].-)%s*$"
  if not word or not BARE[word] or rest:find "\n" then return nil end
  return function() return session.words_of[word](rest) end
end

---What a text does when it is run.
---@param text string
---@return function|nil
---@return orchestrator.Fault|nil
function Session:read(text)
  local fn, fault, is_expression = chunk.read(text, self.env)
  if not fn then
    local command = as_command(self, text)
    if command then return command end
    return nil, fault
  elseif not is_expression then
    return fn
  end
  return function()
    -- Nothing at all is no result; a single nil is one.
    return show(self, text, fn())
  end
end

---A failure in one line, without secrets or what a terminal would obey.
---@param err any
---@return string
function Session.explain(err)
  local text = tostring(err):gsub("^orchestrator: ", "")
    :gsub("^prompt:%d+: ", "")
  if text:find "interrupted!$" then text = "interrupted" end
  return clean.line(text)
end

return Session
