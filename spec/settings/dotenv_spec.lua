local dotenv = require "orchestrator.settings.dotenv"

describe("dotenv", function()
  it("reads names and values, with their lines", function()
    local values, lines = dotenv.parse(table.concat({ "# tool",
      "UIPATH_URL=https://cloud.uipath.com", "", "export A = \"x \\\" # y\"",
      "B='q'", "C=plain # note", "EMPTY=" }, "\r\n"), "/f")
    assert.same({ UIPATH_URL = "https://cloud.uipath.com", A = 'x " # y',
      B = "q", C = "plain" }, values)
    assert.equal(2, lines.UIPATH_URL)
    assert.equal(4, lines.A)
  end)

  it("reads the same as JSON", function()
    assert.same({ UIPATH_URL = "https://h" },
      (dotenv.parse('\n{"UIPATH_URL": "https://h", "N": null, "E": ""}', "/f")))
  end)

  it("names the line of what is wrong, and not what it says", function()
    local ok, err = pcall(dotenv.parse, "A=1\ns3cr3t\n", "/f")
    assert.is_false(ok)
    assert.matches("/f:2: not of the form NAME=VALUE", tostring(err))
    assert.is_nil(tostring(err):find("s3cr3t", 1, true))
    ok, err = pcall(dotenv.parse, '{"A": s3cr3t', "/f")
    assert.is_false(ok)
    assert.equal("config", err.kind)
    assert.matches("/f: not JSON: expected a value", tostring(err))
    assert.is_nil(tostring(err):find("s3cr3t", 1, true))
  end)
end)
