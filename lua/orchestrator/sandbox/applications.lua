-- External applications: what they may ask for, and where a browser may be
-- sent back to. Kept in the tenant's file.

local text = require "orchestrator.sandbox.text"

local Applications = {}
Applications.__index = Applications

---The vendor's command line: a public client, known to every organisation.
Applications.PUBLIC = "36dea5b8-e8bb-423d-8e7b-c808df8f1c00"

-- "loopback" stands for any port and path of this machine.
local LOOPBACK = "loopback"

local orchestrator_scopes = { "Administration", "Assets", "Audit",
  "BackgroundTasks", "BusinessRules", "Execution", "Folders", "Hypervisor",
  "Jobs", "License", "Machines", "ML", "Monitoring", "Queues", "Robots",
  "Settings", "Tasks", "TestDataQueues", "TestSetExecutions",
  "TestSetSchedules", "TestSets", "Users", "Webhooks", "Analytics" }
local identity_scopes = { "RobotAccount", "Group", "User", "Setting",
  "UserLoginAttempt", "Audit", "Security" }

-- offline_access is not among them: it is a user's, and client credentials
-- have no refresh token.
local function all_scopes()
  local list = { "OR.Default" }
  local function add(prefix, names)
    for _, name in ipairs(names) do
      for _, suffix in ipairs { "", ".Read", ".Write" } do
        list[#list + 1] = prefix .. name .. suffix
      end
    end
  end
  add("OR.", orchestrator_scopes)
  add("PM.", identity_scopes)
  return table.concat(list, " ")
end

local function words(list)
  local set = {}
  for word in list:gmatch "%S+" do set[word] = true end
  return set
end

---@param tenant table
function Applications.new(tenant)
  local all = all_scopes()
  local self = setmetatable({ database = tenant.database, all = all,
    known = words(all) }, Applications)
  self:add { id = tenant.client_id, secret = tenant.client_secret }
  self:add { id = Applications.PUBLIC }
  return self
end

---Registers an application, or changes one.
---@param given table id, secret (a confidential one's), scopes and
---user_scopes (names with spaces between), redirects (addresses with spaces
---between; "loopback": any of this machine)
function Applications:add(given)
  self.database:run([[INSERT OR REPLACE INTO _applications (id, secret,
    scopes, user_scopes, redirects) VALUES (?, ?, ?, ?, ?)]],
    given.id or text.guid(), given.secret,
    given.scopes or given.secret and self.all or "",
    given.user_scopes or self.all, given.redirects or LOOPBACK)
end

---@param id string|nil
---@return table|nil application {id, secret, scopes, user_scopes, redirects}
function Applications:find(id)
  local row = id and self.database:rows(
    "SELECT * FROM _applications WHERE id = ?", id:lower())[1]
  if not row then return nil end
  row.application_scopes, row.user_scope_list = row.scopes, row.user_scopes
  row.scopes, row.user_scopes = words(row.scopes), words(row.user_scopes)
  row.redirects = words(row.redirects)
  return row
end

local function is_loopback(uri)
  local host = uri:match "^http://([%w.]+)[:/]"
    or uri:match "^http://([%w.]+)$" or uri:match "^http://(%[::1%])"
  return host == "localhost" or host == "127.0.0.1" or host == "[::1]"
end

---Whether a browser may be sent back there.
function Applications.may_redirect(application, uri)
  if not uri or uri:find "[%s#]" then return false end
  return application.redirects[uri] == true
    or application.redirects[LOOPBACK] == true and is_loopback(uri)
end

return Applications
