/*
** lua_handle: userdata that hold something of the core.
**
** A handle is a userdata that begins with an orc_lua_handle. It is made
** closed, with its metatable, and only then acquires what it holds. Handles
** form a tree (engine, clients, calls and pagers): a child anchors its parent
** by user value, and closing a parent closes its children first, so that
** every order of close, __close, __gc and lua_close is right.
*/
#ifndef ORC_LUA_HANDLE_H
#define ORC_LUA_HANDLE_H

#include <lauxlib.h>
#include <lua.h>

#include <stddef.h>

typedef struct orc_lua_handle {
  struct orc_lua_handle *children;
  struct orc_lua_handle *next, **link; /* among its parent's children */
  /* Frees what it holds, may not raise; NULL: closed. */
  void (*release)(struct orc_lua_handle *handle);
} orc_lua_handle;

/* Pushes a zeroed userdata of `size` with the metatable `type`. The collector
** is told of the `kib` that it stands for in C, which an abandoned handle
** holds until it is collected. */
void *orc_lua_new(lua_State *L, size_t size, const char *type, int kib);
/* The handle on top becomes a child of the one at `parent`, and open. */
void orc_lua_open(lua_State *L, int parent, orc_lua_handle *handle,
                  void (*release)(orc_lua_handle *handle));
/* Closes the children, then the handle. Twice is fine. Never raises. */
void orc_lua_close(orc_lua_handle *handle);
/* Registers the metatable of a handle: its methods, `close`, `__gc`,
** `__close`, `__name`, `__tostring`. */
void orc_lua_type(lua_State *L, const char *type, const luaL_Reg *methods,
                  lua_CFunction tostring);

#endif
