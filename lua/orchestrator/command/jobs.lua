--- orch jobs: started, awaited, stopped, listed.

local arguments = require "orchestrator.command.arguments"
local command = require "orchestrator.command"
local rows = require "orchestrator.command.rows"
local session = require "orchestrator.command.session"
local value = require "orchestrator.command.value"

local jobs = {}

local function id_of(text)
  local id = math.tointeger(tonumber(text))
  if not id then
    command.usage_error(("jobs: '%s' is not a job's Id"):format(text), "jobs")
  end
  return id
end

local function ids_of(texts)
  local ids = {}
  for i, text in ipairs(texts) do ids[i] = id_of(text) end
  return ids
end

local BRIEF = { "Id", "State", "ReleaseName", "StartTime", "EndTime", "Info" }

-- As far as tables go these fields tell most; other formats have all.
local function show(list, args)
  if args.output and args.output ~= "table" then
    return rows.print(list, args)
  end
  local brief = {}
  for i, job in ipairs(list) do
    brief[i] = {}
    for _, name in ipairs(BRIEF) do brief[i][name] = job[name] end
  end
  rows.print(brief, args)
end

-- Exit code 8 where some jobs did well, 1 where none did.
local function verdict(list)
  local bad = 0
  for _, job in ipairs(list) do
    if job.State ~= "Successful" then bad = bad + 1 end
  end
  if bad == 0 then return 0 end
  session.say(("%d of %d jobs did not end well"):format(bad, #list))
  return bad < #list and 8 or 1
end

local function await(set, list, args)
  local ended = set:wait(list, { timeout = args.timeout
    and tonumber(args.timeout) })
  show(ended, args)
  return verdict(ended)
end

local verbs = {}

function verbs.start(set, args)
  local input = args.input and value.json(args.input, "--input")
    or next(args.name_value) and value.words(args.name_value) or nil
  if args.input and next(args.name_value) then
    command.usage_error("jobs start: give --input or NAME=VALUE", "jobs")
  elseif input ~= nil and type(input) ~= "table" then
    command.usage_error("jobs start: --input is not a JSON object", "jobs")
  end
  local started = set:start(args.process, { input = input,
    count = args.count })
  if args.dry_run then return end -- the planned jobs are made up
  if args.wait then return await(set, started, args) end
  show(started, args)
end

function verbs.wait(set, args) return await(set, ids_of(args.id), args) end

function verbs.stop(set, args)
  local ids = ids_of(args.id)
  session.confirm(args, ("stop %d jobs"):format(#ids))
  set:stop(ids)
end

function verbs.kill(set, args)
  local ids = ids_of(args.id)
  session.confirm(args, ("kill %d jobs"):format(#ids))
  set:kill(ids)
end

function verbs.list(set, args)
  local query = set:orderby "Id desc"
  if args.state then query = query:filter { State = args.state } end
  if args.filter then query = query:filter(args.filter) end
  rows.print_some(query, args)
end

function verbs.output(set, args)
  local output = set:output(id_of(args.id))
  if output ~= nil then
    print(require "orchestrator.console.json".encode(output))
  end
end

---@param argv string[]
---@param entry table
function jobs.run(argv, entry)
  local args = arguments.parse(entry, argv)
  if not args then return 0 end
  return session.run(args, function(tenant)
    return verbs[args.verb](session.folder(tenant).Jobs, args)
  end)
end

return jobs
