--- The proxy of spec/support/proxy.c: a process between a client and a server
-- that breaks connections where it is told to.

local eventually = require "support.eventually"
local files = require "support.files"
local process = require "support.process"
local socket = require "socket"

local proxy = {}
proxy.__index = proxy

-- Built once for all proxies of a spec.
local folder

local function program()
  if folder then return folder .. "/proxy" end
  folder = files.temp_dir()
  local built = process.run { "sh", "-c", ("${CC:-gcc} -std=c11 -D_GNU_SOURCE "
    .. "-O1 -o %s/proxy spec/support/proxy.c spec/support/proxy_rules.c "
    .. "-lssl -lcrypto -lpthread"):format(folder) }
  assert(built.code == 0, built.stderr)
  return folder .. "/proxy"
end

---@class support.proxy
---@field port integer
---@field url string "http://127.0.0.1:PORT", with a certificate https

---@param port integer of the server
---@param certificate string? PEM file; then it speaks TLS
---@param key string? PEM file
---@param more string[]? names of other certificates, each with its two files
---@return support.proxy
function proxy.start(port, certificate, key, more)
  local child = process.start { program(), math.tointeger(port), certificate,
    key, table.unpack(more or {}) }
  local line = child:line()
  local own, control = (line or ""):match "^(%d+) (%d+)$"
  if not own then
    child:stop()
    error("the proxy did not start: " .. child:stderr())
  end
  return setmetatable({ child = child, port = math.tointeger(tonumber(own)),
    control = math.tointeger(tonumber(control)),
    url = (certificate and "https" or "http") .. "://127.0.0.1:" .. own },
    proxy)
end

-- One line to its control; what it answers.
local function tell(self, line)
  local peer = assert(socket.connect("127.0.0.1", self.control))
  peer:settimeout(20)
  assert(peer:send(line .. "\n"))
  local text = assert(peer:receive "*a")
  peer:close()
  return (assert(text:match "^(.-)%.\n$"))
end

--- Breaks a request, or a TLS handshake.
---@param fault table act, at ("body"); method (any), path, after (0: requests
---  that pass), times (1); as proxy.c has them
function proxy:fault(fault)
  tell(self, ("fault %s %s %s %s %d %d"):format(fault.method or "*",
    fault.path or "/", fault.at or "body", fault.act, fault.after or 0,
    fault.times or 1))
end

--- Forgets faults and log.
function proxy:reset() tell(self, "reset") end

--- Ends the connections that stand.
function proxy:drop() tell(self, "drop") end

--- The requests of which anything arrived, in their order.
---@return table[] method, target, fate
function proxy:log()
  local list = {}
  for method, target, fate in tell(self, "log"):gmatch "(%S+) (%S+) (%S+)\n" do
    if fate ~= "over" then
      list[#list + 1] = { method = method, target = target, fate = fate }
    end
  end
  return list
end

--- Waits until what it does to an answer is done: all of that was sent.
---@param sleep fun(seconds: number)? how
function proxy:settle(sleep)
  local done = eventually(function()
    return tell(self, "log"):find(" over\n", 1, true) ~= nil
  end, 20, sleep)
  -- No condition tells that the system has delivered it.
  ;(sleep or socket.sleep)(0.05)
  return done
end

function proxy:stop() self.child:stop() end

--- Removes the program; for the last teardown.
function proxy.remove()
  if folder then files.remove(folder) end
  folder = nil
end

return proxy
