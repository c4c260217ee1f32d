-- Which fields of rows a table shows, and how wide: the most useful ones that
-- fit.

local screen = require "orchestrator.console.screen"
local value = require "orchestrator.console.value"
local width = require "orchestrator.console.width"

local columns = {}

local GAP = 2
local WIDE = 24 -- cells that a column may claim before all have their place
local LEAST = 4 -- cells that a cut column needs to say anything
local MOST = 12 -- columns of a table that nobody chose

-- What people look for first, by entity set.
local FIRST = {
  Assets = "Id Name ValueType Value Description",
  AuditLogs = "ExecutionTime UserName Action Component OperationText",
  Buckets = "Id Name StorageProvider Description",
  Folders = "Id FullyQualifiedName FolderType Description",
  Jobs = "Id ReleaseName State StartTime EndTime HostMachineName Info",
  Libraries = "Id Version Published Authors Description",
  Machines = "Id Name Type Scope UnattendedSlots Description",
  ProcessSchedules = "Id Name Enabled StartProcessCronSummary ReleaseName",
  Processes = "Id Version Published Authors Description",
  QueueDefinitions = "Id Name MaxNumberOfRetries EnforceUniqueReference "
    .. "Description",
  QueueItems = "Id Status Reference Priority CreationTime EndProcessing "
    .. "RetryNumber SpecificContent",
  Releases = "Id Name ProcessVersion ProcessKey JobPriority Description",
  RobotLogs = "TimeStamp Level ProcessName Message RobotName",
  Robots = "Id Name Type Username MachineName Description",
  Roles = "Id Name DisplayName Type",
  Sessions = "Id HostMachineName State ReportingTime Version",
  Tasks = "Id Title Status Priority CreationTime",
  Users = "Id UserName FullName Type IsActive LastLoginTime",
  Webhooks = "Id Name Url Enabled",
}

-- Elsewhere, by their names: the first pattern that fits.
local USEFUL = { "^Folder$", "^Id$", "^id$", "^Name$", "^name$",
  "^DisplayName$", "^UserName$", "^Title$", "^Key$", "State$", "Status$",
  "Level$", "Type$", "^Value$", "Name$", "Enabled$", "^CreationTime$",
  "Time$", "Count$", "Message$", "Description$" }

local function rank_of(name, first)
  if first[name] then return first[name] end
  for i, pattern in ipairs(USEFUL) do
    if name:find(pattern) then return 100 + i end
  end
  if name:find "^Is%u" or name:find "Id$" then return 300 end
  return 200
end

local function preferences(tag)
  local first, count = { Folder = 0 }, 0
  for name in (FIRST[tag] or ""):gmatch "%S+" do
    count = count + 1
    first[name] = count
  end
  return first
end

local function is_shown(name, given)
  return given ~= nil and given ~= "" and not name:find("@odata", 1, true)
    and (type(given) ~= "table" or next(given) ~= nil)
end

-- The fields that the sample has something in.
local function names_in(rows)
  local found, names = {}, {}
  for _, row in ipairs(rows) do
    for name, given in pairs(row) do
      if type(name) == "string" and not found[name] and is_shown(name, given)
      then
        found[name] = true
        names[#names + 1] = name
      end
    end
  end
  return names
end

---The names of fields, the most useful first.
---@param rows table[]
---@param tag string|nil the entity set
---@return string[]
function columns.ranked(rows, tag)
  local names, first, rank = names_in(rows), preferences(tag), {}
  for _, name in ipairs(names) do rank[name] = rank_of(name, first) end
  table.sort(names, function(a, b)
    if rank[a] ~= rank[b] then return rank[a] < rank[b] end
    return a < b
  end)
  return names
end

-- How wide a column wants to be, and whether it holds numbers.
local function measure(name, rows, options)
  local wanted, numbers, some = width.of(name), true, false
  for _, row in ipairs(rows) do
    local given = row[name]
    wanted = math.max(wanted, width.of(value.text(given, name, options)))
    if math.type(given) then some = true
    elseif given ~= nil and given ~= "" then numbers = false end
  end
  return { name = name, natural = wanted, right = numbers and some }
end

-- Gives what is left to the columns that are cut, in their order.
local function widen(list, room)
  for _, column in ipairs(list) do
    local more = math.min(room, column.natural - column.width)
    column.width = column.width + more
    room = room - more
  end
end

local function fit(list, total, chosen)
  local out, room = {}, total
  for _, column in ipairs(list) do
    local gap = #out > 0 and GAP or 0
    local least = chosen and LEAST or math.min(column.natural, WIDE)
    local need = math.min(column.natural, least)
    if #out == 0 then need = math.min(need, total) end
    if gap + need <= room and (chosen or #out < MOST) then
      column.width = need
      room = room - need - gap
      out[#out + 1] = column
    elseif not chosen and gap + LEAST * 2 <= room and #out < 2
      and #out < MOST then
      column.width = room - gap
      room = 0
      out[#out + 1] = column
    end
  end
  widen(out, room)
  return out
end

---@class orchestrator.Column
---@field name string
---@field width integer cells
---@field right boolean it stands at the right
---@field natural integer cells that the widest value of the sample takes

---Chooses the columns of a table.
---@param rows table[] a sample
---@param about { tag?: string, names?: string[], total?: integer } names: the
---  user's choice, in the user's order
---@param options table how values are written
---@return orchestrator.Column[]
---@return integer others fields that have something in them and no place
function columns.choose(rows, about, options)
  local names = about.names or columns.ranked(rows, about.tag)
  local list = {}
  for i, name in ipairs(names) do list[i] = measure(name, rows, options) end
  local total = about.total or screen.size()
  local chosen = fit(list, total, about.names ~= nil)
  return chosen, #names - #chosen
end

columns.GAP = GAP

return columns
