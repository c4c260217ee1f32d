-- The definitions against the server: what each declared operation answers
-- to a request made from its declaration alone. Nothing here knows what an
-- operation is for.
--
-- Every operation gets a valid request, and answers a declared status with a
-- body of the declared type; sandbox.needs says what no declaration does. What
-- the sandbox does not model says 501 with its name. Then it gets a request
-- that is wrong, and one without a token.

local files = require "support.files"
local fixtures = require "sandbox.fixtures"
local misfit = require "sandbox.misfit"
local model = require "orchestrator.sandbox.model"
local needs = require "sandbox.needs"
local process = require "support.process"
local tenant = require "sandbox.tenant"

local FOLDER = 1001
local JSON = { ["Content-Type"] = "application/json" }

---------------------------------------------------------------------------
-- The specs

local function name_of(op) return op.method .. " " .. op.id end

local function error_form(answer)
  assert.table(answer.json, answer.body)
  assert.string(answer.json.message, answer.body)
  assert.number(answer.json.errorCode, answer.body)
end

describe("each operation of the definition", function()
  local server, user_token

  setup(function()
    server = tenant.start { seed = "empty" }
    fixtures.fill(server)
    user_token = server:call("POST", "/oauth/token", { absolute = true,
      json = { grant_type = "refresh_token", client_id = server.client_id,
        refresh_token = server.user_key } }).json.access_token
  end)
  teardown(function() server:stop() end)

  local function send(op, request)
    return server:call(op.method, request.path, {
      folder = op.folder and not request.homeless and FOLDER or nil,
      token = not op.scope and user_token or nil, -- what no scope is for
      body = request.body,
      headers = request.headers or request.body and JSON })
  end

  local function check(op, answer)
    local declared = answer.status < 400 and op.answers[answer.status]
    assert.truthy(declared, ("%s answered %d: %s"):format(name_of(op),
      answer.status, answer.body))
    assert.is_nil(misfit(declared, answer), name_of(op))
  end

  local documented = {}
  for id in files.read("docs/sandbox.md"):gmatch "\n%- `([%w_]+)`" do
    documented[id] = true
  end

  for _, op in ipairs(model.operations) do
    local modelled = not documented[op.id]

    it(name_of(op) .. " answers what it declares", function()
      local request = needs.complete(server, op, fixtures.valid(server, op))
      local answer = assert(send(op, request))
      if modelled then return check(op, answer) end
      assert.equal(501, answer.status, answer.body)
      assert.truthy(answer.json.message:find(op.id, 1, true))
    end)

    if op.anonymous then
      it(name_of(op) .. " has no other method", function()
        local method, path = fixtures.wrong_method(op)
        assert.equal(405, server:call(method, path).status)
      end)
    end

    if modelled and not op.anonymous and op.id ~= "Status_Get" then
      it(name_of(op) .. " wants a token", function()
        local request = fixtures.valid(server, op)
        assert.equal(401, server:call(op.method, request.path,
          { token = "nobody", body = request.body,
            headers = request.body and JSON }).status)
      end)
    end

    local wrong = modelled and fixtures.invalid(op)
    if wrong then
      it(("%s refuses %s"):format(name_of(op), wrong.what), function()
        local answer = send(op, wrong)
        assert.equal(wrong.status, answer.status, answer.body)
        error_form(answer)
        assert.equal(wrong.code, answer.json.errorCode, answer.body)
      end)
    end
  end
end)

describe("docs/sandbox.md", function()
  it("lists the operations that answer 501", function()
    local result = process.run { "lua5.4", "tools/unmodelled.lua" }
    assert.equal(0, result.code, result.stderr)
    assert.truthy(files.read("docs/sandbox.md"):find(result.stdout, 1, true),
      "run: lua5.4 tools/unmodelled.lua --write")
  end)
end)
