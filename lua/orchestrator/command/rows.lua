--- Rows as the options -o, --query, --top, --all, --reveal and --utc say.

local console = require "orchestrator.console"
local json = require "orchestrator.console.json"
local mask = require "orchestrator.console.mask"
local output = require "orchestrator.command.output"
local screen = require "orchestrator.console.screen"
local source = require "orchestrator.console.source"

local rows = {}

local FEW = 100 -- rows where nothing says how many

-- One JSON text a line.
local function print_lines(given, pages, options)
  for row in function() return given:next() end do
    if not options.reveal then row = mask.copy(row) end
    if not pages:line(json.encode(row)) then return end
  end
end

-- The rows that an expression leaves, and what it makes of them.
local function mapped(given, text)
  local evaluate = require "orchestrator.command.expression".compile(text)
  local number = 0
  local out
  out = source.of(function()
    for row, about in function() return given:next() end do
      number = number + 1
      local value = evaluate(row, number)
      if value == true then return row, about end
      if value then
        -- It is no row of the set, and has columns of its own.
        out.type, out.tag, out.select = nil, nil, nil
        return value
      end
    end
  end, given)
  return out
end

-- Numbers and texts: one a line, and as JSON where that was asked for.
local function print_values(given, pages, options, first)
  local quoted = options.format == "json" or options.format == "ndjson"
  local clean = require "orchestrator.console.clean"
  local value = first
  while value ~= nil do
    local text = (quoted or type(value) == "table") and json.encode(value)
      or tostring(value)
    if not quoted and screen.is_terminal() then text = clean.lines(text) end
    if not pages:line(text) then return end
    value = given:next()
  end
end

local function put(given, first, options)
  console.paged(options, function(pages)
    if first ~= nil and type(first) ~= "table" then
      return print_values(given, pages, options, first)
    elseif options.format == "ndjson" then
      return print_lines(given, pages, options)
    end
    console.write(options.format, given, pages, options)
  end)
end

-- The first so many rows; `cut` when there are more.
local function limited(given, most)
  local shown = 0
  local out
  out = source.of(function()
    local row, about = given:next()
    if row ~= nil and shown == most then
      out.cut = true
      return nil
    end
    shown = shown + 1
    return row, about
  end, given)
  return out
end

-- Gives the first row, and then the others.
local function peeked(given)
  local first, folder = given:next()
  local pending = first
  return first, source.of(function()
    if pending == nil then return given:next() end
    pending = nil
    return first, folder
  end, given)
end

---Prints a source's rows.
---@param given orchestrator.RowSource
---@param args table of arguments.parse
---@param most? integer rows
local function print_source(given, args, most)
  local options = console.options({ reveal = args.reveal,
    time = args.utc and "utc" or nil }, "orch")
  options.format = args.output or "table"
  options.page = false
  local last = given
  if most then
    last = limited(given, most)
  end
  local shown, first = last, nil
  if args.query then
    first, shown = peeked(mapped(last, args.query))
    if first ~= nil and type(first) ~= "table" then shown:next() end
  end
  put(shown, first, options)
  if last.cut then
    require "orchestrator.command.session".say((
      "the first %d rows; --top N or --all for more"):format(most))
  end
end

local function closing(given, fn, ...)
  local ok, err = xpcall(fn, function(failure) return failure end, given, ...)
  given:close()
  if not ok then error(err, 0) end
end

---Prints a query's rows, or those of a list.
---@param given table
---@param args table
function rows.print(given, args)
  closing(source.open(given), print_source, args)
end

---The same of a query, but as many rows as --top and --all say.
---@param query orchestrator.Query
---@param args table
function rows.print_some(query, args)
  local most
  if args.top then
    query = query:top(args.top)
  elseif not args.all then
    query, most = query:top(FEW + 1), FEW
  end
  closing(source.open(query), print_source, args, most)
end

---Prints what an operation has answered.
---@param answer any
---@param args table
function rows.answer(answer, args)
  if answer == true then return end
  if type(answer) ~= "table" then
    return output.line(answer)
  end
  local is_list = type(answer[1]) == "table" or getmetatable(answer)
    == require "orchestrator.core".array_mt
  if not is_list and not args.output then args.output = "vertical" end
  if is_list and answer[1] ~= nil and type(answer[1]) ~= "table" then
    for _, member in ipairs(answer) do output.line(member) end
    return
  end
  if not is_list and args.output == "json" and not args.query then
    return print(json.encode(args.reveal and answer or mask.copy(answer)))
  end
  rows.print(is_list and answer or { answer }, args)
end

return rows
