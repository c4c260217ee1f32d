--- A server of logs for a spec file (log_server.lua), and a tenant of it.

local http = require "socket.http"
local interpreter = require "support.interpreter"
local ltn12 = require "ltn12"
local process = require "support.process"

local logs = {}

-- What a spec may have changed.
local FRESH = [[
  state.rows, state.digits, state.cap, state.window = {}, 3, 1000, 10000
  state.seen, state.requests, state.larger, state.files = {}, 0, nil, 0
  state.shuffle, state.no_filter, state.no_order = nil, nil, nil
  state.empty_at, state.count, state.without = nil, nil, nil
  state.grow, state.stuck, state.refuse, state.page_count = nil, nil, nil, nil
]]

function logs.start()
  logs.child = process.start { interpreter.name, "spec/support/log_server.lua" }
  logs.url = "http://127.0.0.1:" .. logs.child:line()
end

function logs.stop() logs.child:stop() end

--- Forgets everything, then runs a chunk in the server; it has `state`.
---@param chunk string
function logs.have(chunk) logs.change(FRESH .. chunk) end

---@param chunk string
function logs.change(chunk)
  local _, code = http.request { url = logs.url .. "/do", method = "POST",
    source = ltn12.source.string(chunk),
    headers = { ["content-length"] = #chunk } }
  assert(code == 200, code)
end

--- What was asked: paths with their unescaped queries.
---@return string[]
function logs.seen()
  local list = {}
  for line in http.request(logs.url .. "/seen"):gmatch "[^\n]+" do
    list[#list + 1] = line
  end
  return list
end

function logs.tenant(more)
  local fields = { url = logs.url, edition = "standalone",
    access_token = "t", timeout = 10 }
  for name, value in pairs(more or {}) do fields[name] = value end
  return require "orchestrator".connect(fields)
end

return logs
