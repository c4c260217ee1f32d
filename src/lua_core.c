/* The Lua module `orchestrator.core`: its parts in one table. */

#include "core/version.h"

#include "lua_call.h"
#include "lua_client.h"
#include "lua_digest.h"
#include "lua_disk.h"
#include "lua_engine.h"
#include "lua_export.h"
#include "lua_json.h"
#include "lua_pager.h"
#include "lua_redirect.h"
#include "lua_terminal.h"
#include "lua_url.h"
#include "lua_version.h"

#include <lauxlib.h>

__attribute__((visibility("default"))) int
luaopen_orchestrator_core(lua_State *L);

int luaopen_orchestrator_core(lua_State *L) {
  luaL_checkversion(L);
  lua_newtable(L);
  lua_pushliteral(L, ORC_VERSION);
  lua_setfield(L, -2, "version");
  orc_lua_json_open(L);
  orc_lua_url_open(L);
  orc_lua_digest_open(L);
  orc_lua_disk_open(L);
  orc_lua_engine_open(L);
  orc_lua_client_open(L);
  orc_lua_call_open(L);
  orc_lua_pager_open(L);
  orc_lua_redirect_open(L);
  orc_lua_terminal_open(L);
  orc_lua_export_open(L);
  return 1;
}
