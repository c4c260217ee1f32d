--- Files of settings: flat YAML, NAME=VALUE, INI, time zones and moments. Each
-- text is read, or refused with kind config or argument, and quickly.

local dotenv = require "orchestrator.settings.dotenv"
local flat_yaml = require "orchestrator.settings.flat_yaml"
local mutator = require "fuzz.mutator"
local posix_zone = require "orchestrator.time.posix_zone"
local profile_file = require "orchestrator.settings.profile_file"
local time = require "orchestrator.time"

local READERS = {
  function(text) return flat_yaml.parse(text, "/c") end,
  function(text) return dotenv.parse(text, "/c") end,
  function(text) return profile_file.parse(text, "/c") end,
  function(text) return time.parse(text) end,
}

local SEEDS = {
  "---\nprofiles:\n  - name: a   # note\n    auth:\n      pat: \"x y\"\n"
    .. "      scopes: 'OR.Jobs OR.Queues'\n    header: {}\n  -\n    name: b\n",
  "A=1\nexport B=\"x \\\" y\"\n# c\nC='z'\n",
  '{"UIPATH_URL":"https://h/a/b","N":1,"O":{}}',
  "[production]\nurl = https://h/acme/P\nclient_id=36dea5b8\n"
    .. "client_secret.command = pass show x\ntimeout = 5\ncache = false\n",
  "2026-11-01T09:30:00.1234567+01:30", "CET-1CEST,M3.5.0,M10.5.0/3",
}
local WORDS = { "\n", ": ", "- ", "  ", "\t", '"', "'", "#", "[", "]", "{",
  "}", "=", "\\", "\r\n", "\239\187\191", "null", "~", "&a", "*a", "|", ">",
  ".env", ".file", "export ", "\0", "\255", "1e999", "-", "é" }
local KINDS = { config = true, argument = true }

local text

local function one()
  text = mutator.text(SEEDS, WORDS)
  for _, read in ipairs(READERS) do
    local ok, err = pcall(read, text)
    if not ok and not (type(err) == "table" and KINDS[err.kind]) then
      error(err, 0)
    end
  end
  -- What is no rule is none; and a rule has an offset at every moment.
  local rule = posix_zone.read(text)
  local offset = rule and posix_zone.offset(rule, math.random(1 << 40))
  assert(not rule or math.abs(offset) <= 200 * 3600, offset)
end

mutator.run(one, function() return text end, arg)
