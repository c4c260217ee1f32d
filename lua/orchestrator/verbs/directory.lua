-- The directory behind Orchestrator's users.

local errors = require "orchestrator.errors"
local options = require "orchestrator.options"

local directory = {}

local SEARCH = { domain = "text", kind = "text" }

---Users, groups, robots and applications whose names begin with a text
---(SearchForUsersAndGroups).
---@param prefix string
---@param given? { domain?: string, kind?: string } domain: "autogen" unless
---  told. kind: "All" (default), "Users", "Groups", "Robots" or
---  "ExternalApplications"
---@return table[] identityName, displayName, identifier, type, source
---@usage tenant.DirectoryService:search("fin", { kind = "Groups" })
function directory.search(self, prefix, given)
  given = options.check(given, SEARCH, "search")
  if type(prefix) ~= "string" or prefix == "" then
    errors.argument("search: give the beginning of a name")
  end
  return self:SearchForUsersAndGroups{ prefix = prefix,
    domain = given.domain or "autogen", searchContext = given.kind or "All" }
end

return directory
