-- SECURITY.md, "What a script pastes stays a value": by way of every verb there
-- is, of every entity set, each with hostile names at every place.

local catalogue = require "orchestrator.catalogue"
local stranger = require "support.stranger"
local verbs = require "orchestrator.verbs"

-- EVIL may stand in values only.
local HOSTILE = { "x' or EVIL eq 'EVIL", "../../EVIL", "..",
  "a/EVIL?EVIL=1&EVIL=1#EVIL", "a\r\nX-EVIL: 1", "a\0EVIL", "%2e%2e%2fEVIL" }

-- They wait for what a server does, and the one here does nothing.
local WAITS = { wait = true, follow = true, download_export = true,
  run = true, poll = true }

-- Those that fetch write where they are told to: here nowhere.
local function nowhere() end
local FETCHES = {
  function(text) return text, text, nowhere end,
  function(text) return text, nowhere end,
}

-- How a verb may be given a text.
local SHAPES = {
  function(text) return text, text, text end,
  function(text) return text, { name = text, Name = text } end,
  function(text) return { Name = text, UserName = text, name = text }, text end,
  function(text) return { text }, text end,
}

local function shapes_of(name)
  return name:find "^download" and FETCHES or SHAPES
end

local function decode(text)
  return (text:gsub("%%(%x%x)", function(hex)
    return string.char(tonumber(hex, 16))
  end))
end

local function check_query(query, about)
  for option in query:gmatch "[^&]+" do
    local name, value = option:match "^([^=]*)=?(.*)$"
    assert.is_nil(decode(name):find("EVIL", 1, true), about)
    if name == "$filter" then
      local left = decode(value):gsub("'[^']*'", "")
      assert.is_nil(left:find("['%z]"), about)
      assert.is_nil(left:find("EVIL", 1, true), about)
    end
  end
end

local function check_path(path, about)
  assert.matches("^/acme/T/", path, about)
  for segment in path:gmatch "[^/]*" do
    local plain = decode(segment)
    assert.is_true(plain ~= ".." and plain ~= ".", about)
    assert.is_true(segment:sub(1, 4) ~= "EVIL", about)
  end
end

-- What arrived: whole requests, and no line that nobody wrote.
local function check(seen, about)
  assert.is_nil(seen:find "[%z\1-\9\11\12\14-\31\127]", about)
  for line in seen:gmatch "[^\r\n]+" do
    assert.is_nil(line:find "^X%-EVIL", about)
  end
  local count = 0
  for target in seen:gmatch "%u+ (%S+) HTTP/1%.1\r\n" do
    local path, query = target:match "^([^?]*)%??(.*)$"
    check_path(path, about .. ": " .. target)
    check_query(query, about .. ": " .. target)
    count = count + 1
  end
  return count
end

-- Nothing is found, or one that is called so.
local function answers(text)
  local name = '"' .. text:gsub("[%c\"\\]", function(c)
    return ("\\u%04x"):format(c:byte())
  end) .. '"'
  return { '{"value":[]}', ('{"@odata.count":1,"value":[{"Id":7,"Key":%s,'
    .. '"Name":%s,"DisplayName":%s,"UserName":%s,"FullyQualifiedName":%s}]}')
    :format(name, name, name, name, name) }
end

describe("hostile names", function()
  local other, folder
  setup(function()
    other = stranger.start()
    folder = other:tenant { timeout = 5, pace = false }:folder(1)
  end)
  teardown(function() other:stop() end)

  -- Two of the eight ways in turn: every verb meets each of them.
  local turn = 0
  local function try(tag, name, text)
    local requests = 0
    for _ = 1, 2 do
      turn = turn + 1
      other:answer(200, answers(text)[turn // #SHAPES % 2 + 1])
      local set, shapes = folder[tag], shapes_of(name)
      local shape = shapes[turn % #shapes + 1]
      pcall(function() return set[name](set, shape(text)) end)
      requests = requests + check(other:seen(), ("%s:%s(%q)"):format(tag, name,
        text))
    end
    return requests
  end

  it("stay values in every request of every verb", function()
    local count, requests = 0, 0
    for _, tag in ipairs(catalogue:tags "orchestrator") do
      if verbs.room(tag) then
        for name in pairs(verbs.of(catalogue, tag)) do
          if not WAITS[name] then
            count = count + 1
            for _, text in ipairs(HOSTILE) do
              requests = requests + try(tag, name, text)
            end
          end
        end
      end
    end
    assert.is_true(count >= 150, count)
    assert.is_true(requests >= 1000, requests)
  end)
end)
