-- Keeps the tenant's settings in a file and tells what differs from it, so
-- that a change by hand is seen. Without a file it only shows them.
--
--   bin/orch run examples/settings_file.lua [FILE]   writes it when there is
--   none, and compares otherwise

local orchestrator = require "orchestrator"

local path = arg and arg[1]
local tenant = orchestrator.connect() -- as the UIPATH_ variables say
local now, names = tenant.Settings:values(), {}
for name in pairs(now) do names[#names + 1] = name end
table.sort(names)

local file = path and io.open(path, "r")
if not file then
  local out = path and assert(io.open(path, "w")) or io.stdout
  for _, name in ipairs(names) do
    local line = name .. "=" .. tostring(now[name]):gsub("%c", " ")
    out:write(path and line or line:sub(1, 78):gsub("%s+$", ""), "\n")
  end
  if path then out:close() end
else
  local before = {}
  for line in file:lines() do
    local name, value = line:match "^([^=]+)=(.*)$"
    if name then before[name] = value end
  end
  file:close()
  for _, name in ipairs(names) do
    local value = tostring(now[name]):gsub("%c", " ")
    if before[name] ~= value then
      print(name .. ": " .. tostring(before[name]) .. " -> " .. value)
    end
  end
end
tenant:close()
