local files = require "support.files"
local secret = require "orchestrator.sign_in.secret"

local function refused(kind, field, value)
  local ok, err = pcall(function()
    secret.check(field, value)
    return secret.read(field, value)
  end)
  assert.is_false(ok)
  assert.equal(kind, err.kind)
  assert.is_nil(tostring(err):find("s3cr3t", 1, true))
  return tostring(err)
end

describe("secret", function()
  local dir
  setup(function() dir = files.temp_dir() end)
  teardown(function() files.remove(dir) end)

  it("is its text", function()
    assert.equal("s3cr3t", secret.read("pat", "s3cr3t"))
  end)

  it("comes from a file, without its last line break", function()
    files.write(dir .. "/a", "s3cr3t\n")
    assert.equal("s3cr3t", secret.read("pat", { file = dir .. "/a" }))
    files.write(dir .. "/a", "s3cr3t\r\n")
    assert.equal("s3cr3t", secret.read("pat", { file = dir .. "/a" }))
  end)

  it("comes from a command", function()
    assert.equal("s3cr3t",
      secret.read("pat", { command = "printf 's3cr3t\\n'" }))
  end)

  it("comes from a variable", function()
    local getenv = os.getenv
    os.getenv = function(name) -- luacheck: ignore
      return name == "MY_SECRET" and "s3cr3t" or getenv(name)
    end
    local value = secret.read("pat", { env = "MY_SECRET" })
    os.getenv = getenv -- luacheck: ignore
    assert.equal("s3cr3t", value)
  end)

  it("says which field, and what to do, when its place gives none", function()
    assert.matches("pat: the variable ORC_NOT_SET is not set; set it",
      refused("config", "pat", { env = "ORC_NOT_SET" }))
    assert.matches("user_key: its file cannot be read: .*/none: No such file",
      refused("config", "user_key", { file = dir .. "/none" }))
    assert.matches("its file cannot be read",
      refused("config", "pat", { file = dir }))
    assert.matches("client_secret: its command sh failed %(exit code 3%); run",
      refused("config", "client_secret",
        { command = "sh -c 'echo s3cr3t; exit 3'" }))
    assert.matches("pat: what its command gives is empty",
      refused("config", "pat", { command = "true" }))
    assert.matches("over 65536 bytes", refused("config", "pat",
      { command = "head -c 100000 /dev/zero | tr '\\0' x" }))
  end)

  it("does not show a command's arguments", function()
    assert.is_nil(refused("config", "pat", { command = "false s3cr3t" })
      :find("s3cr3t", 1, true))
    assert.equal("command pass", secret.place { command = "pass show x" })
    assert.is_nil(secret.place "s3cr3t")
  end)

  it("has one place", function()
    assert.matches("say one place", refused("argument", "pat", {}))
    assert.matches("say one place",
      refused("argument", "pat", { env = "A", file = "b" }))
    assert.matches('did you mean "command"',
      refused("argument", "pat", { comand = "x" }))
    refused("argument", "pat", { env = "" })
    refused("argument", "pat", { env = 5 })
  end)

  it("is refused where it could not be one", function()
    for _, bad in ipairs { "s3\r\ncr3t", " s3cr3t", "s3cr3t ", "" } do
      refused("config", "user_key", bad)
    end
    refused("config", "pat", "two s3cr3t")
    files.write(dir .. "/two", "s3cr3t\nsecond\n")
    assert.matches("line break", refused("config", "pat",
      { file = dir .. "/two" }))
  end)
end)
