-- The definitions against the server: what each declared operation answers
-- to a request made from its declaration alone. Nothing here knows what an
-- operation is for.
--
-- Every operation gets a valid request. What the sandbox does not model says
-- 501 with its name; everything else answers a declared status with a body of
-- the declared type, or refuses (400, 404, 409) in the server's form, since a
-- request made from types alone may name things that are not there. What a
-- set itself can do (list, create, read, replace, patch, delete) must succeed.

local cjson = require "cjson"
local files = require "support.files"
local fixtures = require "sandbox.fixtures"
local model = require "orchestrator.sandbox.model"
local needs = require "sandbox.needs_flows"
local process = require "support.process"
local tenant = require "sandbox.tenant"

local FOLDER = 1001

---------------------------------------------------------------------------
-- Bodies that fit a type

local json_kinds = { int32 = "number", int64 = "number", number = "number",
  bool = "boolean", string = "string", guid = "string", date = "string",
  bytes = "string", enum = "string" }

-- Members that the facts show beyond the definition (section 8.11).
local undeclared = { ["LicenseDto.HostLicenseId"] = true }

local misfit

local function misfit_list(kind, value, path)
  local inner = { kind = kind:match "^%[(.*)%]$" }
  if type(value) ~= "table" then return path .. " is no list" end
  inner.target = model.type(inner.kind) and inner.kind
  inner.scalar = json_kinds[inner.kind]
  for i, item in ipairs(value) do
    local problem = misfit(inner, item, ("%s[%d]"):format(path, i))
    if problem then return problem end
  end
end

local function misfit_object(of, value, path)
  if type(value) ~= "table" then return path .. " is no object" end
  for name, member in pairs(value) do
    local annotated = type(name) == "string" and name:find("@odata.", 1, true)
    annotated = annotated or undeclared[of.name .. "." .. tostring(name)]
    local property = not annotated and of.by_name[tostring(name):lower()]
    if not annotated and not property then
      return ("%s.%s is not declared on %s"):format(path, name, of.name)
    end
    local problem = property
      and misfit(property, member, path .. "." .. name)
    if problem then return problem end
  end
end

-- What is wrong with a value of a property, or nil.
function misfit(property, value, path)
  if value == cjson.null then return nil end
  if property.kind:sub(1, 1) == "[" then
    return misfit_list(property.kind, value, path)
  elseif property.scalar then
    local kind = property.kind:match "^enum" and "enum" or property.kind
    if type(value) ~= json_kinds[kind] then
      return ("%s is a %s"):format(path, type(value))
    elseif property.enum and not property.enum.numbers[value] then
      return ("%s is '%s', which is not declared"):format(path, value)
    end
  elseif property.target then
    return misfit_object(model.type(property.target), value, path)
  end
end

-- What is wrong with the body of an answer declared as `declared`, or nil.
local function misfit_body(declared, answer)
  if declared == "-" then
    return answer.body ~= "" and "a body came, and none is declared" or nil
  end
  if declared:find "/" or declared:find "^{" then return nil end
  local list, body = declared:match "^%[(.*)%]$", answer.json
  if body == nil then return "no JSON came" end
  if type(body) == "table" and body.value ~= nil
    and body["@odata.context"] then
    body = body.value
  end
  local kind = list and "[" .. list .. "]" or declared
  local of = model.type(declared)
  return misfit({ kind = kind, target = of and declared,
    scalar = json_kinds[declared:match "^%w+"] and not of }, body, "body")
end

---------------------------------------------------------------------------
-- The specs

local function name_of(op) return op.method .. " " .. op.id end

local function set_of(op)
  local set, rest = op.path:match "^/odata/(%w+)(.*)$"
  if set and model.sets[set] and (rest == "" or rest:find "^%('?{key}'?%)$")
  then
    return set, rest ~= ""
  end
end

-- A request with what it needs beyond its declaration.
local function complete(server, op, request)
  local need = needs[op.id]
  if not need then return request end
  for _, statement in ipairs(need.sql or {}) do server.handle:sql(statement) end
  local path = request.path
  if need.path then path = path:gsub(need.path[1], need.path[2]) end
  if need.query then
    path = path .. (path:find("?", 1, true) and "&" or "?") .. need.query
  end
  if not need.body then return { path = path, body = request.body } end
  return { path = path, raw = need.body,
    headers = { ["Content-Type"] = "application/json" } }
end

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
      folder = op.folder and FOLDER or nil, json = request.body,
      token = not op.scope and user_token or nil, -- what no scope is for
      body = request.raw, headers = request.headers })
  end

  local function check(op, answer)
    local declared = op.answers[answer.status]
    assert.truthy(declared, ("%s answered %d: %s"):format(name_of(op),
      answer.status, answer.body))
    assert.is_nil(misfit_body(declared, answer), name_of(op))
  end

  local documented = {}
  for id in files.read("docs/sandbox.md"):gmatch "\n%- `([%w_]+)`" do
    documented[id] = true
  end

  for _, op in ipairs(model.operations) do
    local set = set_of(op)
    local modelled = not documented[op.id]

    it(name_of(op) .. " answers what it declares", function()
      local request = complete(server, op, fixtures.valid(server, op))
      local answer = assert(send(op, request))
      if needs[op.id] then return check(op, answer) end
      if not modelled then
        assert.equal(501, answer.status, answer.body)
        assert.truthy(answer.json.message:find(op.id, 1, true))
        return
      end
      if set then assert.is_true(answer.status < 400, answer.body) end
      if answer.status < 400 then return check(op, answer) end
      assert.truthy(({ [400] = true, [404] = true, [409] = true })[
        answer.status], ("%s: %d %s"):format(name_of(op), answer.status,
        answer.body))
      if answer.body ~= "" then error_form(answer) end
    end)

    if modelled and not op.anonymous and op.id ~= "Status_Get" then
      it(name_of(op) .. " wants a token", function()
        local request = fixtures.valid(server, op)
        assert.equal(401, server:call(op.method, request.path,
          { token = "nobody", json = request.body }).status)
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
