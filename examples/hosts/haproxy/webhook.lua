-- Turns a signed webhook into a job: whoever knows the secret and says that a
-- queue item came gets the process started that works the queue off.

local loop = require "orchestrator.loop"
local orchestrator = require "orchestrator"

local SECRET = assert(os.getenv "WEBHOOK_SECRET", "WEBHOOK_SECRET is not set")
local PROCESS = assert(os.getenv "WEBHOOK_PROCESS",
  "WEBHOOK_PROCESS is not set")

-- A wait of ours lets haproxy go on, and looks again every 5 ms.
loop.adopt { wait = function()
  return function(seconds)
    core.msleep(math.ceil(math.min(seconds, 0.005) * 1000))
    loop.step()
    return true
  end
end }

local tenant

local function start_job()
  -- At the first request: haproxy loads this file before it forks.
  tenant = tenant or orchestrator.connect()
  return tenant:folder().Jobs:start(PROCESS)[1]
end

local function answer(applet, status, text)
  applet:set_status(status)
  applet:add_header("content-type", "text/plain")
  applet:add_header("content-length", tostring(#text))
  applet:start_response()
  applet:send(text)
end

core.register_service("webhook", "http", function(applet)
  local body = applet:receive()
  local header = applet.headers["x-uipath-signature"]
  if not orchestrator.webhook.verify(body, header and header[0], SECRET) then
    return answer(applet, 401, "the signature is wrong\n")
  end
  local ok, job = pcall(start_job)
  if not ok then
    core.Warning(tostring(job))
    return answer(applet, 502, "the job was not started\n")
  end
  answer(applet, 202, ("job %d\n"):format(job.Id))
end)
