-- The folder a request works in, by one of four headers. When several come,
-- the id wins over the key, the key over the paths.

local problem = require "orchestrator.sandbox.problem"
local text = require "orchestrator.sandbox.text"

local folder_context = {}

local function no_folder()
  problem.fail(400, 1100, "Folder does not exist or the user does not have "
    .. "access to the folder.")
end

local by_path = 'SELECT Id FROM "Folders" WHERE "FullyQualifiedName" = ? '
  .. "COLLATE NOCASE"

-- Without an ambient folder every relative path starts at the root, and has
-- no parent.
local function encoded_path(value)
  local bytes = text.base64_decode(value)
  local path = bytes and text.from_utf16(bytes)
  if not path or path:find "^%.%./" then no_folder() end
  return (path:gsub("^%.?/", ""))
end

local sources = {
  { "x-uipath-organizationunitid", 'SELECT Id FROM "Folders" WHERE Id = ?',
    function(value) return math.tointeger(tonumber(value)) end },
  { "x-uipath-folderkey", 'SELECT Id FROM "Folders" WHERE "Key" = ?',
    string.lower },
  { "x-uipath-folderpath-encoded", by_path, encoded_path },
  { "x-uipath-folderpath", by_path, function(value) return value end },
}

---The folder's id, or nil when the request names none; raises 1100 for one
---that is not there.
---@param database table
---@param headers table by lower-case name
---@return integer|nil
function folder_context.find(database, headers)
  for _, source in ipairs(sources) do
    local value = headers[source[1]]
    if value and value ~= "" then
      local key = source[3](value)
      local id = key and database:row(source[2], key)
      return id or no_folder()
    end
  end
end

---Raises 1101: the operation works in a folder, and none was named.
function folder_context.required()
  problem.fail(400, 1101,
    "An organization unit is required for this action.")
end

return folder_context
