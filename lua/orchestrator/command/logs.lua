--- orch logs: what robots have logged, oldest first; with --follow also what
-- they log from now on.

local arguments = require "orchestrator.command.arguments"
local clean = require "orchestrator.console.clean"
local dates = require "orchestrator.console.dates"
local json = require "orchestrator.console.json"
local mask = require "orchestrator.console.mask"
local screen = require "orchestrator.console.screen"
local session = require "orchestrator.command.session"

local logs = {}

local FEW = 100
local STYLES = { Error = "red", Fatal = "red", Warn = "yellow" }

-- One line, whatever the message holds.
local function text_of(row, args)
  local level = row.Level or ""
  return ("%s %s %s %s"):format(
    dates.text(row.TimeStamp or "", args.utc and "utc" or "local"),
    screen.paint(STYLES[level], ("%-5s"):format(clean.line(level))),
    clean.line(row.ProcessName or row.RobotName or "-"),
    clean.line(row.Message or ""))
end

local function put(row, args)
  if args.output == "ndjson" then
    print(json.encode(mask.copy(row)))
  else
    print(text_of(row, args))
  end
end

local function query_of(place, args)
  local query = args.job and place.Jobs:logs(args.job) or place.RobotLogs
  if args.level then query = query:filter { Level = args.level } end
  return query
end

-- The newest come first, so they are turned around.
local function show(query, args)
  local list = query:orderby "TimeStamp desc":top(args.top or FEW):list()
  for i = #list, 1, -1 do put(list[i], args) end
end

local function follow(query, args)
  io.stdout:setvbuf "line"
  for row in query:follow { lag = args.lag, every = args.lag and 1 or nil } do
    put(row, args)
  end
end

---@param argv string[]
---@param entry table
function logs.run(argv, entry)
  local args = arguments.parse(entry, argv)
  if not args then return 0 end
  return session.run(args, function(tenant)
    local query = query_of(session.folder(tenant), args)
    if not args.follow or args.top then show(query, args) end
    if args.follow then follow(query, args) end
  end)
end

return logs
