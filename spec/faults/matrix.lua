-- The fault matrix: every kind of call, crossed with every fault at every
-- moment. What must happen is said by rules; what happens is counted.

local calls = require "faults.calls"
local engine = require "orchestrator.engine"
local errors = require "orchestrator.errors"
local lab = require "faults.lab"
local orchestrator = require "orchestrator"

local matrix = {}

local DEADLINE = 60 -- seconds: beyond it a cell counts as hanging

-- What the proxy does, and when.
local SOCKET = {
  reset = { "unread", "sending", "late", "headers", "body", "last", "after" },
  close = { "unread", "sending", "late", "headers", "body", "last", "after" },
  half = { "sending", "late", "headers", "body", "last", "after" },
  stall = { "unread", "sending", "late", "headers", "body", "last" },
  drip = { "late", "headers", "body" },
  longer = { "after" }, shorter = { "after" }, bare = { "body" },
  twice = { "after" }, again = { "after" }, stale = { "after" },
}
-- In the answer, counted in bytes: in its first line, its headers, its body.
for _, byte in ipairs { 1, 9, 40, 130, 300 } do
  for _, act in ipairs { "reset", "close", "stall" } do
    table.insert(SOCKET[act], tostring(byte))
  end
end
-- The same in TLS, where an end that is not said is another than one that is.
local TLS = {
  cut = { "sending", "late", "headers", "body", "last", "after" },
  close = { "late", "headers", "body", "last", "after" },
  reset = { "sending", "body" }, half = { "body", "after" },
  stall = { "late", "body" }, drip = { "late" },
  longer = { "after" }, shorter = { "after" }, bare = { "body", "after" },
  twice = { "after" }, again = { "after" }, stale = { "after" },
}
-- How a connection begins, once; and for good, where once passes.
local PASSES = { ["hello-reset"] = true, ["half-close"] = true }
local HANDSHAKES = { "name", "expired", "self", "plain", "hello-reset",
  "hello-close", "hello-stall", "half-reset", "half-close", "half-stall",
  "refused" }
-- What the sandbox does: one request is hit.
local SERVER = {
  { name = "429", status = 429, retry_after = 0 },
  { name = "429, a date", status = 429, retry_after = "nonsense" },
  { name = "408", status = 408 }, { name = "500", status = 500 },
  { name = "502", status = 502 }, { name = "503", status = 503 },
  { name = "401", status = 401 }, { name = "403", status = 403 },
  { name = "400", status = 400 },
  { name = "a page of HTML", status = 200, content_type = "text/html",
    body = "<html>Welcome</html>" },
  { name = "broken JSON", invalid = true },
  { name = "padding", pad = 5000 },
  { name = "a delay", delay = 0.05 },
  { name = "cut", cut_at = 20 }, { name = "closed", close = true },
  { name = "a pause", stall_at = 20, stall = 0.1 },
  { name = "another clock", skew = 86400 },
  { name = "tokens ended", expire_tokens = true },
  { name = "a link elsewhere", next_link = "http://127.0.0.1:1/x",
    only = "pages" },
  { name = "a smaller page", cap = 7, only = "pages" },
}

local function set(words)
  local found = {}
  for word in words:gmatch "%S+" do found[word] = true end
  return found
end

local RIGHT = set "right"
local NETWORK = set "network"

-- An answer that nobody asked for: in the clear it is noticed when it is there
-- before the next request is; else the order of rows tells of it.
local UNASKED = set "twice again"
-- Statuses: what a read gets of one, and what a write does.
local READ_OF = { ["401"] = RIGHT, ["403"] = set "forbidden",
  ["400"] = set "invalid", ["a page of HTML"] = set "protocol",
  ["broken JSON"] = set "protocol right",
  ["a link elsewhere"] = set "protocol" }
local WRITE_OF = { ["429"] = RIGHT, ["429, a date"] = RIGHT,
  ["401"] = RIGHT, ["403"] = set "forbidden", ["400"] = set "invalid",
  ["408"] = set "invalid", ["500"] = set "server", ["502"] = set "server",
  ["503"] = set "server", ["a page of HTML"] = set "protocol",
  ["broken JSON"] = set "protocol", cut = NETWORK, closed = NETWORK }

-- What a file's bytes are, nothing but they themselves say.
local CONTENT = { ["a page of HTML"] = true, ["broken JSON"] = true,
  padding = true }

-- Those matter though all has come.
local LIES = set "longer shorter stale bare"

local function of_socket(call, at, act)
  if UNASKED[act] then
    return (call.pages or call.token) and set "right protocol drift" or RIGHT
  elseif act == "drip" or at == "after" and not LIES[act] then
    return RIGHT
  elseif act == "stall" then
    return call.blob and set "right timeout" or set "timeout"
  elseif act == "stale" then
    -- HTTP/1.1 does not tell whose answer one is: never a wrong row count.
    return set "protocol drift auth invalid right other"
  elseif act == "shorter" or act == "bare" then
    if call.name == "download" then return set "protocol other network" end
    return set "protocol network right"
  end
  return call.write and NETWORK or RIGHT
end

local AUTH = set "auth"
local TOKEN_OF = { ["400"] = AUTH, ["401"] = AUTH, ["403"] = AUTH,
  ["a page of HTML"] = set "protocol", ["broken JSON"] = set "protocol right" }

-- Which ends of a connection are no answer to "who are you": those pass.
local function of_handshake(call, act, times)
  if act:find "stall" then
    return call.blob and set "right timeout" or set "timeout"
  end
  local passing = act:find "^h" or act == "refused"
  if passing and act ~= "refused" and times == 1 then return RIGHT end
  local found = passing and "network" or "tls"
  -- All its pages may have come, or be on their way.
  return call.name == "walk by skip" and set(found .. " right") or set(found)
end

local function of_server(call, fault)
  local found = (call.write and WRITE_OF or READ_OF)[fault.name]
  if call.token then found = TOKEN_OF[fault.name] end
  if call.file == "/copy" and CONTENT[fault.name] then return set "other" end
  if call.blob and fault.name == "401" then return set "auth" end
  if call.name == "upload" and fault.name == "a page of HTML" then
    return set "not_found" -- by the download that looks
  elseif call.name == "upload" and fault.name == "408" then
    return set "invalid"
  end
  return found or RIGHT
end

local function add_socket(list, call, way, faults)
  for act, moments in pairs(faults) do
    for _, at in ipairs(moments) do
      list[#list + 1] = { call = call, way = way,
        name = ("%s: %s, %s%s"):format(call.name, act,
          at:find "^%d" and "byte " .. at or at, way == "tls" and ", TLS"
          or ""),
        fault = { at = at, act = act, path = call.path, method = call.method,
          after = call.after },
        stalls = act == "stall", allowed = of_socket(call, at, act) }
    end
  end
end

-- The first connection of a call, and that of the request that is looked at.
local function add_handshakes(list, call)
  for _, act in ipairs(HANDSHAKES) do
    for _, before in ipairs { { method = "TLS", moment = "first" },
      call.before } do
      for _, times in ipairs(PASSES[act] and { 1, 100 } or { 1 }) do
        list[#list + 1] = { call = call, way = "tls",
          name = ("%s: handshake, %s, %s%s"):format(call.name, act,
            before.moment or "later", times > 1 and ", always" or ""),
          fault = { at = "next", act = act, path = before.path,
            method = before.method, after = before.after, times = times },
          stalls = act:find "stall" ~= nil, unsent = true,
          slow = times > 1 or act == "refused", -- is tried again, and again
          allowed = of_handshake(call, act, times) }
      end
    end
  end
end

local function add_server(list, call)
  for _, fault in ipairs(SERVER) do
    if not fault.only or call[fault.only] then
      list[#list + 1] = { call = call, way = "direct", name = call.name .. ": "
        .. fault.name, status = fault, allowed = of_server(call, fault) }
    end
  end
end

--- Every cell: call, what breaks, and the outcomes that are allowed.
function matrix.cells()
  local list = {}
  for _, call in ipairs(calls) do
    add_socket(list, call, "clear", SOCKET)
    add_socket(list, call, "tls", TLS)
    add_handshakes(list, call)
    add_server(list, call)
  end
  table.sort(list, function(a, b) return a.name < b.name end)
  return list
end

local function arm(at, cell)
  if cell.fault then
    at.proxy:fault(cell.fault)
    return
  end
  local call, fault = cell.call, {}
  for name, value in pairs(cell.status) do fault[name] = value end
  fault.path, fault.method, fault.after = call.path, call.method, call.after
  fault.name, fault.only = nil, nil
  at.server:fault(fault)
end

-- How often a write arrived, in whole or in part, beyond its first time,
-- where repeating it was not allowed.
local function repeats(at, cell)
  if not cell.call.write then return 0 end
  local count = 0
  for _, request in ipairs(at:arrived()) do
    if request:find(cell.call.path, 1, true) then count = count + 1 end
  end
  local status = cell.status and cell.status.status
  local most = 1 + (cell.call.after or 0)
  if status == 429 or status == 401
    or cell.status and cell.status.expire_tokens then
    most = most + 1
  end
  return math.max(0, count - most)
end

local function judge(at, cell, ok, result)
  local verdict = {}
  if ok then
    verdict.outcome = cell.call.right(result, at) and "right" or "other"
    if result.repeated then verdict.duplicates = 1 end
    if verdict.outcome == "other" and not cell.allowed.other
      and not result.repeated then
      verdict.lost = 1
    end
  elseif errors.is(result) then
    verdict.outcome, verdict.sent = result.kind, result.sent
    verdict.message = tostring(result)
    if cell.call.write and cell.allowed == NETWORK and not cell.unsent
      and result.sent == "no" then
      verdict.outcome = "sent = no after it was sent"
    end
    -- A read that is too late says nothing of what is sent.
    if cell.unsent and result.sent ~= "no"
      and (cell.call.write or result.kind ~= "timeout") then
      verdict.outcome = "sent = " .. result.sent .. " before it was sent"
    end
  else
    verdict.outcome, verdict.message = "a Lua error", tostring(result)
  end
  return verdict
end

-- No half of a file may stand anywhere after a failure.
local function half_files(at, cell)
  local file = cell.call.file
  if not file then return false end
  local pipe = assert(io.popen("ls " .. at.dir))
  local text = pipe:read "a"
  pipe:close()
  return text:find(".part", 1, true) ~= nil
end

local function run_cell(at, cell)
  -- What comes unasked is there: the next request must not take it.
  at:settle()
  at:prepare(cell.way, cell.stalls)
  at.unasked = cell.fault and (UNASKED[cell.fault.act]
    or cell.fault.act == "stale")
  arm(at, cell)
  local started = engine.get():now()
  local ok, result = pcall(cell.call.run, at)
  local verdict = judge(at, cell, ok, result)
  verdict.cell = cell
  verdict.seconds = engine.get():now() - started
  verdict.hang = verdict.seconds > DEADLINE
  verdict.repeats = cell.call.name == "upload" and 0 or repeats(at, cell)
  if cell.call.most and at:items() > cell.call.most then
    verdict.duplicates = (verdict.duplicates or 0) + 1
  end
  if half_files(at, cell) then verdict.outcome = "half a file stayed" end
  verdict.good = cell.allowed[verdict.outcome] and not verdict.hang
    and verdict.repeats == 0 and not verdict.duplicates
  return verdict
end

local function add(account, verdict)
  account.cells = account.cells + 1
  local ok = verdict.outcome == "right" and "right" or "refused"
  account[ok] = account[ok] + 1
  account.duplicates = account.duplicates + (verdict.duplicates or 0)
  account.lost = account.lost + (verdict.lost or 0)
  account.repeats = account.repeats + verdict.repeats
  account.hangs = account.hangs + (verdict.hang and 1 or 0)
  account.slowest = math.max(account.slowest, verdict.seconds)
  if not verdict.good then table.insert(account.wrong, verdict) end
end

--- Each so-manieth of all cells, whatever their kind, but for slow ones.
---@param step integer
function matrix.some(step)
  local list = {}
  for i, cell in ipairs(matrix.cells()) do
    if i % step == 0 and not cell.slow then list[#list + 1] = cell end
  end
  return list
end

--- Runs cells, several at a time, and gives the account.
---@param cells table[]
---@param width integer
---@param each fun(verdict: table)?
function matrix.run(cells, width, each)
  local account = { cells = 0, right = 0, refused = 0, duplicates = 0,
    lost = 0, repeats = 0, hangs = 0, slowest = 0, wrong = {} }
  local labs, tasks, place = {}, {}, 0
  for i = 1, width do
    labs[i] = lab.new()
    tasks[i] = function()
      while place < #cells do
        place = place + 1
        local verdict = run_cell(labs[i], cells[place])
        add(account, verdict)
        if each then each(verdict) end
      end
    end
  end
  local ok, err = pcall(orchestrator.run, table.unpack(tasks))
  for _, one in ipairs(labs) do one:stop() end
  if not ok then error(err, 0) end
  return account
end

--- One line of figures.
function matrix.summary(account)
  return ("fault matrix: %d cells, %d with the right result, %d refused as "
    .. "they must be, %d wrong; %d hangs, %d duplicates, %d lost rows, %d "
    .. "writes sent twice; the slowest cell %.1f s"):format(account.cells,
    account.right, account.refused - #account.wrong, #account.wrong,
    account.hangs, account.duplicates, account.lost, account.repeats,
    account.slowest)
end

return matrix
