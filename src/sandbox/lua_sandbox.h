/* The parts of the Lua module `orchestrator.sandbox.core`. Each fills the
** table on top of the stack with its functions. */

#ifndef SANDBOX_LUA_SANDBOX_H
#define SANDBOX_LUA_SANDBOX_H

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

void sbx_open_server(lua_State *L);
void sbx_open_database(lua_State *L);
void sbx_open_child(lua_State *L);
void sbx_open_zip(lua_State *L);
void sbx_open_sender(lua_State *L);
void sbx_open_digest(lua_State *L);
void sbx_open_pattern(lua_State *L);

/* Registers a metatable whose methods are its own index. */
struct luaL_Reg;
void sbx_new_class(lua_State *L, const char *name,
                   const struct luaL_Reg *methods);

#endif
