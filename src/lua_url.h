/*
** lua_url: the core's addresses for Lua.
*/
#ifndef ORC_LUA_URL_H
#define ORC_LUA_URL_H

#include <lua.h>

/* Adds escape, escape_query, origin, is_loopback and resolve to the table on
** top of the stack. */
void orc_lua_url_open(lua_State *L);

#endif
