local scope_list = require "orchestrator.sign_in.scope_list"

local function refused(scope, kind)
  local ok, err = pcall(scope_list.check, scope, kind or "application")
  assert.is_false(ok)
  assert.equal("config", err.kind)
  return tostring(err)
end

describe("scope_list", function()
  it("lets good ones pass", function()
    scope_list.check("OR.Jobs OR.Queues.Read PM.Group", "application")
    scope_list.check("OR.Jobs.Read OR.Jobs.Write", "application")
    scope_list.check("OR.Jobs openid offline_access", "user")
    scope_list.check(nil, "application")
  end)

  it("says what to leave out where whole and part are asked for", function()
    assert.matches("OR.Jobs and OR.Jobs.Read together.*leave out OR.Jobs.Read",
      refused "OR.Jobs.Read OR.Jobs")
  end)

  it("knows that an application has no refresh token", function()
    assert.matches("offline_access does not go with client_id",
      refused "OR.Jobs offline_access")
  end)

  it("refuses what could not be a scope", function()
    assert.matches("separate scopes by spaces", refused "OR.Jobs,OR.Queues")
    assert.matches("twice", refused "OR.Jobs OR.Jobs")
    assert.matches("empty", refused "  ")
    refused "OR.J\1obs"
  end)

  it("adds what a user's sign-in needs, once", function()
    assert.equal("OR.Jobs offline_access", scope_list.of_user "OR.Jobs")
    assert.equal("offline_access OR.Jobs",
      scope_list.of_user "offline_access OR.Jobs")
    assert.equal("OR.Default offline_access", scope_list.of_user(nil))
  end)
end)
