-- Gives a credential asset a new password. The password comes from the
-- environment, so that it is in no history and no log.
--
--   NEW_PASSWORD=… bin/orch run examples/rotate_credential.lua [FOLDER ASSET]

local orchestrator = require "orchestrator"

local path = arg and arg[1] or "Shared/Finance"
local name = arg and arg[2] or "SapLogin"
local password = os.getenv "NEW_PASSWORD"

local tenant = orchestrator.connect() -- as the UIPATH_ variables say
local assets = tenant:folder(path).Assets
local username = assets:value(name).username
print(("%s of %s is the login of %s"):format(name, path, username))

if password and password ~= "" then
  assets:set(name, { username = username, password = password })
  print "It has a new password."
else
  print "NEW_PASSWORD is not set: nothing was changed."
end
tenant:close()
