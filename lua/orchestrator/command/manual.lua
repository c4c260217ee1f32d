--- The man page orch(1), made of the table of commands. tools/command_files.lua
-- writes it.

local arguments = require "orchestrator.command.arguments"
local common = require "orchestrator.command.common"

local manual = {}

local DATE = "2026-11-22"

-- Text as roff takes it: no line that begins a request, hyphens as they are.
local function plain(text)
  local out = text:gsub("\\", "\\e"):gsub("%-", "\\-"):gsub("…", "...")
  return (out:gsub("^([.'])", "\\&%1"):gsub("\n([.'])", "\n\\&%1"))
end

local function bold(text) return "\\fB" .. plain(text) .. "\\fR" end
local function italic(text) return "\\fI" .. plain(text) .. "\\fR" end

local function add(out, ...)
  for _, line in ipairs { ... } do out[#out + 1] = line end
end

local function choices(given)
  if not given.choices then return "" end
  return ": " .. table.concat(given.choices, ", ")
end

local function option_line(given)
  local names = {}
  for name in given.names:gmatch "%S+" do names[#names + 1] = bold(name) end
  return table.concat(names, ", ")
    .. (given.value and " " .. italic(given.value) or "")
end

local COUNTS = { ["?"] = "[%s]", ["*"] = "[%s ...]", ["+"] = "%s ..." }

local function synopsis(name, entry)
  local parts = { bold("orch " .. name) }
  for _, given in ipairs(entry.arguments or {}) do
    parts[#parts + 1] = (COUNTS[given.args] or "%s"):format(italic(given.name))
  end
  if entry.options or entry.common then
    parts[#parts + 1] = "[" .. italic "OPTION" .. " ...]"
  end
  return table.concat(parts, " ")
end

local function add_options(out, list)
  for _, given in ipairs(list or {}) do
    add(out, ".TP", option_line(given), plain(given.about .. choices(given)))
  end
end

local function add_command(out, name, entry)
  add(out, ".SS " .. plain(name), synopsis(name, entry), ".PP",
    plain(entry.summary:sub(1, 1):upper() .. entry.summary:sub(2) .. "."))
  for _, given in ipairs(entry.arguments or {}) do
    add(out, ".TP", italic(given.name), plain(given.about .. choices(given)))
  end
  add_options(out, entry.options)
end

local function add_exits(out)
  for _, exit in ipairs(common.exits) do
    add(out, ".TP", bold(tostring(exit.code)), plain(exit.about))
  end
end

local EXAMPLES = {
  { "The newest faulted jobs of a folder, as CSV:",
    "orch get Jobs --folder Shared/Finance --filter \"State eq 'Faulted'\" "
    .. "\\\n    --orderby 'Id desc' --top 20 -o csv" },
  { "Items of a queue to a file, and back:",
    "orch queue export Invoices --file items.csv\n"
    .. "orch queue import Invoices items.csv" },
}

local function add_examples(out)
  for i, example in ipairs(EXAMPLES) do
    if i > 1 then add(out, ".PP") end
    add(out, plain(example[1]), ".PP", ".nf", ".RS 4",
      plain(example[2]), ".RE", ".fi")
  end
end

---@return string roff, with the macros of man(7)
function manual.text()
  local version = require "orchestrator.version"
  local out = { ('.TH ORCH 1 %s "orchestrator %s"'):format(DATE, version),
    ".SH NAME", "orch \\- script UiPath Orchestrator from the shell",
    ".SH SYNOPSIS", bold "orch" .. " " .. italic "COMMAND" .. " ["
      .. italic "ARGUMENT" .. " ...]", ".br", bold "orch" .. " ["
      .. bold "--sandbox" .. "] [" .. bold "--profile " .. italic "NAME"
      .. "] [" .. bold "--folder " .. italic "PATH" .. "] [" .. bold "--utc"
      .. "]", ".SH DESCRIPTION",
    plain("Alone, orch opens a prompt, or runs a script from standard input. "
      .. "Results go to standard output, messages and progress to standard "
      .. "error."), ".SH COMMANDS" }
  for _, entry in ipairs(require "orchestrator.command.list") do
    for _, below in ipairs(entry.commands or {}) do
      add_command(out, entry.name .. " " .. below.name, below)
    end
    if not entry.commands then add_command(out, entry.name, entry) end
  end
  add(out, ".SH OPTIONS", "Every command on a tenant takes these, before or "
    .. "behind its name.")
  add_options(out, arguments.options { common = true, yes = true })
  add(out, ".SH EXIT STATUS")
  add_exits(out)
  add(out, ".SH ENVIRONMENT", plain("UIPATH_URL, UIPATH_ORGANIZATION, "
    .. "UIPATH_TENANT, UIPATH_CLIENT_ID and others say which tenant, and how "
    .. "to sign in; UIPATH_PROFILE names a profile, UIPATH_FOLDER_PATH a "
    .. "folder. NO_COLOR turns colours off."), ".SH FILES", ".TP",
    "\\fI~/.config/orchestrator/profiles.ini\\fR", "profiles", ".SH EXAMPLES")
  add_examples(out)
  return table.concat(out, "\n") .. "\n"
end

return manual
