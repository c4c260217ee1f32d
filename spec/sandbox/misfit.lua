-- Whether an answer's body fits the type that it is declared to have.

local cjson = require "cjson"
local model = require "orchestrator.sandbox.model"

local json_kinds = { int32 = "number", int64 = "number", number = "number",
  bool = "boolean", string = "string", guid = "string", date = "string",
  bytes = "string", enum = "string" }

-- Members that the facts show beyond the definition (section 8.11).
local undeclared = { ["LicenseDto.HostLicenseId"] = true }

local misfit

local function misfit_list(kind, value, path, type_of)
  local inner = { kind = kind:match "^%[(.*)%]$" }
  if type(value) ~= "table" then return path .. " is no list" end
  inner.target = type_of(inner.kind) and inner.kind
  inner.scalar = json_kinds[inner.kind]
  for i, item in ipairs(value) do
    local problem = misfit(inner, item, ("%s[%d]"):format(path, i),
      type_of)
    if problem then return problem end
  end
end

local function misfit_object(of, value, path, type_of)
  if type(value) ~= "table" then return path .. " is no object" end
  for name, member in pairs(value) do
    local annotated = type(name) == "string" and name:find("@odata.", 1, true)
    annotated = annotated or undeclared[of.name .. "." .. tostring(name)]
    local property = not annotated and of.by_name[tostring(name):lower()]
    if not annotated and not property then
      return ("%s.%s is not declared on %s"):format(path, name, of.name)
    end
    local problem = property
      and misfit(property, member, path .. "." .. name, type_of)
    if problem then return problem end
  end
end

-- What is wrong with a value of a property, or nil.
function misfit(property, value, path, type_of)
  if value == cjson.null then return nil end
  if property.kind:sub(1, 1) == "[" then
    return misfit_list(property.kind, value, path, type_of)
  elseif property.scalar then
    local kind = property.kind:match "^enum" and "enum" or property.kind
    if type(value) ~= json_kinds[kind] then
      return ("%s is a %s"):format(path, type(value))
    elseif property.enum and not property.enum.numbers[value] then
      return ("%s is '%s', which is not declared"):format(path, value)
    end
  elseif property.target then
    return misfit_object(type_of(property.target), value, path, type_of)
  end
end

---What is wrong with the body of an answer, or nil.
---@param declared string
---@param answer table
---@param type_of function|nil the definition's types; Orchestrator's
return function(declared, answer, type_of)
  type_of = type_of or model.type
  if declared == "-" then
    return answer.body ~= "" and "a body came, and none is declared" or nil
  end
  if declared:find "/" or declared:find "^{" then return nil end
  local list, body = declared:match "^%[(.*)%]$", answer.json
  if body == nil then return "no JSON came" end
  if type(body) == "table" and body.value ~= nil
    and body["@odata.context"] then
    body = body.value
  end
  local kind = list and "[" .. list .. "]" or declared
  local of = type_of(declared)
  return misfit({ kind = kind, target = of and declared,
    scalar = json_kinds[declared:match "^%w+"] and not of }, body, "body",
    type_of)
end
