--- A command's tenant and folder, its dry run, and the question before what
-- cannot be undone.

local command = require "orchestrator.command"
local environment = require "orchestrator.settings.environment"

local session = {}

---Something for people, beside the results.
---@param text string
function session.say(text)
  io.stdout:flush()
  io.stderr:write("orch: ",
    require "orchestrator.console.clean".line(text), "\n")
end

---An Id as a number; a path, a key or a pattern as it is.
local function folder_of(text)
  return text and math.tointeger(tonumber(text)) or text
end

---@param args table of arguments.parse
---@return boolean does --folder stand for several?
function session.is_pattern(args)
  return args.folder ~= nil and args.folder:find("[*?]") ~= nil
end

local function connect(args)
  if args.verbose then environment.set("trace", "stderr") end
  local folder = not session.is_pattern(args) and folder_of(args.folder)
    or nil
  return require "orchestrator.connect" { profile = args.profile,
    folder = folder, dry_run = args.dry_run or nil }
end

---The folder that --folder, the profile or the environment names.
---@param tenant orchestrator.Tenant
---@return orchestrator.Folder
function session.folder(tenant)
  if not tenant.connection.folder then
    command.usage_error("which folder? give --folder PATH, or set "
      .. "UIPATH_FOLDER_PATH")
  end
  return tenant:folder()
end

---Where an entity set or an operation is to be asked.
---@param tenant orchestrator.Tenant
---@param op orchestrator.Operation
---@param args table
---@return table tenant, folder or folders
function session.place(tenant, op, args)
  if session.is_pattern(args) then return tenant:folders(args.folder) end
  if op.folder == true and tenant.connection.folder then
    return tenant:folder()
  end
  return tenant
end

local function show_plan(tenant, args)
  local plan = tenant:plan()
  if #plan.writes == 0 and not args.plan then
    return session.say "nothing would be written"
  end
  if args.plan then plan:save(args.plan) end
  print(tostring(plan))
  if args.plan then print("saved: " .. args.plan) end
end

---Runs a command on the tenant of its words; of a dry run the plan is printed.
---@param args table
---@param fn fun(tenant: orchestrator.Tenant): integer? exit code
---@return integer?
function session.run(args, fn)
  if args.plan and not args.dry_run then
    command.usage_error "--plan FILE belongs to --dry-run"
  end
  local tenant = connect(args)
  local code = fn(tenant)
  if args.dry_run then show_plan(tenant, args) end
  return code
end

local function is_terminal(fd)
  return require "orchestrator.core".terminal.is_terminal(fd)
end

---Asks on the terminal; elsewhere only --yes will do.
---@param args table
---@param what string "stop 3 jobs"
function session.confirm(args, what)
  if args.yes or args.dry_run then return end
  if not (is_terminal(0) and is_terminal(2)) then
    command.usage_error(("this would %s: say --yes, as nobody can be asked")
      :format(what))
  end
  io.stderr:write(what:sub(1, 1):upper(), what:sub(2), "? [y/N] ")
  local answer = (io.read "l" or ""):lower()
  if answer ~= "y" and answer ~= "yes" then
    error("nothing was done", 0)
  end
end

return session
