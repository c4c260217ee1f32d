-- Machines: the secrets they sign in with, and the accounts that are mapped to
-- them in a folder.

local body = require "orchestrator.sandbox.body"
local entities = require "orchestrator.sandbox.entities"
local instant = require "orchestrator.sandbox.instant"
local core = require "orchestrator.sandbox.core"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local respond = require "orchestrator.sandbox.respond"
local text = require "orchestrator.sandbox.text"

local machines = {}

local MACHINE = 'SELECT Id FROM "Machines" WHERE "LicenseKey" = ? '
  .. "COLLATE NOCASE"

local function machine_of(context)
  return context.database:row(MACHINE, context.args.key)
    or problem.not_found "Machine"
end

local function shown(row, secret)
  return json.object("id", row.id, "secret", secret, "creationTime",
    row.created:sub(1, 19) .. "Z")
end

---When the secrets of a machine were made; the secrets are not told.
function machines.Clients_GetSecrets(context)
  local list = setmetatable({}, json.array_mt)
  for i, row in ipairs(context.database:rows(
    "SELECT * FROM _machine_secrets WHERE machine = ? ORDER BY id",
    machine_of(context))) do
    list[i] = shown(row)
  end
  return respond.plain(list)
end

local function add_secret(database, machine)
  local secret, created = text.base64url(text.random(24)),
    instant.from_time(core.now())
  local _, id = database:run([[INSERT INTO _machine_secrets
    (machine, secret, created) VALUES (?, ?, ?)]], machine, secret, created)
  return secret, { id = id, created = created }
end

---Makes a further secret, which is told this once.
function machines.Clients_CreateSecret(context)
  local secret, row = add_secret(context.database, machine_of(context))
  return respond.plain(shown(row, secret), 201)
end

---Makes a machine: its key stays, its first secret is told this once.
function machines.Machines_Post(context)
  local reply = entities.create(context, "Machines", function(values)
    values.LicenseKey = values.LicenseKey or text.guid()
    values.ClientSecret = nil
  end)
  local secret = add_secret(context.database,
    context.database:row "SELECT last_insert_rowid()")
  reply.body = context.database:row(
    "SELECT json_set(?, '$.ClientSecret', ?)", reply.body, secret)
  return reply
end

---Replaces a machine; what it signs in with stays.
function machines.Machines_PutById(context)
  return entities.replace(context, "Machines", function(changes)
    changes.ClientSecret = nil
    if changes.LicenseKey == body.null then changes.LicenseKey = nil end
  end)
end

---Takes a secret away, by its id.
function machines.Clients_DeleteSecret(context)
  local changes = context.database:run(
    "DELETE FROM _machine_secrets WHERE id = ?",
    math.tointeger(tonumber(context.args.key)))
  if changes == 0 then problem.not_found "ClientSecret" end
  return respond.empty(204)
end

---------------------------------------------------------------------------
-- Accounts

local function check(context, folder, machine)
  entities.must_exist(context, "Folders", folder)
  entities.must_exist(context, "Machines", machine)
end

---The robots that may use a machine in a folder.
function machines.Folders_GetMachineRobotsByFolderidAndMachineid(context)
  local folder, machine = context.args.folderId, context.args.machineId
  check(context, folder, machine)
  context.folder_id = nil
  return entities.list(context, "Robots", { value = machine, sql = ([[t.Id IN
    (SELECT robot FROM _machine_robots WHERE folder = %d AND machine = ?)]])
    :format(folder) })
end

function machines.Folders_SetMachineRobots(context)
  local given = body.action(context.request.body,
    model.type(context.op.body), "model")
  local database = context.database
  check(context, given.FolderId, given.MachineId)
  context.folder_id = nil
  for _, robot in ipairs(given.AddedRobotIds or {}) do
    entities.must_exist(context, "Robots", robot)
    database:run("INSERT OR IGNORE INTO _machine_robots VALUES (?, ?, ?)",
      given.FolderId, given.MachineId, robot)
  end
  for _, robot in ipairs(given.RemovedRobotIds or {}) do
    database:run("DELETE FROM _machine_robots WHERE folder = ? "
      .. "AND machine = ? AND robot = ?", given.FolderId, given.MachineId,
      robot)
  end
  return respond.empty(204)
end

return machines
