local files = require "support.files"
local process = require "support.process"
local User = require "support.user"

local ASK = [[
local profile = require "orchestrator.settings.profile"
local ok, found = pcall(%s)
if not ok then print(tostring(found)) os.exit(0) end
if not found then print "none" os.exit(0) end
local names = {}
for name, value in pairs(found.values) do
  names[#names + 1] = name .. "=" .. tostring(value)
end
table.sort(names)
print(found.name, table.concat(names, " "), found.where.url)
]]

describe("profile", function()
  local user
  before_each(function() user = User.new() end)
  after_each(function() user:remove() end)

  local function ask(call, env)
    local result = user:run(ASK:format(call), env)
    assert.equal("", result.stderr)
    return result.stdout
  end

  local function find(name, env)
    return ask(("profile.find, %q"):format(name), env)
  end

  it("is found in our own file", function()
    local path = user:write(".config/orchestrator/profiles.ini",
      "[a]\nurl = https://h/x/y\n")
    assert.equal("a\turl=https://h/x/y\t" .. path .. ":2\n", find "a")
  end)

  it("is looked for where XDG_CONFIG_HOME says", function()
    user:write("conf/orchestrator/profiles.ini", "[a]\nurl = https://h\n")
    assert.matches("^a\turl=https://h", find("a",
      { XDG_CONFIG_HOME = user.home .. "/conf" }))
  end)

  -- Whose home others can reach, wherever TMPDIR is.
  local function live_in_the_open()
    user:remove()
    user = User.new "/tmp"
  end

  it("is refused when everybody may change it, or another's", function()
    live_in_the_open()
    local path = user:write(".config/orchestrator/profiles.ini",
      "[a]\nurl = https://h\n")
    process.run { "chmod", "666", path }
    assert.matches("url=https://h", find "a") -- below a folder that hides it
    process.run { "chmod", "755", user.home }
    assert.matches("others than you may change it.*chmod 600", find "a")
  end)

  it("is said to hold secrets that everybody may read, once", function()
    live_in_the_open()
    local path = user:write(".config/orchestrator/profiles.ini",
      "[a]\nclient_secret = s3cret\n[b]\nclient_secret.env = X\n")
    local function said(name)
      return user:run(([[
        local profile = require "orchestrator.settings.profile"
        profile.find(%q)
        profile.find(%q)]]):format(name, name)).stderr
    end
    process.run { "chmod", "644", path }
    assert.equal("", said "a") -- below a folder that hides it
    process.run { "chmod", "755", user.home }
    assert.equal(("orchestrator: everybody on this machine may read the "
      .. "secrets in %s; say: chmod 600 %s\n"):format(path, path), said "a")
    assert.equal("", said "b")
    process.run { "chmod", "600", path }
    assert.equal("", said "a")
  end)

  it("names the nearest when there is none", function()
    user:write(".config/orchestrator/profiles.ini", "[production]\n[test]\n")
    assert.matches('there is no profile "prodction"; did you mean '
      .. '"production"', find "prodction", 1, true)
    assert.matches("known are: production, test", find "x", 1, true)
  end)

  it("says where to begin one when there are none at all", function()
    assert.matches("begin one with [x] in " .. user.home
      .. "/.config/orchestrator/profiles.ini", find "x", 1, true)
  end)

  it("says that HOME is not set", function()
    assert.matches("HOME is not set", find("x", { HOME = false }), 1, true)
    assert.equal("none\n", ask("profile.default", { HOME = false }))
  end)

  it("names file and line of a fault", function()
    local path = user:write(".config/orchestrator/profiles.ini",
      "[a]\nurl https://h\n")
    assert.matches(path .. ":2: neither a [profile] nor a setting", find "a",
      1, true)
  end)

  local GO = [[
profiles:
  - name: default
    organization: acme
    tenant: Prod
    auth:
      clientId: id
      clientSecret: s
      scopes: OR.Jobs
  - name: suite
    uri: "https://suite.example:8443/{organization}/{tenant}"
    organization: o
    tenant: t
    insecure: true
    auth:
      pat: p
]]

  it("is read from the vendor's Go client", function()
    user:write(".uipath/config", GO)
    assert.equal("default\tclient_id=id client_secret=s organization=acme "
      .. "scope=OR.Jobs tenant=Prod url=https://cloud.uipath.com\tbuilt in\n",
      ask "profile.default")
    assert.matches("^suite\torganization=o pat=p tenant=t "
      .. "url=https://suite.example:8443\t", find "suite")
    local other = user:write("elsewhere.yaml", "profiles:\n- name: z\n")
    assert.matches("^z\t", find("z", { UIPATH_CONFIGURATION_PATH = other }))
  end)

  local AUTH = "UIPATH_URL=https://cloud.uipath.com\n"
    .. "UIPATH_ORGANIZATION_NAME=acme\nUIPATH_TENANT_NAME=Prod\n"
    .. "UIPATH_ACCESS_TOKEN=t\nUIPATH_REFRESH_TOKEN=never\n"

  it("is read from the vendor's command line, whose refresh token is left "
    .. "alone", function()
    local path = user:write(".uipath/.auth", AUTH)
    assert.equal("default\taccess_token=t organization=acme tenant=Prod "
      .. "url=https://cloud.uipath.com\t" .. path .. ":1\n",
      ask "profile.default")
    user:write(".uipath/profiles/dev/.auth", AUTH)
    assert.matches("^dev\taccess_token=t", find "dev")
    assert.matches("there is no profile", find "../profiles/dev")
    assert.equal(AUTH, files.read(path)) -- it is never written
  end)

  it("is ours before the vendor's", function()
    user:write(".uipath/config", GO)
    user:write(".uipath/.auth", AUTH)
    assert.matches("client_id=id", ask "profile.default")
    user:write(".config/orchestrator/profiles.ini",
      "[default]\nurl = https://ours\n")
    assert.matches("url=https://ours", ask "profile.default")
  end)
end)
