/*
** lua_export: the handle of an orc_export.
*/
#ifndef ORC_LUA_EXPORT_H
#define ORC_LUA_EXPORT_H

#include <lua.h>

/* Adds `export` to the table on top of the stack. */
void orc_lua_export_open(lua_State *L);

#endif
