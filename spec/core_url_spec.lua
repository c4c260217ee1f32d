--- The core's addresses as Lua sees them; what they are is tested in C.

local core = require "orchestrator.core"

describe("the core's addresses", function()
  it("escape bytes for a path and for a query", function()
    assert.equal("a%2Fb%20%27c%27%C3%A4%00", core.escape "a/b 'c'ä\0")
    assert.equal("Name%20eq%20'a%26b'", core.escape_query "Name eq 'a&b'")
    assert.equal("12", core.escape(12))
    assert.equal(("%20"):rep(50000), core.escape((" "):rep(50000)))
    assert.equal("", core.escape "")
  end)

  it("answer an origin, or what is wrong", function()
    assert.equal("https://host:443", core.origin "HTTPS://Host/path?query")
    local origin, err = core.origin "https://user:secret@host/"
    assert.is_nil(origin)
    assert.equal("argument", err.kind)
    assert.equal("the URL is not usable: user and password may not be in it",
      err.message)
  end)

  it("resolve references", function()
    assert.equal("https://h/a/c?d", core.resolve("https://h/a/b", "c?d"))
    local url, err = core.resolve("https://h/a/b", "javascript:x")
    assert.is_nil(url)
    assert.equal("argument", err.kind)
  end)

  it("know this machine", function()
    assert.is_true(core.is_loopback "http://127.0.0.1:8080/")
    assert.is_true(core.is_loopback "http://[::1]/")
    assert.is_false(core.is_loopback "http://localhost.example.com/")
    assert.is_false(core.is_loopback "localhost")
  end)

  it("take no NUL, behind which nothing would be seen", function()
    for name, arguments in pairs {
      origin = { "https://h\0.evil" }, is_loopback = { "http://localhost\0x" },
      resolve = { "https://h", "a\0b" },
    } do
      local ok, message = pcall(core[name], table.unpack(arguments))
      assert.is_false(ok)
      assert.truthy(message:find("URL holds a NUL", 1, true))
    end
  end)
end)
