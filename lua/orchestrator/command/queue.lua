--- orch queue: items added one by one or from CSV, exported and counted.

local arguments = require "orchestrator.command.arguments"
local command = require "orchestrator.command"
local export = require "orchestrator.command.export"
local items = require "orchestrator.command.items"
local output = require "orchestrator.command.output"
local progress = require "orchestrator.console.progress"
local rows = require "orchestrator.command.rows"
local session = require "orchestrator.command.session"
local value = require "orchestrator.command.value"

local queue = {}

local SHOWN = 20 -- bad rows that are told one by one
local verbs = {}

function verbs.add(named, args)
  local item = named:add { SpecificContent = value.words(args.name_value),
    Reference = args.reference, Priority = args.priority,
    DueDate = args.due, DeferDate = args.defer }
  if args.dry_run then return end -- the planned item is made up
  if not args.output then return print(item.Id) end
  rows.answer(item, args)
end

---------------------------------------------------------------------------
-- Import.

-- A function that gives the lines from the beginning, each time it is called.
local function opener(path)
  if path == "-" then
    local text = io.read "a"
    return function() return text:gmatch "[^\n]*\n?" end, "standard input"
  end
  local file, why = io.open(path, "rb")
  if not file then command.usage_error("cannot read " .. why, "queue") end
  local size = file:seek "end"
  file:close()
  if not size then
    command.usage_error(path .. " can only be read once: give it as standard "
      .. "input, with -", "queue")
  end
  return function() return io.lines(path, "L") end, path
end

local function complain(file, bad)
  for i, entry in ipairs(bad) do
    if i > SHOWN then
      session.say(("and %d bad rows more"):format(bad.n - SHOWN))
      return
    end
    session.say(("%s: %s: %s"):format(file, entry.place, entry.why))
  end
end

-- All of it is read once before anything is sent.
local function check(open, file, args)
  local bad = { n = 0 }
  local good = 0
  local options = { content = args.content, text = args.text,
    bad = function(place, why)
      bad.n = bad.n + 1
      if bad.n <= SHOWN + 1 then
        bad[bad.n] = { place = place, why = why }
      end
    end }
  for _ in items.read(open(), file, options) do good = good + 1 end
  complain(file, bad)
  if bad.n > 0 and not args.skip_bad then
    command.usage_error(("%s: %d of %d rows are bad, and nothing was sent; "
      .. "--skip-bad sends the others"):format(file, bad.n, good + bad.n),
      "queue")
  end
  return good, bad.n
end

-- The rows of the items, to say where one of them stood.
local function sending(open, file, args, shown)
  local places, count = {}, 0
  local next_item = items.read(open(), file, { content = args.content,
    text = args.text, bad = function() end })
  return function()
    local item, row = next_item()
    if not item then return nil end
    count = count + 1
    places[count] = row
    shown:set(count)
    return item
  end, places
end

local function tell_refused(result, file, places)
  for i, entry in ipairs(result.failed) do
    if i > SHOWN then break end
    session.say(("%s: row %s was refused: %s"):format(file,
      tostring(entry.index and places[entry.index] or "?"),
      tostring(entry.message or entry.code)))
  end
  if #result.unsure > 0 then
    session.say(("%d items were there already when their request was repeated")
      :format(#result.unsure))
  end
end

verbs["import"] = function(named, args)
  local open, file = opener(args.file)
  local good, bad = check(open, file, args)
  local shown = progress.start(named.row.Name, good, "items")
  local next_item, places = sending(open, file, args, shown)
  local ok, result = pcall(named.add_many, named, next_item,
    { on_failed = "return" })
  shown:finish()
  if not ok then error(result, 0) end
  tell_refused(result, file, places)
  local left = #result.failed + bad
  session.say(("%d items %s to %s%s"):format(result.added,
    args.dry_run and "would be added" or "added", named.row.Name,
    left > 0 and (", %d were not"):format(left) or ""))
  return left > 0 and 8 or 0
end

---------------------------------------------------------------------------
-- Export and status.

-- The rows in a file that is readable for this user alone.
local function with_spool(query, label, fn)
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  local ok, result = pcall(function()
    export.to_file(query, { format = "ndjson", reveal = true,
      write = function(text) assert(file:write(text)) end }, label)
    assert(file:close())
    return fn(path)
  end)
  os.remove(path)
  if not ok then error(result, 0) end
  return result
end

local function write_file(path, spool)
  if path == "-" then
    return items.write(spool, (output.open())) -- whole rows
  end
  local part = path .. ".part"
  local file, why = io.open(part, "wb")
  if not file then command.usage_error("cannot write " .. why, "queue") end
  local ok, count = pcall(items.write, spool, function(text)
    assert(file:write(text))
  end)
  local closed = file:close()
  if ok and closed and os.rename(part, path) then return count end
  os.remove(part)
  error(ok and path .. " cannot be written: the disk may be full" or count, 0)
end

function verbs.export(named, args)
  local query = named:items():orderby "Id"
  if args.status then query = query:filter { Status = args.status } end
  if args.filter then query = query:filter(args.filter) end
  local count = with_spool(query, named.row.Name, function(spool)
    return write_file(args.file, spool)
  end)
  if args.file ~= "-" then
    session.say(("%d items in %s"):format(count, args.file))
  end
end

function verbs.status(named, args)
  local counts = named:status()
  local list = {}
  for i, name in ipairs(require "orchestrator.nearest".names(counts)) do
    list[i] = { Status = name, Items = counts[name] }
  end
  rows.print(list, args)
end

---@param argv string[]
---@param entry table
function queue.run(argv, entry)
  local args = arguments.parse(entry, argv)
  if not args then return 0 end
  return session.run(args, function(tenant)
    local named = session.folder(tenant).QueueDefinitions:named(args.queue)
    return verbs[args.verb](named, args)
  end)
end

return queue
