-- `Buckets:named(name)`: a bucket, whose files come and go.

local Bucket = require "orchestrator.bucket"
local common = require "orchestrator.verbs.common"
local named = require "orchestrator.verbs.named"
local unique = require "orchestrator.unique"

local buckets = {}

---A bucket of this folder by its name.
---@param name string compared exactly here; none or several raise
---@return orchestrator.Bucket
---@usage folder.Buckets:named("Statements"):list()
function buckets.named(self, name)
  return Bucket.new(self.owner, named.one(self, name))
end

---The bucket of that name, created when there is none.
---@param row table { Name, Description, … }; its Identifier is made here
---@return orchestrator.Bucket
---@return boolean made
---@usage folder.Buckets:ensure { Name = "Statements" }
function buckets.ensure(self, row)
  local fields = { Identifier = unique.guid() }
  for name, value in pairs(row) do fields[name] = value end
  local found, made = common.ensure(self, fields)
  return Bucket.new(self.owner, found), made
end

return buckets
