/*
** lua_terminal: this process's terminal for Lua.
*/
#ifndef ORC_LUA_TERMINAL_H
#define ORC_LUA_TERMINAL_H

#include <lua.h>

/* Adds its functions to the table on top of the stack. */
void orc_lua_terminal_open(lua_State *L);

#endif
