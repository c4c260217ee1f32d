-- Whole folders to a bucket and back, file by file. What has the same size,
-- and is not older than its source, is there already.

local disk = require "orchestrator.disk"
local errors = require "orchestrator.errors"
local map = require "orchestrator.map"
local options = require "orchestrator.options"
local time = require "orchestrator.time"

local bucket_sync = {}

local WORKERS = 4 -- files under way at the same time
local AHEAD = 2   -- results per worker that may wait for their turn

local OPTIONS = { prefix = "string", delete = "boolean", dry_run = "boolean",
  compare = "text", progress = "function", on_failed = "text",
  direction = "text", workers = "integer" }
local COMPARES = { time = true, size = true, none = true }

-- A run: what it was asked for, and what came of it so far.
local Run = {}
Run.__index = Run

local function new_run(bucket, folder, given, what, compare)
  given = options.check(given, OPTIONS, what)
  if type(folder) ~= "string" or folder == "" then
    errors.argument(what .. ": give the path of a folder")
  end
  compare = given.compare or compare
  if not COMPARES[compare] then
    errors.argument(what .. ": compare must be \"time\", \"size\" or \"none\"")
  end
  local prefix = (given.prefix or ""):gsub("^/+", "")
  if prefix ~= "" and not prefix:find "/$" then prefix = prefix .. "/" end
  return setmetatable({ bucket = bucket, folder = folder:gsub("(.)/+$", "%1"),
    prefix = prefix, compare = compare, given = given, what = what,
    result = { moved = 0, bytes = 0, same = 0, deleted = 0, failed = {},
      skipped = {}, plan = given.dry_run and {} or nil } }, Run)
end

-- A server's path without the slash that some begin with.
local function bare(path) return (path:gsub("^/", "")) end

local function epoch_of(text)
  local moment = text and time.read(text)
  return moment and moment.epoch
end

local function report(run, path, action)
  local progress = run.given.progress
  if not progress then return end
  local result = run.result
  progress { path = path, action = action, moved = result.moved,
    bytes = result.bytes, failed = #result.failed, total = run.total }
end

-- What came of a step: in the order of the files, whichever came first.
local function note(run, action, path, bytes, err)
  local result = run.result
  if bytes == nil then
    result.failed[#result.failed + 1] = { path = path, action = action,
      error = err }
  elseif action == "delete" then
    result.deleted = result.deleted + 1
  else
    result.moved = result.moved + 1
    result.bytes = result.bytes + bytes
  end
  report(run, path, action)
end

-- Does steps, several at once, or plans them; a failure is noted and the
-- others go on. `steps` gives the next one: { path, size, fn }, nil at the end.
local function each_step(run, action, steps)
  local plan = run.result.plan
  if plan then
    for step in steps do
      plan[#plan + 1] = { action = action, path = step.path, size = step.size }
    end
    return
  end
  local paths, taken = {}, 0
  local function take()
    local step = steps()
    if step then
      taken = taken + 1
      paths[taken] = step.path
    end
    return step
  end
  local go_on, pool = map.each(take, function(step) return step.fn() end,
    { workers = run.given.workers or WORKERS }, AHEAD)
  local ok, fault = pcall(function()
    for number, bytes, err in go_on, pool do
      if err ~= nil and not errors.is(err) then error(err, 0) end
      note(run, action, paths[number], bytes, err)
      paths[number] = nil
    end
  end)
  pool:close()
  if not ok then error(fault, 0) end
end

-- Is what there is as good as what it would be made of?
local function is_same(run, size, changed, there_size, there_changed)
  if run.compare == "none" or size ~= there_size then return false end
  if run.compare == "size" then return true end
  return not changed or not there_changed or changed <= there_changed
end

local function finish(run)
  local result = run.result
  if #result.failed == 0 or run.given.on_failed == "return" then
    return result
  end
  local first = result.failed[1]
  errors.raise {
    kind = "partial", sent = "yes", failed = result.failed, result = result,
    retryable = first.error.retryable,
    message = ("%s: %d files failed and %d were moved; the first, %s: %s")
      :format(run.what, #result.failed, result.moved, first.path,
      first.error.message),
    hint = "run it again: what is there already is not moved again",
  }
end

-- Deletes what is left over, unless something failed: then what seems left
-- over may be what is missing elsewhere.
local function delete_rest(run, names, fn)
  if not run.given.delete or #run.result.failed > 0 then return end
  table.sort(names)
  local i = 0
  each_step(run, "delete", function()
    i = i + 1
    local name = names[i]
    return name and { path = name, fn = function() return fn(name) and 0 end }
  end)
end

---------------------------------------------------------------------------
-- Up.

local function remote_index(run)
  local index = {}
  for file in run.bucket:files(run.prefix) do
    index[bare(file.fullPath)] = { size = file.size,
      changed = epoch_of(file.lastModified), path = file.fullPath }
  end
  return index
end

-- What the bucket says of a file's size after it was sent.
local function check_sizes(run, sent)
  if next(sent) == nil or run.bucket.connection.dry_run then return end
  local index = remote_index(run)
  for path, size in pairs(sent) do
    local there = index[path]
    if not there or there.size ~= size then
      local failed = run.result.failed
      failed[#failed + 1] = { path = path, action = "upload",
        error = errors.new { kind = "protocol", sent = "yes",
          retryable = true, message = there and ("the bucket has %s bytes of "
          .. "it and not %d"):format(tostring(there.size), size)
          or "the bucket does not list it" } }
    end
  end
end

-- The next file that the bucket lacks; what it has leaves the index.
local function missing(run, here, index, sent)
  local i = 0
  return function()
    while i < #here do
      i = i + 1
      local path = run.folder .. "/" .. here[i]
      local _, size, changed = disk.look(path)
      local name = run.prefix .. here[i]
      local there = index[name]
      index[name] = nil
      if not (there and is_same(run, size, changed, there.size,
        there.changed)) then
        return { path = name, size = size, fn = function()
          run.bucket:upload(path, name)
          sent[name] = size
          return size or 0
        end }
      end
      run.result.same = run.result.same + 1
    end
  end
end

---Sends what a folder has and the bucket lacks.
---@param bucket table
---@param folder string
---@param given? table
---@param what string the verb, for messages
---@param compare string
---@return table
function bucket_sync.up(bucket, folder, given, what, compare)
  local run = new_run(bucket, folder, given, what, compare)
  local index, sent, here = remote_index(run), {}, {}
  disk.walk(run.folder, function(path, kind)
    local list = kind == "file" and here or run.result.skipped
    list[#list + 1] = path
  end)
  run.total = #here
  each_step(run, "upload", missing(run, here, index, sent))
  check_sizes(run, sent)
  local rest = {}
  for _, entry in pairs(index) do rest[#rest + 1] = entry.path end
  delete_rest(run, rest, function(name) return bucket:delete(name) end)
  return finish(run)
end

---------------------------------------------------------------------------
-- Down.

local function fetch(run, file, place)
  local path = place(true)
  local bytes = run.bucket:download(file.fullPath, path, { size = file.size })
  local changed = epoch_of(file.lastModified)
  if changed then disk.touch(path, changed) end
  return bytes
end

-- The files below the folder that the bucket does not have.
local function left_over(run, known)
  local rest = {}
  if run.given.delete and disk.is_folder(run.folder) then
    disk.walk(run.folder, function(path, kind)
      if kind == "file" and not known[path] then rest[#rest + 1] = path end
    end)
  end
  return rest
end

-- The next file that the folder lacks; `known` has all that were met.
local function wanted(run, known)
  local next_file, files = run.bucket:files(run.prefix)
  return function()
    for file in next_file, files do
      local name = bare(file.fullPath):sub(#run.prefix + 1)
      local function place(make)
        return disk.place(run.folder, name, make)
      end
      if run.given.delete then known[name] = true end
      local path = errors.catch(place)
      local kind, size, changed
      if path then kind, size, changed = errors.catch(disk.look, path) end
      if not (kind == "file" and is_same(run, file.size,
        epoch_of(file.lastModified), size, changed)) then
        return { path = file.fullPath, size = file.size, fn = function()
          return fetch(run, file, place)
        end }
      end
      run.result.same = run.result.same + 1
    end
  end
end

---Fetches what the bucket has and a folder lacks. Memory does not grow with
---the number of files, unless files are to be deleted.
---@param bucket table
---@param folder string
---@param given? table
---@param what string the verb, for messages
---@param compare string
---@return table
function bucket_sync.down(bucket, folder, given, what, compare)
  local run = new_run(bucket, folder, given, what, compare)
  local known = {}
  if not run.given.dry_run then disk.make_folders(run.folder) end
  each_step(run, "download", wanted(run, known))
  delete_rest(run, left_over(run, known), function(name)
    return assert(os.remove(run.folder .. "/" .. name))
  end)
  return finish(run)
end

return bucket_sync
