/*
** lua_disk: folders of this machine for Lua.
*/
#ifndef ORC_LUA_DISK_H
#define ORC_LUA_DISK_H

#include <lua.h>

/* Adds disk_look, disk_list, disk_make and disk_touch to the table on top of
** the stack. */
void orc_lua_disk_open(lua_State *L);

#endif
