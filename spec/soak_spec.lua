--- The soak in short: `make soak` runs the same for half an hour.

local interpreter = require "support.interpreter"
local process = require "support.process"

local SECONDS = interpreter.version == "5.4" and 20 or 8

local function run(script, env)
  env.LUA_CPATH = interpreter.cpath .. ";;"
  return process.run({ interpreter.name, script }, { env = env,
    timeout = 300 })
end

-- The numbers of a line of the account.
local function figures(account, name)
  local line = account:match("| " .. name .. "[^|]*| ([^|]*)")
  local out = {}
  for number in (line or ""):gmatch "%d+" do
    out[#out + 1] = math.tointeger(tonumber(number))
  end
  return table.unpack(out)
end

describe("the soak", function()
  it("accounts for everything while faults are on", function()
    local result = run("tools/soak.lua", {
      SOAK_MINUTES = SECONDS / 60, SOAK_CLIENTS = 20, SOAK_PROCESSES = 2,
      SOAK_THINK = 0.5 })
    assert.equal(0, result.code, result.stdout .. result.stderr)
    assert.matches("Nothing was off", result.stdout)
    assert.is_true(figures(result.stdout, "requests") > 100)
    assert.is_true(figures(result.stdout, "faults injected") > 5)
    assert.is_true(figures(result.stdout, "tokens renewed") > 10)
    local added, found, doubled, lost = figures(result.stdout, "items added")
    assert.is_true(added > 10)
    assert.same({ added, 0, 0 }, { found, doubled, lost })
  end)

  it("finds what is lost", function()
    local result = run("tools/soak.lua", {
      SOAK_MINUTES = 0.05, SOAK_CLIENTS = 4, SOAK_PROCESSES = 1,
      SOAK_THINK = 0.1, SOAK_SABOTAGE = "1" })
    assert.equal(1, result.code)
    assert.matches("1 items lost", result.stdout, 1, true)
    assert.matches("files are not as sent", result.stdout, 1, true)
  end)

  it("walks many rows in memory that does not grow", function()
    local result = run("tools/soak_walk.lua", { SOAK_ROWS = 50000 })
    assert.equal(0, result.code, result.stdout .. result.stderr)
    assert.matches("each once and in order: yes", result.stdout, 1, true)
  end)
end)
