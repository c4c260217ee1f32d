-- The envelopes of successful answers.

local json = require "orchestrator.sandbox.json"
local problem = require "orchestrator.sandbox.problem"

local respond = {}

local ODATA = "application/json; odata.metadata=minimal; "
  .. "odata.streaming=true; charset=utf-8"

local function context_text(context, fragment)
  return json.encode(context.base .. "/odata/$metadata#" .. fragment)
end

---A collection: `rows` are JSON values with commas between.
function respond.collection(context, fragment, rows, count)
  local counted = count and ('"@odata.count":%d,'):format(count) or ""
  return problem.reply(200, ('{"@odata.context":%s,%s"value":[%s]}'):format(
    context_text(context, fragment), counted, rows), ODATA)
end

---An entity or complex value: `object` is the JSON of a non-empty object.
function respond.object(context, fragment, object, status, headers)
  return problem.reply(status or 200, ('{"@odata.context":%s,%s'):format(
    context_text(context, fragment), object:sub(2)), ODATA, headers)
end

---A primitive value.
function respond.value(context, fragment, value)
  return problem.reply(200, ('{"@odata.context":%s,"value":%s}'):format(
    context_text(context, fragment), json.encode(value)), ODATA)
end

---Plain JSON, as /api answers it.
function respond.plain(value, status)
  return problem.reply(status or 200, json.encode(value))
end

---An answer without a body.
function respond.empty(status)
  return problem.reply(status or 200, "", "text/plain")
end

return respond
