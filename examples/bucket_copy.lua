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
local from = buckets:ensure { Name = from_name }
local to = buckets:ensure { Name = to_name }
local passing = os.tmpname()

if #from:list() == 0 then
  local file = assert(io.open(passing, "w"))
  file:write(("one line of a statement\n"):rep(10000))
  file:close()
  from:upload(passing, "2026/11/statement.txt")
end

local count, bytes = 0, 0
for file in from:files() do
  bytes = bytes + from:download(file.fullPath, passing)
  to:upload(passing, file.fullPath)
  count = count + 1
end
os.remove(passing)
print(("%d files, %d bytes copied from %s to %s"):format(count, bytes,
  from_name, to_name))
for file in to:files() do print(file.fullPath, file.size) end
tenant:close()
