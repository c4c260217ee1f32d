--- orch export SET --file FILE: rows as NDJSON or CSV, in constant memory.

local arguments = require "orchestrator.command.arguments"
local get = require "orchestrator.command.get"
local output = require "orchestrator.command.output"
local progress = require "orchestrator.console.progress"
local session = require "orchestrator.command.session"

local export = {}

local function names_of(text)
  if not text then return nil end
  local names = {}
  for name in text:gmatch "[^,%s]+" do names[#names + 1] = name end
  return names
end

---Runs an export, with progress where standard error is a terminal.
---@param query orchestrator.Query
---@param given orchestrator.ExportOptions
---@param label string
---@return integer rows
function export.to_file(query, given, label)
  local shown = progress.start(label)
  -- The count is a request of its own: only where somebody looks.
  if shown.visible and given.total ~= false then shown.total = query:count() end
  given.total = nil
  given.progress = function(rows) shown:set(rows) end
  local ok, rows = pcall(query.export, query, given)
  shown:finish()
  if not ok then error(rows, 0) end
  return rows
end

---@param argv string[]
---@param entry table
function export.run(argv, entry)
  local args = arguments.parse(entry, argv)
  if not args then return 0 end
  if session.is_pattern(args) then
    require "orchestrator.command".usage_error(
      "export: one folder at a time, or orch get -o ndjson", "export")
  end
  return session.run(args, function(tenant)
    local query = get.query(tenant, args)
    if args.top then query = query:top(args.top) end
    local write, finish
    if args.file == "-" then write, finish = output.open() end
    local rows = export.to_file(query, {
      file = not write and args.file or nil, write = write,
      format = args.format,
      columns = names_of(args.columns), reveal = args.reveal,
    }, args.set)
    if finish then
      finish()
    else
      session.say(("%d rows in %s"):format(rows, args.file))
    end
  end)
end

return export
