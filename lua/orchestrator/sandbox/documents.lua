-- What is there for everybody, with a token or without: the documents that
-- describe the API, and whether the server is up.

local json = require "orchestrator.sandbox.json"
local metadata = require "orchestrator.sandbox.metadata"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local respond = require "orchestrator.sandbox.respond"
local schema = require "orchestrator.sandbox.schema"
local swagger = require "orchestrator.sandbox.swagger"
local text = require "orchestrator.sandbox.text"

local documents = {}

local XML = "application/xml; charset=utf-8"

-- The list of entity sets is JSON, and XML when that is asked for.
local function sets_json(base)
  local list = setmetatable({}, json.array_mt)
  for i, set in ipairs(schema.sorted(model.sets)) do
    list[i] = json.object("name", set, "kind", "EntitySet", "url", set)
  end
  return respond.plain(json.raw(json.object("@odata.context",
    base .. "/odata/$metadata", "value", list).text))
end

local function sets_xml(base)
  local out = { ('<?xml version="1.0" encoding="utf-8"?>\n<service xml:base='
    .. '"%s/odata/" xmlns="http://www.w3.org/2007/app" xmlns:atom='
    .. '"http://www.w3.org/2005/Atom"><workspace><atom:title>Default'
    .. "</atom:title>"):format((base:gsub('[&<"]', ""))) }
  for _, set in ipairs(schema.sorted(model.sets)) do
    out[#out + 1] = ('<collection href="%s"><atom:title>%s</atom:title>'
      .. "</collection>"):format(set, set)
  end
  out[#out + 1] = "</workspace></service>\n"
  return problem.reply(200, table.concat(out), XML)
end

local function sets(base, params)
  local xml = (params["$format"] or ""):lower():find("xml", 1, true)
  return (xml and sets_xml or sets_json)(base)
end

local everywhere = {
  ["/odata"] = sets, ["/odata/"] = sets,
  ["/odata/$metadata"] = function()
    return problem.reply(200, metadata.document(), XML)
  end,
  ["/swagger/v20.0/swagger.json"] = function(base)
    return problem.reply(200, swagger.document(base))
  end,
}

-- On premises a monitor asks these; details want a key that nobody set.
local function up() return respond.empty(200) end
local premises = { ["/api/health"] = up, ["/api/health/startup"] = up }

---The answer to a request for such a document, or nil.
---@param edition string
---@param path string below the Orchestrator's base, still encoded
---@param params table the query, by name
---@param base string the Orchestrator's address
---@return table|nil reply
function documents.answer(edition, path, params, base)
  path = text.unescape(path)
  local document = everywhere[path]
    or edition ~= "cloud" and premises[path:lower()]
  return document and document(base, params) or nil
end

return documents
