-- What is in a folder, and who is let into it by the directory's name.

local entities = require "orchestrator.sandbox.entities"
local json = require "orchestrator.sandbox.json"
local members = require "orchestrator.sandbox.flows.members"
local problem = require "orchestrator.sandbox.problem"
local respond = require "orchestrator.sandbox.respond"

local folders = {}

---Puts somebody of the Cloud's directory into folders; servers on premises
---have AssignDomainUser alone.
function folders.Folders_AssignDirectoryUser(context)
  if context.edition == "standalone" then problem.page(404, "Not Found") end
  return members.Folders_AssignDomainUser(context)
end

-- What is counted, under the name it has in the answer.
local counted = { { "Releases", "Processes" }, { "Assets", "Assets" },
  { "QueueDefinitions", "Queues" }, { "ProcessSchedules", "Triggers" },
  { "Buckets", "Buckets" }, { "TestSets", "TestSets" },
  { "TaskCatalogs", "ActionCatalogs" } }

---How many rows of each kind a folder has, with those that are shared into
---it when `includeShared` says so.
function folders.Folders_GetEntitiesSummaryByFolderid(context)
  local folder, members_list = context.args.folderId, {}
  entities.must_exist(context, "Folders", folder)
  local shared = (context.params.includeShared or ""):lower() == "true"
  for i, pair in ipairs(counted) do
    local own = context.database:row(('SELECT count(*) FROM "%s" '
      .. "WHERE _folder = ?"):format(pair[1]), folder)
    local linked = shared and context.database:row([[SELECT count(*)
      FROM _links WHERE "set" = ? AND folder = ?]], pair[1], folder) or 0
    members_list[2 * i - 1], members_list[2 * i] = pair[2], own + linked
  end
  return respond.object(context, "UiPath.Server.Configuration.OData."
    .. "EntitiesSummaryDto", json.object(table.unpack(members_list)).text)
end

return folders
