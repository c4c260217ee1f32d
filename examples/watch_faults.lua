-- A webhook for faults, and the check that its receiver makes of each delivery.
-- Can be run again: a webhook that is there gets the address and is tried.
--
--   bin/orch run examples/watch_faults.lua [ADDRESS]
--
-- The secret comes from FAULTS_SECRET, and is sent once.

local orchestrator = require "orchestrator"

local address = arg and arg[1] or "https://hooks.example.com/uipath"
local secret = os.getenv "FAULTS_SECRET" or "only-for-trying"
local tenant = orchestrator.connect() -- as the UIPATH_ variables say
local webhooks = tenant.Webhooks

local found = webhooks:find "Watch faults"
if #found > 0 then
  webhooks:change(found[1], { Url = address, Enabled = true })
else
  webhooks:add("Watch faults", address, { secret = secret,
    events = { "job.faulted", "queueItem.transactionFailed" } })
end
local event = webhooks:ping "Watch faults"
print("Tried with " .. event.Type .. ", at " .. address)

-- What a receiver does with the body and the header X-UiPath-Signature.
local function is_ours(body, signature)
  return orchestrator.webhook.verify(body, signature, secret)
end
print("A forged delivery passes:", is_ours("{}", "forged"))
tenant:close()
