/*
** lua_core: what the files of the binding share.
*/
#ifndef ORC_LUA_CORE_H
#define ORC_LUA_CORE_H

#include "core/err.h"

#include <lua.h>

#define ORC_LUA_EXPORT __attribute__((visibility("default")))

/* Pushes nil and the error's table, and answers 2. */
int orc_lua_fail(lua_State *L, const orc_err *err);

#endif
