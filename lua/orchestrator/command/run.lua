--- orch run [OPTION...] SCRIPT [ARGUMENT...]: a script as `lua5.4 SCRIPT` runs
-- it, with the module to be found. --verbose shows what goes over the wire on
-- stderr, secrets masked; with --dry-run, writes are printed as a plan instead
-- of sent, and kept in FILE; --profile and --folder stand for the variables.

local command = require "orchestrator.command"
local environment = require "orchestrator.settings.environment"

local run = {}

-- Its words as `arg`, like the stand-alone interpreter's.
local function arg_table(words, at)
  local words_of_script = table.move(words, at + 1, #words, 1, {})
  words_of_script[0] = words[at]
  return words_of_script
end

-- Our own options, which stand before the script: what each sets, and whether
-- a value follows.
local SWITCHES = {
  ["--verbose"] = "verbose", ["--dry-run"] = "dry", ["--plan"] = "file",
  ["--profile"] = "profile", ["--folder"] = "folder_path",
}
local VALUES = { file = true, profile = true, folder_path = true }

local function read_options(words)
  local at, given = 1, {}
  while words[at] do
    local name, value = words[at]:match "^(%-%-[^=]+)=?(.*)$"
    local switch = SWITCHES[name]
    if not switch then break end
    if VALUES[switch] and value == "" then
      at = at + 1
      value = words[at] or ""
      if value == "" then
        command.usage_error(("run: %s wants a value"):format(name))
      end
    end
    given[switch] = value
    at = at + 1
  end
  if given.file and not given.dry then
    command.usage_error("run: --plan FILE belongs to --dry-run")
  end
  return at, given
end

local function plan_file(file, number)
  if number == 1 then return file end
  return (file:gsub("(%.?[^./]*)$", "." .. number .. "%1", 1))
end

local function show_plans(recorders, file)
  local Plan, number = require "orchestrator.plan", 0
  for _, recorder in ipairs(recorders) do
    local plan = Plan.of(recorder)
    if #plan.writes > 0 or #recorders == 1 then
      number = number + 1
      if file then plan:save(plan_file(file, number)) end
      print(tostring(plan))
      if file then print("saved: " .. plan_file(file, number)) end
    end
  end
end

---@param words string[] the script, then its arguments; "-" is standard input
function run.run(words)
  local at, given = read_options(words)
  if given.verbose then environment.set("trace", "stderr") end
  for _, field in ipairs { "profile", "folder_path" } do
    if given[field] then environment.set(field, given[field]) end
  end
  local path = words[at]
  if not path then
    command.usage_error("run: which script?")
  end
  if path:find "^%-." then
    command.usage_error(("run: '%s' stands where the script should"):format(
      path))
  end
  local chunk, message = loadfile(path ~= "-" and path or nil)
  if not chunk then
    error(message, 0)
  end
  _G.arg = arg_table(words, at)
  local recorders = {}
  if given.dry then require "orchestrator.plan.dry_run".forced = recorders end
  chunk(table.unpack(_G.arg))
  if given.dry then show_plans(recorders, given.file) end
end

return run
