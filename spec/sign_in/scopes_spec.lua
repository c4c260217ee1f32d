local catalogue = require "orchestrator.catalogue"
local scopes = require "orchestrator.sign_in.scopes"

local USER = { way = "client_id + user_key" }
local APPLICATION = { way = "client_id + client_secret" }

describe("scopes", function()
  it("are named where a call is refused", function()
    local err = scopes.explain({ kind = "forbidden" }, USER,
      (catalogue:operation "Jobs_Get"))
    assert.equal("Jobs_Get needs one of the scopes OR.Jobs, OR.Jobs.Read, "
      .. "and a role that permits it", err.hint)
  end)

  it("come with the way in that carries them", function()
    local groups = catalogue:operation "Group_GetGroups"
    assert.matches("connect with client_id and client_secret",
      scopes.explain({ kind = "forbidden" }, USER, groups).hint, 1, true)
    assert.is_nil(scopes.explain({ kind = "forbidden" }, APPLICATION,
      groups).hint:find("connect with", 1, true))
  end)

  it("are left out of other failures", function()
    for _, kind in ipairs { "auth", "not_found", "server" } do
      assert.is_nil(scopes.explain({ kind = kind }, USER,
        (catalogue:operation "Jobs_Get")).hint)
    end
    assert.is_nil(scopes.explain({ kind = "forbidden" }, USER, nil).hint)
  end)
end)
