--- The command `orch`: finds the command in the table of commands, and what is
-- common to them all: help, and errors that become one line and an exit code.
--
-- A command's module has `run(argv, entry)`, which gets what stands behind the
-- command's name and answers an exit code (nil: 0). Only the module of the
-- command in hand is loaded.

local command = {}

local function list() return require "orchestrator.command.list" end

--- Raises what a wrong command line gets: one line, and exit code 2.
---@param message string
---@param name? string of the command whose help tells more
function command.usage_error(message, name)
  error({ kind = "usage", message = ("%s (see: orch %s--help)"):format(message,
    name and name .. " " or "") }, 0)
end

local function help()
  local lines = { "usage: orch COMMAND [ARGUMENT...]",
    "       orch [--sandbox | --profile NAME] [--folder PATH] [--utc]",
    "         the prompt; or a script from standard input",
    "" }
  for _, entry in ipairs(list()) do
    lines[#lines + 1] = ("  %-30s %s"):format(
      entry.name .. " " .. entry.usage, entry.summary)
  end
  lines[#lines + 1] = "\norch COMMAND --help tells a command's options."
  for _, line in ipairs {
    "These may stand before the command, too:",
    "",
    "  --profile NAME, --folder PATH    which tenant and folder",
    "  --dry-run [--plan FILE]          print writes as a plan, send none",
    "  --yes       do not ask before what destroys something",
    "  --verbose   show what goes over the wire, secrets masked",
    "  --debug     with a stack trace when something fails",
    "  --version   the version",
    "",
    "exit codes: 2 usage, 3 sign-in or permission, 4 not found, 5 conflict,",
    "            6 rate limit, 7 network, 8 partly done, 130 interrupted,",
    "            1 anything else",
  } do
    lines[#lines + 1] = line
  end
  return table.concat(lines, "\n")
end

local function version()
  return ("orch %s (%s)"):format(require "orchestrator.version", _VERSION)
end

local function unknown(what, name, names)
  local near = require("orchestrator.nearest").find(name, names)
  command.usage_error(("there is no %s '%s'%s"):format(what, name,
    near and (": did you mean '%s'?"):format(near) or ""))
end

local function find(name)
  local names = {}
  for i, entry in ipairs(list()) do
    if entry.name == name then
      return entry
    end
    names[i] = entry.name
  end
  unknown("command", name, names)
end

local function load(entry)
  if entry.missing and not package.searchpath(entry.module, package.path) then
    error(entry.missing, 0)
  end
  return require(entry.module)
end

-- What may stand before a command or the prompt: whether a value follows.
local GLOBAL = { ["--profile"] = true, ["--folder"] = true,
  ["--plan"] = true, ["--dry-run"] = false, ["--yes"] = false,
  ["--verbose"] = false, ["--debug"] = false, ["--sandbox"] = false,
  ["--utc"] = false, ["--help"] = false, ["-h"] = false,
  ["--version"] = false }

-- Options in front of the command, without --debug, and where it stands.
local function read_front(words, options)
  local front, at = {}, 1
  while words[at] and words[at]:find "^%-." do
    local name = words[at]:match "^(%-%-[%w-]+)=" or words[at]
    if GLOBAL[name] == nil then
      unknown("option", words[at],
        require "orchestrator.nearest".names(GLOBAL))
    elseif name == "--debug" then
      options.debug = true
    else
      front[#front + 1] = words[at]
      if GLOBAL[name] and name == words[at] then
        at = at + 1
        front[#front + 1] = words[at]
      end
    end
    at = at + 1
  end
  return front, at
end

-- The words behind the command: --debug is told apart, but for those of a
-- script, which come behind it.
local function read_behind(words, at, entry, options)
  local behind = {}
  local own = entry.plain
  while words[at] do
    if words[at] == "--debug" and own ~= "script" then
      options.debug = true
    else
      if entry.plain and not words[at]:find "^%-." then own = "script" end
      behind[#behind + 1] = words[at]
    end
    at = at + 1
  end
  return behind
end

local function wants_help(behind, entry)
  return entry.own and entry.name ~= "sandbox"
    and (behind[1] == "--help" or behind[1] == "-h")
end

local function run(entry, front, behind)
  if wants_help(behind, entry) then
    print(require "orchestrator.command.arguments".help(entry))
    return 0
  end
  -- A command below this one comes first, before its options.
  if entry.commands and behind[1] and not behind[1]:find "^%-" then
    table.insert(front, 1, table.remove(behind, 1))
  end
  table.move(behind, 1, #behind, #front + 1, front)
  return load(entry).run(front, entry) or 0
end

--- Runs what the words say. `options.debug` is set as soon as it is known, and
-- then `options.entry`.
local function dispatch(words, options)
  local front, at = read_front(words, options)
  for _, word in ipairs(front) do
    if word == "--help" or word == "-h" then
      print(help())
      return 0
    elseif word == "--version" then
      print(version())
      return 0
    end
  end
  if not words[at] then
    return require "orchestrator.command.prompt".run(front) or 0
  elseif words[at] == "help" and not words[at + 1] then
    print(help())
    return 0
  elseif words[at] == "help" then
    return run(find(words[at + 1]), {}, { "--help" })
  end
  local entry = find(words[at])
  options.entry = entry
  return run(entry, front, read_behind(words, at + 1, entry, options))
end

local function text_of(failure)
  local kind = type(failure)
  if kind == "table" and not (getmetatable(failure) or {}).__tostring then
    return tostring(failure.message or "(error object is a table value)")
  elseif kind == "nil" then
    return "nil"
  end
  return (tostring(failure):gsub("^orchestrator: ", ""))
end

-- What was refused before it was sent is the command line's fault, except in
-- a script.
local function code_of(kind, entry)
  if (kind == "argument" or kind == "config") and entry and not entry.own then
    kind = "usage"
  end
  for _, exit in ipairs(require "orchestrator.command.common".exits) do
    for _, known in ipairs(exit.kinds or {}) do
      if known == kind then return exit.code end
    end
  end
  return 1
end

-- Of a server's message, too, no terminal shall obey anything.
local function harmless(text)
  if not text:find "[%c\x7f-\xff]" then return text end
  local good, clean = pcall(require, "orchestrator.console.clean")
  return good and clean.line(text) or text
end

--- The line and the exit code for what was raised.
local function explain(failure, entry)
  local kind = type(failure) == "table" and failure.kind or nil
  local text = text_of(failure)
  if text:find "interrupted!$" then -- what the interpreter makes of Ctrl-C
    kind, text = "interrupted", "interrupted"
  elseif text:find "module 'orchestrator[%w.]*%.core' not found" then
    text = ("the C part is not built for %s: run 'make build'"):format(_VERSION)
  end
  return harmless((text:gsub("%s*\n%s*", " "))), code_of(kind, entry)
end

--- The whole of `orch`.
---@param words string[] the command line behind the program's name
---@return integer code for the shell
function command.main(words)
  local options = {}
  local trace
  local good, answer = xpcall(dispatch, function(failure)
    trace = options.debug and debug.traceback("", 2) or nil
    return failure
  end, words, options)
  if good then
    return answer
  end
  local text, code = explain(answer, options.entry)
  io.stdout:flush()
  io.stderr:write("orch: ", text, "\n")
  if trace then
    io.stderr:write(trace:gsub("^\n", ""), "\n")
  end
  return code
end

return command
