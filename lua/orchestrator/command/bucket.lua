--- orch bucket: files of a storage bucket listed, copied and kept the same as
-- those of a folder here.

local arguments = require "orchestrator.command.arguments"
local command = require "orchestrator.command"
local files = require "orchestrator.command.files"
local progress = require "orchestrator.console.progress"
local rows = require "orchestrator.command.rows"
local session = require "orchestrator.command.session"

local bucket = {}

-- "BUCKET:PATH" has two parts; a file's name with a colon is written ./a:b.
local function split(word)
  return word:match "^([^/:]+):(.*)$"
end

-- Which side is the bucket's: its name and path, the other word, and whether
-- it is the source.
local function sides(args, what)
  local name, path = split(args.from)
  local other, other_path = split(args.to)
  if name and not other then return name, path, args.to, true end
  if other and not name then return other, other_path, args.from, false end
  command.usage_error(("bucket %s: one of FROM and TO is BUCKET:PATH, the "
    .. "other a path here"):format(what), "bucket")
end

local function named(tenant, name)
  return session.folder(tenant).Buckets:named(name)
end

local verbs = {}

function verbs.ls(tenant, args)
  local list = named(tenant, args.bucket):list(args.prefix)
  local out = {}
  for i, file in ipairs(list) do
    out[i] = { Path = file.fullPath, Size = file.size,
      Modified = file.lastModified }
  end
  rows.print(out, args)
end

local function base(path) return path:match "[^/]*$" end

function verbs.cp(tenant, args)
  local name, path, file, down = sides(args, "cp")
  local held = named(tenant, name)
  if down then
    if file:find "/$" or files.is_folder(file) then
      file = file:gsub("/$", "") .. "/" .. base(path)
    end
    local bytes = held:download(path, file)
    return session.say(("%d bytes in %s"):format(bytes, file))
  end
  if path == "" or path:find "/$" then path = path .. base(file) end
  held:upload(file, path)
end

---------------------------------------------------------------------------
-- Sync.

-- What the bucket holds below a prefix, by the path behind it.
local function remote_files(held, prefix)
  local out = {}
  for _, file in ipairs(held:list(prefix ~= "" and prefix or nil)) do
    local full = file.fullPath:gsub("^/", "")
    if full:sub(1, #prefix) == prefix and full ~= prefix then
      out[full:sub(#prefix + 1)] = { size = file.size,
        time = files.epoch(file.lastModified), full = file.fullPath }
    end
  end
  return out
end

local function differs(source, target)
  return not target or source.size ~= target.size
    or source.time and target.time and source.time > target.time
end

-- The paths to copy, and those that the target has alone; both sorted.
local function compare(source, target)
  local nearest = require "orchestrator.nearest"
  local copy, extra = {}, {}
  for _, path in ipairs(nearest.names(source)) do
    if differs(source[path], target[path]) then copy[#copy + 1] = path end
  end
  for _, path in ipairs(nearest.names(target)) do
    if not source[path] then extra[#extra + 1] = path end
  end
  return copy, extra
end

local function each(label, list, fn)
  local shown = progress.start(label, #list, "files")
  local ok, failure = pcall(function()
    for i, path in ipairs(list) do
      fn(path)
      shown:set(i)
    end
  end)
  shown:finish()
  if not ok then error(failure, 0) end
end

local function copier(held, prefix, folder, down, dry)
  if not down then
    return function(path)
      held:upload(folder .. "/" .. path, prefix .. path)
    end
  end
  return function(path)
    files.check(path)
    if dry then return end
    local target = folder .. "/" .. path
    files.make_folder(target:match "^(.*)/")
    held:download(prefix .. path, target)
  end
end

function verbs.sync(tenant, args)
  local name, prefix, folder, down = sides(args, "sync")
  if prefix ~= "" and not prefix:find "/$" then prefix = prefix .. "/" end
  folder = folder:gsub("(.)/+$", "%1")
  if down and not args.dry_run then files.make_folder(folder) end
  if not down and not files.is_folder(folder) then
    command.usage_error(folder .. " is no folder", "bucket")
  end
  local held = named(tenant, name)
  local here, there = files.below(folder), remote_files(held, prefix)
  local source, target = here, there
  if down then source, target = there, here end
  local copy, extra = compare(source, target)
  if args.delete and #extra > 0 then
    session.confirm(args, ("delete %d files at %s"):format(#extra, args.to))
  end
  each(args.to, copy, copier(held, prefix, folder, down,
    args.dry_run))
  if args.delete then
    each("deleting", extra, function(path)
      if not down then return held:delete(prefix .. path) end
      if not args.dry_run then files.remove(folder .. "/" .. path) end
    end)
  end
  session.say(("%s%d files copied, %d deleted, %d were the same"):format(
    args.dry_run and "in the plan: " or "", #copy,
    args.delete and #extra or 0, bucket.count(source) - #copy))
end

---How many members a table has.
---@param set table
---@return integer
function bucket.count(set)
  local count = 0
  for _ in pairs(set) do count = count + 1 end
  return count
end

---@param argv string[]
---@param entry table
function bucket.run(argv, entry)
  local args = arguments.parse(entry, argv)
  if not args then return 0 end
  return session.run(args, function(tenant)
    return verbs[args.verb](tenant, args)
  end)
end

return bucket
