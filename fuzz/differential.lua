--- JSON once more, against a reader that is not ours at all: SQLite's
-- json_valid. What we take, it takes. What it takes and we do not is one of
-- the differences below, and each is meant.

local core = require "orchestrator.core"
local mutator = require "fuzz.mutator"
local sandbox = require "orchestrator.sandbox.core"

-- What SQLite does not look at.
local STRICTER = { "invalid UTF%-8", "lone surrogate", "number too large",
  "control character", "too deep", "nested" }

local SEEDS = {
  '{"@odata.count":2,"value":[{"Id":1,"N":"a\\u00e4\\ud83d\\ude00\\n"}]}',
  "[0,-0.5e-3,1E+5,true,false,null,{},[]]", '"\u{e4}€😀 \\" \\\\ \\/ "',
  '{"a":{"b":[{"c":"d"},1.5]}}',
}
local WORDS = { "{", "}", "[", "]", '"', ":", ",", "\\", "\\u00", "\\ud800",
  "null", "true", "1e999", "-", "0", ".", "e", " ", "\n", "\t", "\\n", "é" }

local database = sandbox.open(":memory:")
local valid = database:prepare "SELECT json_valid(?1)"
local text

-- Nor whether a key is a string, where its last element is one.
local function has_odd_key()
  return text:gsub("\\.", ""):gsub('"[^"]*"', '"'):find '[^"%s]%s*:'
end

local function one()
  -- A NUL ends the text for SQLite.
  text = mutator.text(SEEDS, WORDS):gsub("%z", "0")
  local value, message = core.decode(text)
  local theirs = valid:row(text) == 1
  if value ~= nil then
    assert(theirs, "we take it, SQLite does not")
  elseif theirs and not has_odd_key() then
    for _, difference in ipairs(STRICTER) do
      if message:find(difference) then return end
    end
    error("SQLite takes it, we do not: " .. message, 0)
  end
end

mutator.run(one, function() return text end, arg)
