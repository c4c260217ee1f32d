-- The completion for zsh, in a real zsh on a real terminal: what Tab writes,
-- and what it lists.

local files = require "support.files"
local orch = require "support.orch"
local terminal = require "support.terminal"

describe("orch completion in zsh", function()
  local dir, screen

  setup(function()
    dir = files.temp_dir()
    files.write(dir .. "/_orch", orch.run({ "completion", "zsh" }).stdout)
    files.write(dir .. "/items.csv", "")
    files.write(dir .. "/.zshrc", ([[
      fpath=(%s $fpath)
      autoload -Uz compinit && compinit -u -d %s/dump
      PS1='zsh> '
    ]]):format(dir, dir))
    screen = terminal.start({ "zsh", "-d", "-i" }, { columns = 100, lines = 40,
      cwd = dir, env = { ZDOTDIR = dir, HISTFILE = false } })
    screen:wait "zsh>"
  end)
  teardown(function()
    if screen then screen:stop() end
    files.remove(dir)
  end)
  before_each(function()
    screen:key("C-u", "C-l")
    screen:wait(function(text) return text == "zsh>" end)
  end)

  -- Presses Tab behind a line, and waits for what that shows.
  local function tab(line, ...)
    screen:type(line)
    screen:key "Tab"
    for _, wanted in ipairs { ... } do screen:wait(wanted) end
  end

  -- The words that a Tab listed, with the last of them in place.
  local function listed(last)
    screen:wait("\n" .. last)
    local words = {}
    for word in screen:screen():gmatch "\n(%S+) +%-%- " do
      words[#words + 1] = word
    end
    return words
  end

  it("offers commands, each with what it does", function()
    tab("orch ", "get         -- print rows of an entity set")
    local names = {}
    for _, entry in ipairs(require "orchestrator.command.list") do
      names[#names + 1] = entry.name
    end
    table.sort(names)
    assert.same(names, listed "whoami")
  end)

  it("completes a command, also behind the program's options", function()
    tab("orch fo", "zsh> orch folder")
    screen:key "C-u"
    tab("orch --profile live expo", "zsh> orch --profile live export")
  end)

  it("offers the commands below a command", function()
    tab("orch jobs st", "start  -- start a process")
    assert.same({ "start", "stop" }, listed "stop")
  end)

  it("offers options and their values", function()
    tab("orch get Jobs --fi", "Jobs --filter")
    screen:key "C-u"
    tab("orch get Jobs -o nd", "-o ndjson")
    screen:key "C-u"
    tab("orch queue import --sk", "import --skip-bad")
  end)

  it("offers entity sets, shells, and files where a file belongs", function()
    tab("orch get J", "orch get Job")
    screen:key "Tab"
    screen:wait "JobTriggers"
    screen:key "C-u"
    tab("orch get --top 3 Machi", "--top 3 Machines")
    screen:key "C-u"
    tab("orch completion ", "bash  zsh")
    screen:key "C-u"
    tab("orch queue import Invoices it", "Invoices items.csv")
  end)
end)
