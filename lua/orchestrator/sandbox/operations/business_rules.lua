-- Business rules: a file with versions. A new file is a new version; all of
-- them stay, and the newest is the active one.

local blobs = require "orchestrator.sandbox.flows.blobs"
local body = require "orchestrator.sandbox.body"
local core = require "orchestrator.sandbox.core"
local entities = require "orchestrator.sandbox.entities"
local instant = require "orchestrator.sandbox.instant"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local multipart = require "orchestrator.sandbox.multipart"
local problem = require "orchestrator.sandbox.problem"
local query = require "orchestrator.sandbox.query"
local respond = require "orchestrator.sandbox.respond"
local text = require "orchestrator.sandbox.text"

local rules = {}

local SET, DTO = "BusinessRules", "UiPath.Server.Configuration.OData."

-- Minutes an address is good for.
local DEFAULT_MINUTES, MAX_MINUTES = 60, 60 * 24 * 7

-- Their files are kept beside those of buckets, of which none has this key.
local SHELF = 0

local function path_of(rule, number)
  return ("businessrules/%s/%d"):format(rule, number)
end

---------------------------------------------------------------------------
-- Writing

-- The two parts of a body: the entity's JSON, and the file or nil.
local function read_parts(context)
  local request = context.request
  local parts, message = multipart.parts(
    request.headers["content-type"] or "", request.body)
  if not parts then problem.fail(400, 1000, message) end
  local rule, file
  for _, part in ipairs(parts) do
    if part.name == "businessRule" then
      rule = part.content
    elseif part.filename then
      file = part
    end
  end
  local of = model.type "BusinessRuleDto"
  local values = body.read(rule or "", of, "businessRule")
  body.require(of, values)
  for name, value in pairs(values) do
    if value == body.null then values[name] = nil end
  end
  values.CurrentVersion, values.Id = nil, nil
  return values, file
end

-- Stores a file as the newest version; the version as a column's JSON.
local function add_version(context, rule, file)
  local database, created = context.database, instant.from_time(core.now())
  local number = (database:row(
    "SELECT max(number) FROM _rule_versions WHERE rule = ?", rule) or 0) + 1
  local id, creator = text.guid(), 1
  database:run("INSERT INTO _rule_versions VALUES (?, ?, ?, ?, ?)", id, rule,
    number, creator, created)
  database:run([[INSERT INTO _blobs (bucket, path, content, type, size,
    modified) VALUES (?, ?, ?, ?, ?, ?)]], SHELF, path_of(rule, number),
    file.content, file.headers["content-type"] or "application/octet-stream",
    #file.content, created)
  return json.object("BusinessRuleKey", rule, "VersionNumber",
    tostring(number), "CreatorUserId", creator, "IsActive", true,
    "CreationTime", created:sub(1, 19) .. "Z", "Id", id).text
end

function rules.BusinessRules_Post(context)
  local values, file = read_parts(context)
  if not file then
    problem.fail(400, 1009, "The file field is required.")
  end
  values.Id = text.guid()
  return entities.add(context, SET, values, function()
    values.CurrentVersion = add_version(context, values.Id, file)
  end)
end

function rules.BusinessRules_PutById(context)
  local key = context.args.key
  entities.must_exist(context, SET, key)
  local values, file = read_parts(context)
  local changes = { Name = values.Name,
    Description = values.Description or body.null,
    Tags = values.Tags or body.null }
  if file then changes.CurrentVersion = add_version(context, key, file) end
  entities.change(context, SET, key, changes)
  return respond.empty(200)
end

---A rule takes its versions with it.
function rules.BusinessRules_DeleteById(context)
  local key = context.args.key
  local reply = entities.delete(context, SET)
  context.database:run("DELETE FROM _rule_versions WHERE rule = ?", key)
  context.database:run("DELETE FROM _blobs WHERE bucket = ? "
    .. "AND path LIKE ? || '%'", SHELF, "businessrules/" .. key .. "/")
  return reply
end

---------------------------------------------------------------------------
-- Versions

local VERSIONS = [[SELECT rule AS "BusinessRuleKey",
  CAST(number AS TEXT) AS "VersionNumber", creator AS "CreatorUserId",
  number = (SELECT max(number) FROM _rule_versions WHERE rule = v.rule)
  AS "IsActive", created AS "CreationTime", id AS "Id"
  FROM _rule_versions v WHERE rule = '%s']]

function rules.BusinessRules_GetVersionListById(context)
  entities.must_exist(context, SET, context.args.id)
  local rows, count = query.derived(context, SET,
    model.type "BusinessRuleVersionDto", VERSIONS:format(context.args.id))
  return respond.collection(context, "Collection(" .. DTO
    .. "BusinessRuleVersionDto)", rows, count)
end

local function minutes(context)
  local given = context.params.expiryInMinutes
  if not given or given == "" then return DEFAULT_MINUTES end
  local number = math.tointeger(tonumber(given))
  if not number or number < 1 or number > MAX_MINUTES then
    problem.fail(400, 1009, ("The field expiryInMinutes must be between 1 "
      .. "and %d."):format(MAX_MINUTES))
  end
  return number
end

-- The version asked for, or the newest.
local function find_version(context, rule)
  local wanted = context.params.versionNumber
  local number = context.database:row([[SELECT max(number)
    FROM _rule_versions WHERE rule = ?1 AND (?2 IS NULL
    OR CAST(number AS TEXT) = ?2)]], rule, wanted)
  return number or problem.not_found "BusinessRuleVersion"
end

---An address to read a rule's file by.
function rules.BusinessRules_GetReadUriByName(context)
  query.options(context, SET, model.type "BusinessRuleVersionDownloadResponse")
  local rule, name = context.database:row([[SELECT "Id", "Name"
    FROM "BusinessRules" WHERE "Name" = ?1 COLLATE NOCASE AND (_folder = ?2
    OR "Id" IN (SELECT key FROM _links WHERE "set" = 'BusinessRules'
    AND folder = ?2))]], context.args.name, context.folder_id)
  if not rule then problem.not_found "BusinessRule" end
  local number = find_version(context, rule)
  local none = setmetatable({}, json.array_mt)
  local access = json.object("Uri", blobs.uri(context, SHELF,
    path_of(rule, number), "GET", minutes(context) * 60), "Verb", "GET",
    "RequiresAuth", false, "Headers",
    json.object("Keys", none, "Values", none))
  return respond.object(context, DTO .. "BusinessRuleVersionDownloadResponse",
    json.object("VersionNumber", tostring(number), "BusinessRuleName", name,
      "DownloadUri", access).text)
end

return rules
