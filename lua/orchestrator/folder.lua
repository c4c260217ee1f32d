-- A folder of a tenant: the same entity sets and operations, with the header
-- that says which folder is meant.

local base64 = require "orchestrator.base64"
local errors = require "orchestrator.errors"
local operation = require "orchestrator.operation"
local Query = require "orchestrator.query"
local scope = require "orchestrator.scope"

---@class orchestrator.Folder
---@field row? table of Folders, where it was made of one
---@field call fun(self, id: string, args?: table): any
local Folder = { __name = "orchestrator.folder" }
local methods = {}

-- Two bytes for each code unit, the lower first, as the server reads it.
local function utf16(text)
  local out = {}
  for _, point in utf8.codes(text) do
    if point < 0x10000 then
      out[#out + 1] = ("<I2"):pack(point)
    else
      point = point - 0x10000
      out[#out + 1] = ("<I2I2"):pack(0xD800 + (point >> 10),
        0xDC00 + (point & 0x3FF))
    end
  end
  return table.concat(out)
end

local GUID = "^%x%x%x%x%x%x%x%x%-%x%x%x%x%-%x%x%x%x%-%x%x%x%x%-"
  .. ("%x"):rep(12) .. "$"

local function path_header(path)
  if path == "" then
    errors.argument("folder: the path is empty")
  elseif path:find "%c" then
    errors.argument("folder: the path holds a control character")
  elseif path:find "^/" or path:find "/$" or path:find("//", 1, true) then
    errors.argument(("folder: the path %q has an empty name in it")
      :format(path), 'write it like "Shared/Finance"')
  elseif not utf8.len(path) then
    errors.argument("folder: the path is not UTF-8")
  end
  if path:find "^[!-~]" and path:find "[!-~]$" and not path:find "[^ -~]" then
    return "X-UIPATH-FolderPath: " .. path
  end
  return "X-UIPATH-FolderPath-Encoded: " .. base64.encode(utf16(path))
end

local function id_header(id)
  local whole = math.tointeger(id)
  if not whole or whole < 1 then
    errors.argument(("folder: %s is not a folder's Id"):format(tostring(id)))
  end
  return ("X-UIPATH-OrganizationUnitId: %d"):format(whole)
end

-- The header for an Id, a key, a path, or a row of Folders.
local function header_of(folder)
  if type(folder) == "string" then
    if folder:match(GUID) then return "X-UIPATH-FolderKey: " .. folder end
    return path_header(folder)
  elseif math.type(folder) then
    return id_header(folder)
  elseif type(folder) == "table" and math.type(rawget(folder, "Id")) then
    return id_header(folder.Id)
  end
  errors.argument("folder: give an Id, a key (GUID), a path or a row of "
    .. "Folders, not a " .. type(folder))
end

local function label_of(folder)
  if type(folder) ~= "table" then return tostring(folder) end
  return folder.FullyQualifiedName or folder.DisplayName
    or tostring(folder.Id)
end

function Folder.__index(self, name)
  local method = methods[name]
  if method then return method end
  return scope.set(self, name, methods, Query)
end

function Folder:__tostring()
  return ("orchestrator.folder %q"):format(self.label)
end

---Any operation by its operationId, with this folder's header.
---@param id string e.g. "Jobs_StartJobs"
---@param args? table parameters by the definition's names without $, and the
---  body as `body` or its fields
---@return any answer a list, a table, a scalar, or true when it is empty
methods.call = errors.method(function(self, id, args)
  return operation.call(self, id, args)
end)

---Iterates over what an operation lists, page by page in whatever way it has
---(OData's options, take and skip, continuationToken): for file in
---folder:each("Buckets_ListFilesById", { id = 7 }) do. Raises when it fails.
---@param id string operationId
---@param args? table its parameters; `top` says how many rows
---@return function step, orchestrator.Walk walk, nil, orchestrator.Walk closing
function methods.each(self, id, args)
  return operation.query(self, id, args):each()
end

---A folder of a tenant. Sends nothing: a folder that does not exist is found
---out by the first call.
---@param tenant orchestrator.Tenant
---@param folder integer|string|table Id, key, path, or a row of Folders
---@return orchestrator.Folder
function Folder.new(tenant, folder)
  return setmetatable({
    connection = tenant.connection, tenant = tenant,
    label = label_of(folder), header = header_of(folder),
    row = type(folder) == "table" and folder or nil,
  }, Folder)
end

return Folder
