-- Where a session is: a tenant, and a folder of it or none.

local errors = require "orchestrator.errors"

---@class orchestrator.Place
---@field tenant orchestrator.Tenant
---@field path string "" at the tenant itself
---@field folder? orchestrator.Folder
local Place = {}
Place.__index = Place

-- What `folder` is where none is chosen: it gives others all the same.
local Nowhere = { __name = "orchestrator.prompt.nowhere" }

local NO_FOLDER = "no folder is chosen"
local WHAT_TO_DO = 'cd "Shared/Finance"; ls lists those that are here'

function Nowhere:__tostring() return NO_FOLDER .. ": " .. WHAT_TO_DO end

function Nowhere.__index() errors.argument(NO_FOLDER, WHAT_TO_DO) end

-- A copy of a metatable whose objects give folders when they are called.
local function callable(self, meta)
  local copy = {}
  for name, value in pairs(meta) do copy[name] = value end
  copy.__call = function(_, path) return self:at(path) end
  return copy
end

---@param tenant orchestrator.Tenant
---@return orchestrator.Place
function Place.new(tenant)
  local self = setmetatable({ tenant = tenant, path = "" }, Place)
  self.nowhere = setmetatable({}, callable(self, Nowhere))
  return self
end

---Is in a folder from now on.
---@param path string
---@param folder orchestrator.Folder
function Place:enter(path, folder)
  self.path = path
  self.folder = setmetatable(folder, callable(self, getmetatable(folder)))
end

---What `folder` stands for: an object of the folder, or of none, that
---gives other folders when it is called.
---@return table
function Place:current() return self.folder or self.nowhere end

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
local function find(self, path, what)
  local row = self.tenant.Folders:filter{ FullyQualifiedName = path }:first()
  if not row then
    errors.refuse("not_found", ("%s: there is no folder %q"):format(what,
      path), "ls lists those that are here")
  end
  return row
end

-- The path from the top, and the row, of a folder. "": the top.
local function look_up(self, path, what)
  local wanted = resolved(self.path, path)
  if wanted == "" then return "" end
  local ok, row = pcall(find, self, wanted, what)
  if not ok and self.path ~= "" and errors.is(row) and row.kind == "not_found"
  then
    wanted = resolved("", path)
    ok, row = pcall(find, self, wanted, what)
  end
  if not ok then error(row, 0) end
  return row.FullyQualifiedName or wanted, row
end

---Goes to a folder. A path counts from here; with "/" before it, or where
---there is none below here, from the top.
---@param path? string "Shared/Finance", "..", "/"; nothing: the top
function Place:go(path)
  path = path or "/"
  if type(path) ~= "string" then
    errors.argument('cd: write cd "Shared/Finance", cd ".." or cd "/"')
  end
  local wanted, row = look_up(self, path, "cd")
  if row then return self:enter(wanted, self.tenant:folder(row)) end
  self.path, self.folder = "", nil
end

---Another folder, by a path as `go` takes it, by its Id or by a row; this
---place stays.
---@param which string|integer|table
---@return orchestrator.Folder
function Place:at(which)
  if which == nil then
    errors.argument('folder: which one? For example: folder "Shared/Finance"')
  elseif type(which) ~= "string" then
    return self.tenant:folder(which)
  end
  local _, row = look_up(self, which, "folder")
  if not row then
    errors.argument(("folder: %q is the tenant itself"):format(which),
      "tenant.Jobs is all of it")
  end
  return self.tenant:folder(row)
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
