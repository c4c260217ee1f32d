-- The texts of the identity server's mails, and the certificates by which it
-- trusts another server's word.

local core = require "orchestrator.sandbox.core"
local json = require "orchestrator.sandbox.json"
local problem = require "orchestrator.sandbox.problem"
local reading = require "orchestrator.sandbox.identity_reading"
local respond = require "orchestrator.sandbox.respond"
local text = require "orchestrator.sandbox.text"

local pages = {}

---------------------------------------------------------------------------
-- Templates

local function template(context, condition, value)
  local row = context.database:rows(
    "SELECT * FROM _message_templates WHERE " .. condition, value)[1]
  if not row then
    problem.facade(404, "NotFound", "The message template does not exist.")
  end
  return respond.plain(json.object("id", row.id, "name", row.name, "value",
    row.value))
end

function pages.MessageTemplate_GetTemplate(context)
  return template(context, "name = ? COLLATE NOCASE",
    context.request.params.name or "")
end

local function template_id(context)
  return math.tointeger(tonumber(context.args.templateId))
    or reading.invalid_guid("templateId", context.args.templateId)
end

pages["MessageTemplate_GetTemplate_By_Id"] = function(context)
  return template(context, "id = ?", template_id(context))
end

function pages.MessageTemplate_UpdateTemplate(context)
  local id, given = template_id(context), reading.body(context.request)
  if given.id ~= nil and given.id ~= id then
    problem.validation { id = "The id is not that of the address." }
  end
  local value = reading.text(given, "value", 1000000)
  if not value then
    problem.validation { value = "The value field is required." }
  end
  context.database:run("UPDATE _message_templates SET value = ? WHERE id = ?",
    value, id)
  return template(context, "id = ?", id)
end

---------------------------------------------------------------------------
-- Certificates

local function partition(context, id)
  if not text.is_guid(id) then reading.invalid_guid("partitionGlobalId", id) end
  reading.check_partition(context, id:lower())
end

local function at(context, place)
  return context.database:rows(
    "SELECT * FROM _saml_certificates WHERE place = ?", place)[1]
end

local function pair(context)
  local first, second = at(context, "primary"), at(context, "secondary") or {}
  if not first then
    problem.facade(404, "NotFound", "There is no certificate.")
  end
  return respond.plain(json.object("partitionGlobalId",
    context.tenant.organization.id, "primaryCertificateId", first.id,
    "primaryCertificate", first.certificate, "primaryCertificateThumbprint",
    first.thumbprint, "secondaryCertificateId", second.id,
    "secondaryCertificate", second.certificate,
    "secondaryCertificateThumbprint", second.thumbprint))
end

function pages.SamlCertificate_GetCertificatePair(context)
  partition(context, context.args.partitionGlobalId)
  return pair(context)
end

local function refuse(message) problem.facade(400, "BadRequest", message) end

-- A certificate comes as Base64, with or without its PEM lines; it begins as
-- every DER sequence does.
local function read_certificate(given)
  local source = reading.text(given, "certificate", 100000) or ""
  local der = text.base64_decode((source:gsub("%-%-%-%-%-[%u ]+%-%-%-%-%-", "")
    :gsub("%s", "")))
  if not der or der:byte() ~= 0x30 then
    refuse "The certificate cannot be read."
  end
  return source, text.hex(core.sha256(der)):upper()
end

local function put(place)
  return function(context)
    local given = reading.body(context.request)
    reading.body_partition(context, given)
    if place == "secondary" and not at(context, "primary") then
      refuse "There is no primary certificate."
    end
    local certificate, thumbprint = read_certificate(given)
    context.database:run([[INSERT OR REPLACE INTO _saml_certificates
      (place, certificate, thumbprint) VALUES (?, ?, ?)]], place, certificate,
      thumbprint)
    return pair(context)
  end
end

pages.SamlCertificate_UpdatePrimaryCertificate = put "primary"
pages.SamlCertificate_UpdateSecondaryCertificate = put "secondary"

---The secondary certificate becomes the primary one, and the other way.
function pages.SamlCertificate_SwitchToPrimary(context)
  partition(context, context.args.partitionGlobalId)
  if at(context, "primary") and not at(context, "secondary") then
    refuse "There is no secondary certificate."
  end
  local database = context.database
  for _, move in ipairs { { "primary", "" }, { "secondary", "primary" },
    { "", "secondary" } } do
    database:run("UPDATE _saml_certificates SET place = ? WHERE place = ?",
      move[2], move[1])
  end
  return pair(context)
end

function pages.SamlCertificate_DeleteCertificate(context)
  partition(context, context.args.partitionGlobalId)
  local id = math.tointeger(tonumber(context.args.certificateId))
  local place = context.database:row(
    "SELECT place FROM _saml_certificates WHERE id = ?", id)
  if not place then
    problem.facade(404, "NotFound", "The certificate does not exist.")
  elseif place == "primary" and at(context, "secondary") then
    refuse "The primary certificate is in use: switch first."
  end
  context.database:run("DELETE FROM _saml_certificates WHERE id = ?", id)
  return respond.plain(true)
end

return pages
