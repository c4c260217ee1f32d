-- Applies a plan: everything that can be refused is refused before the first
-- write; then one write after the other, each noted before and after.

local core = require "orchestrator.core"
local errors = require "orchestrator.errors"
local map = require "orchestrator.map"
local operation = require "orchestrator.operation"
local placeholder = require "orchestrator.plan.placeholder"
local request = require "orchestrator.request"
local scope = require "orchestrator.scope"
local secret = require "orchestrator.sign_in.secret"
local target = require "orchestrator.plan.target"
local transfer = require "orchestrator.transfer"

local WORKERS = 8

local function bases_of(connection)
  local address = connection.address
  return { orchestrator = address.base, absolute = "",
    identity = (address.identity_api:gsub("/api$", "")) }
end

local function headers_of(tenant, lines, values)
  local headers = scope.headers(tenant)
  for _, line in ipairs(lines) do
    headers[#headers + 1] = placeholder.fill(line, values)
  end
  return headers
end

---------------------------------------------------------------------------
-- What is refused before anything is sent.

local function check_tenant(plan, connection)
  if connection.recorder then
    errors.config("apply: this tenant was connected with dry_run",
      "connect without it to apply a plan")
  elseif connection.address.base ~= plan.base then
    errors.refuse("conflict", ("apply: the plan is for %s, and this is %s")
      :format(plan.base, connection.address.base),
      "connect to the tenant that the plan was made for")
  end
end

-- What may be sent twice without another effect.
local AGAIN = { PUT = true, DELETE = true }

local function open_writes(plan)
  local open = {}
  for n, write in ipairs(plan.writes) do
    local state = plan.states[n]
    if state == "sent" and not AGAIN[write.method] then
      errors.refuse("conflict", ("apply: it is not known whether write %d "
        .. "(%s %s) was done"):format(n, write.method, write.path),
        ('look, and say so: plan:mark(%d, "done"), or "open" to send it again')
        :format(n))
    elseif state ~= "done" then
      open[#open + 1] = n
    end
  end
  return open
end

local function check_files(plan, open)
  for _, n in ipairs(open) do
    local upload = plan.writes[n].upload
    local now = upload and target.file(upload.file)
    if now and (now.size ~= upload.size or now.digest ~= upload.digest) then
      errors.refuse("conflict", ("apply: the file %s of write %d has changed "
        .. "since the plan was made"):format(upload.file, n),
        "make a new plan")
    end
  end
end

-- Secrets by their placeholders, all fetched before the first write.
local function fetch_secrets(plan, open)
  local values = {}
  for _, n in ipairs(open) do
    local found, write = {}, plan.writes[n]
    placeholder.find(write.body, plan.secrets, found)
    placeholder.find(write.path, plan.secrets, found)
    placeholder.find(table.concat(write.headers, "\n"), plan.secrets, found)
    for token in pairs(found) do
      local known = plan.secrets[token]
      values[token] = known.value or secret.read(known.field, known.place)
    end
  end
  return values
end

-- What a write works on: the entity of its address, and those of its body.
local function targets_of(write)
  local list = { write.target }
  for _, one in ipairs(write.named or {}) do list[#list + 1] = one end
  return list
end

local function key_of(write, one) return write.api .. " " .. one.path end

-- Entities that writes of this plan have changed already are no measure.
local function targets_to_look_at(plan, open)
  local done, out, seen = {}, {}, {}
  for n, write in ipairs(plan.writes) do
    local state = plan.states[n]
    for _, one in ipairs(targets_of(write)) do
      if state == "done" or state == "sent" then
        done[key_of(write, one)] = true
      end
    end
  end
  for _, n in ipairs(open) do
    local write = plan.writes[n]
    for _, one in ipairs(targets_of(write)) do
      local key = key_of(write, one)
      if not done[key] and not seen[key] then
        seen[key] = true
        out[#out + 1] = { number = n, write = write, target = one }
      end
    end
  end
  return out
end

local function check_targets(plan, tenant, open)
  local list, bases = targets_to_look_at(plan, open),
    bases_of(tenant.connection)
  local marks, faults = map.run(list, function(entry)
    local write = entry.write
    local headers = {}
    for _, line in ipairs(headers_of(tenant, write.headers, {})) do
      if not line:lower():find "^content%-type" then
        headers[#headers + 1] = line
      end
    end
    local mark, err = target.read(tenant.connection,
      bases[write.api] .. entry.target.path, headers)
    if err and err.kind ~= "not_found" then errors.raise(err) end
    return mark or "gone"
  end, { workers = WORKERS })
  local changed = {}
  for i, entry in ipairs(list) do
    if faults[i] ~= nil then error(faults[i], 0) end
    if marks[i] ~= entry.target.fingerprint then
      changed[#changed + 1] = ("%s (write %d%s)"):format(
        entry.target.path, entry.number,
        marks[i] == "gone" and ", it is gone" or "")
    end
  end
  if #changed == 0 then return end
  errors.refuse("conflict", ("apply: changed since the plan was made: %s; "
    .. "nothing was sent"):format(table.concat(changed, ", ")),
    "make a new plan")
end

---------------------------------------------------------------------------
-- One write.

-- A value as it stands in JSON or in an address.
local function as_text(value)
  return type(value) == "string" and value or ("%d"):format(value)
end

local function check_made(plan, n, write)
  for _, token in ipairs(write.uses) do
    if plan.made[token] == nil then
      errors.argument(("apply: write %d uses what write %d makes, and that is "
        .. "not known"):format(n, plan.tokens[token]
        and plan.tokens[token].write or 0), "make a new plan")
    end
  end
end

-- A secret within JSON.
local function in_json(text)
  return (text:gsub('[%c"\\]', function(c)
    return ("\\u%04x"):format(c:byte())
  end))
end

-- What was made, and the secrets in the form that a place asks for.
local function joined(values, secrets, form)
  local texts = {}
  for token, value in pairs(values) do texts[token] = value end
  for token, value in pairs(secrets) do texts[token] = form(value) end
  return texts
end

local function as_is(text) return text end

local function spec_of(tenant, write, secrets, values)
  local spec = { method = write.method, tail = write.tail,
    url = bases_of(tenant.connection)[write.api]
      .. placeholder.fill(write.path, joined(values, secrets,
        core.escape_query)),
    headers = headers_of(tenant, write.headers, joined(values, secrets,
      as_is)) }
  spec.body = write.body and secrets[write.body]
    or placeholder.fill(write.body, joined(values, secrets, in_json))
  spec.upload = write.upload and write.upload.file
  return spec
end

-- A file goes to an address that the API gives for it.
local function send_file(tenant, write, spec)
  local call = request.send(tenant.connection, { method = "GET",
    url = spec.url, headers = headers_of(tenant, write.access.headers, {}) })
  local given = request.value(call, false)
  local headers = {}
  for i, name in ipairs(given.Headers and given.Headers.Keys or {}) do
    headers[i] = ("%s: %s"):format(name, given.Headers.Values[i])
  end
  for _, line in ipairs(write.headers) do headers[#headers + 1] = line end
  transfer.write(tenant.connection, { method = given.Verb, url = given.Uri,
    headers = headers, anonymous = not given.RequiresAuth, accept_any = true,
    upload = spec.upload }):close()
  return true
end

local function send(tenant, write, spec)
  if write.access then return send_file(tenant, write, spec) end
  local op = write.id and tenant.connection.catalogue:operation(write.id)
  if op then return operation.send(tenant, op, spec) end
  local call = request.send(tenant.connection, spec)
  if (call:header "content-type" or ""):find("json", 1, true) then
    return request.value(call, false)
  end
  return true
end

-- What the answer says of this write's placeholders.
local function made_by(plan, n, answer)
  local made = {}
  for token, known in pairs(plan.tokens) do
    if known.write == n then
      local value = answer
      for _, name in ipairs(known.path) do
        value = type(value) == "table" and value[name] or nil
      end
      if type(value) == "string" or math.type(value) == "integer" then
        made[token] = as_text(value)
      end
    end
  end
  return made
end

---------------------------------------------------------------------------

-- Has the server perhaps done it?
local function is_unsure(err)
  if not errors.is(err) or err.sent == "unsure" then return true end
  local status = err.status or 500
  return err.sent == "yes" and (status >= 500 or status < 300)
end

local function stop(plan, n, err)
  local write = plan.writes[n]
  -- Some of its items failed: to send all of them again would be wrong.
  local partly = errors.is(err) and err.kind == "partial"
  local unsure = not partly and is_unsure(err) and not AGAIN[write.method]
  plan:_note(n, partly and "done" or unsure and "sent" or "open")
  local count, done = plan:progress()
  errors.raise {
    kind = "partial", sent = errors.is(err) and err.sent or "unsure",
    status = errors.is(err) and err.status or nil, attempts = 1,
    message = ("apply: write %d of %d (%s %s) failed%s: %s; %d done, %d not"):
      format(n, count, write.method, write.path, unsure
      and ", and it is not known whether it was done" or "",
      errors.is(err) and err.message or tostring(err), done, count - done),
    hint = unsure and ('look, and say plan:mark(%d, "done") or "open"')
      :format(n) or "apply the plan again: it goes on "
      .. (partly and "behind that write" or "from there"),
    failed = { { write = n, error = err } },
  }
end

---@param plan orchestrator.Plan
---@param tenant orchestrator.Tenant
---@param on_write function|nil
---@return integer
return function(plan, tenant, on_write)
  local connection = type(tenant) == "table" and rawget(tenant, "connection")
  if not connection then errors.argument "apply: give a tenant" end
  check_tenant(plan, connection)
  local open = open_writes(plan)
  check_files(plan, open)
  local secrets = fetch_secrets(plan, open)
  check_targets(plan, tenant, open)
  for _, n in ipairs(open) do
    local write = plan.writes[n]
    check_made(plan, n, write)
    local spec = spec_of(tenant, write, secrets, plan.made)
    local again = plan.states[n] == "sent"
    plan:_note(n, "sent")
    local ok, answer = pcall(send, tenant, write, spec)
    if not ok and again and write.method == "DELETE" and errors.is(answer)
      and answer.kind == "not_found" then
      ok, answer = true, true -- the first one had done it
    end
    if not ok then stop(plan, n, answer) end
    plan:_note(n, "done", made_by(plan, n, answer))
    if on_write then on_write(n, write) end
  end
  return #open
end
