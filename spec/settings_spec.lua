local User = require "support.user"

describe("the settings of connect", function()
  local user
  before_each(function() user = User.new() end)
  after_each(function() user:remove() end)

  -- What whoami says of these options in that environment.
  local function who(options, env)
    local result = user:run(("print(require 'orchestrator'.whoami(%s))")
      :format(options), env)
    assert.is_nil(result.stdout:find("s3cr3t", 1, true))
    assert.is_nil(result.stderr:find("s3cr3t", 1, true))
    return result.stdout .. result.stderr
  end

  local function has(text, plain) assert.matches(plain, text, 1, true) end

  local function profiles(text)
    return user:write(".config/orchestrator/profiles.ini", text)
  end

  it("come from the arguments, a profile and the environment, in that order",
    function()
      local path = profiles "[p]\nurl = https://h/o/t\nclient_id = of-p\n"
      local text = who("{ profile = 'p', tenant = 'mine' }", {
        UIPATH_URL = "https://env/x/y", UIPATH_CLIENT_ID = "of-env",
        UIPATH_CLIENT_SECRET = "s3cr3t", UIPATH_ORGANIZATION_ID = "guid" })
      has(text, "https://h/o/mine/orchestrator_")
      has(text, "tenant           mine   [argument]")
      has(text, "client_id        of-p   [profile p, " .. path .. ":3]")
      has(text, "client_secret    ********   [environment "
        .. "UIPATH_CLIENT_SECRET]")
      has(text, "organization     o   [profile p, " .. path .. ":2]")
      has(text, "organization_id  guid   [environment UIPATH_ORGANIZATION_ID]")
    end)

  it("come from UIPATH_PROFILE behind the environment", function()
    profiles "[p]\nurl = https://h/o/t\npat = s3cr3t\ntimeout = 7\n"
    local text = who("", { UIPATH_PROFILE = "p", UIPATH_TENANT = "env" })
    has(text, "https://h/o/env/orchestrator_")
    has(text, "signs in with pat")
    has(text, "timeout          7 ")
  end)

  it("come from the profile default when nothing else has an address",
    function()
      profiles "[default]\nurl = https://h/o/t\npat = s3cr3t\nfolder = A/B\n"
      has(who "", "https://h/o/t/orchestrator_")
      has(who "{ tenant = 'x' }", "https://h/o/x/orchestrator_")
      local result = user:run [[print(require "orchestrator".connect():folder()
        )]]
      assert.equal('orchestrator.folder "A/B"\n', result.stdout)
    end)

  it("take a file's secret to its own address only", function()
    profiles "[default]\nurl = https://h/o/t\npat = s3cr3t\n"
    has(who("{ url = 'https://other/o/t' }"), "there is no way to sign in")
    has(who("", { UIPATH_URL = "https://other/o/t", UIPATH_PROFILE =
      "default" }), "there is no way to sign in")
  end)

  it("conflict when several ways in are given, and say from where", function()
    local path = profiles "[p]\nurl = https://h/o/t\npat = s3cr3t\n"
    has(who "{ profile = 'p', client_id = 'i', user_key = 's3cr3t' }",
      "client_id + user_key, pat (profile p, " .. path .. ":3)")
  end)

  it("take a client secret for a part of the ways that may have one",
    function()
      has(who [[{ url = "https://h/o/t", client_id = "i",
        client_secret = "s3cr3t", refresh_token = "s3cr3t" }]],
        "signs in with client_id + refresh_token")
      has(who [[{ url = "https://h/o/t", client_id = "i",
        client_secret = "s3cr3t", login = true }]], "signs in with login")
      has(who [[{ url = "https://h/o/t", client_id = "i",
        client_secret = "s3cr3t", login = false }]],
        "signs in with client_id + client_secret")
    end)

  it("contradict an address of the same place", function()
    local path = profiles "[p]\nurl = https://h/o/t\ntenant = u\npat = s\n"
    has(who "{ profile = 'p' }", "profile p, " .. path
      .. ":3: tenant is \"u\", but url has \"t\"")
  end)

  it("know the vendor's switch and its variables", function()
    local env = { UIPATH_URL = "https://h", UIPATH_CLI_AUTH_TOKEN = "s3cr3t",
      UIPATH_CLI_ORGANIZATION_NAME = "o", UIPATH_CLI_TENANT_NAME = "t" }
    has(who("", env), "there is no way to sign in")
    env.UIPATH_CLI_ENABLE_ENV_AUTH = "true"
    has(who("", env), "https://h/o/t/orchestrator_")
  end)

  it("take an id for the name that a path needs", function()
    has(who("", { UIPATH_URL = "https://cloud.uipath.com",
      UIPATH_ORGANIZATION_ID = "o-id", UIPATH_TENANT_ID = "t-id",
      UNATTENDED_USER_ACCESS_TOKEN = "s3cr3t",
      UIPATH_ACCESS_TOKEN = "second" }),
      "access_token     ********   [environment UNATTENDED_USER_ACCESS_TOKEN]")
  end)

  it("show where a secret is to be fetched, and fetch none", function()
    local marker = user.home .. "/fetched"
    local text = who(([[{ url = "https://h/o/t", client_id = "i",
      client_secret = { command = "touch %s" } }]]):format(marker))
    has(text, "client_secret    ******** (command touch)   [argument]")
    assert.is_nil(io.open(marker))
  end)

  it("say what a secret's place lacks, at the first call and not before",
    function()
      local result = user:run [[
        local tenant = require "orchestrator".connect {
          url = "http://127.0.0.1:1/o/t", pat = { env = "NO_SUCH" } }
        print "connected"
        print(pcall(tenant.Folders.list, tenant.Folders))]]
      assert.matches("^connected\nfalse\torchestrator: pat: the variable "
        .. "NO_SUCH is not set", result.stdout)
    end)

  it("fetch a certificate's password as they do other secrets", function()
    local result = user:run([[
      local tenant = require "orchestrator".connect { pat = "p",
        url = "http://127.0.0.1:1/o/t", client_cert = { file = "README.md",
          password = { env = "NO_SUCH" } } }
      print(pcall(tenant.Folders.list, tenant.Folders))]])
    assert.matches("client_cert: password: the variable NO_SUCH is not set",
      result.stdout, 1, true)
  end)

  it("say which variable names a file that is not there", function()
    has(who("{ url = 'https://h/o/t', pat = 's3cr3t' }",
      { SSL_CERT_FILE = "/none.pem" }),
      "ca (SSL_CERT_FILE) cannot be read: /none.pem")
  end)

  it("take the vendor's port for a login", function()
    local given = "{ url = 'https://h/o/t', client_id = 'i', login = true }"
    local redirect = "redirect_uri     http://127.0.0.1:8055/oidc/login"
    has(who(given, { UIPATH_AUTH_PORT = "8055" }), redirect
      .. "   [environment UIPATH_AUTH_PORT]")
    assert.is_nil(who(given, { UIPATH_AUTH_PORT = "any" }):find "oidc")
  end)

  it("mask a proxy's password", function()
    has(who [[{ url = "https://h/o/t", pat = "s3cr3t",
      proxy = "http://me:s3cr3t@proxy:1" }]], "http://********@proxy:1")
  end)

  it("are cached, but of this machine's servers", function()
    has(who [[{ url = "https://h/o/t", client_id = "i", user_key = "k",
      account_url = "https://a" }]], "tokens are kept in " .. user.home
      .. "/.cache/orchestrator")
    for _, options in ipairs {
      [[{ url = "https://h/o/t", pat = "p" }]],
      [[{ url = "http://127.0.0.1:1/o/t", client_id = "i",
        client_secret = "k" }]],
      [[{ url = "https://h/o/t", client_id = "i", client_secret = "k",
        cache = false }]] } do
      assert.is_nil(who(options):find("kept in", 1, true))
    end
    has(who [[{ url = "http://127.0.0.1:1/o/t", client_id = "i",
      client_secret = "k", cache = { directory = "/x" } }]], "kept in /x")
  end)

  it("need a cache for a login", function()
    has(who [[{ url = "https://h/o/t", client_id = "i", login = true,
      cache = false }]], "leave out cache")
    has(who([[{ url = "https://h/o/t", client_id = "i", login = true }]],
      { HOME = false }), "HOME is not set")
    has(who([[{ url = "https://h/o/t", client_id = "i",
      client_secret = "s3cr3t" }]], { HOME = false }), "signs in with")
  end)
end)
