--- How much of the C and of the Lua ran, from what a build with --coverage and
-- tools/coverage/hook.c left behind.
--
--   lua5.4 tools/coverage/report.lua LINES OBJECTS [--missed]
--
-- LINES: the hook's file. OBJECTS: the folder of the objects of src/. Prints
-- per part what ran of what can run; --missed lists the lines that did not.
-- Fails when the core or the Lua layer is below what docs/reliability.md says,
-- or when a piece of the core's nouns token, retry and pager did not run (also
-- of a line that did: "if (wrong) return fail();") that
-- tools/coverage/unreachable.lua does not explain: these are printed.

local lines_file, objects, missed = ...

-- Lines in percent.
local WANTED = { core = 90, binding = 85, lua = 90 }

local function capture(command)
  local pipe = assert(io.popen(command, "r"))
  local text = pipe:read "a"
  pipe:close()
  return text
end

local tallies, order = {}, {}

local function tally_of(name)
  if not tallies[name] then
    tallies[name] = { ran = 0, all = 0, branches = 0, taken = 0 }
    order[#order + 1] = name
  end
  return tallies[name]
end

local function add(part, path, number, ran)
  local tally = tally_of(part)
  tally.all = tally.all + 1
  if ran then
    tally.ran = tally.ran + 1
  elseif missed then
    print(("%s:%d"):format(path, number))
  end
end

-- Lua. What the compiler gave an instruction to can run; that a line of
-- nothing but words that close something has one is the compiler's affair.
local function can_run(path)
  local source, number = {}, 0
  for line in io.lines(path) do
    number = number + 1
    local bare = line:gsub("%-%-.*", ""):gsub("%s", ""):gsub("end", "")
      :gsub("else", ""):gsub("local", "")
    if bare:find "%w" then source[number] = true end
  end
  local active = {}
  for line in capture("luac5.4 -l -l -p " .. path):gmatch "%[(%d+)%]" do
    line = tonumber(line)
    if source[line] then active[line] = true end
  end
  return active
end

local function read_lua()
  local ran = {}
  for line in io.lines(lines_file) do ran[line] = true end
  local list = capture "find lua -name '*.lua' | sort"
  for path in list:gmatch "[^\n]+" do
    if not path:find "/catalogue/" and not path:find "/sandbox/model/" then
      local part = path:find "lua/orchestrator/sandbox" and "sandbox, Lua"
        or "lua"
      local numbers = {}
      for number in pairs(can_run(path)) do numbers[#numbers + 1] = number end
      table.sort(numbers)
      for _, number in ipairs(numbers) do
        add(part, path, number, ran[path .. ":" .. number])
      end
    end
  end
end

-- C, from gcov's text: "  count:  line:source"; ##### did not run.
local function part_of(path)
  return path:find "^src/core/" and "core"
    or path:find "^src/lua_" and "binding"
    or path:find "^src/sandbox/" and "sandbox, C"
end

-- gcov prints what a file includes too: only the file itself counts.
local function own_lines(text, path)
  local own = false
  return coroutine.wrap(function()
    for line in text:gmatch "[^\n]+" do
      local source = line:match "^%s*%-:%s+0:Source:(.*)$"
      if source then own = source == path end
      if own then coroutine.yield(line) end
    end
  end)
end

-- Of the nouns whose every branch must be reached: "path: source" to how many
-- pieces of that line (gcov's blocks) did not run, and its number.
local unreached = {}

local function note_unreached(path, number, source)
  local noun = path:match "^src/core/(%l+)"
  if noun ~= "token" and noun ~= "retry" and noun ~= "pager" then return end
  local key = path .. ": " .. source:match "^%s*(.-)%s*$"
  local note = unreached[key] or { count = 0, number = number }
  note.count = note.count + 1
  unreached[key] = note
end

local function read_gcov(text, part, path)
  local at, source
  for line in own_lines(text, path) do
    local count, number, rest = line:match
      "^%s*([%d#=%-]+)%*?:%s*(%d+):(.*)$"
    if number then at, source = number, rest end
    local branch = line:match "^branch%s+%d+ (.*)"
    if count and count ~= "-" and tonumber(number) > 0 then
      add(part, path, tonumber(number), not count:find "[#=]")
    elseif branch then
      local tally = tally_of(part)
      tally.branches = tally.branches + 1
      if branch:find "^taken [1-9]" then tally.taken = tally.taken + 1 end
    elseif line:find "^%s*%%%%%%%%%%: .*%-block" then
      note_unreached(path, at, source)
    end
  end
end

local function read_c()
  for path in capture "ls src/core/*.c src/lua_*.c src/sandbox/*.c"
    :gmatch "[^\n]+" do
    local data = objects .. "/" .. path:gsub("^src/", ""):gsub("%.c$", ".gcda")
    read_gcov(capture(("gcov -a -b -t '%s' 2>/dev/null"):format(data)),
      part_of(path), path)
  end
end

-- What is explained must be so: an explanation of what ran is stale.
local function explain_unreached()
  local list = {}
  for key, count in pairs(dofile "tools/coverage/unreachable.lua") do
    local ran = not unreached[key] or unreached[key].count ~= count
    if ran then list[#list + 1] = key .. ": is explained, and runs" end
    unreached[key] = nil
  end
  for key, note in pairs(unreached) do
    list[#list + 1] = ("%s (line %s): %d not reached"):format(key,
      note.number, note.count)
  end
  table.sort(list)
  return list
end

read_c()
read_lua()
local good = true
for _, part in ipairs(order) do
  local tally = tallies[part]
  local percent = 100 * tally.ran / tally.all
  local branches = tally.branches > 0 and ("; branches %.1f %%"):format(
    100 * tally.taken / tally.branches) or ""
  print(("%s: lines %.1f %% of %d%s"):format(part, percent, tally.all,
    branches))
  if WANTED[part] and percent < WANTED[part] then
    print(("%s: at least %d %% are wanted"):format(part, WANTED[part]))
    good = false
  end
end
local wrong = explain_unreached()
for _, line in ipairs(wrong) do print(line) end
print(("token, retry and pager: %s"):format(#wrong == 0
  and "every branch reached" or #wrong .. " places not reached"))
os.exit(good and #wrong == 0, true)
