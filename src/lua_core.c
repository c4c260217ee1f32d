#include "lua_core.h"

#include "core/version.h"
#include "lua_json.h"
#include "lua_url.h"

#include <lauxlib.h>

int orc_lua_fail(lua_State *L, const orc_err *err) {
  lua_pushnil(L);
  lua_createtable(L, 0, 2);
  lua_pushstring(L, orc_kind_name(err->kind));
  lua_setfield(L, -2, "kind");
  lua_pushstring(L, err->message);
  lua_setfield(L, -2, "message");
  return 2;
}

ORC_LUA_EXPORT int luaopen_orchestrator_core(lua_State *L);

int luaopen_orchestrator_core(lua_State *L) {
  lua_newtable(L);
  lua_pushliteral(L, ORC_VERSION);
  lua_setfield(L, -2, "version");
  orc_lua_json_open(L);
  orc_lua_url_open(L);
  return 1;
}
