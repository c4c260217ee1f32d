#include "lua_handle.h"

#include "lua_version.h"

#include <string.h>

void *orc_lua_new(lua_State *L, size_t size, const char *type, int kib) {
  if (lua_gc(L, LUA_GCISRUNNING, 0)) lua_gc(L, LUA_GCSTEP, kib);
  void *handle = lua_newuserdatauv(L, size, 1);
  memset(handle, 0, size);
  luaL_setmetatable(L, type);
  return handle;
}

void orc_lua_open(lua_State *L, int parent, orc_lua_handle *handle,
                  void (*release)(orc_lua_handle *handle)) {
  handle->release = release;
  if (parent == 0) return;
  orc_lua_handle *above = lua_touserdata(L, parent);
  lua_pushvalue(L, parent);
  lua_setiuservalue(L, -2, 1);
  handle->next = above->children;
  if (handle->next != NULL) handle->next->link = &handle->next;
  handle->link = &above->children;
  above->children = handle;
}

void orc_lua_close(orc_lua_handle *handle) {
  void (*release)(orc_lua_handle *) = handle->release;
  if (release == NULL) return;
  while (handle->children != NULL) orc_lua_close(handle->children);
  if (handle->link != NULL) {
    *handle->link = handle->next;
    if (handle->next != NULL) handle->next->link = handle->link;
  }
  handle->next = NULL;
  handle->link = NULL;
  handle->release = NULL;
  release(handle);
}

/* close, __gc and __close of every handle; its type is the upvalue. */
static int handle_close(lua_State *L) {
  const char *type = lua_tostring(L, lua_upvalueindex(1));
  orc_lua_close(luaL_checkudata(L, 1, type));
  return 0;
}

static void set_close(lua_State *L, const char *type, const char *name) {
  lua_pushstring(L, type);
  lua_pushcclosure(L, handle_close, 1);
  lua_setfield(L, -2, name);
}

void orc_lua_type(lua_State *L, const char *type, const luaL_Reg *methods,
                  lua_CFunction tostring) {
  luaL_newmetatable(L, type); /* sets __name */
  set_close(L, type, "__gc");
  set_close(L, type, "__close");
  lua_pushcfunction(L, tostring);
  lua_setfield(L, -2, "__tostring");
  lua_pushliteral(L, "a handle of orchestrator.core");
  lua_setfield(L, -2, "__metatable");
  lua_newtable(L);
  luaL_setfuncs(L, methods, 0);
  set_close(L, type, "close");
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
}
