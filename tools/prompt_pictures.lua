--- Draws the pictures of docs/prompt.md: types into the real prompt, on a
-- sandbox, in a real terminal, and keeps what that shows.
--
--   lua5.4 tools/prompt_pictures.lua FOLDER
--
-- (`make pictures` does it.)

package.path = "spec/?.lua;lua/?.lua;lua/?/init.lua;" .. package.path
package.cpath = "build/5.4/?.so;" .. package.cpath

local files = require "support.files"
local process = require "support.process"
local sandbox = require "orchestrator.sandbox"
local terminal = require "support.terminal"

local FOLDER = assert(arg[1], "say where the pictures go")

local function draw(name, screen)
  local svg = process.run({ "lua5.4", "tools/picture.lua" },
    { stdin = screen .. "\n" })
  assert(svg.code == 0, svg.stderr)
  files.write(("%s/%s.svg"):format(FOLDER, name), svg.stdout)
end

local server = sandbox.start { seed = "demo" }

-- Begins with a new session, types lines, and draws what is there when the
-- last one's text has come.
local function picture(name, size, last, lines)
  local home = files.temp_dir()
  local screen = terminal.start({ "bin/orch" }, { columns = 80,
    lines = size, env = { HOME = home, XDG_STATE_HOME = home, TZ = "UTC",
      NO_COLOR = false, PAGER = false, INPUTRC = "/dev/null",
      UIPATH_URL = server.url, UIPATH_TENANT = server.tenant,
      UIPATH_ORGANIZATION = server.organization,
      UIPATH_CLIENT_ID = server.client_id,
      UIPATH_USER_KEY = server.user_key } })
  local ok, err = pcall(function()
    screen:wait(">")
    for _, line in ipairs(lines) do
      if line[1] then screen:type(line[1]) end
      for _, key in ipairs(line.keys or { "Enter" }) do screen:key(key) end
      if line[2] then screen:wait(line[2], 30) end
    end
    -- What is looked for and what is drawn are one look.
    draw(name, screen:wait(function()
      local shown = screen:screen(true)
      return shown:find(last, 1, true) and shown
    end))
  end)
  screen:stop()
  files.remove(home)
  if not ok then error(err, 0) end
end

picture("prompt", 22, "Jobs:stop", {
  { "cd Shared/Finance", "Finance>" },
  { "Jobs:filter{ State = \"Faulted\" }:orderby(\"Id desc\"):top(6)",
    "6 rows" },
  { "QueueItems:filter{ Status = \"New\" }:count()", "count()\n" },
  { "Jobs:st", keys = { "Tab", "Tab" } },
})

picture("pictures", 24, "at most", {
  { "cd Shared/Finance", "Finance>" },
  { "Jobs:bars('State')", "Running" },
  { "Jobs:histogram('CreationTime', 'week')", "week')\n" },
  { "Jobs:sparkline('CreationTime', 'hour')" },
})

-- As slow as a server far away is.
server:fault { path = "/odata/RobotLogs", delay = 0.15, times = 1000 }
picture("progress", 10, "rows/s", {
  { "cd Shared/Finance", "Finance>" },
  { "RobotLogs:bars('Level')" },
})
server:stop()
