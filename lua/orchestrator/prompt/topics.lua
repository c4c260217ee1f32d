-- Help at the prompt: short, with an example to paste.

local errors = require "orchestrator.errors"
local help = require "orchestrator.help"
local nearest = require "orchestrator.nearest"
local verbs = require "orchestrator.verbs"
local width = require "orchestrator.console.width"
local screen = require "orchestrator.console.screen"

local topics = {}

local OVERVIEW = [[
Rows        Jobs                      the newest word for a table of all of them
            Jobs:filter{ State = "Faulted" }:orderby("Id desc"):top(20)
            Jobs:first()              one row, as a list
            :vertical() :json() :csv()            the same rows otherwise
Pictures    Jobs:bars("State")        Jobs:histogram("CreationTime", "day")
            Jobs:sparkline("CreationTime", "hour")
            Jobs:plot{ file = "jobs.svg", field = "CreationTime", unit = "day" }
Places      ls   pwd   cd "Shared/Finance"   cd ".."   use "profile"
            folder "Shared/Finance".Jobs   tenant:folders("**").Jobs
Help        help "QueueItems"   help "Jobs.StartJobs"   help(row)
            describe "Jobs"     help "sets"
Keys        Tab completes, Ctrl-C stops, Ctrl-D or exit leaves
]]

-- An example for each set that people ask for first.
local EXAMPLES = {
  Assets = 'folder.Assets:value "ApiUrl"',
  Folders = 'Folders:filter("startswith(FullyQualifiedName, ?)", "Shared")',
  Jobs = 'Jobs:filter{ State = "Faulted" }:orderby("Id desc"):top(20)',
  QueueDefinitions = 'QueueDefinitions:select("Id", "Name")',
  QueueItems = 'QueueItems:filter{ Status = "Failed" }:top(20)',
  Releases = 'Releases:select("Name", "ProcessVersion")',
  RobotLogs = 'RobotLogs:filter("Level eq ? and TimeStamp ge ?", "Error", '
    .. 'time.ago "24h")',
}

local function example_of(catalogue, tag)
  return EXAMPLES[tag] or catalogue:operations(tag).Get
    and tag .. ":top(10)" or nil
end

local function add_list(out, label, list)
  if #list == 0 then return end
  local columns = math.min(screen.size(), 80)
  local indent = ("%-12s"):format(label)
  for _, line in ipairs(width.wrap(table.concat(list, ", "),
    columns - #indent)) do
    out[#out + 1] = indent .. line
    indent = (" "):rep(#indent)
  end
end

local function set_text(catalogue, tag)
  local row, out = catalogue:row_type(tag), { tag }
  if row then
    add_list(out, "fields", nearest.names(catalogue:fields(row) or {}))
  end
  add_list(out, "verbs", nearest.names(verbs.of(catalogue, tag)))
  add_list(out, "operations", nearest.names(catalogue:operations(tag)))
  local example = example_of(catalogue, tag)
  if example then out[#out + 1] = ("%-12s%s"):format("example", example) end
  out[#out + 1] = ("%-12sdescribe %q for the fields' types and values")
    :format("more", tag)
  return table.concat(out, "\n") .. "\n"
end

local function has_all(fields, row)
  for name in pairs(row) do
    if type(name) ~= "string" or not fields[name]
      and not name:find("@odata", 1, true) then return false end
  end
  return true
end

local function count(fields)
  local n = 0
  for _ in pairs(fields) do n = n + 1 end
  return n
end

-- The set whose rows have all the fields of this one, and few others.
local function set_of(catalogue, row)
  local best, least
  for _, tag in ipairs(catalogue:tags "orchestrator") do
    local name = catalogue:row_type(tag)
    local fields = name and catalogue:fields(name)
    if fields and has_all(fields, row) then
      local n = count(fields)
      if not least or n < least then best, least = tag, n end
    end
  end
  return best
end

local function tag_of(catalogue, what, name)
  if type(what) ~= "table" then return what end
  local meta = getmetatable(what)
  if meta and meta.__name == "orchestrator.query" then
    return rawget(what, "spec").tag
  elseif meta or next(what) == nil then
    errors.argument(name .. ": give a name, a query or a row")
  end
  local tag = set_of(catalogue, what)
  if not tag then
    errors.argument(name .. ": no entity set has rows with these fields")
  end
  return tag
end

---What `help` prints.
---@param catalogue orchestrator.Catalogue the tenant's
---@param what? string|table a name, a query, or a row
---@return string
function topics.help(catalogue, what)
  if what == nil then return OVERVIEW end
  what = tag_of(catalogue, what, "help")
  if what == "sets" then return help(nil, catalogue) end
  if catalogue:has(what, "orchestrator") then return set_text(catalogue, what)
  end
  return help(what, catalogue)
end

---What `describe` prints: fields with their types and values.
---@param catalogue orchestrator.Catalogue the tenant's
---@param what string|table
---@return string
function topics.describe(catalogue, what)
  if what == nil then
    errors.argument('describe: what? For example: describe "Jobs"')
  end
  what = tag_of(catalogue, what, "describe")
  local row = catalogue:has(what, "orchestrator") and catalogue:row_type(what)
  return help(row or what, catalogue)
end

return topics
