--- The command `orch`: a table of commands, one file each, and what is common
-- to them: help, and errors that become one line and an exit code.
--
-- A command's module has `run(argv)`, which gets what stands behind the
-- command's name and answers an exit code (nil: 0). Only the module of the
-- command in hand is loaded.

local command = {}

command.list = {
  {
    name = "run",
    module = "orchestrator.command.run",
    usage = "[--dry-run] SCRIPT [ARGUMENT...]",
    summary = "run a Lua script that uses the module",
  },
  {
    name = "apply",
    module = "orchestrator.command.apply",
    usage = "PLAN [OPTION...]",
    summary = "do what a dry run has planned",
  },
  {
    name = "login",
    module = "orchestrator.command.login",
    usage = "[OPTION...]",
    summary = "sign in, in a browser, and keep it",
  },
  {
    name = "logout",
    module = "orchestrator.command.logout",
    usage = "[OPTION...]",
    summary = "forget what a sign-in has kept",
  },
  {
    name = "whoami",
    module = "orchestrator.command.whoami",
    usage = "[OPTION...]",
    summary = "show the settings, and where they come from",
  },
  {
    name = "sandbox",
    module = "orchestrator.sandbox.command",
    usage = "[OPTION...]",
    summary = "serve an emulated tenant on this machine",
    missing = "the sandbox is not installed: it is the rock"
      .. " orchestrator-sandbox",
  },
}

-- What the shell learns; any other failure is 1.
local EXIT_CODES = {
  usage = 2,
  auth = 3, forbidden = 3,
  not_found = 4,
  conflict = 5,
  rate_limit = 6,
  network = 7, tls = 7, timeout = 7,
  interrupted = 130,
}

--- Raises what a wrong command line gets: one line, and exit code 2.
---@param message string
function command.usage_error(message)
  error({ kind = "usage", message = message .. " (see: orch --help)" }, 0)
end

local function help()
  local lines = { "usage: orch COMMAND [ARGUMENT...]",
    "       orch [--sandbox | --profile NAME] [--folder PATH] [--utc]",
    "         the prompt; or a script from standard input",
    "" }
  for _, entry in ipairs(command.list) do
    lines[#lines + 1] = ("  %-27s %s"):format(
      entry.name .. " " .. entry.usage, entry.summary)
  end
  for _, line in ipairs {
    "",
    "  --sandbox   on a fresh emulated tenant, which ends with the prompt",
    "  --debug     with a stack trace when something fails",
    "  --verbose   run: with what goes over the wire, secrets masked",
    "  --dry-run   before or behind run: send no writes, print them as a plan;",
    "              --plan FILE behind run saves it for orch apply",
    "  --help      this text",
    "  --version   the version",
    "",
    "exit codes: 2 usage, 3 sign-in or permission, 4 not found, 5 conflict,",
    "            6 rate limit, 7 network, 130 interrupted, 1 anything else",
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
  for i, entry in ipairs(command.list) do
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

local GLOBAL = { "--debug", "--dry-run", "--folder", "--help", "--profile",
  "--sandbox", "--utc", "--version" }

-- What stands behind the words that are common to all, for the prompt.
local function open_prompt(words, at)
  local prompt = require "orchestrator.command.prompt"
  if words[at] and not prompt.takes(words[at]) then
    unknown("option", words[at], GLOBAL)
  end
  return prompt.run(table.move(words, at, #words, 1, {})) or 0
end

--- Runs what the words say. `options.debug` is set as soon as it is known.
local function dispatch(words, options)
  local at = 1
  while words[at] == "--debug" do
    options.debug = true
    at = at + 1
  end
  if words[at] == "--dry-run" and words[at + 1] == "run" then
    words = table.move(words, 1, #words, 1, {})
    words[at], words[at + 1] = "run", "--dry-run"
  end
  local word = words[at]
  if word == "--help" or word == "-h" or word == "help" then
    print(help())
    return 0
  elseif word == "--version" then
    print(version())
    return 0
  elseif not word or word:sub(1, 1) == "-" then
    return open_prompt(words, at)
  end
  local entry = find(word)
  if words[at + 1] == "--debug" then
    options.debug = true
    at = at + 1
  end
  return load(entry).run(table.move(words, at + 1, #words, 1, {})) or 0
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

--- The line and the exit code for what was raised.
local function explain(failure)
  local kind = type(failure) == "table" and failure.kind or nil
  local text = text_of(failure)
  if text:find "interrupted!$" then -- what the interpreter makes of Ctrl-C
    kind, text = "interrupted", "interrupted"
  elseif text:find "module 'orchestrator[%w.]*%.core' not found" then
    text = ("the C part is not built for %s: run 'make build'"):format(_VERSION)
  end
  return text:gsub("%s*\n%s*", " "), EXIT_CODES[kind] or 1
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
  local text, code = explain(answer)
  io.stdout:flush()
  io.stderr:write("orch: ", text, "\n")
  if trace then
    io.stderr:write(trace:gsub("^\n", ""), "\n")
  end
  return code
end

return command
