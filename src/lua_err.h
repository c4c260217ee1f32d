/*
** lua_err: the core's errors as tables.
*/
#ifndef ORC_LUA_ERR_H
#define ORC_LUA_ERR_H

#include <lauxlib.h>
#include <lua.h>

#include "core/err.h"

/* All push nil and the error's table, and answer 2. */

void orc_lua_push_err(lua_State *L, const orc_err *err);
int orc_lua_fail(lua_State *L, const orc_err *err);
/* Kind "closed": `what` is used after close. */
int orc_lua_closed(lua_State *L, const char *what);

#endif
