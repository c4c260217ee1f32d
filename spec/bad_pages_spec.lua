--- What a server may do wrong, times what a walk may go by: each ends in the
-- right rows or in a clear error, never in a loop or a silent cut.

local odd = require "support.odd"

-- What the rows are when nothing is said below.
local function whole(name) return name:find "down" and "90-1" or "1-90" end

local MOVED = "drift: .* another now than before"
local AGAIN = "protocol: the server sends the same rows again after row 20"
local ORDER = "protocol: the server sent %w+ .* although rows were asked for "
  .. "in the order of"
local KEYLESS = "protocol: .* has no usable"

-- By strategy where it is not the rows; `odata`: for all that are OData.
local CASES = {
  { "nothing", "" },
  -- Filters still hold: these walks do not need more than a first page.
  { "sends the first page for ever", "state.same = true",
    { skip = MOVED, ["skip, 4 at once"] = MOVED, one = AGAIN, token = AGAIN,
      take = AGAIN, identity = AGAIN } },
  { "goes on by nextLink", "state.linked = true" },
  { "sends the same nextLink twice",
    "state.linked, state.same_link = true, '/odata/Jobs?at=20'",
    { odata = "protocol: the server sent the same nextLink twice" } },
  { "sends a nextLink to another host",
    "state.linked, state.elsewhere = true, 'http://127.0.0.2:9/odata/Jobs'",
    { odata = "protocol: the nextLink leads to another server, "
      .. "http://127.0.0.2:9; it is not followed" } },
  { "shrinks its pages", "state.shrink = true" },
  { "sends larger pages than asked for", "state.larger = 15" },
  { "sends a row without the key", "state.without = 47",
    { key = KEYLESS, ["key down"] = KEYLESS, time = KEYLESS,
      ["time down"] = KEYLESS, ["time, 4 at once"] = KEYLESS } },
  { "lets the key go backwards", "state.backward = 47",
    { key = ORDER, ["key down"] = ORDER, time = ORDER, ["time down"] = ORDER,
      ["time, 4 at once"] = ORDER } },
  { "counts too many", "state.lie = 7",
    { key = "protocol: the server counts 7 more rows",
      ["key down"] = "protocol: the server counts 7 more rows",
      time = "drift: the server counts 8", ["time down"] = "drift: .*counts 8",
      ["time, 4 at once"] = "drift: the server counts 8" } },
  { "counts too few", "state.lie = -7" },
  { "sends an empty page as its second", "state.empty_at = 2",
    { token = "protocol: .*the same continuationToken twice" } },
  { "sends an empty page in the middle", "state.empty_at = 3",
    { token = "protocol: .*the same continuationToken twice" } },
  { "breaks off a page in its middle", "state.cut_at = 2" },
}
local PLAIN = { token = true, take = true, identity = true }

describe("a server that", function()
  setup(odd.start)
  teardown(odd.stop)

  local function outcome(strategy)
    local ok, found = pcall(odd.numbers, strategy.open)
    if ok then return found end
    if type(found) ~= "table" then error(found, 0) end
    return ("%s: %s"):format(found.kind, found.message)
  end

  for _, case in ipairs(CASES) do
    local name, chunk, expected = case[1], case[2], case[3] or {}
    for _, strategy in ipairs(odd.strategies) do
      it(("%s, by %s"):format(name, strategy.name), function()
        odd.have(chunk)
        local found, of = outcome(strategy), strategy.name
        local pattern = expected[of] or not PLAIN[of] and expected.odata
        if pattern then
          assert.matches("^" .. pattern, found)
        else
          assert.equal(whole(of), found)
        end
      end)
    end
  end

  it("is walked by the strategy that is named here", function()
    odd.have ""
    for _, strategy in ipairs(odd.strategies) do
      local _, walk = strategy.open {}
      walk:next()
      assert.equal(strategy.kind, walk.source.pager:strategy())
      walk:close()
    end
  end)
end)
