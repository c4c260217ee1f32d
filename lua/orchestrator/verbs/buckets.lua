-- `Buckets:named(name)`: a bucket, whose files come and go.

local Bucket = require "orchestrator.verbs.bucket"
local named = require "orchestrator.verbs.named"

local buckets = {}

---A bucket of this folder by its name.
---@param name string
---@return orchestrator.Bucket
function buckets.named(self, name)
  return Bucket.new(self.owner, named.one(self, name))
end

return buckets
