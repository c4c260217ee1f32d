-- Servers take names in any letter case and answer with their own; columns of
-- a selection that was written in another one were empty, and so were those of
-- paths; what was expanded beside a selection had none.

local files = require "support.files"
local odd = require "support.odd"

describe("the columns of a selection", function()
  setup(odd.start)
  teardown(odd.stop)

  it("hold what the server sends under another spelling", function()
    odd.have ""
    local path = os.tmpname()
    odd.folder.Jobs:select("NO", "fullpath/Else"):expand("id"):top(2)
      :export { file = path, format = "csv" }
    assert.equal("NO,fullpath,id\r\n1,/1,1\r\n2,/2,2\r\n", files.read(path))
    os.remove(path)
  end)
end)
