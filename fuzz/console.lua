--- What a terminal is shown, and CSV and typed lines as they are read: nothing
-- that a terminal obeys, as many cells as asked for; cells that were written
-- are read again, and any other text is read to its end; a line that was typed
-- is a function, a fault in it, or wants more.

local chunk = require "orchestrator.prompt.chunk"
local clean = require "orchestrator.console.clean"
local csv = require "orchestrator.command.csv"
local mutator = require "fuzz.mutator"
local syntax = require "orchestrator.prompt.syntax"
local width = require "orchestrator.console.width"

local SEEDS = { "plain words, as most are", "\27[31mred\27[0m", "日本語 text",
  "e\u{301}a\u{308}", "a\r\nb\tc", "\u{202e}reversed\u{2066}", "\u{9b}31m",
  "👩‍👩‍👧‍👦 family", "", 'Name,"a ""b""",\r\n1,2,3\r\n',
  'tenant.Jobs:filter{State="Faulted"}:top(5)', "for i = 1, 3 do print(i)" }
local WORDS = { "\27", "\27]0;x\7", "\u{200b}", "\u{202e}", "\u{301}", "\0",
  "\255", "\xC2", "\x9b", "\r", "\n", "\t", '"', '""', ",", "日", " ", "\127",
  "\u{e0041}", "(", "]]", "[[", "--", "'", "\\", "end" }

local text

local function check_clean()
  local line = clean.line(text)
  assert(utf8.len(line), "not UTF-8")
  assert(not line:find "%c", "a control character")
  assert(not line:find "\xC2[\x80-\x9F]", "a control character of C1")
  assert(clean.line(line) == line, "cleaned twice")
  assert(not clean.lines(text):gsub("\n", ""):find "%c")
  return line
end

local function check_width(line)
  local cells = math.random(0, 30)
  assert(width.of(width.fit(line, cells)) == cells, cells)
  local wrapped = width.wrap(line, cells)
  for _, part in ipairs(wrapped) do
    assert(width.of(part) <= math.max(cells, 2), part)
  end
  assert(table.concat(wrapped):gsub(" ", "") == line:gsub(" ", ""), cells)
end

local function lines_of(whole)
  local at = 1
  return function()
    if at > #whole then return nil end
    local from, stop = at, whole:find("\n", at, true) or #whole
    at = stop + 1
    return whole:sub(from, stop)
  end
end

local function check_written()
  local cells = { "first", text, "last" }
  local record = csv.open(lines_of("a,b,c\r\n" .. csv.line(cells)))
  record:next()
  local read = record:next()
  if read.bad then
    assert(text:find "%z" or not utf8.len(text), read.bad)
    return
  end
  for i = 1, 3 do assert(read.cells[i] == cells[i], read.cells[i]) end
  assert(#read.cells == 3 and record:next() == nil)
end

local function check_read()
  local reader, row = csv.open(lines_of(text)), 0
  for record in function() return reader:next() end do
    assert(record.row == row + 1 and record.line >= record.row)
    row = record.row
    for _, cell in ipairs(record.cells) do assert(type(cell) == "string") end
  end
end

local function check_typed()
  local fn, fault = chunk.read(text, {})
  assert(fn == nil or type(fn) == "function")
  assert(fault == nil or fault.line >= 1 and fault.column >= 1)
  local cursor = syntax.read(text)
  assert(#cursor.open <= #text)
  syntax.chain(text)
end

local function one()
  text = math.random(4) == 1 and mutator.bytes(60)
    or mutator.text(SEEDS, WORDS)
  check_width(check_clean())
  check_written()
  check_read()
  check_typed()
end

mutator.run(one, function() return text end, arg)
