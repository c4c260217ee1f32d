--- orch get SET: rows of an entity set.

local arguments = require "orchestrator.command.arguments"
local session = require "orchestrator.command.session"

local get = {}

local NARROWING = { "filter", "orderby", "select", "expand" }

---The query that --filter, --select and the like make.
---@param query orchestrator.Query
---@param args table
---@return orchestrator.Query
function get.narrowed(query, args)
  for _, name in ipairs(NARROWING) do
    if args[name] then query = query[name](query, args[name]) end
  end
  if args.skip then query = query:skip(args.skip) end
  return query
end

local function known_set(name)
  local catalogue = require "orchestrator.catalogue"
  local names = {}
  for _, tag in ipairs(catalogue:tags "orchestrator") do
    if tag == name then return catalogue:operations(tag).Get end
    names[#names + 1] = tag
  end
  local near = require "orchestrator.nearest".find(name, names)
  require "orchestrator.command".usage_error(
    ("there is no entity set '%s'%s"):format(name,
      near and (": did you mean '%s'?"):format(near) or ""), "get")
end

---The query of all rows of an entity set, where the words say.
---@param tenant orchestrator.Tenant
---@param args table with `set`
---@return orchestrator.Query
function get.query(tenant, args)
  local op = known_set(args.set)
  if not op then
    require "orchestrator.command".usage_error(
      args.set .. " has no list: orch call reaches its operations", "get")
  end
  return get.narrowed(session.place(tenant, op, args)[args.set], args)
end

---@param argv string[]
---@param entry table
function get.run(argv, entry)
  local args = arguments.parse(entry, argv)
  if not args then return 0 end
  return session.run(args, function(tenant)
    require "orchestrator.command.rows".print_some(get.query(tenant, args),
      args)
  end)
end

return get
