-- The empty tenant: a licence, the built-in roles and groups, its
-- administrator, and the folder that every new tenant has.

local json = require "orchestrator.sandbox.json"
local seed_roles = require "orchestrator.sandbox.seed.roles"

local TIME = "2026-01-05T08:00:00.0000000Z"

-- Runtimes and named users by type: what is allowed, and what is in use.
local licensed = {
  { "NonProduction", 10, 2 }, { "Attended", 40, 12 }, { "Unattended", 50, 40 },
  { "Development", 5, 1 }, { "Studio", 8, 3 }, { "RpaDeveloper", 8, 3 },
  { "StudioX", 10, 4 }, { "CitizenDeveloper", 10, 4 }, { "Headless", 5, 0 },
  { "StudioPro", 4, 1 }, { "RpaDeveloperPro", 4, 1 },
  { "TestAutomation", 6, 0 }, { "AutomationCloud", 0, 0 },
  { "Serverless", 0, 0 },
}

local function license()
  local allowed, used = {}, {}
  for _, row in ipairs(licensed) do
    allowed[#allowed + 1], allowed[#allowed + 2] = row[1], row[2]
    used[#used + 1], used[#used + 2] = row[1], row[3]
  end
  return json.object("HostLicenseId", nil, "Id", 1,
    "ExpireDate", 1830297599, "GracePeriodEndDate", 1832889599,
    "GracePeriod", 30, "VersionControl", "20.*",
    "Allowed", json.object(table.unpack(allowed)),
    "Used", json.object(table.unpack(used)),
    "AttendedConcurrent", false, "DevelopmentConcurrent", true,
    "StudioXConcurrent", false, "StudioProConcurrent", false,
    "LicensedFeatures", setmetatable({ "Analytics", "ActionCenter" },
      json.array_mt),
    "IsRegistered", true, "IsCommunity", false, "IsProOrEnterprise", true,
    "SubscriptionCode", "SANDBOX0001", "SubscriptionPlan", "ENTERPRISE",
    "IsExpired", false, "CreationTime", "2026-01-05T08:00:00Z",
    "Code", "0000-0000-0000-0000-SANDBOX", "UserLicensingEnabled", true).text
end

local groups = { "Administrators", "Automation Users",
  "Automation Developers", "Citizen Developers", "Automation Express",
  "Everyone" }

local settings = { { "Abp.Timing.TimeZone", "UTC" },
  { "Auth.Cookie.Expire", "30" }, { "Logs.RobotLogs.Enabled", "true" } }

-- The mails that the identity server sends.
local templates = { "InvitationEmail", "PasswordResetEmail",
  "EmailConfirmation" }

---Fills a new database.
return function(database)
  database:run("INSERT INTO _tenant VALUES ('license', ?)", license())
  database:run([[INSERT INTO "Users" ("Id", "Name", "Surname", "UserName",
    "FullName", "EmailAddress", "IsActive", "CreationTime", "Type", "Key",
    "TenantId", "TenancyName", "RolesList", "LoginProviders",
    "MayHaveUserSession") VALUES (1, 'Ada', 'Admin', 'admin', 'Ada Admin',
    'admin@example.com', 1, ?, 'User', '10000000-0000-4000-a000-000000000001',
    1, 'Production', '["Administrator"]', '["GlobalIdentity"]', 1)]], TIME)
  seed_roles(database)
  for i, name in ipairs(groups) do
    database:run("INSERT INTO _groups VALUES (?1, ?2, ?2, 'builtIn', ?3, ?3)",
      ("20000000-0000-4000-a000-%012x"):format(i), name, TIME)
  end
  database:run([[INSERT INTO _identity_users (id, userName, email, name,
    surname, displayName, type, creationTime, isActive, invitationAccepted)
    VALUES ('10000000-0000-4000-a000-000000000001', 'admin',
    'admin@example.com', 'Ada', 'Admin', 'Ada Admin', 'user', ?, 1, 1)]], TIME)
  for i, name in ipairs(templates) do
    database:run("INSERT INTO _message_templates VALUES (?, ?, ?)", i, name,
      "<p>{{" .. name .. "}}</p>")
  end
  for _, setting in ipairs(settings) do
    database:run([[INSERT INTO "Settings" ("Id", "Name", "Value", "Scope")
      VALUES (?1, ?1, ?2, 'Tenant')]], setting[1], setting[2])
  end
  database:run([[INSERT INTO "Folders" ("Id", "Key", "DisplayName",
    "FullyQualifiedName", "FolderType", "ProvisionType", "PermissionModel",
    "FeedType", "IsPersonal") VALUES (1001,
    '30000000-0000-4000-a000-0000000003e9', 'Shared', 'Shared', 'Standard',
    'Automatic', 'FineGrained', 'Processes', 0)]])
end
