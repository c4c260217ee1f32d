/*
** lua_mem: the state's own memory for the core, so that a host's cap on the
** state covers what the core holds for it.
*/
#ifndef ORC_LUA_MEM_H
#define ORC_LUA_MEM_H

#include "core/mem.h"

#include <lua.h>

/* Lives in a userdata, because it must outlive what is made from `mem`. */
typedef struct orc_lua_mem {
  orc_mem mem;
  lua_Alloc alloc;
  void *ud;
} orc_lua_mem;

/* Answers &m->mem. Taking from it never raises and never collects. */
const orc_mem *orc_lua_mem_init(lua_State *L, orc_lua_mem *m);

/* Sets `gc` as finalizer of the userdata on top, which holds nothing yet and
** never reaches a script. `type` names the metatable. */
void orc_lua_set_gc(lua_State *L, const char *type, lua_CFunction gc);

#endif
