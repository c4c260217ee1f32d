--- orch package: packages and libraries sent, fetched and listed.

local arguments = require "orchestrator.command.arguments"
local files = require "orchestrator.command.files"
local output = require "orchestrator.command.output"
local progress = require "orchestrator.console.progress"
local rows = require "orchestrator.command.rows"
local session = require "orchestrator.command.session"

local package = {}

local verbs = {}

function verbs.upload(set, args)
  local shown = progress.start("packages", #args.file, "files")
  local ok, failure = pcall(function()
    for i, file in ipairs(args.file) do
      for _, entry in ipairs(set:upload(
        files.is_folder(file) and file or { file }, { feed = args.feed,
        skip_existing = args.skip_existing })) do
        output.line(("%s %s"):format(entry.Status, entry.Key))
      end
      shown:set(i)
    end
  end)
  shown:finish()
  if not ok then error(failure, 0) end
end

function verbs.download(set, args)
  local file = args.file or ("%s.%s.nupkg"):format(args.package, args.version)
  local bytes = set:download(args.package, args.version, file)
  session.say(("%d bytes in %s"):format(bytes, file))
end

function verbs.list(set, args)
  if args.filter then set = set:filter(args.filter) end
  rows.print_some(set, args)
end

---@param argv string[]
---@param entry table
function package.run(argv, entry)
  local args = arguments.parse(entry, argv)
  if not args then return 0 end
  return session.run(args, function(tenant)
    local set = args.libraries and tenant.Libraries or tenant.Processes
    return verbs[args.verb](set, args)
  end)
end

return package
