-- Where a path leads: each kind of deployment puts organisation, tenant and
-- service in its own place, and each of them may be named or given by id.

local text = require "orchestrator.sandbox.text"

local address = {}

local services = { identity_ = "identity", identity = "identity",
  portal_ = "portal" }
local roots = { odata = true, api = true, tasks = true, forms = true,
  swagger = true }

-- The first segments, decoded, and where each of them ends in the path.
local function segments_of(path)
  local names, ends = {}, {}
  for from, to in path:gmatch "()/[^/]*()" do
    names[#names + 1] = text.unescape(path:sub(from + 1, to - 1))
    ends[#ends + 1] = to - 1
    if #names == 4 then break end
  end
  return names, ends
end

local function place(area, path, base_end, organization, tenant)
  return { area = area, base = path:sub(1, base_end),
    rest = path:sub(base_end + 1), organization = organization,
    tenant = tenant }
end

-- identity at host, organisation and tenant level
local function find_service(names, path, ends)
  for level = 1, math.min(3, #names) do
    local area = services[names[level]]
    if area then
      return place(area, path, ends[level], level > 1 and names[1] or nil,
        level > 2 and names[2] or nil)
    end
  end
end

local function is(name, thing)
  return name == nil or name:lower() == thing.name:lower()
    or name:lower() == thing.id
end

address.is = is

---Says what a path is for. `area` is "token" (the user key's endpoint),
---"identity", "portal", "orchestrator", or nil for an address that leads
---nowhere.
---@param edition string "cloud" | "suite" | "standalone"
---@param path string as sent
---@return table|nil place {area, base, rest, organization, tenant}
function address.find(edition, path)
  if path == "/oauth/token" then return place("token", path, #path) end
  local names, ends = segments_of(path)
  local service = find_service(names, path, ends)
  if service then return service end
  if edition == "standalone" then
    return roots[names[1]] and place("orchestrator", path, 0) or nil
  end
  if names[3] == "orchestrator_" then
    return place("orchestrator", path, ends[3], names[1], names[2])
  end
  if edition == "cloud" and roots[names[3]] then
    return place("orchestrator", path, ends[2], names[1], names[2])
  end
  return nil
end

return address
