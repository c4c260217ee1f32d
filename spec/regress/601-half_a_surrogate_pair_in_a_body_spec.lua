-- An escape that is half a surrogate pair became bytes that are no UTF-8, and
-- the length check of the field they were in made the sandbox answer 500.

local tenant = require "sandbox.tenant"

describe("a body with half a surrogate pair", function()
  it("is refused", function()
    local server = tenant.start()
    for _, body in ipairs { [[{"Name":"\ud800f"}]], [[{"\udc00":1}]],
      [[{"Name":"x","Tags":[{"Name":"\ud800"}]}]] } do
      local answer = server:call("POST", "/odata/Machines", { body = body,
        headers = { ["Content-Type"] = "application/json" } })
      assert.equal(400, answer.status, answer.body)
    end
    local whole = server:call("POST", "/odata/Machines", {
      body = [[{"Name":"\ud83d\ude00"}]] })
    assert.equal(201, whole.status, whole.body)
    assert.equal("😀", whole.json.Name)
    server:stop()
  end)
end)
