-- Transactions that are never ended: after a day of the sandbox's time an item
-- in progress is abandoned, and tried again where its queue says so.

local core = require "orchestrator.sandbox.core"
local store = require "orchestrator.sandbox.flows.queue_store"

local Abandonment = {}
Abandonment.__index = Abandonment

function Abandonment.new(tenant)
  return setmetatable({ database = tenant.database, tenant = tenant },
    Abandonment)
end

local function abandon(self, id)
  -- Nobody asked for it.
  local context = { database = self.database, tenant = self.tenant,
    request = { token = {} } }
  local item = store.find(context, id)
  if not item or item.Status ~= "InProgress" then
    return store.finish(context, id)
  end
  local again = item._abandoned == 1 and item._retry == 1
    and item.RetryNumber < (item._retries or 0)
  store.change(context, id, { Status = "Abandoned",
    EndProcessing = store.now() })
  if not again then return end
  store.change(context, id, { Status = "Retried" })
  store.retry(context, store.find(context, id))
end

---Abandons what is due.
---@return number|nil seconds until the next is; nil: none is in progress
function Abandonment:tick()
  local database = self.database
  for _, row in ipairs(database:rows(
    "SELECT item FROM _transactions WHERE due <= ? ORDER BY due", core.now()))
  do
    database:transaction(abandon, self, row.item)
  end
  local due = database:row "SELECT min(due) FROM _transactions"
  return due and math.max(0, due - core.now())
end

return Abandonment
