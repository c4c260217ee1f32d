-- Copies every file of one bucket into another, through a file on this
-- machine, and says how many bytes went. Memory does not grow with the files.
-- Without arguments it makes two buckets and a file to copy.
--
--   bin/orch run examples/bucket_copy.lua [FOLDER FROM TO]

local orchestrator = require "orchestrator"

local path = arg and arg[1] or "Shared/Finance"
local from_name = arg and arg[2] or "Inbox"
local to_name = arg and arg[3] or "Archive"
local tenant = orchestrator.connect() -- as the UIPATH_ variables say
local buckets = tenant:folder(path).Buckets

local function bucket(name, identifier)
  if not buckets:filter{ Name = name }:first() then
    buckets:create{ Name = name, Identifier = identifier }
  end
  return buckets:named(name)
end

local from = bucket(from_name, "3f0c5a1e-0000-4000-8000-000000000001")
local to = bucket(to_name, "3f0c5a1e-0000-4000-8000-000000000002")
local passing = os.tmpname()

if #from:list() == 0 then
  local file = assert(io.open(passing, "w"))
  file:write(("one line of a statement\n"):rep(10000))
  file:close()
  from:upload(passing, "2026/11/statement.txt")
end

local count, bytes = 0, 0
for _, file in ipairs(from:list()) do
  bytes = bytes + from:download(file.fullPath, passing)
  to:upload(passing, file.fullPath)
  count = count + 1
end
os.remove(passing)
print(("%d files, %d bytes copied from %s to %s"):format(count, bytes,
  from_name, to_name))
for _, file in ipairs(to:list()) do print(file.fullPath, file.size) end
tenant:close()
