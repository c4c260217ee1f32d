-- What `orch` prints of a failure, on a real terminal.

local files = require "support.files"
local process = require "support.process"
local terminal = require "support.terminal"

local EVIL = "evil \27[2J\27]0;title\7 \u{202e}desrever\u{9b}2J end"

describe("a failure's text on a terminal", function()
  local dir, screen
  setup(function()
    dir = files.temp_dir()
    files.write(dir .. "/fails.lua", ("error(%q, 0)"):format(EVIL))
  end)
  teardown(function() files.remove(dir) end)
  after_each(function()
    if screen then screen:stop() end
    screen = nil
  end)

  it("is shown and not obeyed", function()
    screen = terminal.start({ "sh", "-c",
      "echo before; bin/orch run " .. dir
      .. "/fails.lua; echo after; read line" },
      { columns = 100 })
    screen:wait "after"
    local shown = screen:screen()
    assert.matches("before", shown) -- the screen was not cleared
    assert.matches("orch: evil ␛[2J␛]0;title␇ <U+202E>desrever<U+009B>2J end",
      shown, 1, true)
  end)

  it("is harmless in a log file too, which a terminal may show", function()
    local result = process.run { "bin/orch", "run", dir .. "/fails.lua" }
    assert.equal("orch: evil ␛[2J␛]0;title␇ <U+202E>desrever<U+009B>2J end\n",
      result.stderr)
  end)
end)
