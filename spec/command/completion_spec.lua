local files = require "support.files"
local orch = require "support.orch"
local process = require "support.process"

describe("orch completion", function()
  local dir, script

  setup(function()
    dir = files.temp_dir()
    script = dir .. "/orch.bash"
    files.write(script, orch.run({ "completion", "bash" }).stdout)
  end)
  teardown(function() files.remove(dir) end)

  -- What bash itself offers for the words so far.
  local function offers(...)
    local words = { "orch", ... }
    local result = process.run({ "bash", "--norc", "-c", ([[
      source %s
      function_of() { shift; while [ $# -gt 0 ]; do
        [ "$1" = -F ] && echo "$2"; shift; done; }
      COMP_WORDS=(%s)
      COMP_CWORD=%d
      COMP_LINE=${COMP_WORDS[*]}
      COMP_POINT=${#COMP_LINE}
      $(function_of $(complete -p orch))
      printf '%%s\n' "${COMPREPLY[@]}"
    ]]):format(script, process.command(words), #words - 1) })
    assert.equal("", result.stderr)
    return "\n" .. result.stdout
  end

  it("offers commands, and those below them", function()
    assert.equal("\nfolder\n", offers "fo")
    assert.equal("\nstart\nstop\n", offers("jobs", "st"))
  end)

  it("offers options and their values", function()
    assert.truthy(offers("get", "Jobs", "--fi"):find "\n%-%-filter\n")
    assert.equal("\nndjson\n", offers("get", "Jobs", "-o", "nd"))
    assert.truthy(offers("queue", "import", "--sk"):find "\n%-%-skip%-bad\n")
  end)

  it("offers entity sets and shells", function()
    assert.truthy(offers("get", "Job"):find "\nJobs\n")
    assert.equal("\nbash\nzsh\n", offers("completion", ""))
  end)

  it("is for zsh, too, and for no other shell", function()
    assert.truthy(orch.run({ "completion", "zsh" }).stdout
      :find "^#compdef orch\n")
    local result = orch.run { "completion", "fish" }
    assert.equal(2, result.code)
    assert.truthy(result.stderr:find("'bash', 'zsh'", 1, true))
  end)

  it("has a manual that mandoc has nothing to say against", function()
    local page = dir .. "/orch.1"
    files.write(page, require "orchestrator.command.manual".text())
    local lint = process.run { "mandoc", "-T", "lint", "-W", "warning", page }
    assert.equal("", lint.stdout .. lint.stderr)
    local text = process.run({ "mandoc", "-T", "ascii", page }).stdout
      :gsub(".\b", "")
    for _, entry in ipairs(require "orchestrator.command.list") do
      assert.truthy(text:find("orch " .. entry.name, 1, true), entry.name)
    end
  end)

  it("is installed with the manual", function()
    local result = process.run { "make", "-s", "install-command",
      "DESTDIR=" .. dir, "PREFIX=/usr", "LUA=" ..
      require "support.interpreter".name }
    assert.equal(0, result.code, result.stderr)
    assert.equal(files.read(script),
      files.read(dir .. "/usr/share/bash-completion/completions/orch"))
    assert.truthy(files.read(dir .. "/usr/share/man/man1/orch.1")
      :find "^%.TH ORCH 1 ")
  end)
end)
