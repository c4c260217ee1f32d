--- A server of somebody else: answers what a spec says, and keeps every head
-- that it was sent. Run as a program it is that server, told its folder.

local folder = arg and arg[0] and arg[0]:find "stranger%.lua$" and arg[1]
if folder then
  package.path = "spec/?.lua;" .. package.path
  local files = require "support.files"
  require "support.http_loop"(function(request)
    local log = assert(io.open(folder .. "/seen", "ab"))
    log:write(request.head)
    log:close()
    return files.read(folder .. "/answer")
  end)
end

local files = require "support.files"
local interpreter = require "support.interpreter"
local process = require "support.process"

local stranger = {}
stranger.__index = stranger

---@return support.stranger
function stranger.start()
  local self = setmetatable({ dir = files.temp_dir() }, stranger)
  self.child = process.start { interpreter.name, "spec/support/stranger.lua",
    self.dir }
  self.url = "http://127.0.0.1:" .. self.child:line()
  self:answer(200, "{}")
  return self
end

--- What it answers from now on.
---@param status integer
---@param body string
---@param headers string? lines that end with CR LF
function stranger:answer(status, body, headers)
  files.write(self.dir .. "/seen", "")
  files.write(self.dir .. "/answer", ("HTTP/1.1 %d Said\r\n%sContent-Length: "
    .. "%d\r\n\r\n%s"):format(status, headers
    or "Content-Type: application/json\r\n", #body, body))
end

--- The heads of the requests since then.
---@return string
function stranger:seen() return files.read(self.dir .. "/seen") end

--- A tenant that is this server.
---@param more table? of connect
---@return orchestrator.Tenant
function stranger:tenant(more)
  local options = { url = self.url, organization = "acme", tenant = "T",
    access_token = "rt_s3cret", timeout = 20 }
  for name, value in pairs(more or {}) do options[name] = value end
  return require "orchestrator".connect(options)
end

function stranger:stop()
  self.child:stop()
  files.remove(self.dir)
end

return stranger
