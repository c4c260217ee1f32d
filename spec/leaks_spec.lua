-- The search for secrets itself; `make leak-search` makes it of all specs.

local files = require "support.files"
local process = require "support.process"

local function search(...)
  return process.run({ "lua5.4", "tools/leaks.lua", ... }, { timeout = 120,
    env = { LEAKING = "by-a-spec", ORC_LEAKS = false, LUA_INIT = false } })
end

describe("what a test run prints and leaves on disk", function()
  it("holds none of the secrets that every way in has used", function()
    local result = search("spec/ways_spec.lua", "spec/sign_in/login_spec.lua",
      "spec/trace_spec.lua", "spec/settings/profile_spec.lua")
    assert.equal(0, result.code, result.stdout .. result.stderr)
    local count, of = result.stdout:match "(%d+) secrets looked for in (%d+)"
    assert.is_true(tonumber(count) > 50)
    assert.is_true(tonumber(of) > 20)
  end)

  it("would be found out", function()
    local dir = files.temp_dir()
    finally(function() files.remove(dir) end)
    files.write(dir .. "/leaking_spec.lua",
      files.read "spec/support/leaking.lua")
    local result = search(dir)
    assert.equal(1, result.code)
    assert.matches("LEAK %S+/printed: l3aked%-by%-a%-spec", result.stdout)
    assert.matches("LEAK %S+/left: xl3aked%-by%-a%-specy", result.stdout)
    assert.matches("2 of them with a secret", result.stdout)
  end)
end)
