-- What a server repeats in its own words is masked by its value: no name tells
-- that it is a secret.

local orchestrator = require "orchestrator"
local process = require "support.process"

local TOKEN = "a-token-0123456789"
local PASSWORD = "a-password-0123456789"

describe("a server that repeats secrets in prose", function()
  local child, url
  setup(function()
    child = process.start { "lua5.4", "spec/support/repeating_server.lua" }
    url = "http://127.0.0.1:" .. child:line()
  end)
  teardown(function() child:stop() end)

  local function refused(fields, fn)
    local said = {}
    fields.url, fields.edition = url, "standalone"
    fields.trace = function(text) said[#said + 1] = text end
    local ok, err = pcall(fn, orchestrator.connect(fields):folder(1))
    assert.is_false(ok)
    local text = tostring(err) .. table.concat(said)
    assert.matches("are not what I expected", tostring(err), 1, true)
    assert.matches("are not what I expected", table.concat(said), 1, true)
    return text
  end

  it("shows neither a token nor a password of the body", function()
    local text = refused({ access_token = TOKEN }, function(folder)
      return folder.Assets:create { Name = "a", ValueType = "Credential",
        ValueScope = "Global",
        CredentialUsername = "u", CredentialPassword = PASSWORD }
    end)
    assert.is_nil(text:find(TOKEN, 1, true))
    assert.is_nil(text:find(PASSWORD, 1, true))
  end)

  it("nor a client secret", function()
    local text = refused({ client_id = "me", client_secret = PASSWORD,
      scope = "OR.Folders" }, function(folder) return folder.Jobs:list() end)
    assert.is_nil(text:find(PASSWORD, 1, true))
  end)
end)
