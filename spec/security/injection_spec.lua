-- SECURITY.md, "What a script pastes stays a value".

local orchestrator = require "orchestrator"
local stranger = require "support.stranger"

-- What would break out of a header, a path, a query or a literal.
local HOSTILE = { "a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\0b", "../../admin",
  "..", "%2e%2e%2f", "a/../b", "a%00b", "x' or '1' eq '1", "x'", "''",
  "x&$filter=Id gt 0", "x#y", "x?$top=9", "a;b", "a\\b", "\27[2J" }

describe("hostile text", function()
  local other, tenant
  setup(function()
    other = stranger.start()
    tenant = other:tenant()
  end)
  teardown(function() other:stop() end)
  before_each(function() other:answer(200, '{"value":[]}') end)

  -- What was sent, decoded once; one request and no more than its lines.
  local function sent(fn)
    other:answer(200, '{"value":[]}')
    local ok, err = pcall(fn)
    local head = other:seen()
    assert.is_nil(head:find "X%-Evil: 1\r\n", head)
    assert.is_nil(head:find "[%z\27]", head)
    for line in head:gmatch "[^\r\n]+" do
      assert.is_nil(line:find "^X%-Evil", line)
    end
    if head == "" then
      assert.is_false(ok)
      assert.is_truthy(err)
      return nil
    end
    local target = head:match "^%u+ (%S+) HTTP/1.1\r\n"
    assert.is_string(target, head)
    local path, query = target:match "^([^?]*)%??(.*)$"
    assert.is_nil(path:find "/%.%.?/", path)
    return path, query
  end

  local function decode(text)
    return (text:gsub("%%(%x%x)", function(hex)
      return string.char(tonumber(hex, 16))
    end))
  end

  it("stays one literal in a filter, by value and by place", function()
    for _, text in ipairs(HOSTILE) do
      local literal = "Name eq '" .. text:gsub("'", "''") .. "'"
      local assets = tenant:folder(1).Assets
      for _, query in ipairs { assets:filter("Name eq ?", text),
        assets:filter { Name = text } } do
        local _, sent_query = sent(function() query:top(1):list() end)
        if sent_query then
          local filter = sent_query:match "%$filter=([^&]*)"
          assert.equal(literal, decode(filter))
        end
      end
    end
  end)

  it("stays one literal behind every operator, in functions and lists",
    function()
      -- How each writes a value, as "%s".
      local places = { ["contains(Name,%s)"] = { Name = { contains = 1 } },
        ["startswith(Name,%s)"] = { Name = { startswith = 1 } },
        ["endswith(Name,%s)"] = { Name = { endswith = 1 } },
        ["Name in (%s)"] = { Name = { ["in"] = { 1 } } } }
      for _, operator in ipairs { "eq", "ne", "gt", "ge", "lt", "le" } do
        places["Name " .. operator .. " %s"] = { Name = { [operator] = 1 } }
      end
      local function with(shape, text)
        if shape == 1 then return text end
        local out = {}
        for name, inner in pairs(shape) do out[name] = with(inner, text) end
        return out
      end
      for _, text in ipairs(HOSTILE) do
        local literal = "'" .. text:gsub("'", "''") .. "'"
        local assets = tenant:folder(1).Assets
        for place, shape in pairs(places) do
          local template = place:find " in " and "Name in ?"
            or (place:gsub("%%s", "?"))
          for _, query in ipairs { assets:filter(with(shape, text)),
            assets:filter(template, place:find " in " and { text } or text) }
          do
            local _, query_sent = sent(function() query:top(1):list() end)
            if query_sent then
              assert.equal(place:gsub("%%s", function() return literal end),
                decode(query_sent:match "%$filter=([^&]*)"))
            end
          end
        end
      end
    end)

  it("adds no option by way of another", function()
    for _, text in ipairs(HOSTILE) do
      for _, name in ipairs { "orderby", "select", "expand" } do
        local _, query = sent(function()
          local jobs = tenant:folder(1).Jobs
          jobs[name](jobs, text):top(1):list()
        end)
        if query then
          local _, options = query:gsub("%f[^&%z]%$?[%w$]+=", "")
          assert.equal(select(2, query:gsub("&", "")) + 1, options, query)
          assert.is_nil(query:find("filter=", 1, true), query)
        end
      end
    end
  end)

  it("stays in its segment of the path, as a key or an argument", function()
    for _, text in ipairs(HOSTILE) do
      for _, fn in ipairs {
        function() tenant:folder(1).Jobs:get(text) end,
        function() tenant:folder(1).Robots:get(text) end,
        function()
          tenant:call("Settings_Get", { key = text })
        end,
        function()
          tenant:folder(1).Assets:GetRobotAssetByRobotKey {
            robotKey = text, assetName = text }
        end,
      } do
        local path, query = sent(fn)
        if path then
          assert.matches("^/acme/T/orchestrator_/odata/[%w_.]+[^/]*$", path)
          assert.is_nil(query:find("filter", 1, true), query)
        end
      end
    end
  end)

  it("adds no header, as a folder's path or a header's value", function()
    for _, text in ipairs(HOSTILE) do
      sent(function() tenant:folder(text).Jobs:top(1):list() end)
      sent(function()
        tenant:request("GET", "/odata/Jobs", { headers = { ["X-A"] = text } })
      end)
      sent(function()
        tenant:request("GET", "/odata/Jobs", { headers = { [text] = "x" } })
      end)
      sent(function()
        orchestrator.connect { url = other.url, organization = "a",
          tenant = "b", access_token = "tok" .. text }.Folders:top(1):list()
      end)
      sent(function()
        orchestrator.connect { url = other.url, organization = text,
          tenant = text, access_token = "x" }.Folders:top(1):list()
      end)
    end
  end)
end)
