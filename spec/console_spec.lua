local clean = require "orchestrator.console.clean"
local columns = require "orchestrator.console.columns"
local console = require "orchestrator.console"
local dates = require "orchestrator.console.dates"
local mask = require "orchestrator.console.mask"
local methods = require "orchestrator.console.methods"
local value = require "orchestrator.console.value"
local width = require "orchestrator.console.width"

-- What a printing function prints.
local function printed(fn)
  local lines = {}
  fn(function(line) lines[#lines + 1] = line end)
  return lines
end

describe("the width of a text", function()
  it("counts cells, not bytes or characters", function()
    assert.equal(3, width.of "abc")
    assert.equal(4, width.of "日本")
    assert.equal(1, width.of "e\u{301}")
    assert.equal(2, width.of "👍")
    assert.equal(0, width.of "")
  end)

  it("is kept by cutting and fitting, never splitting a character", function()
    assert.equal("日…", width.cut("日本語", 4))
    assert.equal("日本語", width.cut("日本語", 6))
    assert.equal("abc ", width.fit("abc", 4))
    assert.equal(" 日本", width.fit("日本", 5, true))
    for cells = 1, 12 do
      local text = width.fit("a日e\u{301}本👍語xyz", cells)
      assert.equal(cells, width.of(text))
      assert.truthy(utf8.len(text))
    end
  end)

  it("is kept by wrapping", function()
    for _, line in ipairs(width.wrap(("some 日本語 words "):rep(9), 11)) do
      assert.is_true(width.of(line) <= 11, line)
    end
  end)
end)

describe("text from a tenant", function()
  it("cannot move, colour or hide anything on the screen", function()
    assert.equal("a␛[31mb␊c␡", clean.line "a\27[31mb\nc\127")
    assert.equal("<U+009B>2J", clean.line "\u{9b}2J")
    assert.equal("<U+202E>evil<U+2066>", clean.line "\u{202e}evil\u{2066}")
    assert.equal("a<U+200B>b<U+FEFF>", clean.line "a\u{200b}b\u{feff}")
    assert.equal("x\u{fffd}y\u{fffd}", clean.line "x\xffy\xc3")
  end)

  it("cannot pile marks into other lines, nor give them to a neighbour",
    function()
      local piled = clean.line("Z" .. ("\u{301}"):rep(500))
      assert.equal(5, utf8.len(piled))
      assert.equal("◌\u{301}", clean.line "\u{301}")
    end)

  it("passes ordinary letters of any script", function()
    for _, text in ipairs { "Müller & Söhne", "日本語", "עברית", "👍" } do
      assert.equal(text, clean.line(text))
    end
  end)

  it("never holds a control character afterwards", function()
    for byte = 0, 255 do
      local text = clean.line("a" .. string.char(byte) .. "b")
      assert.falsy(text:find "%c", byte)
      assert.truthy(utf8.len(text), byte)
    end
  end)
end)

describe("secrets", function()
  it("are masked by their fields' names, however deep", function()
    local row = { Name = "x", Password = "p1", LicenseKey = "k1",
      ClientSecret = "s1", Inner = { { ApiKey = "a1", HasPassword = true } } }
    local copy = mask.copy(row)
    assert.equal(mask.TEXT, copy.Password)
    assert.equal(mask.TEXT, copy.LicenseKey)
    assert.equal(mask.TEXT, copy.ClientSecret)
    assert.equal(mask.TEXT, copy.Inner[1].ApiKey)
    assert.is_true(copy.Inner[1].HasPassword)
    assert.equal("x", copy.Name)
    assert.equal("p1", row.Password)
  end)

  it("are not the names and ids of where secrets are kept", function()
    for _, name in ipairs { "CredentialStoreId", "CredentialUsername",
      "CredentialType" } do
      assert.is_false(mask.hides(name, "x"))
    end
  end)

  for _, format in ipairs { "table", "vertical", "json", "csv" } do
    it("do not show as " .. format .. ", unless asked for", function()
      local rows = { { Id = 1, LicenseKey = "very-secret" } }
      local text = table.concat(printed(function(to)
        console.rows(format, rows, { to = to })
      end), "\n")
      assert.falsy(text:find("very-secret", 1, true))
      text = table.concat(printed(function(to)
        console.rows(format, rows, { to = to, reveal = true })
      end), "\n")
      assert.truthy(text:find("very-secret", 1, true))
    end)
  end
end)

describe("moments", function()
  it("are shown in UTC or in a zone", function()
    assert.equal("2026-07-01 10:00:00",
      dates.text("2026-07-01T10:00:00.123Z", "utc"))
    assert.equal("2026-07-01 12:00:00",
      dates.text("2026-07-01T10:00:00Z", "Europe/Berlin"))
  end)

  it("leave text alone that is none", function()
    assert.is_false(dates.is "2026-07-01")
    assert.equal("2026-99-99T99:99:99Z", dates.text("2026-99-99T99:99:99Z"))
  end)

  it("refuse an unknown zone before anything is fetched", function()
    local ok, err = pcall(console.rows, "table", {}, { time = "Mars" })
    assert.is_false(ok)
    assert.equal("argument", err.kind)
  end)
end)

describe("values in one line", function()
  it("fold what is nested", function()
    local function text(given) return value.text(given, nil, {}) end
    assert.equal("[1, 2]", text { 1, 2 })
    assert.equal("[1, 2, 3, 4, 5, +2]", text { 1, 2, 3, 4, 5, 6, 7 })
    assert.equal("{Robo +1}", text { Id = 5, Name = "Robo" })
    assert.equal("{a: 1}", text { a = 1 })
    assert.equal("9223372036854775807", text(math.maxinteger))
  end)
end)

describe("columns", function()
  local rows = {
    { Id = 1, Zeta = "z", Name = "one", State = "Running", Empty = "",
      Long = ("x"):rep(300) },
    { Id = 22, Zeta = "y", Name = "two", State = "Faulted" },
  }

  local function names(list)
    local out = {}
    for i, column in ipairs(list) do out[i] = column.name end
    return table.concat(out, " ")
  end

  it("are the useful ones first, without those that are empty", function()
    local list = columns.choose(rows, { total = 200 }, {})
    assert.equal("Id Name State Long Zeta", names(list))
    assert.is_true(list[1].right)
    assert.is_false(list[2].right)
  end)

  it("fit into every width", function()
    for total = 1, 120 do
      local used = -2
      for _, column in ipairs(columns.choose(rows, { total = total }, {})) do
        used = used + column.width + 2
      end
      assert.is_true(used <= total, total)
    end
  end)

  it("are the user's, in the user's order, when the user says so", function()
    assert.equal("Zeta Id", names(columns.choose(rows, { total = 80,
      names = { "Zeta", "Id" } }, {})))
  end)
end)

describe("formats", function()
  local rows = { { Id = 1, Name = 'a "b", c', Tags = { "x" } },
    { Id = 2, Name = "line\nbreak" }, { Id = 3 } }

  it("quote CSV as RFC 4180 has it", function()
    assert.same({ "Id,Name,Tags", '1,"a ""b"", c","[""x""]"',
      '2,"line\nbreak",', "3,," }, printed(function(to)
      console.rows("csv", rows, { to = to })
    end))
  end)

  it("give JSON that another reader reads", function()
    local text = table.concat(printed(function(to)
      console.rows("json", { { Id = 9007199254740993, T = "\u{9b}\u{202e}" } },
        { to = to })
    end), "\n")
    assert.falsy(text:find "[\x80-\xff]")
    assert.truthy(text:find("9007199254740993", 1, true))
    assert.equal("\u{9b}\u{202e}", require "cjson".decode(text)[1].T)
    assert.same({ "[]" }, printed(function(to)
      console.rows("json", {}, { to = to })
    end))
  end)

  it("refuse unknown options by name", function()
    local ok, err = pcall(console.rows, "csv", rows, { colums = "Id" })
    assert.is_false(ok)
    assert.truthy(err.hint:find("columns", 1, true))
  end)
end)

describe("pictures", function()
  local rows = {}
  for hour = 0, 23 do
    for _ = 1, hour % 3 do
      rows[#rows + 1] = { CreationTime =
        ("2026-11-01T%02d:30:00Z"):format(hour), Status = hour % 2 == 0
        and "New" or "Failed<&>\27" }
    end
  end

  it("count by spans of time, the empty ones too", function()
    local lines = printed(function(to)
      methods.histogram(rows, "CreationTime", "hour", { to = to, time = "utc" })
    end)
    assert.equal(23, #lines)
    assert.truthy(lines[1]:find("^2026%-11%-01 01:00  1 "))
    assert.equal("2026-11-01 03:00  0", lines[3])
    local days = printed(function(to)
      methods.histogram(rows, "CreationTime", "day",
        { to = to, time = "Asia/Tokyo" })
    end)
    assert.equal(2, #days)
  end)

  it("count values, the most frequent first, in harmless text", function()
    local lines = printed(function(to) methods.bars(rows, "Status",
      { to = to }) end)
    assert.equal(2, #lines)
    assert.truthy(table.concat(lines):find("␛", 1, true))
    assert.falsy(table.concat(lines):find "%c")
  end)

  it("fit a sparkline into the line", function()
    local lines = printed(function(to)
      methods.sparkline(rows, "CreationTime", "minute", { to = to })
    end)
    assert.is_true(utf8.len(lines[1]) <= 120)
  end)

  it("write SVG in which no text is markup", function()
    local path = os.tmpname()
    finally(function() os.remove(path) end)
    methods.plot(rows, { file = path, field = "Status",
      title = "<script>\27" })
    local text = require "support.files".read(path)
    assert.truthy(text:find("^<svg"))
    assert.falsy(text:find("<script", 1, true))
    assert.falsy(text:find("\27", 1, true))
    assert.truthy(text:find("Failed&lt;&amp;&gt;", 1, true))
  end)

  it("say which unit is unknown, and what there is", function()
    local ok, err = pcall(methods.histogram, rows, "CreationTime", "fortnight")
    assert.is_false(ok)
    assert.truthy(err.hint:find("week", 1, true))
  end)
end)
