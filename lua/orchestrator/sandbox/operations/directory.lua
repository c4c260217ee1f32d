-- The directory as Orchestrator shows it: domains, accounts and groups, and
-- what a directory user may do in the tenant.

local json = require "orchestrator.sandbox.json"
local problem = require "orchestrator.sandbox.problem"
local respond = require "orchestrator.sandbox.respond"

local directory = {}

-- The organisation's own directory, beside those that users came from.
local LOCAL = "autogen"

function directory.DirectoryService_GetDomains(context)
  local list = { json.object("name", LOCAL, "isDefault", true) }
  for _, row in ipairs(context.database:rows([[SELECT DISTINCT "Domain" AS name
    FROM "Users" WHERE "Domain" NOTNULL AND lower("Domain") <> ?
    ORDER BY 1]], LOCAL)) do
    list[#list + 1] = json.object("name", row.name, "isDefault", false)
  end
  return respond.plain(setmetatable(list, json.array_mt))
end

local ENTRIES = [[SELECT * FROM (
  SELECT 'User' AS type, id, userName AS name, displayName AS shown
    FROM _identity_users UNION ALL
  SELECT 'Group', id, name, displayName FROM _groups UNION ALL
  SELECT 'Robot', id, name, displayName FROM _robot_accounts UNION ALL
  SELECT 'ExternalApplication', id, name, name FROM _applications
    WHERE name NOTNULL)
  WHERE lower(substr(name, 1, length(?1))) = lower(?1)
    OR lower(substr(shown, 1, length(?1))) = lower(?1)
  ORDER BY type, name]]

local contexts = { all = true, users = true, groups = true, robots = true,
  machines = true, applications = true }

local function of_type(context)
  local wanted = (context.params.searchContext or "All"):lower()
  for part in wanted:gmatch "[^,%s]+" do
    if not contexts[part] then
      problem.fail(400, 1009, ("The value '%s' is not valid."):format(part))
    end
  end
  return function(kind)
    return wanted:find("all", 1, true)
      or wanted:find(kind:lower():gsub("^external", ""), 1, true)
  end
end

---What of the directory begins with a text.
function directory.DirectoryService_SearchForUsersAndGroups(context)
  if (context.params.prefix or ""):find "[+_-]" then
    problem.facade(400, "BadRequest", "The prefix is not valid.")
  end
  local fits, list = of_type(context), setmetatable({}, json.array_mt)
  for _, row in ipairs(context.database:rows(ENTRIES,
    context.params.prefix or "")) do
    if fits(row.type) then
      list[#list + 1] = json.object("type", row.type, "source", "local",
        "domain", context.params.domain or LOCAL, "identifier", row.id,
        "identityName", row.name, "displayName", row.shown)
    end
  end
  return respond.plain(list)
end

local FIND = [[SELECT Id FROM "Users" WHERE (?1 IS NULL
  OR "UserName" = ?1 COLLATE NOCASE) AND (?2 IS NULL
  OR "DirectoryIdentifier" = ?2 COLLATE NOCASE) AND (?3 IS NULL
  OR coalesce("Domain", '%s') = ?3 COLLATE NOCASE) AND (?4 IS NULL
  OR "Type" = ?4) LIMIT 1]]

---The key of a directory user in the tenant; 404 and 0 when there is none.
function directory.DirectoryService_GetDomainUserId(context)
  local params = context.params
  if not (params.userName or params.directoryIdentifier) then
    problem.fail(400, 1009, "The userName field is required.")
  end
  local id = context.database:row(FIND:format(LOCAL), params.userName,
    params.directoryIdentifier, params.domain, params.userType)
  return respond.plain(id or 0, id and 200 or 404)
end

-- A user's groups, each as it is known to the tenant.
local GROUPS = [[SELECT g.name, u.Id, u."RolesList" AS roles
  FROM _identity_users i JOIN _members m ON m.member = i.id
  JOIN _groups g ON g.id = m."group" LEFT JOIN "Users" u
    ON u."Type" = 'DirectoryGroup' AND u."UserName" = g.name COLLATE NOCASE
  WHERE i.userName = ?1 COLLATE NOCASE OR i.email = ?1 COLLATE NOCASE
  ORDER BY g.name]]

local ROLE = [[SELECT json_object('name', r."Name", 'displayName',
  r."DisplayName", 'groups', r."Groups",
  'isStatic', json(iif(r."IsStatic", 'true', 'false')),
  'isEditable', json(iif(r."IsEditable", 'true', 'false')), 'id', r.Id)
  FROM json_each(coalesce(?, '[]')) e JOIN "Roles" r ON r."Name" = e.value]]

local UNIT = [[SELECT json_object('userId', w.user, 'userName', u."UserName",
  'organizationUnitId', w.unit, 'organizationUnitName', o."DisplayName",
  'id', o.Id) FROM _unit_users w JOIN "Users" u ON u.Id = w.user
  JOIN "OrganizationUnits" o ON o.Id = w.unit WHERE w.user = ?]]

---What the groups of a directory user give to it.
function directory.DirectoryService_GetDirectoryPermissions(context)
  local database, list = context.database, setmetatable({}, json.array_mt)
  for i, row in ipairs(database:rows(GROUPS, context.params.username)) do
    list[i] = json.object("directoryGroup", row.name, "organizationUnits",
      json.raw("[" .. database:objects(UNIT, row.Id) .. "]"), "roles",
      json.raw("[" .. database:objects(ROLE, row.roles) .. "]"))
  end
  return respond.plain(list)
end

return directory
