--- Scripts that together call every function and method of
-- orchestrator.core, for hosts that make its life hard: they end well, or with
-- "not enough memory". `url` is the address of spec/support/list_server.lua,
-- `finish(engine, poll)` waits for an answer, `folder` is for files.

-- What the scripts that talk to the server begin with.
local CLIENT = [==[
  local engine = assert(core.engine())
  local client = assert(core.client(engine, { origins = { url },
    token = { grant = "fixed", secret = "s3cr3t-token" }, events = true,
    trace = true, pace = "cloud", user_agent = "a spec" }))
]==]

--- Each with the least number of requests for memory that it makes.
---@type { name: string, least: integer, script: string }[]
return {
  { name = "decode", least = 20, script = [==[
    local text = '{"a":[1,"x",[],{"b":null}],"long":"' .. ("x"):rep(3000) ..
      '\\n","escaped":"\\u00e4","n":0.5}'
    assert(core.decode(text, true).a[4].b == core.null)
    local value, message = core.decode "[1,[2,"
    assert(value == nil and message == "unexpected end at byte 7")
  ]==] },
  { name = "encode", least = 20, script = [==[
    local rows = {}
    for i = 1, 20 do
      rows[i] = { a = i / 7, b = ("x"):rep(i * 20), c = {} }
    end
    assert(#core.encode(rows) > 4000)
    assert(core.encode(setmetatable({}, core.array_mt)) == "[]")
    local text, message = core.encode { a = { 0 / 0 } }
    assert(text == nil and message == "cannot encode NaN, at .a[1]")
  ]==] },
  { name = "rows", least = 20, script = [==[
    local text = '{"@odata.nextLink":"https://h/","value":[{"a":"x"},[1]],' ..
      '"continuationToken":"t"}'
    local count = 0
    for row in core.rows(text) do count = count + #row + 1 end
    assert(count == 3)
    local ok, err = pcall(core.rows "[1,")
    ok, err = pcall(core.rows "<")
    if type(err) == "string" then error(err, 0) end
    assert(not ok and err.kind == "protocol")
  ]==] },
  { name = "addresses", least = 15, script = [==[
    local long = ("a b"):rep(100)
    assert(#core.escape(long) == 500 and #core.escape_query(long) == 500)
    assert(core.origin "HTTPS://H" == "https://h:443")
    assert(core.resolve("https://h/a/b", "../c?d#e") == "https://h/c?d#e")
    assert(core.is_loopback "http://127.0.0.1/" and core.version)
    local where, err = core.origin "ftp://h"
    assert(where == nil and err.kind == "argument")
  ]==] },
  { name = "digests", least = 3, script = [==[
    assert(#core.sha256 "a" == 32 and #core.random(256) == 256)
    assert(#core.hmac_sha256("k", "a") == 32)
    assert(core.same_bytes("a", "a") and #core.random(16) == 16)
    assert(#core.secret_names() > 3)
    core.is_terminal()
  ]==] },
  { name = "the disk", least = 10, script = [==[
    assert(core.disk_look(folder) == "folder")
    assert(core.disk_reach(folder) == "ours")
    assert(core.disk_look(folder .. "/none") == false)
    assert(#core.disk_list(folder) > 0)
    local made = ("%s/%d/%s"):format(folder, os.time(), ("x"):rep(40))
    core.disk_make(made)
    core.disk_touch(folder .. "/script.lua", 1793488210)
    local ok, err = core.disk_list(folder .. "/none")
    assert(ok == nil and err.kind)
  ]==] },
  { name = "the terminal", least = 5, script = [==[
    local terminal = core.terminal
    assert(terminal.is_terminal(0) == false and terminal.size(0) == nil)
    terminal.catch_interrupts(false) -- what an earlier run may have left
    assert(terminal.catch_interrupts(true))
    local ok, sum = terminal.guard(function(a, b) return #(a .. b) end,
      function(message) return message end, ("x"):rep(60), "y")
    terminal.rearm_interrupts()
    assert(not terminal.interrupted())
    terminal.catch_interrupts(false)
    if not ok then error(sum, 0) end
    assert(sum == 61 and terminal.wait({}, 0) == false)
    assert(terminal.key(0) == nil)
    terminal.raise_resize()
    assert(terminal.leave_line "/no/such/module.so" == false)
    assert(terminal.write_private(folder .. "/new/history", "a"))
    local done, why = terminal.write_private("/dev/null/x", "a")
    assert(done == nil and why)
  ]==] },
  { name = "an engine", least = 10, script = [==[
    local engine = assert(core.engine())
    assert(engine:step() and engine:wait(0) == false)
    assert(engine:fd() >= 0 and engine:now() and engine:stats().requests == 0)
    assert(engine:timeout() == nil and not engine:forked())
    assert(tostring(engine):find "0 transfers")
    assert(engine:wake() and engine:timeout() == 0)
    engine:close()
    local ok, err = engine:step()
    assert(ok == nil and err.kind == "closed")
  ]==] },
  { name = "a client", least = 20, script = CLIENT .. [==[
    assert(tostring(client) == "orchestrator client")
    assert(client:api_versions() == nil and client:event() == nil)
    assert(client:trace() == "" and client:token_wanted() == false)
    client:token_left() client:token_scope() client:expire()
    assert(client:stats().requests == 0 and client:token_abandon())
    client:token_forget() client:cache_path() client:cache_warning()
    client:token_payload()
    local least, name = client:pace_least("GET", url .. "/odata/Jobs", 500)
    assert(least > 0 and name)
    assert(client:pace_set(name, 50))
    local ok, err = client:token_supply "x"
    assert(ok == nil and err.kind == "config")
    client:close()
    assert(select(2, client:trace()).kind == "closed")
  ]==] },
  { name = "a cache of the host's", least = 10, script = [==[
    local engine = assert(core.engine())
    local client = assert(core.client(engine, { origins = { url }, token = {
      grant = "client_credentials", url = url .. "/token", client_id = "app",
      secret = "s3cr3t", cache_host = true, cache_key = "here" } }))
    local call = assert(client:call { method = "GET", url = url .. "/echo" })
    local kept
    finish(engine, function()
      local done, err = call:poll()
      local what, _, text = client:cache_errand()
      if what == "set" then kept = text end
      if what then
        assert(client:cache_answer(what == "get" and kept or nil))
        return false
      end
      return done, err
    end)
    assert(call:status() == 200 and kept and call:bounded())
    call:uploaded()
    client:cache_warning()
  ]==] },
  { name = "a token of the host's", least = 15, script = [==[
    local engine = assert(core.engine())
    local client = assert(core.client(engine, { origins = { url },
      token = { grant = "external" } }))
    local call = assert(client:call { method = "GET", url = url .. "/echo" })
    assert(call:poll() == false and client:token_wanted())
    assert(client:token_supply("mine", 60))
    finish(engine, function() return call:poll() end)
    assert(call:json().head:find "Bearer mine")
  ]==] },
  { name = "a call", least = 40, script = CLIENT .. [==[
    local call = assert(client:call { method = "POST", url = url .. "/echo",
      headers = { "X-One: 1" }, body = '{"a":1}', read = true })
    finish(engine, function() return call:poll() end)
    assert(call:status() == 200 and call:json().body == '{"a":1}')
    assert(#call:body() > 10 and call:attempts() == 1)
    assert(call:header "content-type" == "application/json")
    assert(call:sent() == "yes")
    assert(call:before() == nil and tostring(call):find "POST")
    assert(client:event() and #client:trace() > 10)
    assert(client:api_versions() == "19.0")
    call = assert(client:call { method = "GET", url = url .. "/html" })
    local ok, err = finish(engine, function() return call:poll() end)
    assert(ok == nil and err.kind == "protocol")
  ]==] },
  { name = "an answer that is read again", least = 5, script = [==[
    if not answered then
      local engine = assert(core.engine())
      local client = assert(core.client(engine, { origins = { url },
        token = { grant = "fixed", secret = "s3cr3t-token" } }))
      local call = assert(client:call { method = "GET", url = url .. "/echo" })
      finish(engine, function() return call:poll() end)
      answered = call
    end
    assert(answered:json().head)
    assert(#answered:body() > 10)
  ]==] },
  { name = "an answer in pieces", least = 20, script = CLIENT .. [==[
    local call = assert(client:call { method = "GET", url = url .. "/rows/40",
      stream = true })
    local size = 0
    finish(engine, function()
      local done, err = call:poll()
      if done ~= nil then size = size + #call:take() end
      return done, err
    end)
    assert(size > 5000)
  ]==] },
  { name = "a pager", least = 60, script = CLIENT .. [==[
    local pager = assert(client:pager { url = url .. "/rows/5",
      paging = "key", key = "Id", page = 3, headers = { "X-One: 1" },
      members = { "Id", "robot" } })
    for i = 1, 5 do
      local row = finish(engine, function() return pager:next() end)
      assert(row.Id == i and row.Robot.Id == i % 7)
    end
    assert(finish(engine, function() return pager:next() end) == nil)
    assert(pager:rows() == 5 and pager:pages() >= 2)
    assert(pager:strategy() == "key" and pager:drifts() == 0)
    pager:count() pager:mark()
    assert(#pager:cursor() > 0 and tostring(pager):find "5 rows")
    local ok, err = client:pager { url = url .. "/rows/5", paging = "key",
      key = "Id", cursor = "no" }
    assert(ok == nil and err.kind == "argument")
  ]==] },
  { name = "an export", least = 30, script = CLIENT .. [==[
    local pager = assert(client:pager { url = url .. "/rows/9",
      paging = "key", key = "Id" })
    local export = assert(core.export(engine, { format = "csv",
      columns = { "Id", "Name" }, masked = { "Name" }, members = { "Id" } }))
    local size = 0
    repeat
      local text = export:step(pager)
      if text == false then assert(engine:wait(5)) end
      if text then size = size + #text end
    until text == nil
    size = size + #export:finish()
    assert(export:rows() == 9 and export:bytes() == size)
    assert(tostring(export) == "orchestrator export")
    local none, err = core.export(engine, { file = folder .. "/no/where" })
    assert(none == nil and err.kind)
  ]==] },
  { name = "a redirect", least = 15, script = [==[
    local redirect = assert(core.redirect(0, "/oidc/login"))
    local here = "http://localhost:" .. redirect:port()
    local engine = assert(core.engine())
    local client = assert(core.client(engine, { origins = { here } }))
    local call = assert(client:call { method = "GET", anonymous = true,
      accept_any = true, url = here .. "/oidc/login?code=c&state=s" })
    local query
    repeat
      assert(call:poll() == false)
      engine:wait(0.001)
      query = redirect:wait(0.01)
      assert(query ~= nil)
    until query
    assert(query == "code=c&state=s")
    assert(redirect:answer(200, "<p>well</p>"))
    finish(engine, function() return call:poll() end)
    assert(call:body() == "<p>well</p>" and tostring(redirect):find "port")
    redirect:close()
    assert(select(2, redirect:wait(0)).kind == "closed")
  ]==] },
}
