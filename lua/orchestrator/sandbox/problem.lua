-- The server's error answers, in the shapes its clients meet. Each function
-- raises its answer; the server sends what it catches.

local json = require "orchestrator.sandbox.json"
local text = require "orchestrator.sandbox.text"

local problem = {}

local trace = 0

local function trace_id()
  trace = trace + 1
  return ("00-%s%016x-%016x-01"):format(text.hex(text.random(8)), trace, trace)
end

local reply_mt = {}

---An answer to be raised or returned.
---@param status integer
---@param body string
---@param content_type string|nil JSON unless given
---@param headers table|nil "Name: value" lines
function problem.reply(status, body, content_type, headers)
  local list = { "Content-Type: "
    .. (content_type or "application/json; charset=utf-8") }
  for _, line in ipairs(headers or {}) do list[#list + 1] = line end
  return setmetatable({ status = status, body = body, headers = list },
    reply_mt)
end

function problem.is_reply(value) return getmetatable(value) == reply_mt end

---The normal error: message, errorCode, traceId.
function problem.fail(status, code, message)
  error(problem.reply(status, json.object("message", message, "errorCode",
    code, "traceId", trace_id()).text), 0)
end

---The envelope of 401 and 403.
local function envelope(status, message, details, unauthorized)
  local inner = json.object("code", 0, "message", message, "details", details,
    "validationErrors", nil)
  error(problem.reply(status, json.object("message", message, "errorCode", 0,
    "result", nil, "targetUrl", nil, "success", false, "error", inner,
    "unAuthorizedRequest", unauthorized, "__abp", true).text), 0)
end

function problem.unauthenticated()
  envelope(401, "You are not authenticated!", "You should be authenticated "
    .. "(sign in) in order to perform this operation.", false)
end

function problem.unauthorized()
  envelope(403, "You are not authorized!",
    "You are not allowed to perform this operation.", true)
end

---A token endpoint's error.
function problem.oauth(status, name, description)
  local body = description
    and json.object("error", name, "error_description", description)
    or json.object("error", name)
  error(problem.reply(status, body.text), 0)
end

---On-premises sign-in with a wrong name, password or tenant.
function problem.credentials()
  error(problem.reply(400, json.object("message",
    "Invalid credentials, failed to login.", "errorCode", 1000,
    "resourceIds", nil).text), 0)
end

---Leads a browser elsewhere.
function problem.redirect(location)
  error(problem.reply(302, "", "text/plain", { "Location: " .. location }), 0)
end

---A token without the scope an identity call wants.
function problem.scope(given, scope, reading)
  local wanted = reading and ("%s.Read"):format(scope)
    or ("%s.Write"):format(scope)
  error(problem.reply(403, json.object("errorMessage",
    ("Scope(s) '%s' is(are) invalid. Expect to have '%s' or '%s'. "):format(
      given, scope, wanted)).text), 0)
end

---ASP.NET's validation problem, as the identity server answers it.
---@param errors table field to message
function problem.validation(errors)
  local fields = {}
  for name, message in pairs(errors) do
    fields[name] = setmetatable({ message }, json.array_mt)
  end
  error(problem.reply(400, json.object("errors", fields, "type",
    "https://tools.ietf.org/html/rfc7231#section-6.5.1", "title",
    "One or more validation errors occurred.", "status", 400, "traceId",
    trace_id()).text, "application/problem+json; charset=utf-8"), 0)
end

---The directory's errors.
function problem.facade(status, description, message)
  error(problem.reply(status, json.object("StatusCode", status,
    "StatusDescription", description, "Message", message).text), 0)
end

---What a gateway answers for an address that leads nowhere.
function problem.page(status, title)
  error(problem.reply(status, ("<!DOCTYPE html>\n<html><head><title>%s</title>"
    .. "</head><body><h1>%s</h1></body></html>\n"):format(title, title),
    "text/html; charset=utf-8"), 0)
end

function problem.options(detail)
  local message = "Invalid OData query options."
  if detail then message = message .. " " .. detail end
  problem.fail(400, 1000, message)
end

function problem.not_found(what)
  problem.fail(404, 1002, what .. " does not exist.")
end

function problem.null_argument(name)
  problem.fail(400, 0, name .. " must not be null")
end

return problem
