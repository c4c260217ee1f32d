--- What the specs of the binding share: a server of lists, handles that are
-- closed after each test, and the waiting that the Lua layer does otherwise.

local core = require "orchestrator.core"
local interpreter = require "support.interpreter"
local process = require "support.process"

local fixture = {}

local server
local opened = {}

--- To be called in `setup`; answers the server's address.
---@return string url
function fixture.start()
  server = process.start { interpreter.name, "spec/support/list_server.lua" }
  fixture.url = "http://127.0.0.1:" .. assert(server:line(), server:stderr())
  return fixture.url
end

--- To be called in `teardown`.
function fixture.stop()
  server:stop()
end

--- An engine that `close` closes.
function fixture.engine()
  local engine = assert(core.engine())
  opened[#opened + 1] = engine
  return engine
end

--- To be called in `after_each`.
function fixture.close()
  for _, engine in ipairs(opened) do
    engine:close()
  end
  opened = {}
  collectgarbage()
end

--- The server and the handles of a spec file: begun, closed and stopped.
---@param hooks table busted's setup, teardown and after_each
function fixture.around(hooks)
  hooks.setup(fixture.start)
  hooks.teardown(fixture.stop)
  hooks.after_each(fixture.close)
end

function fixture.client(engine, spec)
  spec = spec or {}
  spec.origins = spec.origins or { fixture.url }
  spec.token = spec.token or { grant = "fixed", secret = "s3cr3t-token" }
  return assert(core.client(engine, spec))
end

--- An address that answers `text` with status `code`.
function fixture.say(code, text)
  return ("%s/say/%d/%s"):format(fixture.url, code, core.escape(text))
end

--- Polls, and lets the engine wait, until there is an answer.
function fixture.finish(engine, poll)
  for _ = 1, 1000 do
    local answer, err = poll()
    if answer ~= false then
      return answer, err
    end
    assert(engine:wait(10), "nothing happened")
  end
  error "it does not end"
end

function fixture.run(engine, call)
  return fixture.finish(engine, function()
    return call:poll()
  end)
end

function fixture.next_row(engine, pager)
  return fixture.finish(engine, function()
    return pager:next()
  end)
end

---@return table[] rows
---@return table? err
function fixture.all(engine, pager)
  local rows = {}
  while true do
    local row, err = fixture.next_row(engine, pager)
    if row == nil then
      return rows, err
    end
    rows[#rows + 1] = row
  end
end

--- What client:pager takes to walk a list of n rows, and `more`.
function fixture.rows_of(n, more)
  local spec = { url = fixture.url .. "/rows/" .. n, paging = "key",
                 key = "Id" }
  for name, value in pairs(more or {}) do
    spec[name] = value
  end
  return spec
end

return fixture
