local profile_file = require "orchestrator.settings.profile_file"

local function refused(text)
  local ok, err = pcall(profile_file.parse, text, "/p.ini")
  assert.is_false(ok)
  assert.equal("config", err.kind)
  assert.is_nil(tostring(err):find("s3cr3t", 1, true))
  return tostring(err)
end

describe("profile_file", function()
  it("reads profiles, settings, comments and quotes, with their lines",
    function()
      local found = profile_file.parse([[
# ours
[production]
url = https://cloud.uipath.com/acme/Production
client_id = id
client_secret.command = pass show uipath # not a comment
; another
[ two words ]
timeout=5
login = true
scope = "OR.Jobs  OR.Queues"
cache = /var/cache/x
]], "/p.ini")
      assert.same({ url = "https://cloud.uipath.com/acme/Production",
        client_id = "id", client_secret = {
          command = "pass show uipath # not a comment" } },
        found.production.values)
      assert.same({ url = 3, client_id = 4, client_secret = 5 },
        found.production.lines)
      assert.same({ timeout = 5, login = true, scope = "OR.Jobs  OR.Queues",
        cache = { directory = "/var/cache/x" } }, found["two words"].values)
    end)

  it("takes Windows' line ends, a byte order mark and an empty file",
    function()
      assert.equal("x", profile_file.parse("\xEF\xBB\xBF[a]\r\npat = x\r\n",
        "/p").a.values.pat)
      assert.same({}, profile_file.parse("", "/p"))
    end)

  it("names the line of what is wrong, and the nearest right", function()
    assert.matches("/p.ini:2: unknown setting \"clientid\"; did you mean "
      .. "\"client_id\"", refused "[a]\nclientid = s3cr3t", 1, true)
    assert.matches("/p.ini:1: this setting stands before", refused "pat=s3cr3t")
    assert.matches("/p.ini:3: neither", refused "[a]\n\ns3cr3t")
    assert.matches("/p.ini:3: pat is given twice, also in line 2",
      refused "[a]\npat = s3cr3t\npat = s3cr3t")
    assert.matches("/p.ini:2: profile \"a\" is there twice",
      refused "[a]\n[a]")
    assert.matches("/p.ini:2: pat is empty", refused "[a]\npat =")
    assert.matches("/p.ini:2: timeout must be", refused "[a]\ntimeout = soon")
    assert.matches("/p.ini:2: insecure must be true or false",
      refused "[a]\ninsecure = yes")
    assert.matches("/p.ini:2: unknown setting", refused "[a]\nurl.file = x")
    assert.matches("/p.ini:2: unknown setting", refused "[a]\npat.shell = x")
  end)

  it("runs nothing of what it reads", function()
    local found = profile_file.parse("[a]\nurl = os.exit(1)\n", "/p")
    assert.equal("os.exit(1)", found.a.values.url)
  end)
end)
