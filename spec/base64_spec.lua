local base64 = require "orchestrator.base64"

describe("base64", function()
  it("is that of RFC 4648, section 10", function()
    for text, coded in pairs { [""] = "", f = "Zg==", fo = "Zm8=",
      foo = "Zm9v", foob = "Zm9vYg==", fooba = "Zm9vYmE=" } do
      assert.equal(coded, base64.encode(text))
      assert.equal(text, base64.decode_url(coded))
    end
    assert.equal("-_8", base64.encode_url "\xfb\xff")
    assert.equal("\xfb\xff", base64.decode_url "-_8")
  end)
end)
