-- Robots by folder, machine and process; and robots that lose their machine.

local body = require "orchestrator.sandbox.body"
local entities = require "orchestrator.sandbox.entities"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local respond = require "orchestrator.sandbox.respond"

local robots = {}

---The robots of a folder that work on a machine.
function robots.Robots_GetFolderRobotsByFolderidAndMachineid(context)
  local folder, machine = context.args.folderId, context.args.machineId
  entities.must_exist(context, "Folders", folder)
  entities.must_exist(context, "Machines", machine)
  context.folder_id = folder
  return entities.list(context, "Robots",
    { sql = 't."MachineId" = ?', value = machine })
end

---The robots that may run a process: those of its folder that are enabled.
function robots.Robots_GetRobotsForProcessByProcessid(context)
  return entities.list(context, "Robots", { value = context.args.processId,
    sql = [[t."Enabled" AND EXISTS (SELECT 1 FROM "Releases" r
      WHERE r._folder = t._folder AND (r."ProcessKey" = ? COLLATE NOCASE
      OR CAST(r.Id AS TEXT) = ?))]] })
end

---A robot that an attended user starts is bound to its machine no longer.
function robots.Robots_ConvertToFloating(context)
  local id = body.action(context.request.body, model.type(context.op.body),
    "model").robotId
  entities.must_exist(context, "Robots", id)
  local hosting, kind = context.database:row(
    'SELECT "HostingType", "Type" FROM "Robots" WHERE Id = ?', id)
  if hosting == "Floating" then
    problem.fail(409, 1000, "The robot is floating already.")
  elseif kind == "Unattended" or kind == "NonProduction" then
    problem.fail(400, 1000, "Only attended robots can be floating.")
  end
  entities.update(context.database, "Robots", id, { HostingType = "Floating",
    MachineId = body.null, MachineName = body.null })
  return respond.empty(200)
end

return robots
