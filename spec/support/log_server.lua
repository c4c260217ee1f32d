--- A server of logs for the specs of walks by time: prints its port, then
-- serves until killed.
--
--   GET  …/odata/RobotLogs                $filter, $orderby, $top, $skip
--   GET  …/odata/RobotLogs/…GetTotalCount $filter
--   GET  …/ListFiles                      takeHint, continuationToken
--   POST /do                              a Lua chunk that changes `state`
--   GET  /seen                            the targets of all GETs, one a line

package.path = "spec/?.lua;" .. package.path
local serve = require "support.http_loop"

local TICKS = 10000000

-- What a chunk may change. A row is { ticks, text }; ticks count from
-- 2026-11-01.
local state = {
  rows = {}, digits = 3, cap = 1000, window = 10000, seen = {}, requests = 0,
  files = 0,
  -- shuffle: rows of one moment come in another order each time.
  -- no_filter, no_order: ignored. empty_at: that request finds nothing.
  -- count: said instead of the truth. without: that row has no TimeStamp.
  -- grow: called before each list. refuse: a query with that gets a 400.
  -- page_count: what $count says; false: nothing.
}

local function unescape(s)
  return (s:gsub("%%(%x%x)", function(hex)
    return string.char(tonumber(hex, 16))
  end))
end

local function moment_of(ticks)
  local seconds, part = ticks // TICKS, ticks % TICKS
  local digits = ("%07d"):format(part):sub(1, state.digits):gsub("0+$", "")
  return ("2026-11-%02dT%02d:%02d:%02d%sZ"):format(1 + seconds // 86400,
    seconds // 3600 % 24, seconds // 60 % 60, seconds % 60,
    digits ~= "" and "." .. digits or "")
end

local function ticks_of(text)
  local day, hour, minute, second, rest =
    text:match "^2026%-11%-(%d%d)T(%d%d):(%d%d):(%d%d)(.*)Z$"
  local part = (rest:sub(2) .. "0000000"):sub(1, 7)
  return (((day - 1) * 24 + hour) * 60 + minute) * 60 * TICKS
    + second * TICKS + math.tointeger(tonumber(part))
end

local function matching(query)
  local filter = query:match "$filter=([^&]*)" or ""
  local level = filter:match "Level eq '(%w+)'"
  local from, to
  for text in filter:gmatch "TimeStamp ge ([%w:.%-]+)" do
    from = math.max(from or 0, ticks_of(text))
  end
  for text in filter:gmatch "TimeStamp lt ([%w:.%-]+)" do
    to = math.min(to or math.maxinteger, ticks_of(text))
  end
  if state.no_filter then from, to = nil, nil end
  local out = {}
  for i, row in ipairs(state.rows) do
    if (not from or row[1] >= from) and (not to or row[1] < to)
      and (not level or row[2]:find(level, 1, true)) then
      out[#out + 1] = { row[1], row[2],
        state.shuffle and math.random() or i }
    end
  end
  local down = query:find("TimeStamp desc", 1, true)
  if not state.no_order then
    table.sort(out, function(a, b)
      if a[1] == b[1] then return a[3] < b[3] end
      if down then return a[1] > b[1] end
      return a[1] < b[1]
    end)
  end
  return out
end

local function list(query)
  if state.grow then state.grow(state) end
  state.requests = state.requests + 1
  local top = tonumber(query:match "$top=(%d+)") or 1000
  local skip = tonumber(query:match "$skip=(%d+)") or 0
  if state.refuse and query:find(state.refuse, 1, true) then
    return 400, '{"message":"refused","errorCode":1000}'
  end
  if skip + top > state.window then
    return 400, '{"message":"Result window is too large","errorCode":1000}'
  end
  local found, rows = matching(query), {}
  local count = ""
  if query:find("$count=true", 1, true) and state.page_count ~= false then
    count = ('"@odata.count":%d,'):format(state.page_count
      or math.min(#found, state.window))
  end
  if state.requests == state.empty_at then found = {} end
  local more = state.larger or 0
  for i = skip + 1, math.min(skip + math.min(top, state.cap) + more, #found) do
    local row = found[i]
    local at = row[2] ~= state.without
      and ('"TimeStamp":"%s",'):format(moment_of(row[1])) or ""
    rows[#rows + 1] = ('{"Id":0,%s"Level":"Info","Message":"%s"}'):format(at,
      row[2])
  end
  return 200, "{" .. count .. '"value":[' .. table.concat(rows, ",") .. "]}"
end

local function files(query)
  local hint = math.min(tonumber(query:match "takeHint=(%d+)") or 500,
    state.cap)
  local from = tonumber(query:match "continuationToken=at (%d+)") or 0
  local items = {}
  for i = from + 1, math.min(from + hint, state.files) do
    items[#items + 1] = ('{"fullPath":"/f%d"}'):format(i)
  end
  local token = from + hint < state.files and ('"at %d"'):format(state.stuck
    or from + hint) or "null"
  return 200, ('{"items":[%s],"continuationToken":%s}'):format(
    table.concat(items, ","), token)
end

local function answer(request)
  local path, query = request.target:match "^([^?]*)%??(.*)$"
  query = unescape(query)
  if request.method == "POST" then
    assert(load(request.body, "=do", "t",
      setmetatable({ state = state }, { __index = _G })))()
    return 200, "{}"
  elseif path == "/seen" then
    return 200, table.concat(state.seen, "\n")
  end
  state.seen[#state.seen + 1] = path .. "?" .. query
  if path:find "GetTotalCount$" then
    return 200, ('{"@odata.context":"x","value":%d}'):format(state.count
      or #matching(query))
  elseif path:find "ListFiles$" then
    return files(query)
  end
  return list(query)
end

serve(function(request)
  local code, text = answer(request)
  return ("HTTP/1.1 %d Said\r\nContent-Type: application/json\r\n"
    .. "Content-Length: %d\r\n\r\n%s"):format(code, #text, text)
end)
