/*
** lua_call: the handle of an orc_call.
*/
#ifndef ORC_LUA_CALL_H
#define ORC_LUA_CALL_H

#include <lua.h>

#define ORC_LUA_CALL "orchestrator.call"

/* Registers the handle. */
void orc_lua_call_open(lua_State *L);
/* client:call */
int orc_lua_client_call(lua_State *L);

#endif
