/*
** lua_redirect: the handle of an orc_redirect.
*/
#ifndef ORC_LUA_REDIRECT_H
#define ORC_LUA_REDIRECT_H

#include <lua.h>

/* Adds `redirect` to the table on top of the stack. */
void orc_lua_redirect_open(lua_State *L);

#endif
