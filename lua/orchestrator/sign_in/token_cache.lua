-- Where tokens are kept that outlive the process: files below
-- XDG_CACHE_HOME/orchestrator, one for each identity, or what functions of the
-- host do.

local core = require "orchestrator.core"
local environment = require "orchestrator.settings.environment"
local errors = require "orchestrator.errors"
local options = require "orchestrator.options"

local token_cache = {}

---The folder; nil when neither XDG_CACHE_HOME nor HOME is set.
---@return string|nil
function token_cache.directory()
  local folder = environment.folder("XDG_CACHE_HOME", ".cache")
  return folder and folder .. "/orchestrator"
end

local FIELDS = { directory = "text", get = "function", set = "function",
  lock = "function" }

-- A folder, or the host's own functions.
local function given(cache)
  if type(cache) ~= "table" then return nil end
  local own = options.check(cache, FIELDS, "connect: cache")
  local host = own.get or own.set or own.lock
  if host and own.directory then
    errors.config("cache: either a directory or functions", "give one of them")
  elseif host and not (own.get and own.set) then
    errors.config(("cache: %s is missing"):format(own.get and "set" or "get"),
      "give get, set and, where processes share it, lock")
  elseif not host and not own.directory then
    errors.config "cache: directory is missing"
  end
  return own.directory, host and own or nil
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
---@return { cache_dir?: string, cache_host?: boolean, cache_key: string }|nil
---@return { get: function, set: function, lock?: function }|nil host
function token_cache.place(cache, plan, places)
  local directory, host = given(cache)
  if cache == false and plan.must_cache then refuse_off(plan) end
  if not is_wanted(cache, plan, places.url) then return nil end
  local origin = assert(core.origin(places.url))
  local key = origin .. " " .. (places.organization or "")
  if host then return { cache_host = true, cache_key = key }, host end
  directory = directory or token_cache.directory()
  if not directory then
    if not cache and not plan.must_cache then return nil end
    errors.config("cache: there is no folder for it, because HOME is not set",
      "set HOME or XDG_CACHE_HOME, or give cache = { directory = … }")
  end
  return { cache_dir = directory, cache_key = key }
end

local RUN = {}

function RUN.lock(host, key, held)
  if not host.lock then return end
  local release = host.lock(key)
  held.release = type(release) == "function" and release or nil
  return nil, not release
end

function RUN.get(host, key)
  local text = host.get(key)
  if text ~= nil and type(text) ~= "string" then
    error(("it returned a %s, not a text or nil"):format(type(text)), 0)
  end
  return text
end

function RUN.set(host, key, _, text) host.set(key, text) end

function RUN.unlock(_, _, held)
  local release = held.release
  held.release = nil
  if release then release() end
end

---Runs one errand of the core's on the host's cache.
---@param client userdata the core's
---@param host { get: function, set: function, lock?: function }
---@param held table remembers how to unlock
---@return boolean ran there was one
---@return string|nil warning it could not be unlocked
function token_cache.run(client, host, held)
  local errand, key, text = client:cache_errand()
  if not errand or held.running then return false end
  held.running = true
  local ok, answer, again = pcall(RUN[errand], host, key, held, text)
  held.running = nil
  if ok then
    client:cache_answer(answer, again or false)
  else
    client:cache_answer(nil, false, tostring(answer))
  end
  return true, not ok and errand == "unlock"
    and ("the host's token cache: it could not be unlocked: %s"):format(
      tostring(answer)) or nil
end

---Lets go of a lock that is still held.
---@param held table
function token_cache.release(held) pcall(RUN.unlock, nil, nil, held) end

return token_cache
