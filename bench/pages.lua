-- Writes the pages that nginx serves: N pages of 1,000 log rows, about 957 KB
-- each, the same every time, plain and gzipped, and one without rows; and the
-- same once more with a count, of a list of COUNTED pages whose last one is
-- half full.
--
--   lua5.4 bench/pages.lua DIRECTORY PAGES COUNTED

local directory, pages = arg[1], tonumber(arg[2])
local counted = tonumber(arg[3])

local levels = { "Trace", "Info", "Info", "Info", "Warn", "Error" }
local processes = { "InvoiceBot", "Onboarding", "Reconciliation", "MailSort" }

-- A small generator of our own: math.random differs between Lua versions.
local state = 20261101
local function random(n)
  state = (state * 1103515245 + 12345) % 2147483648
  return state // 65536 % n + 1
end

local function hex(digits)
  local t = {}
  for i = 1, digits do t[i] = ("%x"):format(random(16) - 1) end
  return table.concat(t)
end

local function guid()
  return table.concat({ hex(8), hex(4), hex(4), hex(4), hex(12) }, "-")
end

local words = {}
for i = 1, 400 do words[i] = hex(3 + i % 9) end
local function sentence(n)
  local t = {}
  for i = 1, n do t[i] = words[random(#words)] end
  return table.concat(t, " ")
end

local job = guid()
local function row(n)
  if n % 20 == 0 then job = guid() end
  local level = levels[random(#levels)]
  local process = processes[random(#processes)]
  local robot = ("robot-%02d"):format(random(40))
  local time = ("2026-10-%02dT%02d:%02d:%02d.%03dZ"):format(
    1 + n // 8640 % 28, n // 360 % 24, n // 6 % 60, n % 60, random(999))
  local message = sentence(24)
  local raw = ('{\\"message\\":\\"%s\\",\\"level\\":\\"%s\\",'
    .. '\\"timeStamp\\":\\"%s\\",\\"processName\\":\\"%s\\",'
    .. '\\"robotName\\":\\"%s\\",\\"fileName\\":\\"Main\\",'
    .. '\\"jobId\\":\\"%s\\"}'):format(
    message, level, time, process, robot, job)
  return ('{"Level":"%s","WindowsIdentity":"ACME\\\\%s","ProcessName":"%s",'
    .. '"TimeStamp":"%s","Message":"%s","JobKey":"%s","RawMessage":"%s",'
    .. '"RobotName":"%s","HostMachineName":"HOST-%02d","MachineId":%d,'
    .. '"MachineKey":"%s","RuntimeType":"Unattended","Id":0}'):format(
    level, robot, process, time, message, job, raw, robot, n % 40,
    9007199254740993 + n % 40, guid())
end

local function write(name, text)
  local path = directory .. "/" .. name .. ".json"
  local file = assert(io.open(path, "wb"))
  assert(file:write(text))
  assert(file:close())
  return path
end

local function save(name, text)
  local path = write(name, text)
  assert(os.execute(("gzip -1 -k -f '%s'"):format(path)))
end

-- A page of 1,000 rows begins with the last row of the one before, and the
-- first with that of the last: pages may share a row, as our walk by skip asks
-- for, and go round without end.
local STEP = 999
local all = {}
for i = 1, pages * STEP do all[i] = row(i) end

local context = '{"@odata.context":'
  .. '"https://localhost/odata/$metadata#AuditLogs"'
local function rows_of(page, count)
  local rows = {}
  for i = 1, count do rows[i] = all[(page * STEP + i - 1) % #all + 1] end
  return rows
end

local total = ('%s,"@odata.count":%d,"value":['):format(context,
  (counted - 1) * STEP + 500)
for page = 0, pages - 1 do
  local rows = rows_of(page, 1000)
  write("counted-" .. page, total .. table.concat(rows, ",") .. "]}")
  save(page, context .. ',"value":[' .. table.concat(rows, ",") .. "]}")
  save("end-" .. page, context .. ',"value":[' .. rows[1] .. "]}")
end
write("counted-last",
  total .. table.concat(rows_of(counted - 1, 500), ",") .. "]}")
save("empty", context .. ',"value":[]}')
