local environment = require "orchestrator.settings.environment"
local interpreter = require "support.interpreter"
local process = require "support.process"

-- What a process with that environment answers for a field.
local function ask(field, env)
  local code = [[package.path = "lua/?.lua;" .. package.path
    print(require "orchestrator.settings.environment".get "]] .. field .. [[")]]
  env.LUA_INIT = false
  local result = process.run({ interpreter.name, "-e", code }, { env = env })
  assert.equal(0, result.code, result.stderr)
  return result.stdout:match "^(.-)\n$"
end

describe("environment", function()
  it("answers a field's value and its variable", function()
    assert.equal("acme\tUIPATH_ORGANIZATION",
      ask("organization", { UIPATH_ORGANIZATION = "acme" }))
  end)

  it("takes the vendor's other names, ours first", function()
    assert.equal("b\tUIPATH_TENANT_NAME", ask("tenant",
      { UIPATH_TENANT = false, UIPATH_TENANT_NAME = "b" }))
    assert.equal("a\tUIPATH_TENANT", ask("tenant",
      { UIPATH_TENANT = "a", UIPATH_TENANT_NAME = "b" }))
  end)

  it("takes an empty variable for one that is not set", function()
    assert.equal("nil", ask("url", { UIPATH_URL = "", UIPATH_URI = false }))
  end)

  it("does not let TLS be turned off", function()
    assert.is_nil(environment.get "insecure")
  end)

  it("names the variables of a field", function()
    assert.equal("UIPATH_URL or UIPATH_URI", environment.names "url")
  end)
end)
