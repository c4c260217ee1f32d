--- orch apply PLAN: does what a dry run has planned, on the tenant that the
-- settings name; goes on where an earlier one stopped.

local command = require "orchestrator.command"
local connect = require "orchestrator.connect"
local Plan = require "orchestrator.plan"
local plan_text = require "orchestrator.plan.text"
local words = require "orchestrator.command.words"

local apply = {}

local MARKS = { ["--done"] = "done", ["--again"] = "open" }

-- --done N and --again N say what became of a write whose fate was unsure.
local function take_marks(argv)
  local rest, marks, at = {}, {}, 1
  while argv[at] do
    local state = MARKS[argv[at]]
    if state then
      at = at + 1
      local number = math.tointeger(tonumber(argv[at] or ""))
      if not number then
        command.usage_error(("apply: %s wants the number of a write"):format(
          argv[at - 1]))
      end
      marks[number] = state
    else
      rest[#rest + 1] = argv[at]
    end
    at = at + 1
  end
  return rest, marks
end

---@param argv string[]
function apply.run(argv)
  local rest, marks = take_marks(argv)
  local file = table.remove(rest, 1)
  if not file or file:find "^%-" then
    command.usage_error("apply: which plan?")
  end
  local plan = Plan.load(file)
  local tenant = connect((words.parse("apply", rest, {})))
  for number, state in pairs(marks) do plan:mark(number, state) end
  local count = plan:progress()
  plan:apply(tenant, { on_write = function(n, write)
    print(("%d of %d done: %s"):format(n, count,
      plan_text.write(plan, write)))
  end })
  print(("%d writes, all done"):format(count))
end

return apply
