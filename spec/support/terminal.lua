--- A real terminal for specs: a program in a pane of tmux, on a socket of its
-- own, whose keys the spec types and whose screen it reads.
--
--   local screen = terminal.start({ "bin/orch" }, { columns = 60 })
--   screen:wait ">"
--   screen:type "1 + 1"
--   screen:key "Enter"
--   screen:wait "2"
--   screen:stop() -- in the teardown, also when it failed

local eventually = require "support.eventually"
local files = require "support.files"
local process = require "support.process"
local socket = require "socket"

local terminal = {}

---@class support.terminal
local Terminal = {}
Terminal.__index = Terminal

local function tmux(self, words)
  local argv = { "env", "-u", "TMUX", "LC_ALL=C.UTF-8", "tmux", "-u", "-S",
    self.socket }
  return process.run(table.move(words, 1, #words, #argv + 1, argv))
end

local function ask(self, words)
  local result = tmux(self, words)
  if result.code ~= 0 then
    error(("tmux %s: %s"):format(words[1], result.stderr), 3)
  end
  return result.stdout
end

-- The program's command line, with the changes to its environment. What is
-- false is not set.
local function command_of(argv, options)
  local words = { "env", "LC_ALL=C.UTF-8" }
  for name, value in pairs(options.env or {}) do
    if value then
      words[#words + 1] = name .. "=" .. value
    else
      table.insert(words, 2, "-u")
      table.insert(words, 3, name)
    end
  end
  return table.move(argv, 1, #argv, #words + 1, words)
end

--- Runs a program in a terminal of its own. Stop it in the teardown.
---@param argv (string|number)[]
---@param options { columns?: integer, lines?: integer, cwd?: string,
---  env?: table<string, string|false> }? 80 columns, 24 lines
---@return support.terminal
function terminal.start(argv, options)
  options = options or {}
  local self = setmetatable({ folder = files.temp_dir() }, Terminal)
  self.socket = self.folder .. "/socket"
  -- The server in the foreground, so that it dies with the spec.
  self.server = process.start({ "env", "-u", "TMUX", "LC_ALL=C.UTF-8", "tmux",
    "-u", "-D", "-S", self.socket, "-f", "/dev/null" })
  local ready = eventually(function()
    return tmux(self, { "set-option", "-g", "remain-on-exit", "on", ";",
      "set-option", "-g", "status", "off", ";",
      "set-option", "-g", "default-terminal", "screen-256color" }).code == 0
  end)
  assert(ready, "tmux does not start")
  local words = { "new-session", "-d", "-x", options.columns or 80, "-y",
    options.lines or 24, "-c", options.cwd or "." }
  -- tmux forgets some ends: the shell tells the code, and outlives Ctrl-C.
  words[#words + 1] = ("trap : INT; %s; echo $? >%s"):format(
    process.command(command_of(argv, options)), process.quote(self.folder
    .. "/code"))
  ask(self, words)
  return self
end

--- Types text as it is.
function Terminal:type(text)
  ask(self, { "send-keys", "-l", "--", text })
end

--- Presses a key by tmux's name: "Enter", "Tab", "Up", "C-c", "C-d", …
function Terminal:key(...)
  ask(self, { "send-keys", "--", ... })
end

--- What the screen shows; blanks at the ends of lines and empty lines at its
-- end are left out.
---@param colours boolean? with the escapes for colours
---@return string
function Terminal:screen(colours)
  local words = { "capture-pane", "-p" }
  if colours then words[3] = "-e" end
  return (ask(self, words):gsub(" +\n", "\n"):gsub("%s+$", ""))
end

--- Waits until the screen shows a text, or until a function that gets the
-- screen answers something. Raises with the screen when it does not.
---@param wanted string|fun(screen: string): any
---@param seconds number?
---@return any what was found
function Terminal:wait(wanted, seconds)
  local deadline = socket.gettime() + (seconds or 20)
  while true do
    local screen = self:screen()
    local found
    if type(wanted) == "function" then
      found = wanted(screen)
    else
      found = screen:find(wanted, 1, true)
    end
    if found then return found end
    if socket.gettime() > deadline then
      error(("the screen does not show %s:\n%s"):format(tostring(wanted),
        screen), 2)
    end
    socket.sleep(0.03) -- each look is a process
  end
end

--- Makes the terminal another size; the program gets SIGWINCH.
function Terminal:resize(columns, lines)
  ask(self, { "resize-window", "-x", columns, "-y", lines })
end

--- The exit code of the program, once it has ended; nil before.
---@return integer?
function Terminal:code()
  local file = io.open(self.folder .. "/code", "r")
  local code = file and file:read "n"
  if file then file:close() end
  return math.tointeger(code)
end

--- Waits for the program's end and answers its exit code.
---@return integer code
function Terminal:ended()
  local code = eventually(function() return self:code() end, 20)
  if not code then error("it does not end:\n" .. self:screen(), 2) end
  return code
end

--- Ends everything. Can be called twice.
function Terminal:stop()
  if not self.server then return end
  tmux(self, { "kill-server" })
  self.server:stop()
  self.server = nil
  files.remove(self.folder)
end

return terminal
