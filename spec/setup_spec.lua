-- tools/setup with stand-ins for the package tools; that it works on a bare
-- Debian is tried by tools/bare-debian.

local files = require "support.files"
local process = require "support.process"

local NEEDED = { "cat", "chmod", "env", "grep", "mktemp", "rm", "sh", "sleep",
  "tail", "tee", "touch" }

describe("tools/setup", function()
  local dir, bin, tools

  local function stand_in(name, script)
    files.write(bin .. "/" .. name, "#!/bin/sh\n" .. script)
    assert(os.execute("chmod +x " .. bin .. "/" .. name))
  end

  before_each(function()
    dir = files.temp_dir()
    -- The links to the real tools are in a folder of their own: a stand-in
    -- written through one would replace the machine's tool.
    bin, tools = dir .. "/bin", dir .. "/tools"
    assert(os.execute(("mkdir %s %s"):format(bin, tools)))
    for _, tool in ipairs(NEEDED) do
      assert(os.execute(("ln -s $(command -v %s) %s"):format(tool, tools)))
    end
    stand_in("id", "echo 0")
    -- The file says that all is installed; apt-get makes it.
    stand_in("dpkg-query", ([[
      [ -e %s/installed ] || exit 1
      shift 2
      for name; do printf 'installed=%%s ' "$name"; done]]):format(dir))
    stand_in("apt-get", ([[
      echo "$@" >>%s/calls
      case $* in *install*) touch %s/installed ;; esac]]):format(dir, dir))
  end)

  after_each(function()
    files.remove(dir)
  end)

  local function setup_for(task)
    return process.run({ "tools/setup", task },
      { env = { PATH = bin .. ":" .. tools, POLICY_RC_D = dir .. "/policy" } })
  end

  local function calls()
    return select(2, pcall(files.read, dir .. "/calls"))
  end

  local function one_line(text)
    assert.truthy(text:find("^[^\n]+\n$"), text)
    return text
  end

  it("lets no server start that it installs", function()
    stand_in("apt-get", ([[
      %s/policy; echo "policy says $?" >>%s/calls
      touch %s/installed]]):format(dir, dir, dir))
    assert.equal(0, setup_for("ci").code)
    assert.equal("policy says 101\n", calls())
    assert.is_false(pcall(files.read, dir .. "/policy"))
  end)

  it("asks nothing and says nothing when all is there", function()
    files.write(dir .. "/installed", "")
    stand_in("apt-get", "exit 66")
    local result = setup_for "test"
    assert.equal("", result.stderr)
    assert.equal(0, result.code)
  end)

  it("installs what is missing, waiting for the package lock", function()
    local result = setup_for "build"
    assert.equal(0, result.code, result.stderr)
    assert.truthy(one_line(result.stderr):find("installing .*lua5%.4 "))
    assert.truthy(calls():find("DPkg::Lock::Timeout=%d+"))
    assert.falsy(calls():find("update", 1, true))
    assert.falsy(calls():find("lua-busted", 1, true))
  end)

  it("updates the lists once, when the first attempt fails", function()
    stand_in("apt-get", ([[
      echo "$@" >>%s/calls
      case $* in
        *update*) touch %s/updated ;;
        *) [ -e %s/updated ] || { echo "E: Unable to locate"; exit 100; }
           touch %s/installed ;;
      esac]]):format(dir, dir, dir, dir))
    local result = setup_for "test"
    assert.equal(0, result.code, result.stderr)
    assert.equal(1, select(2, calls():gsub("update", "")))
    assert.equal(2, select(2, calls():gsub("install ", "")))
  end)

  it("waits while another apt holds a lock", function()
    stand_in("sleep", "touch " .. dir .. "/waited")
    stand_in("apt-get", ([[
      if [ ! -e %s/waited ]; then
        echo "E: Could not get lock /var/lib/apt/lists/lock"; exit 100
      fi
      touch %s/installed]]):format(dir, dir))
    assert.equal(0, setup_for("build").code)
  end)

  it("goes through sudo when not root", function()
    stand_in("id", "echo 1000")
    stand_in("sudo", ("echo sudo >>%s/calls; [ $1 != -n ] || shift; \"$@\"")
      :format(dir))
    assert.equal(0, setup_for("build").code)
    assert.truthy(calls():find("sudo\n.*install"))
  end)

  it("says in one line what to install, without root and sudo", function()
    stand_in("id", "echo 1000")
    local result = setup_for "build"
    assert.equal(1, result.code)
    assert.truthy(one_line(result.stderr):find("no sudo.*apt%-get install gcc"))
    stand_in("sudo", "exit 1")
    result = setup_for "build"
    assert.equal(1, result.code)
    assert.truthy(one_line(result.stderr):find("password.*lua5%.4"))
    assert.falsy(pcall(files.read, dir .. "/calls"))
  end)

  it("says in its last line why apt-get failed, and what to do", function()
    stand_in("apt-get", "echo 'E: no network'; exit 100")
    local result = setup_for "build"
    assert.equal(1, result.code)
    assert.truthy(result.stderr:match("([^\n]+)\n$"):find(
      'said "E: no network".*apt%-get install gcc'))
  end)

  it("knows its tasks", function()
    assert.equal(2, setup_for("frob").code)
  end)
end)
