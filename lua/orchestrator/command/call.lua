--- orch call OPERATION: any operation of the API, by its operationId.

local arguments = require "orchestrator.command.arguments"
local catalogue = require "orchestrator.catalogue"
local parse = require "orchestrator.catalogue.descriptor"
local command = require "orchestrator.command"
local nearest = require "orchestrator.nearest"
local session = require "orchestrator.command.session"
local value = require "orchestrator.command.value"

local call = {}

local DESTROYS = { "Delete", "Remove", "Kill", "Stop", "Revoke", "Purge" }
local TEXTS = { string = true, uuid = true, date = true, byte = true,
  binary = true, enum = true }

local function every_operation()
  local ids = {}
  for _, api in ipairs { "orchestrator", "identity" } do
    for _, tag in ipairs(catalogue:tags(api)) do
      for _, op in pairs(catalogue:operations(tag)) do ids[#ids + 1] = op.id end
    end
  end
  return ids
end

local function find(id)
  local op, tag, api = catalogue:operation(id)
  if op then return op, tag, api end
  local near = nearest.find(id, every_operation())
  command.usage_error(("there is no operation '%s'%s"):format(id,
    near and (": did you mean '%s'?"):format(near) or ""), "call")
end

-- What the definition says of an argument: "string" where the text is meant.
local function kinds_of(op)
  local about = op.body and parse(op.body)
  local fields = about and about.type and catalogue:fields(about.type) or {}
  local options = " " .. (op.options or "") .. " "
  return function(name)
    for _, place in ipairs { op.path or {}, op.query or {}, op.header or {},
      fields } do
      local known = place[name] and parse(place[name])
      if known then
        local text = not known.list and not known.map
          and (known.enum or TEXTS[known.kind])
        return text and "string" or known.kind
      end
    end
    if options:find(" " .. name .. " ", 1, true) and name ~= "top"
      and name ~= "skip" and name ~= "count" then
      return "string"
    end
  end
end

local function destroys(op)
  if op.method == "DELETE" then return true end
  for _, word in ipairs(DESTROYS) do
    if op.id:find(word, 1, true) and op.method ~= "GET" then return true end
  end
end

---@param argv string[]
---@param entry table
function call.run(argv, entry)
  local args = arguments.parse(entry, argv)
  if not args then return 0 end
  local op, _, api = find(args.operation)
  local given = value.words(args.name_value, kinds_of(op))
  if args.body then given.body = value.json(args.body, "--body") end
  if destroys(op) then session.confirm(args, "call " .. op.id) end
  return session.run(args, function(tenant)
    local place = tenant
    if api == "orchestrator" then
      if session.is_pattern(args) then
        command.usage_error("call: one folder at a time", "call")
      end
      place = session.place(tenant, op, args)
    end
    local answer = place:call(op.id, given)
    -- What a planned write would answer is made up.
    if args.dry_run and #tenant:plan().writes > 0 then return end
    require "orchestrator.command.rows".answer(answer, args)
  end)
end

return call
