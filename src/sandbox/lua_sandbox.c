/* The Lua module `orchestrator.sandbox.core`: HTTP, SQLite, zip
** archives, hashes, posts, regular expressions and the child process, without
** any idea of what a tenant is. */

#include "lua_sandbox.h"

#include "version.h"

#include <lauxlib.h>
#include <time.h>

/* Wall time in seconds, with its fraction. */
static int l_now(lua_State *L) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  lua_pushnumber(L, (lua_Number)t.tv_sec + (lua_Number)t.tv_nsec / 1e9);
  return 1;
}

__attribute__((visibility("default"))) int
luaopen_orchestrator_sandbox_core(lua_State *L);

int luaopen_orchestrator_sandbox_core(lua_State *L) {
  luaL_checkversion(L);
  lua_newtable(L);
  lua_pushcfunction(L, l_now);
  lua_setfield(L, -2, "now");
  lua_pushliteral(L, SBX_VERSION);
  lua_setfield(L, -2, "version");
  sbx_open_server(L);
  sbx_open_database(L);
  sbx_open_child(L);
  sbx_open_zip(L);
  sbx_open_digest(L);
  sbx_open_sender(L);
  sbx_open_pattern(L);
  return 1;
}
