-- The identity server's definition against the sandbox, as conformance_spec
-- does it with Orchestrator's: a valid request for each operation, one that is
-- wrong, and one without a token.

local fixtures = require "sandbox.fixtures"
local misfit = require "sandbox.misfit"
local model = require "orchestrator.sandbox.model"
local tenant = require "sandbox.tenant"

local JSON = { ["Content-Type"] = "application/json" }
local GUID = "11111111-2222-4333-8444-555555555555"
local NOW = "'2026-11-01T00:00:00.0000000Z'"

local function replace(s, old, new)
  return (s:gsub(old:gsub("%-", "%%-"), new))
end

-- One of each thing that a path can name.
local rows = {
  "INSERT OR REPLACE INTO _robot_accounts VALUES ('" .. GUID
    .. "', 'r', 'r', " .. NOW .. ", NULL)",
  "INSERT OR REPLACE INTO _groups VALUES ('" .. GUID .. "', 'g', 'g', "
    .. "'custom', " .. NOW .. ", " .. NOW .. ")",
  "INSERT OR REPLACE INTO _identity_users (id, userName, password, isActive, "
    .. "creationTime) VALUES ('" .. GUID .. "', 'u', 'old', 1, " .. NOW .. ")",
  "INSERT OR REPLACE INTO _message_templates VALUES (77, 't', 'v')",
  "INSERT OR REPLACE INTO _saml_certificates VALUES "
    .. "(77, 'secondary', 'MIIB', '00')",
  "INSERT OR REPLACE INTO _saml_certificates VALUES "
    .. "(78, 'primary', 'MIIC', '01')",
}

local CERTIFICATE = ('{"partitionGlobalId":"%s","certificate":"MIIB"}')
  :format(fixtures.partition)

-- What the declaration does not say.
local bodies = {
  MessageTemplate_UpdateTemplate = '{"id":77,"value":"v"}',
  SamlCertificate_UpdatePrimaryCertificate = CERTIFICATE,
  SamlCertificate_UpdateSecondaryCertificate = CERTIFICATE,
  User_ChangePassword = '{"oldPassword":"old","newPassword":"new password"}',
  Setting_UpdateSettings = '{"settings":[{"key":"k","value":"v"}]}',
}
local queries = { MessageTemplate_GetTemplate = "?name=t" }

describe("each operation of the identity server", function()
  local server

  setup(function() server = tenant.start() end)
  teardown(function() server:stop() end)

  local function send(op, request, token)
    return server:call(op.method, "/acme/identity_" .. request.path,
      { absolute = true, body = request.body, token = token,
        headers = request.body and JSON })
  end

  local function valid(op)
    for _, statement in ipairs(rows) do server.handle:sql(statement) end
    local request = fixtures.valid_identity(op)
    request.body = bodies[op.id] or request.body
    request.path = request.path .. (queries[op.id] or "")
    return request
  end

  -- A key that is no GUID, another organisation, or a body that is none.
  local function invalid(op)
    local path = fixtures.valid_identity(op).path
    if op.path:find "{partitionGlobalId}" then
      return { path = replace(path, fixtures.partition, GUID), body = "{}" }
    elseif op.body then
      return { path = path, body = "[]" }
    elseif op.path:find "{userId}" then
      return { path = replace(path, GUID, "nobody") }
    end
  end

  for _, op in ipairs(model.identity_operations) do
    local name = op.method .. " " .. op.id

    it(name .. " answers what it declares", function()
      local answer = send(op, valid(op))
      local declared = answer.status < 400 and op.answers[answer.status]
      assert.truthy(declared, ("%s: %d %s"):format(name, answer.status,
        answer.body))
      assert.is_nil(misfit(declared, answer, model.identity_type), name)
    end)

    it(name .. " wants a token", function()
      assert.equal(401, send(op, valid(op), "nobody").status)
    end)

    local wrong = invalid(op)
    if wrong then
      it(name .. " refuses what is wrong", function()
        local answer = send(op, wrong)
        assert.equal(400, answer.status, answer.body)
        assert.truthy(answer.json.errors or answer.json.Message, answer.body)
      end)
    end
  end
end)
