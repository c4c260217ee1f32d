--- What rows hold of a server that ignores $select: odd_server.lua does.

local core = require "orchestrator.core"
local files = require "support.files"
local odd = require "support.odd"

local function names(row)
  local list = {}
  for name in pairs(row) do list[#list + 1] = name end
  table.sort(list)
  return table.concat(list, ",")
end

describe("a selection that the server ignores", function()
  setup(odd.start)
  teardown(odd.stop)

  before_each(function() odd.have "" end)

  it("holds for every strategy", function()
    for _, query in ipairs { odd.folder.Jobs, odd.folder.Jobs:top(9),
      odd.folder.Jobs:paging { page = 20 }:orderby "No",
      odd.folder.RobotLogs } do
      local n = 0
      for row in query:select("No", "Message"):each() do
        n = n + 1
        assert.equal("Message,No", names(row), tostring(query))
      end
      assert.equal(query.spec.top or 90, n)
    end
  end)

  it("takes names in any letter case, and keeps what is expanded", function()
    local row = odd.folder.Jobs:select("message")
      :expand("No($select=Id,State)", "Else"):first()
    assert.equal("Message,No", names(row))
    row = odd.folder.Jobs:select("No/Name"):first()
    assert.equal("No", names(row))
  end)

  it("leaves the key where it is asked for", function()
    assert.equal("Id,No", names(odd.folder.Jobs:select("Id,No"):first()))
  end)

  it("holds for an export, too", function()
    local path = os.tmpname()
    odd.folder.Jobs:select("No"):export { file = path, format = "ndjson" }
    local n = 0
    for line in io.lines(path) do
      n = n + 1
      assert.same({ No = n }, core.decode(line))
    end
    assert.equal(90, n)
    odd.folder.Jobs:select("No"):export { file = path, format = "csv" }
    assert.matches("^No\r\n1\r\n2\r\n", files.read(path))
    os.remove(path)
  end)
end)
