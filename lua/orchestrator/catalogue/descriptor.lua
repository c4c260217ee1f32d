-- A descriptor is a line of words. Its first says what a value is:
--   string uuid date int32 int64 number boolean binary byte object any
--   @Name   the type of that name     #Name  an enumeration
--   []…     an array of               {}…    an object whose members are
-- then come, where they hold: required readonly minlength=n maxlength=n
-- min=n max=n.

local parsed = {}

---@class orchestrator.Descriptor
---@field kind string the first word without its [] or {}
---@field list? boolean
---@field map? boolean
---@field type? string name of a type
---@field enum? string name of an enumeration
---@field required? boolean
---@field readonly? boolean

---Reads a descriptor.
---@param text string
---@return orchestrator.Descriptor
return function(text)
  local out = parsed[text]
  if out then return out end
  out = {}
  for word in text:gmatch "%S+" do
    if not out.kind then
      out.list = word:match "^%[%]" and true or nil
      out.map = word:match "^{}" and true or nil
      out.kind = word:gsub("^[%[%]{}]+", "")
      out.type = out.kind:match "^@(.+)"
      out.enum = out.kind:match "^#(.+)"
    else
      local name, value = word:match "^(%a+)=?(.*)$"
      out[name] = value == "" and true or math.tointeger(tonumber(value))
    end
  end
  parsed[text] = out
  return out
end
