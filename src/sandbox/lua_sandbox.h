/* The parts of the Lua module `orchestrator.sandbox.core`. Each fills the
** table on top of the stack with its functions. */

#ifndef SANDBOX_LUA_SANDBOX_H
#define SANDBOX_LUA_SANDBOX_H

#include <lua.h>

void sbx_open_server(lua_State *L);
void sbx_open_database(lua_State *L);
void sbx_open_child(lua_State *L);
void sbx_open_zip(lua_State *L);
void sbx_open_sender(lua_State *L);
void sbx_open_digest(lua_State *L);
void sbx_open_pattern(lua_State *L);

#endif
