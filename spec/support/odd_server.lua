--- A server whose lists misbehave, for the spec of what a walk makes of that:
-- prints its port, then serves until killed. Every list has rows 1 … N: Id is
-- the number, the times are seconds apart.
--
--   GET  …/Jobs, …/RobotLogs    $filter, $orderby, $top, $skip, $count
--   GET  …GetTotalCount         of the latter
--   GET  …/ListFiles            takeHint, continuationToken
--   GET  …/GetAllForCurrentUser take, skip
--   GET  …/RobotAccount/…       top, skip
--   POST /do                    a Lua chunk that changes `state`

package.path = "spec/?.lua;" .. package.path
local serve = require "support.http_loop"

local PAGE = 20

local FRESH = [[
  for name in pairs(state) do state[name] = nil end
  state.rows, state.requests, state.lists = 90, 0, 0
]]
-- linked: pages go on by nextLink. same: every page is the first one.
-- same_link, elsewhere: what nextLink is. shrink: each page is smaller by one.
-- larger: pages have so many rows more than asked for. without: that row has
-- neither Id nor time. backward: that row has those of row 1. lie: added to
-- every count. empty_at: that request for a list finds nothing. limit: skip
-- past it gets a 400. refuse: so does a query with that. cut_at: the body of
-- that request for a list ends early.
local state = {}

local function unescape(s)
  return (s:gsub("%%(%x%x)", function(hex)
    return string.char(tonumber(hex, 16))
  end))
end

local function time_of(i)
  return ("2026-11-01T00:%02d:%02dZ"):format(i // 60, i % 60)
end

-- The numbers of the rows that a filter by Id or time lets through.
local function matching(query)
  local least, most = 1, state.rows
  local function bound(pattern, place)
    for text in query:gmatch(pattern) do place(text) end
  end
  local function number(text)
    local minute, second = text:match "T00:(%d%d):(%d%d)"
    return minute * 60 + second
  end
  bound("Id gt (%d+)", function(s) least = math.max(least, s + 1) end)
  bound("Id lt (%d+)", function(s) most = math.min(most, s - 1) end)
  bound("TimeStamp ge ([%w:.%-]+)", function(s)
    least = math.max(least, number(s))
  end)
  bound("TimeStamp lt ([%w:.%-]+)", function(s)
    most = math.min(most, number(s) - 1)
  end)
  local list = {}
  for i = least, most do list[#list + 1] = i end
  if query:find(" desc", 1, true) then
    table.sort(list, function(a, b) return a > b end)
  end
  return list
end

local function row(i)
  local as = i == state.backward and 1 or i
  local key = i ~= state.without
    and ('"Id":%d,"TimeStamp":"%s",'):format(as, time_of(as)) or ""
  return ('{%s"No":%d,"fullPath":"/%d","Message":"%s"}'):format(key, i, i,
    ("x"):rep(40))
end

-- The rows of one page, how many there are, and how many lie behind it.
local function page_of(list, skip, top)
  state.lists = state.lists + 1
  local size = math.min(top, PAGE)
  if state.shrink then
    size = math.min(size, math.max(3, PAGE - state.lists))
  end
  if state.larger then size = size + state.larger end
  if state.same then skip = 0 end
  local rows = {}
  if state.lists ~= state.empty_at then
    for i = skip + 1, math.min(skip + size, #list) do
      rows[#rows + 1] = row(list[i])
    end
  end
  return table.concat(rows, ","), math.max(0, #list + (state.lie or 0)),
    skip + #rows
end

local function link_of(target, next_place, total)
  if not state.linked then return "" end
  if next_place >= total then return "" end
  local link = state.elsewhere or state.same_link
    or ("%s%sat=%d"):format(target:gsub("[?&]at=%d+", ""),
      target:find("?", 1, true) and "&" or "?", next_place)
  return ('"@odata.nextLink":"%s",'):format(link)
end

local function number_of(query, name, default)
  return tonumber(query:match(name .. "=(%d+)")) or default
end

local function list(target, query)
  local found = matching(query)
  local skip = number_of(query, "skip", number_of(query, "at", 0))
  if state.refuse and query:find(state.refuse, 1, true) then
    return 400, '{"message":"Invalid OData query","errorCode":1000}'
  end
  if state.limit and skip >= state.limit then
    return 400, '{"message":"Result window is too large","errorCode":1000}'
  end
  local rows, count, behind = page_of(found, skip,
    number_of(query, "top", 1000))
  local said = query:find("count=true", 1, true)
    and ('"@odata.count":%d,'):format(count) or ""
  return 200, ('{%s%s"value":[%s]}'):format(said,
    link_of(target, behind, #found), rows)
end

local function files(query)
  local rows, _, behind = page_of(matching "",
    number_of(query, "Token=at ", 0), number_of(query, "takeHint", 500))
  local token = behind < state.rows and ('"at =%d"'):format(behind) or "null"
  return 200, ('{"items":[%s],"continuationToken":%s}'):format(rows, token)
end

local function plain(query, size, members)
  local rows, count = page_of(matching "", number_of(query, "skip", 0),
    number_of(query, size, 100))
  return 200, members:format(count, rows)
end

local function answer(path, target, query)
  if path:find "GetTotalCount$" then
    return 200, ('{"value":%d}'):format(math.max(0, #matching(query)
      + (state.lie or 0)))
  elseif path:find "ListFiles$" then
    return files(query)
  elseif path:find "CurrentUser$" then
    return plain(query, "take", '{"Count":%d,"PageItems":[%s]}')
  elseif path:find "RobotAccount" then
    return plain(query, "top", '{"totalCount":%d,"results":[%s]}')
  end
  return list(target, query)
end

serve(function(request)
  local path, query = request.target:match "^([^?]*)%??(.*)$"
  if request.method == "POST" then
    assert(load(FRESH .. request.body, "=do", "t", { state = state,
      pairs = pairs }))()
    return "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
  end
  state.requests = state.requests + 1
  local code, text = answer(path, request.target, unescape(query))
  local length = #text
  if state.lists == state.cut_at and state.lists > 0 then
    text, state.cut_at = text:sub(1, length * 2 // 3), nil
    length = #text -- whoever reads it must see that by itself
  end
  return ("HTTP/1.1 %d Said\r\nContent-Type: application/json\r\n"
    .. "Content-Length: %d\r\n\r\n%s"):format(code, length, text)
end)
