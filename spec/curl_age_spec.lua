--- The oldest libcurl that we claim is 7.87.0: no name of its API that is
-- younger stands in the sources. spec/data/curl_since.lua is made of libcurl's
-- own manual by tools/curl_since.lua, and `make check` compares the two.

local since = require "spec.data.curl_since"
local used = require "spec.support.curl_names"

local CLAIMED = "7.87.0"

local function order(version)
  local a, b, c = version:match "^(%d+)%.(%d+)%.?(%d*)$"
  return tonumber(a) * 10000 + tonumber(b) * 100 + (tonumber(c) or 0)
end

describe("libcurl", function()
  it("need not be younger than what we claim", function()
    local count = 0
    for name, path in pairs(used()) do
      local version = since[name]
      assert.truthy(version, name .. " in " .. path .. " is not in "
        .. "spec/data/curl_since.lua: make it again with tools/curl_since.lua")
      assert.is_true(order(version) <= order(CLAIMED), name .. " in "
        .. path .. " came with " .. version)
      count = count + 1
    end
    assert.is_true(count > 80)
  end)

  it("is claimed where users look", function()
    local file = assert(io.open "README.md")
    local text = file:read "a"
    file:close()
    assert.matches("7%.87", text)
  end)
end)
