-- Machines in folders: assigned to some, and inherited below them when told.

local access = require "orchestrator.sandbox.access"
local body = require "orchestrator.sandbox.body"
local entities = require "orchestrator.sandbox.entities"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local query = require "orchestrator.sandbox.query"
local respond = require "orchestrator.sandbox.respond"

local machines = {}

local function given(context)
  return body.action(context.request.body, model.type(context.op.body),
    "model")
end

local function check(context, set, keys)
  for _, key in ipairs(keys or {}) do entities.must_exist(context, set, key) end
end

local function assign(database, folder, machine)
  database:run("INSERT OR IGNORE INTO _folder_machines VALUES (?, ?, 0)",
    folder, machine)
end

local function unassign(database, folder, machine)
  database:run("DELETE FROM _folder_machines WHERE folder = ? "
    .. "AND machine = ?", folder, machine)
end

function machines.Folders_AssignMachines(context)
  local list = given(context).assignments
  check(context, "Machines", list.MachineIds)
  check(context, "Folders", list.FolderIds)
  access.check_each(context, list.FolderIds or {}, context.op.needs)
  for _, folder in ipairs(list.FolderIds or {}) do
    for _, machine in ipairs(list.MachineIds or {}) do
      assign(context.database, folder, machine)
    end
  end
  return respond.empty(204)
end

function machines.Folders_UpdateMachinesToFolderAssociations(context)
  local change = given(context).associations
  if math.type(change.FolderId) ~= "integer" then
    problem.null_argument "associations"
  end
  check(context, "Folders", { change.FolderId })
  access.check_each(context, { change.FolderId }, context.op.needs)
  check(context, "Machines", change.AddedMachineIds)
  for _, machine in ipairs(change.AddedMachineIds or {}) do
    assign(context.database, change.FolderId, machine)
  end
  for _, machine in ipairs(change.RemovedMachineIds or {}) do
    unassign(context.database, change.FolderId, machine)
  end
  return respond.empty(204)
end

function machines.Folders_RemoveMachinesFromFolderById(context)
  check(context, "Folders", { context.args.key })
  for _, machine in ipairs(given(context).machineIds) do
    unassign(context.database, context.args.key, machine)
  end
  return respond.empty(204)
end

---Says whether the folders below a folder have its machine too.
function machines.Folders_ToggleFolderMachineInherit(context)
  local wanted = given(context)
  local changed = context.database:run("UPDATE _folder_machines "
    .. "SET inherit = ? WHERE folder = ? AND machine = ?",
    wanted.InheritEnabled == true and 1 or 0, wanted.FolderId,
    wanted.MachineId)
  if changed == 0 then problem.not_found "Machine" end
  return respond.empty(200)
end

---------------------------------------------------------------------------
-- Reads

-- The machines a folder has, its own and those of folders above.
local in_folder = [[IN (SELECT machine FROM _folder_machines WHERE folder = ?
  UNION SELECT m.machine FROM _folder_machines m
  JOIN "Folders" f ON f.Id = m.folder JOIN "Folders" c ON c.Id = ?
  WHERE m.inherit = 1 AND substr(c."FullyQualifiedName", 1,
    length(f."FullyQualifiedName") + 1) = f."FullyQualifiedName" || '/')]]

local function of_folder(argument)
  return function(context)
    local folder = context.args[argument]
    check(context, "Folders", { folder })
    return entities.list(context, "Machines",
      { sql = "t.Id " .. in_folder, value = folder })
  end
end

machines.Folders_GetMachinesForFolderByKey = of_folder "key"
machines.Machines_GetAssignedMachinesByFolderid = of_folder "folderId"

local function number(context, name)
  local given_text = context.params[name]
  if not given_text then return nil end
  return math.tointeger(tonumber(given_text)) or problem.fail(400, 1009,
    ("The value '%s' is not valid."):format(given_text))
end

---The folders below one (or all) that have a machine (or any) of their own.
function machines.Folders_GetSubfoldersWithAssignedMachine(context)
  local root, machine = number(context, "rootFolderId"),
    number(context, "machineId")
  if root then check(context, "Folders", { root }) end
  local path = root and context.database:row(
    [[SELECT "FullyQualifiedName" || '/' FROM "Folders" WHERE Id = ?]], root)
  return entities.list(context, "Folders", { value = path or "", sql = ([[
    substr(t."FullyQualifiedName", 1, length(?)) = ? AND t.Id IN
    (SELECT folder FROM _folder_machines WHERE machine = %s)]])
    :format(machine or "machine") })
end

local INHERITED = [[SELECT 1 FROM _folder_machines m
  JOIN "Folders" f ON f.Id = m.folder JOIN "Folders" c ON c.Id = ?
  WHERE m.machine = ? AND m.inherit = 1
  AND substr(c."FullyQualifiedName" || '/', 1,
    length(f."FullyQualifiedName") + 1) = f."FullyQualifiedName" || '/']]

-- How a folder below `parent` has a machine: its own, from above, or not.
local function state_in(database, folder, machine, parent)
  if database:row("SELECT 1 FROM _folder_machines WHERE folder = ? "
    .. "AND machine = ?", folder, machine) then
    return "Assigned"
  end
  return database:row(INHERITED, parent, machine) and "Inherited"
    or "NotAssigned"
end

---Which machines a folder would gain or lose below another parent.
function machines.Folders_GetMoveFolderMachinesChanges(context)
  local folder, target = number(context, "folderId"),
    number(context, "targetParentId")
  check(context, "Folders", { folder or 0, target })
  local database, list = context.database, {}
  local parent = database:row('SELECT "ParentId" FROM "Folders" WHERE Id = ?',
    folder)
  for _, row in ipairs(database:rows [[SELECT Id, "Name" FROM "Machines"
    ORDER BY Id]]) do
    local old = state_in(database, folder, row.Id, parent)
    local new = state_in(database, folder, row.Id, target)
    if old ~= new then
      list[#list + 1] = json.object("MachineId", row.Id, "MachineName",
        row.Name, "OldMachineFolderState", old, "NewMachineFolderState",
        new).text
    end
  end
  return respond.collection(context, "Collection(UiPath.Server.Configuration"
    .. ".OData.MoveFolderMachineChange)",
    table.concat(query.slice(context, list), ","))
end

local slots = { { "Unattended", "UnattendedSlots" },
  { "NonProduction", "NonProductionSlots" }, { "Headless", "HeadlessSlots" },
  { "TestAutomation", "TestAutomationSlots" },
  { "AutomationCloud", "AutomationCloudSlots" } }

---The runtimes that the machines of a folder have, by type.
function machines.Machines_GetRuntimesForFolderByFolderid(context)
  local folder, list = context.args.folderId, {}
  check(context, "Folders", { folder })
  for _, slot in ipairs(slots) do
    local total = context.database:row(([[SELECT coalesce(sum("%s"), 0)
      FROM "Machines" WHERE Id %s]]):format(slot[2], in_folder), folder, folder)
    if total > 0 then
      list[#list + 1] = json.object("Type", slot[1], "Total", total,
        "Connected", total, "Available", total).text
    end
  end
  return respond.collection(context,
    "Collection(UiPath.MachineRuntimeDto)",
    table.concat(query.slice(context, list), ","))
end

return machines
