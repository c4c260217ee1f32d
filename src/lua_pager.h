/*
** lua_pager: the handle of an orc_pager.
*/
#ifndef ORC_LUA_PAGER_H
#define ORC_LUA_PAGER_H

#include "core/pager.h"

#include <lua.h>

#define ORC_LUA_PAGER "orchestrator.pager"

/* Registers the handle. */
void orc_lua_pager_open(lua_State *L);
/* client:pager */
int orc_lua_client_pager(lua_State *L);
/* What the userdata at `arg` holds; NULL: closed. */
orc_pager *orc_lua_check_pager(lua_State *L, int arg);

#endif
