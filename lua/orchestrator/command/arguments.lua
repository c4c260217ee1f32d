--- Reads a command's words, with lua-argparse, as the table of commands says
-- them; and the help that comes of the same table.

local argparse = require "argparse"
local command = require "orchestrator.command"
local common = require "orchestrator.command.common"
local nearest = require "orchestrator.nearest"

local arguments = {}

local function whole(least)
  return function(text)
    local number = math.tointeger(tonumber(text))
    if number and number >= least then return number end
    return nil, ("'%s' is not a whole number from %d on"):format(text, least)
  end
end

local function set_names()
  return require "orchestrator.catalogue":tags "orchestrator"
end

-- `closed`: choices are checked; the completion wants sets as choices too.
local function add_argument(parser, given, names_sets)
  local made = parser:argument(given.name, given.about)
    :target(given.name:lower():gsub("%W", "_"))
  if given.args then made:args(given.args) end
  if given.choices then made:choices(given.choices) end
  if given.sets and names_sets then made:choices(set_names()) end
end

local function add_option(parser, given)
  local long = given.names:match "%-%-(%S+)"
  local made = given.value and parser:option(given.names, given.about)
    :argname(given.value) or parser:flag(given.names, given.about)
  made:target((long:gsub("-", "_")))
  if given.choices then made:choices(given.choices) end
  if given.whole then made:convert(whole(given.whole)) end
  if given.needed then made:count(1) end
end

---All options that an entry takes.
---@param entry table of the table of commands
---@return table[]
function arguments.options(entry)
  local list = { table.unpack(entry.options or {}) }
  for _, group in ipairs { entry.common and common.tenant or {},
    common.every } do
    for _, given in ipairs(group) do
      if given.names ~= "--yes" or entry.yes then list[#list + 1] = given end
    end
  end
  return list
end

local function fill(parser, entry, names_sets)
  parser:add_help(false):help_max_width(79):usage_max_width(79)
  for _, given in ipairs(entry.arguments or {}) do
    add_argument(parser, given, names_sets)
  end
  if not entry.commands then
    for _, given in ipairs(arguments.options(entry)) do
      add_option(parser, given)
    end
    return parser
  end
  parser:require_command(true):command_target "verb"
  for _, below in ipairs(entry.commands) do
    fill(parser:command(below.name, below.summary), below, names_sets)
  end
  return parser
end

---@param entry table of the table of commands
---@return table parser of argparse
function arguments.parser(entry)
  return fill(argparse("orch " .. entry.name, entry.summary .. "."), entry)
end

---The parser of the whole program, for the completions.
---@param list table[] the table of commands
---@return table parser of argparse
function arguments.program(list)
  local parser = argparse("orch", "Scripts UiPath Orchestrator.")
    :add_help(false):require_command(false)
  for _, given in ipairs(common.program) do add_option(parser, given) end
  for _, entry in ipairs(list) do
    fill(parser:command(entry.name, entry.summary), entry, true)
  end
  return parser
end

local function entry_of(entry, verb)
  for _, below in ipairs(entry.commands or {}) do
    if below.name == verb then return below end
  end
  return entry
end

-- What an unknown word may have been: argparse's own guess is for slips of
-- one letter.
local function guess(entry, argv, message)
  local what, word = message:match "^unknown (%w+) '([^']*)'"
  if not word then return (message:gsub("%s*\n%s*", ": ")) end
  local known = {}
  if what == "command" then
    for i, below in ipairs(entry.commands) do known[i] = below.name end
  else
    for _, given in ipairs(arguments.options(entry_of(entry, argv[1]))) do
      for name in given.names:gmatch "%S+" do known[#known + 1] = name end
    end
  end
  local near = nearest.find(word, known)
  return ("there is no %s '%s'%s"):format(what, word,
    near and (": did you mean '%s'?"):format(near) or "")
end

local function asks_for_help(argv)
  for _, word in ipairs(argv) do
    if word == "--" then return false end
    if word == "--help" or word == "-h" then return true end
  end
end

---The text of `orch NAME --help`.
---@param entry table
---@param verb? string a command below it
---@return string
function arguments.help(entry, verb)
  local below = entry_of(entry, verb)
  if below == entry then return arguments.parser(entry):get_help() end
  local parser = argparse(("orch %s %s"):format(entry.name, verb),
    below.summary .. ".")
  return fill(parser, below):get_help()
end

---Reads words. Answers nil where they ask for help, which is printed then.
---@param entry table of the table of commands
---@param argv string[]
---@return table? values by the long names, with _ for -; `verb`
function arguments.parse(entry, argv)
  if asks_for_help(argv) then
    print(arguments.help(entry, argv[1]))
    return nil
  end
  local parser = arguments.parser(entry)
  local good, values = parser:pparse(argv)
  if not good then
    command.usage_error(("%s: %s"):format(entry.name,
      guess(entry, argv, values)), entry.name)
  end
  return values
end

return arguments
