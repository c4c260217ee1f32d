-- Single calls beside the definition.

local access = require "orchestrator.sandbox.access"
local body = require "orchestrator.sandbox.body"
local entities = require "orchestrator.sandbox.entities"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local respond = require "orchestrator.sandbox.respond"
local roles = require "orchestrator.sandbox.operations.roles"

local rest = {}

rest.Users_GetCurrentUserExtended = roles.Users_GetCurrentUser

---What a user's roles permit in the tenant.
function rest.Users_GetPrivileges(context)
  local id = math.tointeger(tonumber(context.params.userId or ""))
  if not id then
    problem.fail(400, 1009, "The userId field is required.")
  end
  entities.must_exist(context, "Users", id)
  local list = setmetatable({}, json.array_mt)
  for i, name in ipairs(access.granted(context.database, id, nil)) do
    list[i] = name
  end
  return respond.plain(json.object("userId", id, "permissions", list))
end

---A test set with all that its form shows.
function rest.TestSets_GetForEditByKey(context)
  return entities.get(context, "TestSets", "t.Id = ?", context.args.key)
end

---Deletes definitions of test cases. Those in a test set stay, and the answer
---does not tell.
function rest.TestCaseDefinitions_BulkDelete(context)
  local given = body.action(context.request.body,
    model.type(context.op.body), "model")
  for _, id in ipairs(given.testCaseDefinitionIds) do
    context.database:run([[DELETE FROM "TestCaseDefinitions" WHERE Id = ?1
      AND NOT EXISTS (SELECT 1 FROM "TestSets" s, json_each(
        coalesce(s."TestCases", '[]')) c
        WHERE json_extract(c.value, '$.DefinitionId') = ?1)]], id)
  end
  return respond.empty(204)
end

return rest
