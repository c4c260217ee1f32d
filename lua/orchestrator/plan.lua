-- A plan: the writes that a dry run recorded, to be read, saved and applied.

local core = require "orchestrator.core"
local errors = require "orchestrator.errors"
local options = require "orchestrator.options"
local plan_text = require "orchestrator.plan.text"
local unique = require "orchestrator.unique"

local FORMAT = "orchestrator plan 1"

---@class orchestrator.Plan
---@field base string address of the tenant that it is for
---@field writes table[]
---@field made table<string, string> placeholders -> what was made
---@field file? string where it is saved
local Plan = { __name = "orchestrator.plan" }
local methods = {}
Plan.__index = methods

function Plan:__tostring() return plan_text.of(self) end
function Plan:__len() return #self.writes end

---@param recorder orchestrator.Recorder
---@return orchestrator.Plan
function Plan.of(recorder)
  recorder.id = recorder.id or unique.guid()
  recorder.made, recorder.states = recorder.made or {}, recorder.states or {}
  return setmetatable({ id = recorder.id, base = recorder.address.base,
    writes = recorder.writes, tokens = recorder.tokens,
    secrets = recorder.secrets, notes = recorder.notes,
    made = recorder.made, states = recorder.states }, Plan)
end

---------------------------------------------------------------------------
-- Files.

local function read_text(path)
  local file, why = io.open(path, "rb")
  if not file then
    errors.argument("plan: the file cannot be read: " .. tostring(why))
  end
  local text = file:read "a"
  file:close()
  return text
end

local function write_text(path, text)
  local part = path .. ".part"
  local file, why = io.open(part, "wb")
  local good = file and file:write(text)
  if file then good, why = file:close() and good, why end
  if not good then
    errors.argument("plan: the file cannot be written: " .. tostring(why))
  end
  local renamed, fault = os.rename(part, path)
  if not renamed then
    errors.argument("plan: the file cannot be written: " .. tostring(fault))
  end
end

-- Only tokens that later writes use, and never what they stand for.
local function saved_tokens(plan)
  local used, out = {}, {}
  for _, write in ipairs(plan.writes) do
    for _, token in ipairs(write.uses) do used[token] = true end
  end
  for token, known in pairs(plan.tokens) do
    if used[token] then
      out[token] = { write = known.write, path = known.path }
    end
  end
  return out
end

-- A secret that was given as a text is asked for in a variable.
local function saved_secrets(plan)
  local names, out = {}, {}
  for token in pairs(plan.secrets) do names[#names + 1] = token end
  table.sort(names)
  for i, token in ipairs(names) do
    local known = plan.secrets[token]
    known.place = known.place or { env = "ORCHESTRATOR_SECRET_" .. i }
    out[token] = { field = known.field, place = known.place }
  end
  return out
end

---Saves the plan. Secrets are saved as references: one that was given as a
---text has to be in a variable when the plan is applied; `tostring` says
---which.
---@param self orchestrator.Plan
---@param path string
---@return true
function methods.save(self, path)
  if type(path) ~= "string" or path == "" then
    errors.argument "plan: save: give the path of a file"
  end
  local text, why = core.encode {
    format = FORMAT, id = self.id, base = self.base,
    writes = setmetatable(self.writes, core.array_mt),
    tokens = saved_tokens(self), secrets = saved_secrets(self),
    notes = setmetatable(self.notes, core.array_mt),
  }
  if not text then errors.argument("plan: cannot be saved: " .. why) end
  os.remove(path .. ".progress")
  write_text(path, text .. "\n")
  self.file = path
  for n, state in pairs(self.states) do self:_note(n, state) end
  return true
end

-- What happened to a write, in a line of the file beside the plan, so that a
-- later run goes on from there.
function methods._note(self, n, state, made)
  self.states[n] = state
  for token, value in pairs(made or {}) do self.made[token] = value end
  if not self.file then return end
  local file, why = io.open(self.file .. ".progress", "ab")
  local good = file and file:write(core.encode { plan = self.id, write = n,
    state = state, made = made }, "\n")
  if file then good = file:close() and good end
  if not good then
    errors.argument(("plan: write %d is %s, which could not be noted: %s")
      :format(n, state, tostring(why)))
  end
end

local function read_progress(plan)
  local file = io.open(plan.file .. ".progress", "rb")
  if not file then return end
  for line in file:lines() do
    local entry = core.decode(line, false)
    if type(entry) == "table" and entry.plan == plan.id then
      plan.states[entry.write] = entry.state
      for token, value in pairs(entry.made or {}) do
        plan.made[token] = value
      end
    end
  end
  file:close()
end

local function check_form(known, path)
  local good = type(known) == "table" and known.format == FORMAT
    and type(known.writes) == "table" and type(known.base) == "string"
    and type(known.tokens) == "table" and type(known.secrets) == "table"
  if good then return end
  errors.argument(("plan: %s is not a plan of this version"):format(path),
    "make one with connect{ dry_run = true } and plan:save(…)")
end

---Reads a plan that was saved, and how far it has been applied.
---@param path string
---@return orchestrator.Plan
function Plan.load(path)
  if type(path) ~= "string" or path == "" then
    errors.argument "load_plan: give the path of a file"
  end
  local known = core.decode(read_text(path), false)
  check_form(known, path)
  local plan = setmetatable({ id = known.id, base = known.base,
    writes = known.writes, tokens = known.tokens, secrets = known.secrets,
    notes = known.notes or {}, made = {}, states = {}, file = path }, Plan)
  for _, write in ipairs(plan.writes) do
    write.uses, write.headers = write.uses or {}, write.headers or {}
  end
  read_progress(plan)
  return plan
end

---------------------------------------------------------------------------

---How many writes there are, and how many of them are done.
---@param self orchestrator.Plan
---@return integer writes
---@return integer done
function methods.progress(self)
  local done = 0
  for n = 1, #self.writes do
    if self.states[n] == "done" then done = done + 1 end
  end
  return #self.writes, done
end

---Says of a write whose fate is unsure what became of it.
---@param self orchestrator.Plan
---@param n integer its number
---@param state "done"|"open" open: it is sent again
function methods.mark(self, n, state)
  if not self.writes[n] or state ~= "done" and state ~= "open" then
    errors.argument "plan: mark: give a write's number, and done or open"
  end
  self:_note(n, state)
end

local APPLY = { on_write = "function" }

---Does what the plan says, in its order. Refuses, before anything is sent, a
---tenant that it was not made for, and targets and files that have changed
---since. After a failure another apply goes on with what is not done.
---@param self orchestrator.Plan
---@param tenant orchestrator.Tenant
---@param given? { on_write?: fun(n: integer, write: table) } told of each
---  write that is done
---@return integer writes done now
function methods.apply(self, tenant, given)
  given = options.check(given, APPLY, "apply")
  return require "orchestrator.plan.apply"(self, tenant, given.on_write)
end

return Plan
