#include "lua_mem.h"

#include <lauxlib.h>

static void *resize(void *ud, void *block, size_t old_size, size_t new_size) {
  orc_lua_mem *m = ud;
  return m->alloc(m->ud, block, block != NULL ? old_size : 0, new_size);
}

const orc_mem *orc_lua_mem_init(lua_State *L, orc_lua_mem *m) {
  m->alloc = lua_getallocf(L, &m->ud);
  m->mem = (orc_mem){resize, m};
  return &m->mem;
}

/* The metatable is registered when it is complete: without memory it would
** stay half made, and nothing of this type would ever be finalized. */
void orc_lua_set_gc(lua_State *L, const char *type, lua_CFunction gc) {
  if (luaL_getmetatable(L, type) == LUA_TNIL) {
    lua_pop(L, 1);
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, gc);
    lua_setfield(L, -2, "__gc");
    lua_pushvalue(L, -1);
    lua_setfield(L, LUA_REGISTRYINDEX, type);
  }
  lua_setmetatable(L, -2);
}
