local files = require "support.files"
local page = require "support.page"
local sandbox = require "support.sandbox"
local User = require "support.user"

local guide = page.read "docs/sign-in.md"
local text = guide.text

describe("docs/sign-in.md", function()
  local server, user
  setup(function()
    server = sandbox.start { "--seed", "demo" }
    user = User.new()
    -- The page's profile, but for the sandbox.
    local profile = guide:code "ini"
    profile = profile:gsub("https://%S+", server.url .. "/"
      .. server.organization .. "/" .. server.tenant)
      :gsub("(client_id = )%S+", "%1" .. server.client_id)
      :gsub("pass show %S+", "echo " .. server.client_secret)
    user:write(".config/orchestrator/profiles.ini", profile)
  end)
  teardown(function()
    server:stop()
    user:remove()
  end)

  for i, block in ipairs(guide:blocks "lua") do
    it(("has Lua that runs as it stands (block %d)"):format(i), function()
      local printed = page.run(block, user:env(server.env))
      assert.is_nil(printed:find(server.client_secret, 1, true))
    end)
  end

  it("names every variable that is read", function()
    local code = files.read "lua/orchestrator/settings/environment.lua"
    for name in code:gmatch '"(U[%u_]+)"' do
      local stem, tail = name:match "^(.*)(_%u+)$"
      local short = text:find("`" .. tail .. "`", 1, true)
        and text:find(stem, 1, true)
      assert.truthy(text:find(name, 1, true) or short, name)
    end
  end)

  it("names every way in and every setting of a profile", function()
    for _, path in ipairs { "sign_in", "settings/profile_file" } do
      local code = files.read("lua/orchestrator/" .. path .. ".lua")
      for list in code:gmatch "needs = {(.-)}" do
        for name in list:gmatch '"([%w_]+)"' do
          assert.truthy(text:find("`" .. name, 1, true), name)
        end
      end
    end
  end)

  it("names options of orch login that exist", function()
    local words = files.read "lua/orchestrator/command/words.lua"
    for option in guide:blocks("sh")[1]:gmatch "%-%-[%w-]+" do
      assert.truthy(words:find('"' .. option .. '"', 1, true), option)
    end
  end)
end)
