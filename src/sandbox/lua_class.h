/* The userdata of the Lua module `orchestrator.sandbox.core`. */

#ifndef SANDBOX_LUA_CLASS_H
#define SANDBOX_LUA_CLASS_H

#include <lua.h>

/* What only one of Lua 5.3 and 5.4 has is weak: then the other is refused by
** luaL_checkversion, with the versions, and not by the linker. */
#if LUA_VERSION_NUM < 504
#pragma weak lua_newuserdata
#pragma weak lua_setuservalue
#pragma weak lua_getuservalue
#else
#pragma weak lua_newuserdatauv
#pragma weak lua_setiuservalue
#pragma weak lua_getiuservalue
#endif

struct luaL_Reg;

/* Registers a metatable whose methods are its own index. */
void sbx_new_class(lua_State *L, const char *name,
                   const struct luaL_Reg *methods);

#endif
