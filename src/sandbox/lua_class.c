#include "lua_class.h"

#include <lauxlib.h>

void sbx_new_class(lua_State *L, const char *name,
                   const struct luaL_Reg *methods) {
  luaL_newmetatable(L, name);
  luaL_setfuncs(L, methods, 0);
  lua_pushvalue(L, -1);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
}
