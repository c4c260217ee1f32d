-- `auth = "negotiate"` against Apache and a key distribution centre.
--
--   spec/providers/negotiate

local errors = require "orchestrator.errors"
local eventually = require "support.eventually"
local orchestrator = require "orchestrator"
local socket = require "socket"

local PORT, PASSWORD, TENANT = arg[1], arg[2], arg[3]

local function connect(more)
  local fields = { url = "http://localhost:" .. PORT, edition = "standalone",
    auth = "negotiate" }
  for name, value in pairs(more or {}) do fields[name] = value end
  return orchestrator.connect(fields)
end

local function kinit()
  local pipe = assert(io.popen("kinit ada >/dev/null 2>&1", "w"))
  pipe:write(PASSWORD, "\n")
  return pipe:close()
end

local CHECKS = {
  { "without a ticket it is refused, and klist is named", function()
    local _, err = errors.catch(function() return connect().Folders:list() end)
    assert(err and err.kind == "auth" and err.status == 401, tostring(err))
    assert(err.hint:find "klist" or err.hint:find "kinit", tostring(err))
  end },
  { "with a ticket folders are read, made and removed", function()
    assert(eventually(kinit), "no ticket")
    local tenant = connect()
    local before = #tenant.Folders:list()
    local folder = tenant.Folders:create { DisplayName = "by ticket" }
    assert(#tenant.Folders:list() == before + 1)
    tenant.Folders:delete(folder.Id)
    assert(#tenant.Folders:list() == before)
  end },
  { "200 reads, each of a connection that was signed in or is now", function()
    local tenant = connect()
    local items = {}
    for i = 1, 200 do items[i] = i end
    local found, faults = tenant:map(items, function()
      return #tenant.Folders:list()
    end, { workers = 8 })
    for i = 1, 200 do assert(found[i], tostring(faults and faults[i])) end
  end },
  { "the tenant that it leads to is looked at", function()
    assert(#connect { tenant = TENANT }.Folders:list() > 0)
    local _, err = errors.catch(function()
      return connect { tenant = "Elsewhere" }.Folders:list()
    end)
    assert(err and err.kind == "config", tostring(err))
  end },
  { "a trace shows the handshake, and not the ticket", function()
    local seen = {}
    local tenant = connect { trace = function(text)
      seen[#seen + 1] = text
    end }
    tenant.Folders:list()
    local text = table.concat(seen)
    assert(text:find("Authorization: Negotiate ********", 1, true), text)
    assert(not text:find "Negotiate YI", "the ticket is in the trace")
  end },
}

eventually(function()
  local found = socket.connect("127.0.0.1", PORT)
  if found then found:close() end
  return found ~= nil
end)
local failed = 0
for _, check in ipairs(CHECKS) do
  local ok, err = pcall(check[2])
  print((ok and "ok    " or "FAIL  ") .. check[1])
  if not ok then
    failed = failed + 1
    print("      " .. tostring(err))
  end
end
print(("%d passed, %d failed"):format(#CHECKS - failed, failed))
os.exit(failed == 0)
