-- The words of the prompt: what a session's code sees beside Lua's own
-- library.

local console = require "orchestrator.console"
local errors = require "orchestrator.errors"
local topics = require "orchestrator.prompt.topics"

local commands = {}

-- A function that is also a command: written alone it runs.
local Command = { __name = "orchestrator.prompt.command" }
Command.__index = Command

function Command.__call(self, ...) return self.run(self.session, ...) end

function Command:__tostring() return "command " .. self.name end

---Is this a word of the prompt that was written alone?
---@param value any
---@return boolean
function commands.is(value) return getmetatable(value) == Command end

local LIST = {}

function LIST.help(session, what)
  io.write(topics.help(session:catalogue(), what))
end
function LIST.describe(session, what)
  io.write(topics.describe(session:catalogue(), what))
end
function LIST.cd(session, path) session:here():go(path) end
function LIST.pwd(session)
  local place = session:here()
  console.print(session:title() .. (place.path ~= "" and " " .. place.path
    or ""))
end
function LIST.ls(session)
  console.rows("table", session:here():children(),
    { columns = { "Id", "DisplayName", "FolderType", "Description" } })
end
function LIST.use(session, profile)
  if type(profile) ~= "string" then
    errors.argument('use: which profile? For example: use "production"')
  end
  session:connect { profile = profile }
end
function LIST.exit(session) session.over = true end

---The names of all of them, sorted.
---@return string[]
function commands.names() return require "orchestrator.nearest".names(LIST) end

---Makes the words of a session.
---@param session table
---@return table<string, table>
function commands.make(session)
  local out = {}
  for name, run in pairs(LIST) do
    out[name] = setmetatable({ name = name, run = run, session = session },
      Command)
  end
  out.quit = out.exit
  return out
end

return commands
