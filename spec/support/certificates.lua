--- Certificates for specs, made by openssl: good ones and bad ones.

local files = require "support.files"
local process = require "support.process"

local certificates = {}

local CURVE = { "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
  "-nodes" }

local function openssl(dir, ...)
  local result = process.run({ "openssl", ... }, { cwd = dir })
  assert(result.code == 0, result.stderr)
end

--- An authority in a folder: ca.pem and ca.key.
---@param dir string
function certificates.authority(dir)
  openssl(dir, "req", "-x509", "-days", "2", "-subj", "/CN=spec authority",
    "-keyout", "ca.key", "-out", "ca.pem", table.unpack(CURVE))
end

--- NAME.pem and NAME.key in that folder, signed by its authority.
---@param dir string
---@param name string of the files
---@param names string subjectAltName, e.g. "IP:127.0.0.1"
---@param days integer it is good; below 0: it has ended
---@return string certificate
---@return string key
function certificates.make(dir, name, names, days)
  files.write(dir .. "/names", "subjectAltName=" .. names .. "\n")
  openssl(dir, "req", "-subj", "/CN=spec", "-keyout", name .. ".key", "-out",
    name .. ".csr", table.unpack(CURVE))
  openssl(dir, "x509", "-req", "-days", tostring(days), "-in", name .. ".csr",
    "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile",
    "names", "-out", name .. ".pem")
  return dir .. "/" .. name .. ".pem", dir .. "/" .. name .. ".key"
end

--- One that nobody signed but itself.
---@param dir string
---@return string certificate
---@return string key
function certificates.self_signed(dir)
  openssl(dir, "req", "-x509", "-days", "2", "-subj", "/CN=127.0.0.1",
    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "self.key", "-out",
    "self.pem", table.unpack(CURVE))
  return dir .. "/self.pem", dir .. "/self.key"
end

return certificates
