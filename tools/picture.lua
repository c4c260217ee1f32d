--- Makes an SVG picture of a terminal out of what a program printed, colours
-- included: tools/demo | lua5.4 tools/picture.lua >docs/demo.svg
-- (`make picture` does it).

local CELL, LINE, MARGIN, COLUMNS = 8.4, 18, 16, 80

local COLOURS = {
  ["31"] = "#f47067", ["32"] = "#57ab5a", ["33"] = "#daaa3f",
  ["34"] = "#6cb6ff", ["35"] = "#dcbdfb", ["36"] = "#76e3ea",
}
local BACKGROUND, TEXT, DIM = "#1c2128", "#cdd9e5", "#768390"

local ENTITIES = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;" }

local PLAIN = { fill = TEXT }

-- What "1;36" says, after the style before it: fill and weight.
local function style_of(codes, before)
  local style = { fill = before.fill, weight = before.weight }
  for code in (codes == "" and "0" or codes):gmatch("%d+") do
    if code == "1" then
      style.weight = "bold"
    elseif code == "2" then
      style.fill = DIM
    elseif code == "0" then
      style = { fill = TEXT }
    elseif code == "39" then
      style.fill = TEXT
    end
    style.fill = COLOURS[code] or style.fill
  end
  return style
end

local function rect(x, y, columns, fill)
  return ('<rect x="%.1f" y="%.1f" width="%.1f" height="%d" fill="%s"/>')
    :format(x, y - LINE * 0.7, columns * CELL, LINE - 5, fill)
end

-- Every run is as wide as its cells, whatever font the reader has.
local function text(x, y, words, columns, style)
  return ('<text x="%.1f" y="%.1f" textLength="%.1f" fill="%s"%s>%s</text>')
    :format(x, y, columns * CELL, style.fill,
      style.weight and ' font-weight="bold"' or "",
      (words:gsub("[&<>]", ENTITIES)))
end

-- One run of one style; blanks at its ends are only room.
local function run(out, column, y, words, style)
  local columns = utf8.len(words)
  local blank = #words:match("^ *")
  local bare = words:sub(blank + 1):gsub(" +$", "")
  local x = MARGIN + (column + blank) * CELL
  if bare ~= "" and bare:gsub("█", "") == "" then
    out[#out + 1] = rect(x, y, utf8.len(bare), style.fill)
  elseif bare ~= "" then
    out[#out + 1] = text(x, y, bare, utf8.len(bare), style)
  end
  return column + columns
end

local function line(out, number, words)
  local y = MARGIN + number * LINE - 4
  local column, style = 0, PLAIN
  words = words .. "\27[m"
  for part, codes in words:gmatch("([^\27]*)\27%[([%d;]*)m") do
    column = run(out, column, y, part, style)
    style = style_of(codes, style)
  end
end

local out, count = {}, 0
for words in io.lines() do
  count = count + 1
  line(out, count, words)
end

local width = COLUMNS * CELL + 2 * MARGIN
local height = count * LINE + 2 * MARGIN
print(('<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%d" '
  .. 'font-family="monospace" font-size="14" xml:space="preserve">')
  :format(width, height))
print(('<rect width="%.0f" height="%d" rx="8" fill="%s"/>'):format(width,
  height, BACKGROUND))
print(table.concat(out, "\n"))
print("</svg>")
