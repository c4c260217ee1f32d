-- `orch` alone: reads, runs and prints, until the end.

local clean = require "orchestrator.console.clean"
local console = require "orchestrator.console"
local history = require "orchestrator.prompt.history"
local Reader = require "orchestrator.prompt.line"
local screen = require "orchestrator.console.screen"
local Session = require "orchestrator.prompt.session"
local terminal = require "orchestrator.core".terminal
local width = require "orchestrator.console.width"

local prompt = {}

local STDIN = 0

local function complain(text)
  io.stdout:flush()
  io.stderr:write(screen.paint("red", text), "\n")
end

-- Below the place of the mistake, where the line above shows it.
local function point_at(fault, typed, shown)
  local columns = screen.size()
  local line = typed:match "[^\n]*$"
  local before = width.of(clean.line(line:sub(1, fault.column - 1)))
  local at = width.of(shown) + before
  if select(2, typed:gsub("\n", "")) + 1 ~= fault.line
    or at + 2 + #fault.message >= columns
    or width.of(shown) + width.of(clean.line(line)) >= columns then
    complain(("line %d, column %d: %s"):format(fault.line, fault.column,
      clean.line(fault.message)))
    return
  end
  complain((" "):rep(at) .. "^ " .. clean.line(fault.message))
end

-- One input: as many lines as it takes. nil: the end; false: given up.
local function read_input(session, reader)
  local first = session:prompt()
  local bare = first:gsub("\27%[[%d;]*m", "")
  local more = (" "):rep(math.max(width.of(bare) - 4, 0)) .. "... "
  local text
  while true do
    local shown = text and more or first
    local line = reader:read(shown)
    if not line then return line end
    text = text and text .. "\n" .. line or line
    if text:find "^%s*$" then return "" end
    local fn, fault = session:read(text)
    if fn or fault or line == "" and text:find "\n\n$" then
      return text, fn, fault, shown == first and bare or more
    end
  end
end

local function remember(reader, text)
  if text:find("--", 1, true) and text:find "\n" then return end
  local line = text:gsub("%s*\n%s*", " ")
  reader:remember(line)
  history.add(line)
end

local function run(session, fn)
  local ok, err = terminal.guard(fn, function(err) return err end)
  io.stdout:flush()
  if not ok then complain(session.explain(err)) end
end

local function turn(session, reader)
  local text, fn, fault, shown = read_input(session, reader)
  if text == nil then
    session.over = true
    print()
  elseif text and text ~= "" then
    remember(reader, text)
    if fn then
      run(session, fn)
    elseif fault then
      point_at(fault, text, shown)
    else
      complain "that is not finished"
    end
  end
end

local function greet(session)
  if not session.place then return end
  print(screen.paint("dim", width.cut("help for help, Tab completes, "
    .. "Ctrl-D leaves", screen.size())))
end

---The session at a terminal.
---@param session orchestrator.Session
function prompt.interact(session)
  local ok, err = pcall(session.connect, session)
  if not ok then complain(session.explain(err)) end
  console.settings.page = true
  greet(session)
  local complete = require "orchestrator.prompt.complete"
  terminal.catch_interrupts(true)
  local reader = Reader.new(history.load(), function(line, from, to)
    return complete.list(session, line, from, to)
  end)
  while not session.over do
    -- A Ctrl-C that comes between two turns is for none.
    local fine, fault = xpcall(turn, function(e) return e end, session, reader)
    if not fine then complain(session.explain(fault)) end
  end
  terminal.catch_interrupts(false)
end

---What stands on standard input, as a script of the session. Its last
---expression is printed when it is nothing else.
---@param session orchestrator.Session
function prompt.script(session)
  local text = io.read "a" or ""
  if text:find "^%s*$" then return end
  local fn, fault = session:read((text:gsub("^#[^\n]*", "")))
  if not fn then
    fault = fault or { line = select(2, text:gsub("\n", "")) + 1, column = 1,
      message = "that is not finished" }
    error(("standard input:%d:%d: %s"):format(fault.line, fault.column,
      fault.message), 0)
  end
  fn()
end

---@param options { sandbox?: boolean, connect: table, time?: string }
function prompt.run(options)
  console.settings.time = options.time or "local"
  local server
  local given = options.connect
  if options.sandbox then
    if not package.searchpath("orchestrator.sandbox", package.path) then
      error("the sandbox is not installed: it is the rock "
        .. "orchestrator-sandbox", 0)
    end
    server = require "orchestrator.sandbox".start { seed = "demo" }
    given = server:options(nil, given)
  end
  local session = Session.new(given)
  local ok, err = xpcall(terminal.is_terminal(STDIN) and prompt.interact
    or prompt.script, function(e) return e end, session)
  if session.place then session.place.tenant:close() end
  if server then server:stop() end
  if not ok then error(err, 0) end
end

return prompt
