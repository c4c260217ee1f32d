--- Builds the fuzz targets and runs each for a while, two at a time.
--
--   lua5.4 tools/fuzz.lua SECONDS [NAME...]
--
-- A target is fuzz/NAME.c, a program of libFuzzer whose seeds are in
-- fuzz/seeds/NAME and which keeps what it learns in build/fuzz/corpus, or
-- fuzz/NAME.lua. What breaks one is in its log and in build/fuzz/findings, and
-- fails the run: it becomes a regress spec.

local seconds = assert(tonumber(arg[1]), "usage: tools/fuzz.lua SECONDS [NAME]")
local WIDTH = 2
local BUILD = "build/fuzz"

local function sh(command) return os.execute(command) == true end

local function lines_of(command)
  local list, pipe = {}, assert(io.popen(command, "r"))
  for line in pipe:lines() do list[#list + 1] = line end
  pipe:close()
  return list
end

local function build()
  return sh(("%s -s --no-print-directory modules BUILD=build && %s -s "
    .. "--no-print-directory fuzz-programs CC=clang BUILD=%s OPT='-O1 -g' "
    .. "CFLAGS='-fsanitize=fuzzer-no-link,address,undefined "
    .. "-fno-sanitize-recover=all' >&2"):format("make -j2", "make -j2", BUILD))
end

-- The names asked for, or all.
local function targets()
  local asked = table.move(arg, 2, #arg, 1, {})
  local list = {}
  for _, path in ipairs(lines_of "ls fuzz/*.c fuzz/*.lua") do
    local name = path:match "/(.-)%."
    local wanted = #asked == 0 and name ~= "mutator"
    for _, one in ipairs(asked) do wanted = wanted or one == name end
    if wanted then list[#list + 1] = { name = name, path = path } end
  end
  return list
end

local function command(target)
  if target.path:find "%.lua$" then
    return ("LUA_PATH='lua/?.lua;lua/?/init.lua;?.lua;;' "
      .. "LUA_CPATH='build/5.4/?.so;;' lua5.4 %s %d"):format(target.path,
      seconds)
  end
  local corpus = ("%s/corpus/%s"):format(BUILD, target.name)
  return ("mkdir -p %s %s/findings && exec %s/5.4/fuzz/%s -timeout=10 "
    .. "-max_total_time=%d -max_len=2048 -rss_limit_mb=1024 "
    .. "-artifact_prefix=%s/findings/%s- %s fuzz/seeds/%s"):format(corpus,
    BUILD, BUILD, target.name, seconds, BUILD, target.name, corpus,
    target.name)
end

local function start(target)
  target.log = ("%s/%s.log"):format(BUILD, target.name)
  target.pipe = assert(io.popen(("exec setpriv --pdeathsig TERM timeout -k 5 "
    .. "%d sh -c \"%s\" >%s 2>&1 </dev/null"):format(seconds + 60,
    command(target), target.log), "r"))
end

local function finish(target)
  local good = target.pipe:close()
  local log = assert(io.open(target.log)):read "a"
  local runs = tonumber(log:match "Done (%d+) runs")
  good = good == true and runs ~= nil
  print(("%s %-9s %s"):format(good and "  ok  " or "  FAIL", target.name,
    runs and runs .. " runs" or ""))
  if not good then print(log:sub(-4000)) end
  io.stdout:flush()
  return good, runs or 0
end

local function main()
  if not build() then return false end
  local list, all, total = targets(), true, 0
  for i = 1, #list + WIDTH do
    local oldest = list[i - WIDTH]
    if oldest then
      local good, runs = finish(oldest)
      all, total = all and good, total + runs
    end
    if list[i] then start(list[i]) end
  end
  print(("%d targets, %d s each, %.1f million runs%s"):format(#list, seconds,
    total / 1e6, all and ", no finding" or ""))
  return all and #list > 0
end

os.exit(main(), true)
