--- orch folder tree: all folders, with lines that show what is below what.

local arguments = require "orchestrator.command.arguments"
local clean = require "orchestrator.console.clean"
local rows = require "orchestrator.command.rows"
local session = require "orchestrator.command.session"

local folder = {}

local function show(list, before)
  for i, row in ipairs(list) do
    local last = i == #list
    print(before .. (last and "└── " or "├── ") .. clean.line(row.DisplayName))
    show(row.children or {}, before .. (last and "    " or "│   "))
  end
end

---@param argv string[]
---@param entry table
function folder.run(argv, entry)
  local args = arguments.parse(entry, argv)
  if not args then return 0 end
  return session.run(args, function(tenant)
    if args.output and args.output ~= "tree" then
      return rows.print(tenant.Folders:orderby "FullyQualifiedName", args)
    end
    for _, root in ipairs(tenant.Folders:tree()) do
      print(clean.line(root.DisplayName))
      show(root.children or {}, "")
    end
  end)
end

return folder
