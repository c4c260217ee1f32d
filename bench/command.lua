-- How fast the command is, as `make bench` prints it: `orch --version` beside
-- an empty Lua, and `orch get Folders` on a sandbox beside curl doing the same
-- two requests, one for a token and one for the list.
--
--   lua5.4 bench/command.lua BUILD-DIRECTORY

local cjson = require "cjson"
local sandbox = require "orchestrator.sandbox"

local build = arg[1]
local ROUNDS = 41
local VERSION, GET = 5, 3 -- what docs/performance.md promises

local function quote(text) return "'" .. text:gsub("'", [['\'']]) .. "'" end

-- Milliseconds from a process's start to its end, by bench/measure.c.
local function run(variables, command)
  local pipe = assert(io.popen(("%s %s/bench/measure %s 2>/dev/null"):format(
    variables, build, command)))
  local result = cjson.decode(pipe:read "a")
  pipe:close()
  assert(result.status == 0, command)
  return result.wall * 1000
end

-- The median of so many runs of each contender, which is a list of commands;
-- they take turns, so that whatever else the machine does meets them all.
local function race(variables, ...)
  local contenders, times = { ... }, {}
  for _ = 1, ROUNDS do
    for i, commands in ipairs(contenders) do
      local sum = 0
      for _, command in ipairs(commands) do
        sum = sum + run(variables, command)
      end
      times[i] = times[i] or {}
      table.insert(times[i], sum)
    end
  end
  for i, list in ipairs(times) do
    table.sort(list)
    times[i] = list[ROUNDS // 2 + 1]
  end
  return table.unpack(times)
end

local function curls(server)
  local body = ('{"grant_type":"refresh_token","client_id":"%s",'
    .. '"refresh_token":"%s"}'):format(server.client_id, server.user_key)
  return { ("curl -s -H 'Content-Type: application/json' -d %s %s"):format(
    quote(body), quote(server.url .. "/oauth/token")),
    ("curl -s -H %s %s"):format(
      quote("Authorization: Bearer " .. server.access_token),
      quote(("%s/%s/%s/orchestrator_/odata/Folders"):format(server.url,
        server.organization, server.tenant))) }
end

local function variables_of(server)
  return ("UIPATH_URL=%s UIPATH_ORGANIZATION=%s UIPATH_TENANT=%s "
    .. "UIPATH_CLIENT_ID=%s UIPATH_USER_KEY=%s"):format(quote(server.url),
    quote(server.organization), quote(server.tenant),
    quote(server.client_id), quote(server.user_key))
end

local function say(what, ms, peer, peer_ms, most)
  local ratio = ms / peer_ms
  print(("%-18s %6.1f ms   %-20s %6.1f ms   %.2f x, at most %d%s"):format(what,
    ms, peer, peer_ms, ratio, most, ratio <= most and "" or "  NOT MET"))
end

local function main()
  print "\nthe command (medians)"
  local version, empty = race("", { "bin/orch --version" },
    { "lua5.4 -e ''" })
  say("orch --version", version, 'lua5.4 -e ""', empty, VERSION)
  local server = sandbox.start { seed = "demo" }
  local ok, failure = pcall(function()
    local get, two = race(variables_of(server), { "bin/orch get Folders" },
      curls(server))
    say("orch get Folders", get, "curl, two requests", two, GET)
  end)
  server:stop()
  if not ok then error(failure, 0) end
end

main()
