--- Runs tests with every trace on, and then looks for each secret that they
-- used in all that was printed and left on disk outside the token cache.
--
--   lua5.4 tools/leaks.lua PATH...       (make leak-search: all specs)
--
-- What is searched: the runner's own output, traces, what `orch` and scripts
-- printed, temporary folders, home folders, and command lines. Not searched:
-- files of the cache and of the sandbox, and those that a spec wrote itself.

local function capture(command)
  local pipe = assert(io.popen(command .. " 2>/dev/null", "r"))
  local text = pipe:read "a"
  return text, pipe:close()
end

local function quote(word) return "'" .. word:gsub("'", [['\'']]) .. "'" end

local function lines_of(path)
  local list, file = {}, io.open(path, "r")
  for line in file and file:lines() or function() end do
    list[#list + 1] = line
  end
  if file then file:close() end
  return list
end

-- Command lines of `orch` and of what it starts. What a spec's own shell or
-- env(1) is told is the spec's.
local function note_commands(seen)
  local list = capture "grep -laE 'bin/orch|xdg-open|stty' /proc/[0-9]*/cmdline"
  for path in list:gmatch "/proc/%d+/cmdline" do
    local file = io.open(path, "rb") -- of a process that may have ended
    local text = (file and file:read "a" or ""):gsub("%z", " ")
    if file then file:close() end
    if text:find "^lua5.4 bin/orch " or text:find "^stty"
      or text:find "^[^ ]*sh [^ ]*xdg%-open" then
      seen[text] = true
    end
  end
end

local function run(folder, paths)
  local words, seen = {}, {}
  for i, path in ipairs(paths) do words[i] = quote(path) end
  os.execute(("mkdir %s/tmp %s/home"):format(folder, folder))
  os.execute(("{ ORC_LEAKS=%s LUA_INIT=@$PWD/spec/support/leaks.lua "
    .. "TMPDIR=%s/tmp HOME=%s/home lua5.4 tools/test.lua %s >%s/run 2>&1; "
    .. "echo $? >%s/code.new; mv %s/code.new %s/code; } &"):format(folder,
    folder, folder, table.concat(words, " "), folder, folder, folder, folder))
  repeat
    note_commands(seen)
    os.execute "sleep 0.05"
    local code = lines_of(folder .. "/code")[1]
  until code
  local file = assert(io.open(folder .. "/commands", "w"))
  for text in pairs(seen) do file:write(text, "\n") end
  file:close()
  return lines_of(folder .. "/code")[1] == "0"
end

-- The cache's own files begin so; the sandbox keeps a tenant in SQLite's.
local function is_kept(path)
  local file = io.open(path, "rb")
  local head = file and file:read(15) or ""
  if file then file:close() end
  return head:find('^{"version"') or head == "SQLite format 3"
    or path:find "%-wal$" or path:find "%-journal$"
end

local function leaks(folder)
  local skip = { [folder .. "/secrets"] = true, [folder .. "/inputs"] = true,
    [folder .. "/patterns"] = true }
  for _, path in ipairs(lines_of(folder .. "/inputs")) do skip[path] = true end
  os.execute(("sort -u %s/secrets >%s/patterns"):format(folder, folder))
  local found = {}
  local hits = capture(("grep -rlaF -f %s/patterns %s"):format(folder, folder))
  for path in hits:gmatch "[^\n]+" do
    if not skip[path] and not is_kept(path) then
      found[#found + 1] = ("%s: %s"):format(path, (capture(
        ("grep -aF -m 1 -f %s/patterns %s | cut -c 1-300"):format(folder,
        quote(path))):gsub("\n$", "")))
    end
  end
  return found
end

local function main(...)
  local folder = capture "mktemp -d":match "^%S+"
  local good = run(folder, { ... })
  local found = leaks(folder)
  local searched = capture("find " .. folder .. " -type f | wc -l")
  local count = #lines_of(folder .. "/patterns")
  local last = lines_of(folder .. "/run")
  print(("tests: %s"):format(last[#last] or "none"))
  for _, line in ipairs(found) do print("LEAK " .. line) end
  print(("%d secrets looked for in %d files, %d of them with a secret"):format(
    count, tonumber(searched), #found))
  if not good then
    for _, line in ipairs(last) do
      if line:find "FAIL" then print(line) end
    end
  end
  if os.getenv "LEAKS_KEEP" then
    print("kept: " .. folder)
  else
    os.execute("rm -rf " .. folder)
  end
  return good and #found == 0 and count > 0
end

os.exit(main(...) and 0 or 1, true)
