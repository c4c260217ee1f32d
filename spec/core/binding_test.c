/*
** The binding when Lua's memory runs out: every allocation of a script fails
** in turn. It must raise "not enough memory", leave a state in which the same
** script then runs, and leave nothing behind (see it under a leak checker).
*/
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/list.h"

static const char script[] =
    "local core, url = ...\n"
    "local function finish(engine, poll)\n"
    "  while true do\n"
    "    local answer, err = poll()\n"
    "    if answer ~= false then return answer, err end\n"
    "    engine:wait(10)\n"
    "  end\n"
    "end\n"
    "local function must(...)\n"
    "  local value, err = ...\n"
    "  if err then error(err.kind == 'memory' and 'not enough memory'\n"
    "    or err.message, 0) end\n"
    "  return ...\n"
    "end\n"
    "local engine = must(core.engine())\n"
    "local client = must(core.client(engine, { user_agent = 'spec',\n"
    "  origins = { url }, token = { grant = 'fixed', secret = 't' } }))\n"
    "local call = must(client:call { method = 'POST', url = url,\n"
    "  headers = { 'A: b' }, body = core.encode { Name = 'x' } })\n"
    "must(finish(engine, function() return call:poll() end))\n"
    "assert(#must(call:json(true)).value == 3)\n"
    "assert(call:body() and call:header 'content-type')\n"
    "local pager = must(client:pager { url = url, paging = 'key',\n"
    "  key = 'Id', page = 2, headers = { 'A: b' }, filter = 'No gt 0' })\n"
    "local sum, row = 0, nil\n"
    "repeat\n"
    "  row = must(finish(engine, function() return pager:next() end))\n"
    "  sum = sum + (row and row.No or 0)\n"
    "until not row\n"
    "assert(sum == 6)\n"
    "assert(tostring(pager) .. tostring(call) .. tostring(engine))\n"
    "local refused, err = client:pager { url = url .. '?a=b' }\n"
    "if not err.message:find 'query' then error(err.message, 0) end\n"
    "assert(engine:stats().rows == 3)\n"
    "call:close() pager:close() client:close() engine:close()\n";

/* Allocation number `fail_at` and all behind it fail; 0: none. */
typedef struct tight {
  size_t count, fail_at;
  size_t live;
} tight;

static void *tight_alloc(void *ud, void *block, size_t old_size,
                         size_t new_size) {
  tight *t = ud;
  if (block == NULL) old_size = 0; /* Lua says what it is for */
  if (new_size == 0) {
    t->live -= old_size;
    free(block);
    return NULL;
  }
  bool more = new_size > old_size;
  if (more) t->count++;
  if (more && t->fail_at != 0 && t->count >= t->fail_at) return NULL;
  void *moved = realloc(block, new_size);
  if (moved != NULL) t->live += new_size - old_size;
  return moved;
}

/* The module beside this program: build/5.4/test/binding_test. */
static void push_module(lua_State *L) {
  char self[4096], path[4200];
  ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
  assert_true(len > 0);
  self[len] = '\0';
  snprintf(path, sizeof path, "%s/../?.so", dirname(self));
  lua_getglobal(L, "package");
  lua_pushstring(L, path);
  lua_setfield(L, -2, "cpath");
  lua_pop(L, 1);
  lua_getglobal(L, "require");
  lua_pushliteral(L, "orchestrator.core");
  if (lua_pcall(L, 1, 1, 0) != LUA_OK) {
    fail_msg("%s", lua_tostring(L, -1));
  }
}

/* core at 1, the script at 2, the url at 3. */
static lua_State *new_state(tight *t, const char *url) {
  lua_State *L = lua_newstate(tight_alloc, t);
  assert_non_null(L);
  luaL_openlibs(L);
  push_module(L);
  assert_int_equal(luaL_loadstring(L, script), LUA_OK);
  lua_pushstring(L, url);
  return L;
}

static int run(lua_State *L) {
  lua_settop(L, 3);
  lua_pushvalue(L, 2);
  lua_pushvalue(L, 1);
  lua_pushvalue(L, 3);
  return lua_pcall(L, 2, 0, 0);
}

/* false: memory ran out. */
static bool run_with(lua_State *L, tight *t, size_t fail_at) {
  t->count = 0;
  t->fail_at = fail_at;
  int status = run(L);
  t->fail_at = 0;
  if (status == LUA_OK) return true;
  const char *message = lua_tostring(L, -1);
  if (message == NULL || strstr(message, "not enough memory") == NULL) {
    fail_msg("allocation %zu: %s", fail_at, message);
  }
  return false;
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  server *s = server_start();
  list l;
  list_init(&l, 3, 3);
  list_serve(&l, s);
  const char *url = server_url(s, "/Things");
  bool done = false;
  for (size_t at = 1; !done; at++) {
    tight t = {0, 0, 0};
    lua_State *L = new_state(&t, url);
    done = run_with(L, &t, at);
    assert_true(run_with(L, &t, 0));
    lua_close(L);
    assert_int_equal(t.live, 0);
    if (at % 20 == 0) { /* a server keeps a limited number of connections */
      server_stop(s);
      s = server_start();
      list_serve(&l, s);
      url = server_url(s, "/Things");
    }
  }
  server_stop(s);
  list_fini(&l);
}

/* The state goes while all is open and under way. */
static void a_state_may_end_at_any_moment(void **state) {
  (void)state;
  server *s = server_start();
  const char *url = server_url(s, "/Things");
  static const char open[] =
      "local core, url = ...\n"
      "engine = core.engine()\n"
      "client = core.client(engine, { origins = { url },\n"
      "  token = { grant = 'fixed', secret = 't' } })\n"
      "call = client:call { url = url }\n"
      "call:poll()\n"
      "pager = client:pager { url = url }\n"
      "pager:next()\n"
      "engine:step()\n";
  for (int i = 0; i < 2; i++) {
    server_play(s, (server_answer){.status = "200 OK", .body = "{}",
                                   .hold = true});
  }
  tight t = {0, 0, 0};
  lua_State *L = new_state(&t, url);
  assert_int_equal(luaL_loadstring(L, open), LUA_OK);
  lua_replace(L, 2);
  if (run(L) != LUA_OK) fail_msg("%s", lua_tostring(L, -1));
  lua_close(L);
  assert_int_equal(t.live, 0);
  server_stop(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_allocation_may_fail),
      cmocka_unit_test(a_state_may_end_at_any_moment),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
