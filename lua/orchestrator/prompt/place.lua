-- Where a session is: a tenant, and a folder of it or none.

local errors = require "orchestrator.errors"

---@class orchestrator.Place
---@field tenant orchestrator.Tenant
---@field path string "" at the tenant itself
local Place = {}
Place.__index = Place

---@param tenant orchestrator.Tenant
---@return orchestrator.Place
function Place.new(tenant)
  return setmetatable({ tenant = tenant, path = "" }, Place)
end

-- "Shared" and "../Sales" as a path from the top.
local function resolved(from, path)
  local parts = {}
  if path:sub(1, 1) == "/" then from = "" end
  for part in (from .. "/" .. path):gmatch "[^/]+" do
    if part == ".." then
      parts[#parts] = nil
    elseif part ~= "." then
      parts[#parts + 1] = part
    end
  end
  return table.concat(parts, "/")
end

-- The row of a folder by its path; raises when there is none.
local function find(self, path)
  local row = self.tenant.Folders:filter{ FullyQualifiedName = path }:first()
  if not row then
    errors.refuse("not_found", ("cd: there is no folder %q"):format(path),
      "ls lists those that are here")
  end
  return row
end

---Goes to a folder. A path counts from here; with "/" before it, or where
---there is none below here, from the top.
---@param path? string "Shared/Finance", "..", "/"; nothing: the top
function Place:go(path)
  path = path or "/"
  if type(path) ~= "string" then
    errors.argument('cd: write cd "Shared/Finance", cd ".." or cd "/"')
  end
  local wanted = resolved(self.path, path)
  if wanted == "" then
    self.path, self.folder = "", nil
    return
  end
  local ok, row = pcall(find, self, wanted)
  if not ok and self.path ~= "" and errors.is(row) and row.kind == "not_found"
  then
    wanted = resolved("", path)
    ok, row = pcall(find, self, wanted)
  end
  if not ok then error(row, 0) end
  self.path = row.FullyQualifiedName or wanted
  self.folder = self.tenant:folder(row)
end

---The folders directly below this place.
---@return orchestrator.Query
function Place:children()
  local query = self.tenant.Folders:orderby("FullyQualifiedName")
  if not self.folder then
    return query:filter{ ParentId = require "orchestrator".null }
  end
  local own = self.tenant.Folders:filter{ FullyQualifiedName = self.path }
    :select("Id"):first()
  return query:filter{ ParentId = own and own.Id or 0 }
end

---What entity sets belong to here.
---@return orchestrator.Tenant|orchestrator.Folder
function Place:scope() return self.folder or self.tenant end

return Place
