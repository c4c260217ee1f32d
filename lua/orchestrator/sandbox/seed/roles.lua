-- The built-in roles and what they permit. The names of the permissions are
-- those that the operations ask for.

local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"

-- Beside these, permissions are given in folders.
local tenant_level = { Alerts = true, Audit = true, Libraries = true,
  License = true, Machines = true, Packages = true, Robots = true,
  Roles = true, Settings = true, Units = true, Users = true, Webhooks = true,
  ActionDesign = true }

local verbs = { "View", "Edit", "Create", "Delete" }

-- Every permission, sorted.
local function all_names()
  local groups, list = {}, {}
  for _, op in ipairs(model.operations) do
    for group in (op.needs or ""):gmatch "(%a+)%.%a+" do groups[group] = true
    end
  end
  for group in pairs(groups) do
    for _, verb in ipairs(verbs) do list[#list + 1] = group .. "." .. verb end
  end
  table.sort(list)
  return list
end

local function all() return true end
local function any_of(...)
  local set = {}
  for _, name in ipairs { ... } do set[name] = true end
  return function(name) return set[name] or set[name:match "%a+"] end
end

-- A name alone stands for all its four permissions.
local roles = {
  { "Administrator", "Tenant", all },
  { "Allow to be Automation User", "Tenant",
    any_of("Robots.View", "Alerts.View", "Libraries.View", "Packages.View") },
  { "Automation User", "Folder", any_of("Assets.View", "Buckets.View",
    "BlobFiles.View", "Jobs", "Logs.View", "Logs.Create", "Processes.View",
    "Queues.View", "Transactions", "ExecutionMedia.Create") },
  { "Automation Developer", "Folder", any_of("Assets", "Buckets", "BlobFiles",
    "BusinessRules", "Jobs", "Logs", "Processes", "FolderPackages", "Queues",
    "Transactions", "Schedules", "TestSets", "TestSetExecutions",
    "TestSetSchedules", "TestDataQueues", "TestDataQueueItems") },
  { "Folder Administrator", "Folder", function(name)
    return not tenant_level[name:match "%a+"] or name == "Users.View"
  end },
}

local function scope_of(name)
  return tenant_level[name:match "%a+"] and "Global" or "Folder"
end

---Fills a new database.
return function(database)
  local names = all_names()
  for i, name in ipairs(names) do
    database:run([[INSERT INTO "Permissions" ("Id", "Name", "IsGranted",
      "RoleId", "Scope") VALUES (?, ?, 0, 0, ?)]], i, name, scope_of(name))
  end
  for id, role in ipairs(roles) do
    local list = setmetatable({}, json.array_mt)
    for i, name in ipairs(names) do
      if role[3](name) then
        list[#list + 1] = json.object("Name", name, "IsGranted", true,
          "RoleId", id, "Scope", scope_of(name), "Id", id * 1000 + i)
      end
    end
    database:run([[INSERT INTO "Roles" ("Id", "Name", "DisplayName", "Type",
      "IsStatic", "IsEditable", "Permissions") VALUES (?1, ?2, ?2, ?3, 1, 0,
      ?4)]], id, role[1], role[2], json.encode(list))
  end
end
