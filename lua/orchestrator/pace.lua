-- The option `pace` of connect: how far the server's rate limits are used.

local core = require "orchestrator.core"
local errors = require "orchestrator.errors"
local nearest = require "orchestrator.nearest"

local pace = {}

-- The limits of the core's table; see facts of Automation Cloud's rate limits.
local LIMITS = { "Jobs", "QueueItems", "directory search", "identity DELETE",
  "identity GET", "identity PATCH", "identity PUT" }

local function check_share(share)
  if math.type(share) == nil or share <= 0 or share > 1 then
    errors.config("pace: the share of the limits is above 0 and at most 1",
      "pace = 0.8 uses 80 % of each limit")
  end
  return share
end

local function check_figures(given)
  local figures = {}
  for name, requests in pairs(given) do
    if name ~= "share" then
      local known = false
      for _, limit in ipairs(LIMITS) do known = known or limit == name end
      if not known then
        errors.config(("pace: there is no limit %q"):format(tostring(name)),
          nearest.hint(tostring(name), LIMITS))
      elseif math.type(requests) ~= "integer" or requests < 0
        or requests > 1000000 then
        errors.config(("pace: %s is a number of requests, 0 for no limit")
          :format(name))
      end
      figures[name] = requests
    end
  end
  return figures
end

---@class orchestrator.Pace
---@field limits "cloud"|"learn"|nil nil: requests go out as they come
---@field share number|nil
---@field figures table<string, integer> limits of the user's own

---Automation Cloud's limits are kept on its hosts; elsewhere requests are
---spaced out once the server has answered 429.
---@param given boolean|number|table|nil false: none at all; true: the Cloud's
---  limits; a number: that share of them; a table: share, and figures by name
---@param address orchestrator.Address
---@return orchestrator.Pace
function pace.resolve(given, address)
  if given == false then return { figures = {} } end
  local cloud = address.edition == "cloud"
    and not core.is_loopback(address.base)
  if given ~= nil then cloud = true end
  local share, figures
  if math.type(given) then share = check_share(given) end
  if type(given) == "table" then
    if given.share ~= nil then share = check_share(given.share) end
    figures = check_figures(given)
  end
  return { limits = cloud and "cloud" or "learn", share = share,
    figures = figures or {} }
end

---Gives a client the user's own figures.
---@param client userdata
---@param resolved orchestrator.Pace
function pace.apply(client, resolved)
  for name, requests in pairs(resolved.figures) do
    client:pace_set(name, requests)
  end
end

return pace
