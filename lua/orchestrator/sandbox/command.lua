-- The command `orch sandbox`: opens or makes a tenant and serves it until it
-- is told to stop.

require "orchestrator.sandbox.handshake"
local argparse = require "argparse"
local core = require "orchestrator.sandbox.core"
local Server = require "orchestrator.sandbox.server"
local tenant = require "orchestrator.sandbox.tenant"
local text = require "orchestrator.sandbox.text"

local command = {}

-- Standard input, of which the end says that the parent is gone.
local STDIN = 0

local function whole(least, most)
  return function(value)
    local number = math.tointeger(tonumber(value))
    if number and number >= least and number <= most then return number end
    return nil, ("a number from %d to %d is wanted, not '%s'"):format(least,
      most, value)
  end
end

local function positive(value)
  local number = tonumber(value)
  if number and number > 0 then return number end
  return nil, ("a number above 0 is wanted, not '%s'"):format(value)
end

local function tenant_name(value)
  if value:find "^[%w_-]+/[%w_-]+$" then return value end
  return nil, ("organisation/name is wanted, not '%s'"):format(value)
end

local function make_parser()
  local parser = argparse("orch sandbox",
    "Serves an emulated Orchestrator tenant on this machine.")
  parser:option("--port", "Port to listen on; 0: the system chooses.", 0)
    :convert(whole(0, 65535))
  parser:option("--address", "IPv4 address to listen on.", "127.0.0.1")
  parser:option("--data", "File that keeps the tenant (default: in memory).")
  parser:option("--seed", "What a new tenant holds.", "demo")
    :choices { "demo", "empty", "large" }
  parser:option("--tenant", "A further tenant, as organisation/name.")
    :argname "<name>":count "*":target "tenants":convert(tenant_name)
  parser:option("--edition", "Kind of deployment to look like.", "cloud")
    :choices { "cloud", "suite", "standalone" }
  parser:option("--token-lifetime", "Seconds an access token lives.")
    :convert(positive)
  parser:option("--speed", "How fast the robots' time passes.", "1")
    :convert(positive)
  parser:option("--robots", "Whether robots take the jobs.", "on")
    :choices { "on", "off" }
  parser:option("--transactions", "Who may start the transaction of a queue; "
    .. "the real server lets only robots.", "robots")
    :choices { "robots", "anyone" }
  parser:flag("--rate-limits", "Keep the Cloud's rate limits.")
  parser:flag("--control", "Take control requests: print their key.")
  parser:flag("--quiet", "Log no requests.")
  parser:flag("--with-parent"):hidden(true)
  return parser
end

-- What a client needs, in the names that environment variables have.
local function lines(found, token)
  return {
    "UIPATH_URL=" .. found.url,
    "UIPATH_ORGANIZATION=" .. found.organization.name,
    "UIPATH_TENANT=" .. found.name,
    "UIPATH_ACCESS_TOKEN=" .. token,
    "UIPATH_CLIENT_ID=" .. found.client_id,
    "UIPATH_USER_KEY=" .. found.user_key,
    "UIPATH_CLIENT_SECRET=" .. found.client_secret,
  }
end

local function introduce(found, options)
  local password = options.edition == "cloud" and ""
    or ("A user's name and password: %s, %s\n"):format(found.username,
      found.password)
  io.stderr:write(([[
The sandbox serves tenant %s of organisation %s (%s, seed %s).

  local tenant = orchestrator.connect {
    url = "%s", edition = "%s",
    organization = "%s", tenant = "%s",
    client_id = os.getenv "UIPATH_CLIENT_ID",
    user_key = os.getenv "UIPATH_USER_KEY",
  }

The lines above, on standard output, are the environment variables.
%sStop with Ctrl-C.
]]):format(found.name, found.organization.name, options.edition,
    options.data and "of " .. options.data or options.seed, found.url,
    options.edition, found.organization.name, found.name, password))
end

local function introduce_further(found)
  io.stderr:write(([[
Also tenant %s of organisation %s:
  client_id = "%s", user_key = "%s"
]]):format(found.name, found.organization.name, found.client_id,
    found.user_key))
end

-- What a client sent must not steer the terminal.
local function log_line(line)
  io.stderr:write(os.date "%H:%M:%S ", (line:gsub("[%c\127-\255]", "?")), "\n")
end

-- A parent reads standard output, and tells the reason in its own words.
local function fail(message, with_parent)
  if with_parent then
    io.write("SANDBOX_ERROR=", (message:gsub("\n", " ")), "\n")
  else
    io.stderr:write("orch sandbox: ", message, "\n")
  end
  return 1
end

-- One large tenant is enough.
local function further_seed(seed) return seed == "large" and "demo" or seed end

-- Opens all tenants, or answers why one of them cannot be used.
local function open_tenants(options)
  local list = { tenant.open(options.data, options.seed) }
  if not list[1] then return nil, list[2] end
  list[2] = nil
  for i, name in ipairs(options.tenants) do
    local found, message = tenant.open(options.data,
      further_seed(options.seed), name)
    if not found then return nil, message end
    list[i + 1] = found
  end
  return list
end

-- A parent's first line is the key of its control requests; a person asks for
-- one.
local function control_key_of(options)
  if options.with_parent then return io.read "l" end
  return options.control and text.hex(text.random(16)) or nil
end

local function serve(options)
  local control_key = control_key_of(options)
  local tenants, message = open_tenants(options)
  if not tenants then return fail(message, options.with_parent) end
  local found = tenants[1]
  local listener
  listener, message = core.listen { port = options.port,
    address = options.address, watch_fd = options.with_parent and STDIN or -1 }
  if not listener then return fail(message, options.with_parent) end
  for _, each in ipairs(tenants) do
    each.host = ("%s:%d"):format(options.address, listener:port())
    each.url = "http://" .. each.host
    each.speed = options.speed
    each.anyone_processes = options.transactions == "anyone"
  end
  local server = Server.new(tenants, { edition = options.edition,
    token_lifetime = options.token_lifetime,
    rate_limits = options.rate_limits, control_key = control_key,
    robots = options.robots == "on",
    approve = options.with_parent and "auto" or "ask",
    log = not options.quiet and log_line or nil })
  io.write(table.concat(lines(found, server.tokens:first()), "\n"), "\n")
  if options.control then
    io.write("UIPATH_SANDBOX_KEY=", control_key, "\n")
  end
  io.flush()
  if not options.with_parent then
    introduce(found, options)
    for i = 2, #tenants do introduce_further(tenants[i]) end
  end
  server:run(listener)
  listener:close()
  for _, each in ipairs(tenants) do each.database:close() end
  return 0
end

---Runs the command.
---@param argv string[] its arguments
---@return integer exit_code
function command.run(argv)
  local parser = make_parser()
  local ok, options = parser:pparse(argv)
  if not ok and argv[1] == "--with-parent" then return fail(options, true) end
  if not ok then
    io.stderr:write(parser:get_usage(), "\n\nError: ", options, "\n")
    return 2
  end
  return serve(options)
end

return command
