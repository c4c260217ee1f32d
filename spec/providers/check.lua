-- The grants against an OpenID provider that is not ours; see provider.mjs.
--
--   spec/providers/run

local await = require "orchestrator.await"
local login = require "orchestrator.sign_in.login"
local orchestrator = require "orchestrator"
local http = require "socket.http"

local URL, FOLDER = "http://127.0.0.1:" .. arg[1], arg[2]

local function connect(fields)
  fields.url, fields.organization, fields.tenant = URL, "o", "t"
  fields.edition, fields.cache = "suite", { directory = FOLDER .. "/cache" }
  return orchestrator.connect(fields)
end

local function list(tenant) return #tenant.Folders:top(1):list() end
local function asked() return tonumber((http.request(URL .. "/count"))) end

local function failure(tenant)
  local ok, err = pcall(list, tenant)
  assert(not ok, "it should have failed")
  return err
end

local checks = {}

checks["client credentials, renewed ahead of their end"] = function()
  local before = asked()
  local tenant = connect { client_id = "application", scope = "OR.Folders",
    client_secret = "application-secret-0123456789" }
  assert(list(tenant) == 1)
  assert(asked() == before + 1)
  await.sleep(2.1)
  assert(list(tenant) == 1 and list(tenant) == 1)
  assert(asked() == before + 2)
end

checks["a wrong secret, an unknown client, a scope not granted"] = function()
  for _, case in ipairs {
    { "application", "wrong", "OR.Folders", "invalid_client" },
    { "nobody", "wrong", "OR.Folders", "invalid_client" },
    { "application", "application-secret-0123456789", "OR.Nothing",
      "not authenticated" }, -- this provider grants less, and says nothing
  } do
    local err = failure(connect { client_id = case[1],
      client_secret = case[2], scope = case[3] })
    assert(err.kind == "auth", tostring(err))
    assert(err.message:find(case[4], 1, true), tostring(err))
    assert(err.hint, tostring(err))
  end
end

checks["authorization code with PKCE, then refresh tokens, each once"] =
  function()
    local fields = { client_id = "public", scope = "openid OR.Folders",
      redirect_uri = "http://127.0.0.1:0/cb", url = URL, organization = "o",
      tenant = "t", edition = "suite",
      cache = { directory = FOLDER .. "/cache" } }
    local tenant = login(fields, { seconds = 20, say = function(text)
      local address = text:match "(http%S+)$"
      if not address then return end
      os.execute(("curl -sL -o %s/page -c %s/jar -b %s/jar '%s' &"):format(
        FOLDER, FOLDER, FOLDER, address))
    end })
    assert(list(tenant) == 1)
    for _ = 1, 3 do
      local before = asked()
      await.sleep(2.1)
      fields.login = true
      assert(list(orchestrator.connect(fields)) == 1)
      assert(asked() == before + 1)
    end
  end

checks["a refresh token that is none"] = function()
  local err = failure(connect { client_id = "public", refresh_token = "none" })
  assert(err.kind == "auth" and err.message:find "invalid_grant",
    tostring(err))
end

local names = {}
for name in pairs(checks) do names[#names + 1] = name end
table.sort(names)
local failed = 0
for _, name in ipairs(names) do
  local ok, err = pcall(checks[name])
  print((ok and "ok    " or "FAIL  ") .. name)
  if not ok then
    failed = failed + 1
    print("      " .. tostring(err))
  end
end
print(("%d passed, %d failed"):format(#names - failed, failed))
os.exit(failed == 0)
