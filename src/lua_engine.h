/*
** lua_engine: the handle of an orc_engine.
*/
#ifndef ORC_LUA_ENGINE_H
#define ORC_LUA_ENGINE_H

#include "core/engine.h"
#include "lua_handle.h"

#define ORC_LUA_ENGINE "orchestrator.engine"

typedef struct orc_lua_engine {
  orc_lua_handle handle;
  orc_engine *engine; /* NULL: closed */
} orc_lua_engine;

orc_lua_engine *orc_lua_check_engine(lua_State *L, int arg);
/* A table of a copy of them: what makes it may collect, and so close and free
** what they are of. */
void orc_lua_push_stats(lua_State *L, const orc_stats *stats);
/* Adds `engine` to the table on top of the stack. */
void orc_lua_engine_open(lua_State *L);

#endif
