--- nginx in front of a sandbox, with HTTP/2, TLS and gzip, as examples/nginx
--- .conf has it: unprivileged, on a free port, with a certificate of an
--- authority of its own.

local files = require "support.files"
local process = require "support.process"
local socket = require "socket"

local nginx = {}

-- Seconds until it listens.
local PATIENCE = 20

local function free_port()
  local server = assert(socket.bind("127.0.0.1", 0))
  local _, port = server:getsockname()
  server:close()
  return math.tointeger(tonumber(port))
end

local function openssl(dir, ...)
  local result = process.run({ "openssl", ... }, { cwd = dir })
  assert(result.code == 0, result.stderr)
end

-- An authority, and a certificate of it for this machine.
local function make_certificates(dir)
  local curve = { "-newkey", "ec", "-pkeyopt",
    "ec_paramgen_curve:prime256v1", "-nodes" }
  openssl(dir, "req", "-x509", "-days", "2", "-subj", "/CN=sandbox authority",
    "-keyout", "ca.key", "-out", "ca.pem", table.unpack(curve))
  files.write(dir .. "/names", "subjectAltName=IP:127.0.0.1,DNS:localhost\n")
  openssl(dir, "req", "-subj", "/CN=127.0.0.1", "-keyout", "server.key",
    "-out", "server.csr", table.unpack(curve))
  openssl(dir, "x509", "-req", "-days", "2", "-in", "server.csr", "-CA",
    "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names",
    "-out", "server.pem")
end

local function listens(port)
  local connection = socket.connect("127.0.0.1", port)
  if connection then connection:close() end
  return connection ~= nil
end

---@class support.nginx
---@field url string "https://127.0.0.1:PORT"
---@field ca string the authority's file
local handle = {}
handle.__index = handle

--- Ends it. Can be called twice.
function handle:stop()
  self.child:stop()
  files.remove(self.dir)
end

--- What it answered: "HTTP/2.0 GET 200 gzip" and the like.
---@return string[]
function handle:log()
  local list = {}
  for line in files.read(self.dir .. "/access.log"):gmatch "[^\n]+" do
    list[#list + 1] = line
  end
  return list
end

-- Another may take a port between its choice and its use: then the next.
local function try(dir, sandbox_port)
  local port = free_port()
  local values = { DIR = dir, PORT = port, SANDBOX = sandbox_port }
  files.write(dir .. "/nginx.conf",
    (files.read "examples/nginx.conf":gsub("@(%u+)@", values)))
  local child = process.start({ "nginx", "-e", dir .. "/error.log", "-c",
    dir .. "/nginx.conf" }, { env = {
    PATH = os.getenv "PATH" .. ":/usr/sbin" } })
  local deadline = socket.gettime() + PATIENCE
  while process.alive(child.pid) and socket.gettime() < deadline do
    if listens(port) then return child, port end
    socket.sleep(0.01)
  end
  child:stop()
end

--- Starts it; the spec stops it in its teardown.
---@param sandbox_port integer
---@return support.nginx
function nginx.start(sandbox_port)
  local dir = files.temp_dir()
  assert(os.execute("mkdir " .. process.quote(dir .. "/tmp")))
  make_certificates(dir)
  for _ = 1, 3 do
    local child, port = try(dir, sandbox_port)
    if child then
      return setmetatable({ child = child, dir = dir, ca = dir .. "/ca.pem",
        url = "https://127.0.0.1:" .. port }, handle)
    end
  end
  error("nginx did not start:\n" .. files.read(dir .. "/error.log"))
end

return nginx
