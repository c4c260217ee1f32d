-- Counts as a picture for a report: SVG, with every text escaped.

local clean = require "orchestrator.console.clean"

local svg = {}

local WIDTH, HEIGHT = 800, 360
local LEFT, RIGHT, TOP, BOTTOM = 64, 16, 44, 88
local BAR, GRID, TEXT = "#3b7dd8", "#d0d7de", "#24292f"
local LABELS = 12 -- below the bars, at most
local LONGEST = 24 -- characters of a label

local ENTITIES = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;",
  ['"'] = "&quot;", ["'"] = "&#39;" }

local function escaped(text)
  text = clean.line(text)
  if utf8.len(text) > LONGEST then
    text = text:sub(1, utf8.offset(text, LONGEST) - 1) .. "…"
  end
  return (text:gsub("[&<>\"']", ENTITIES))
end

-- The least 1, 2 or 5 with zeros that four steps of reach the largest count.
local function step_for(most)
  local step = 1
  while true do
    for _, factor in ipairs { 1, 2, 5 } do
      if step * factor * 4 >= most then return step * factor end
    end
    step = step * 10
  end
end

local function add_grid(out, step, height)
  for i = 0, 4 do
    local y = TOP + height - height * i / 4
    out[#out + 1] = ('<line x1="%d" y1="%.1f" x2="%d" y2="%.1f" stroke="%s"/>')
      :format(LEFT, y, WIDTH - RIGHT, y, GRID)
    out[#out + 1] = ('<text x="%d" y="%.1f" text-anchor="end">%d</text>')
      :format(LEFT - 8, y + 4, step * i)
  end
end

local function add_bars(out, list, top, height)
  local room = (WIDTH - LEFT - RIGHT) / #list
  local every = math.ceil(#list / LABELS)
  for i, item in ipairs(list) do
    local tall = height * item[2] / top
    local x = LEFT + (i - 1) * room
    out[#out + 1] = ('<rect x="%.2f" y="%.2f" width="%.2f" height="%.2f" '
      .. 'fill="%s"><title>%s: %d</title></rect>'):format(x + room * 0.1,
      TOP + height - tall, room * 0.8, tall, BAR, escaped(item[1]), item[2])
    if (i - 1) % every == 0 then
      local at, below = x + room / 2, HEIGHT - BOTTOM + 16
      out[#out + 1] = ('<text x="%.1f" y="%d" text-anchor="end" '
        .. 'transform="rotate(-35 %.1f %d)">%s</text>'):format(at, below, at,
        below, escaped(item[1]))
    end
  end
end

---@param list { [1]: string, [2]: integer }[]
---@param title string
---@return string
function svg.bars(list, title)
  local most = 1
  for _, item in ipairs(list) do most = math.max(most, item[2]) end
  local step, height = step_for(most), HEIGHT - TOP - BOTTOM
  local out = {
    ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" '
      .. 'height="%d" font-family="sans-serif" font-size="12" fill="%s">')
      :format(WIDTH, HEIGHT, WIDTH, HEIGHT, TEXT),
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    ('<text x="%d" y="26" font-size="16">%s</text>'):format(LEFT,
      (clean.line(title):gsub("[&<>\"']", ENTITIES))),
  }
  add_grid(out, step, height)
  if #list > 0 then add_bars(out, list, step * 4, height) end
  out[#out + 1] = "</svg>\n"
  return table.concat(out, "\n")
end

return svg
