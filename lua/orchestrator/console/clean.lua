-- Makes text from a tenant harmless to a terminal: what would move the
-- cursor, colour, hide or turn around what stands beside it becomes visible.

local width = require "orchestrator.console.width"

local clean = {}

local MARKS = 4 -- that may stand on one character; more run into other lines
local CIRCLE = "◌" -- carries a mark that has nothing to stand on

-- Formats and separators that show nothing: turn text around, hide it, break
-- the line, or join it to what a terminal does not know.
local INVISIBLE = { { 0x61C }, { 0xAD }, { 0x180E }, { 0x200B },
  { 0x200E, 0x200F }, { 0x2028, 0x202E }, { 0x2060, 0x206F }, { 0xFEFF },
  { 0xFFF0, 0xFFFB }, { 0xFFFE, 0xFFFF }, { 0xE0000, 0xE007F } }

local function is_invisible(point)
  for _, range in ipairs(INVISIBLE) do
    if point >= range[1] and point <= (range[2] or range[1]) then
      return true
    end
  end
  return false
end

-- Control characters by their pictures: ␛ ␊ ␡.
local function picture(byte)
  return utf8.char(byte == 0x7F and 0x2421 or 0x2400 + byte)
end

local function shown(point)
  if point < 0x20 or point == 0x7F then return picture(point) end
  return ("<U+%04X>"):format(point)
end

local function is_control(point)
  return point < 0x20 or point >= 0x7F and point < 0xA0
end

-- Bytes that are no UTF-8 become the character for that.
local function valid(text)
  local out, at = {}, 1
  local length, bad = utf8.len(text)
  while not length do
    out[#out + 1] = text:sub(at, bad - 1)
    at = bad + 1
    length, bad = utf8.len(text, at)
  end
  out[#out + 1] = text:sub(at)
  return table.concat(out, "\u{FFFD}")
end

local function rebuilt(text)
  local out, marks = {}, MARKS
  for _, point in utf8.codes(text) do
    if is_control(point) or is_invisible(point) then
      out[#out + 1] = shown(point)
      marks = 0
    elseif width.combines(point) then
      if #out == 0 then out[1] = CIRCLE; marks = 0 end
      marks = marks + 1
      if marks <= MARKS then out[#out + 1] = utf8.char(point) end
    else
      out[#out + 1] = utf8.char(point)
      marks = 0
    end
  end
  return table.concat(out)
end

---A text in one line that a terminal shows as it is.
---@param text string
---@return string UTF-8
function clean.line(text)
  if not text:find "[%c\x80-\xff]" then return text end
  return rebuilt(valid(text))
end

---The same of a text whose lines stay lines.
---@param text string
---@return string
function clean.lines(text)
  if not text:find "[%c\x80-\xff]" then return text end
  return (text:gsub("\r?\n", "\n"):gsub("[^\n]+", clean.line))
end

return clean
