local chunk = require "orchestrator.prompt.chunk"
local history = require "orchestrator.prompt.history"
local syntax = require "orchestrator.prompt.syntax"
local User = require "support.user"

describe("what is typed at the prompt", function()
  local function fault_of(text)
    local fn, fault = chunk.read(text, {})
    assert.is_nil(fn)
    return fault and ("%d:%d"):format(fault.line, fault.column)
  end

  it("is an expression with or without =, or a statement", function()
    assert.equal(2, chunk.read("1 + 1", {})())
    assert.equal(2, chunk.read("= 1 + 1", {})())
    local env = {}
    chunk.read("x = 5", env)()
    assert.equal(5, env.x)
  end)

  it("goes on in the next line while it is not finished", function()
    for _, text in ipairs { "f(", "x = {", "for i = 1, 2 do", "[[a",
      "function f()\nreturn 1", "1 +" } do
      assert.is_nil(fault_of(text), text)
    end
  end)

  it("has its mistakes pointed at", function()
    assert.equal("1:5", fault_of "x = = 3")
    assert.equal("1:21", fault_of "Jobs:filter{State = = 3}")
    assert.equal("1:4", fault_of "1 +* 2")
    assert.equal("2:5", fault_of "x = {\n1, }}")
    assert.equal("1:8", fault_of "x = 'abc")
    assert.equal("1:5", fault_of "= 1 ) 2")
  end)
end)

describe("the prompt's history", function()
  it("knows lines that hold secrets", function()
    for _, line in ipairs {
      'connect{ client_secret = "x" }', 'Password = "a"', 'pat = "rt_1"',
      'x = "eyJhbGciOi"', 'k = "aB3aB3aB3aB3aB3aB3aB3aB3aB3aB3aB3"',
      "tenant.Robots:create{ LicenseKey = 'k' }",
    } do
      assert.is_true(history.is_secret(line), line)
    end
    for _, line in ipairs { 'Jobs:filter{ State = "Faulted" }', "patch = 1",
      'cd "Shared/Finance"', 'Jobs:get("f5390bc1-e2a7-4177-abdd-80000000")' }
    do
      assert.is_false(history.is_secret(line), line)
    end
  end)

  it("knows the values that the environment signs in with", function()
    local user = User.new()
    finally(function() user:remove() end)
    local result = user:run([[
      local history = require "orchestrator.prompt.history"
      print(history.is_secret "x = 'zzz-1'", history.add "x = 'zzz-1'",
        history.add " hidden", history.add "Jobs")
      print(#history.load(), history.load()[1])
      os.execute("stat -c '%a %n' " .. history.path())
    ]], { UIPATH_CLIENT_SECRET = "zzz-1", XDG_STATE_HOME = user.home .. "/s" })
    assert.equal("true\tfalse\tfalse\ttrue\n1\tJobs\n600 " .. user.home
      .. "/s/orchestrator/history\n", result.stdout)
  end)
end)

describe("the text before the cursor", function()
  it("is in a string or not, and within which brackets", function()
    local cursor = syntax.read 'Jobs:filter{ State = "Fau'
    assert.equal(22, cursor.string)
    assert.same({ 12 }, cursor.open)
    assert.is_nil(syntax.read([[x = "a\"b" ]]).string)
  end)

  it("ends in a chain of names", function()
    local chain = syntax.chain 'x = tenant:folder("a (b").Jobs:filter{ A = 1 }'
    local words = {}
    for i, link in ipairs(chain) do
      words[i] = (link[2] or "") .. link[1] .. (link.called and "()" or "")
    end
    assert.equal("tenant :folder() .Jobs :filter()", table.concat(words, " "))
    assert.is_nil(syntax.chain "1 + ")
  end)
end)
