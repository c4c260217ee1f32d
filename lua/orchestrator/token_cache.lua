-- Where the core keeps tokens that outlive the process: files below
-- XDG_CACHE_HOME/orchestrator, one for each identity.

local core = require "orchestrator.core"
local environment = require "orchestrator.environment"
local errors = require "orchestrator.errors"
local options = require "orchestrator.options"

local token_cache = {}

---The folder; nil when neither XDG_CACHE_HOME nor HOME is set.
---@return string|nil
function token_cache.directory()
  local folder = environment.folder("XDG_CACHE_HOME", ".cache")
  return folder and folder .. "/orchestrator"
end

local DIRECTORY = { directory = "text" }

local function given_directory(cache)
  if type(cache) ~= "table" then return nil end
  local own = options.check(cache, DIRECTORY, "connect: cache")
  if not own.directory then
    errors.config "cache: directory is missing"
  end
  return own.directory
end

local function refuse_off(plan)
  errors.config(("%s: cache = false, and the cache is where its token is")
    :format(plan.way), "leave out cache")
end

-- Unasked, the tokens of a sandbox on this machine are not kept: they end
-- with it, and its port may soon be another one's.
local function is_wanted(cache, plan, url)
  if plan.uncached or cache == false then return false end
  return cache or plan.kept or not core.is_loopback(url)
end

---@param cache boolean|table|nil as `connect` takes it
---@param plan orchestrator.Plan
---@param places orchestrator.Address
---@return { cache_dir: string, cache_key: string }|nil
function token_cache.place(cache, plan, places)
  local directory = given_directory(cache)
  if cache == false and plan.must_cache then refuse_off(plan) end
  if not is_wanted(cache, plan, places.url) then return nil end
  directory = directory or token_cache.directory()
  if not directory then
    if not cache and not plan.must_cache then return nil end
    errors.config("cache: there is no folder for it, because HOME is not set",
      "set HOME or XDG_CACHE_HOME, or give cache = { directory = … }")
  end
  local origin = assert(core.origin(places.url))
  return { cache_dir = directory,
    cache_key = origin .. " " .. (places.organization or "") }
end

return token_cache
