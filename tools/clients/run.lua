-- Runs a public client's script with a sandbox to talk to.
--
--   lua5.4 tools/clients/run.lua EDITION DIRECTORY COMMAND...

package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = "./build/5.4/?.so;" .. package.cpath

local server = require "orchestrator.sandbox".start { seed = "demo",
  speed = 100, edition = arg[1] }
-- The fullest folder has some of everything.
server:sql [[INSERT INTO "Buckets" ("Id", "Name", "Identifier", _folder)
  VALUES (9001, 'clients', '11111111-2222-4333-8444-555555555555', 1002)]]
local words = { "cd", arg[2], "&& env" }
for name, value in pairs { UIPATH_URL = server.url,
  UIPATH_ORGANIZATION = server.organization, UIPATH_TENANT = server.tenant,
  UIPATH_ACCESS_TOKEN = server:personal_token(),
  UIPATH_CLIENT_ID = server.client_id, UIPATH_USER_KEY = server.user_key,
  UIPATH_USERNAME = server.username, UIPATH_PASSWORD = server.password,
  UIPATH_CLIENT_SECRET = server.client_secret, FOLDER_ID = "1002" } do
  words[#words + 1] = ("%s='%s'"):format(name, value)
end
for i = 3, #arg do words[#words + 1] = arg[i] end
local ok = os.execute(table.concat(words, " "))
server:stop()
os.exit(ok and 0 or 1)
