-- Time zones from the system's zone files (TZif, RFC 8536), by IANA or
-- Windows name.

local errors = require "orchestrator.errors"
local posix_zone = require "orchestrator.time.posix_zone"

local zone = {}

local FOLDERS = { "/usr/share/zoneinfo", "/usr/lib/zoneinfo",
  "/usr/share/lib/zoneinfo", "/etc/zoneinfo" }

local function read_header(data, at)
  local magic, version, utc, std, leap, times, kinds, chars =
    (">c4c1xxxxxxxxxxxxxxxI4I4I4I4I4I4"):unpack(data, at)
  if magic ~= "TZif" then return nil end
  return { version = version, utc = utc, std = std, leap = leap,
    times = times, kinds = kinds, chars = chars, body = at + 44 }
end

local function body_size(head, width)
  return head.times * (width + 1) + head.kinds * 6 + head.chars
    + head.leap * (width + 4) + head.std + head.utc
end

local function read_body(data, head, width)
  local at = head.body
  local out = { moments = {}, offsets = {} }
  local kinds_at = at + head.times * (width + 1)
  local function offset(kind)
    return (">i4"):unpack(data, kinds_at + kind * 6), nil
  end
  for i = 1, head.times do
    out.moments[i] = (">i" .. width):unpack(data, at + (i - 1) * width)
    out.offsets[i] = offset(data:byte(at + head.times * width + i - 1))
  end
  out.first = offset(0)
  return out
end

local function read_file(data)
  local head = read_header(data, 1)
  if not head then return nil end
  if head.version == "\0" then return read_body(data, head, 4) end
  head = read_header(data, head.body + body_size(head, 4))
  if not head then return nil end
  local out = read_body(data, head, 8)
  local rule = data:sub(head.body + body_size(head, 8)):match "\n([^\n]+)\n"
  out.rule = rule and posix_zone.read(rule)
  return out
end

local function open_file(name)
  local own = os.getenv "TZDIR"
  for _, folder in ipairs { own or FOLDERS[1], table.unpack(FOLDERS) } do
    local file = io.open(folder .. "/" .. name, "rb")
    local data = file and file:read "a" -- nil for a folder
    if file then file:close() end
    if data then return data end
  end
end

local function is_name(name)
  return type(name) == "string" and name:match "^%a[%w_+/-]*$"
    and not name:find("//", 1, true) and name:sub(-1) ~= "/"
end

local function load_zone(name)
  local iana = require "orchestrator.time.windows_zones"[name] or name
  if iana == "UTC" or iana == "Etc/UTC" then
    return { moments = {}, offsets = {}, first = 0 }
  end
  local data = is_name(iana) and open_file(iana)
  local found = data and read_file(data)
  if not found then
    errors.argument(("time zone %q is not known here"):format(tostring(name)),
      'give an IANA name ("Europe/Berlin"), a Windows name ("Tokyo Standard '
      .. 'Time") or "UTC"; the system\'s tzdata has to be installed')
  end
  return found
end

local loaded = {}

---A zone by name; read once.
---@param name string IANA ("Europe/Berlin") or Windows ("Tokyo Standard Time")
---@return table zone
function zone.get(name)
  local found = loaded[name]
  if not found then
    found = load_zone(name)
    loaded[name] = found
  end
  return found
end

---Seconds east of UTC at a moment.
---@param of table from `get`
---@param epoch integer
---@return integer
function zone.offset(of, epoch)
  local moments = of.moments
  local low, high = 0, #moments -- the last moment that is not after epoch
  while low < high do
    local middle = (low + high + 1) // 2
    if moments[middle] <= epoch then low = middle else high = middle - 1 end
  end
  if low == #moments and of.rule then
    return posix_zone.offset(of.rule, epoch)
  end
  return of.offsets[low] or of.first
end

---The moment at which a zone's clocks show a local time. Where they show it
---twice, the first; where they pass over it, as if they had not.
---@param of table from `get`
---@param shown integer the local time as if it were UTC
---@return integer epoch
function zone.moment(of, shown)
  local before = zone.offset(of, shown - 86400)
  local after = zone.offset(of, shown + 86400)
  for _, offset in ipairs { math.max(before, after),
    math.min(before, after) } do
    if zone.offset(of, shown - offset) == offset then return shown - offset end
  end
  return shown - before
end

return zone
