/*
** lua_core: what the files of the binding share. Userdata in, tables out; no
** policy here.
**
** A handle is a userdata that begins with an orc_lua_handle. It is made
** closed, with its metatable, and only then acquires what it holds. Handles
** form a tree (engine, clients, calls and pagers): a child anchors its parent
** by user value, and closing a parent closes its children first, so that
** every order of close, __close, __gc and lua_close is right.
*/
#ifndef ORC_LUA_CORE_H
#define ORC_LUA_CORE_H

#include <lauxlib.h>
#include <lua.h>

#include "core/err.h"
#include "lua_version.h"

#include <stdbool.h>
#include <stddef.h>

#define ORC_LUA_EXPORT __attribute__((visibility("default")))

#define ORC_LUA_ENGINE "orchestrator.engine"
#define ORC_LUA_CLIENT "orchestrator.client"
#define ORC_LUA_CALL "orchestrator.call"
#define ORC_LUA_PAGER "orchestrator.pager"
#define ORC_LUA_REDIRECT "orchestrator.redirect"
#define ORC_LUA_EXPORT_HANDLE "orchestrator.export"

/* Handles. */

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

/* Errors. All push nil and the error's table, and answer 2. */

void orc_lua_push_err(lua_State *L, const orc_err *err);
int orc_lua_fail(lua_State *L, const orc_err *err);
/* Kind "closed": `what` is used after close. */
int orc_lua_closed(lua_State *L, const char *what);

/* Options: the fields of a table, checked and put into a struct. */

typedef enum orc_lua_option_type {
  ORC_LUA_STRING,  /* const char *, without NUL bytes */
  ORC_LUA_BYTES,   /* orc_slice */
  ORC_LUA_INTEGER, /* int64_t */
  ORC_LUA_INT,     /* int, 0 … INT_MAX */
  ORC_LUA_SIZE,    /* size_t */
  ORC_LUA_NUMBER,  /* double */
  ORC_LUA_BOOLEAN, /* bool */
  ORC_LUA_STRINGS, /* const char *const *, NULL-terminated */
  ORC_LUA_TABLE    /* int: its index on the stack */
} orc_lua_option_type;

typedef struct orc_lua_option {
  const char *name;
  orc_lua_option_type type;
  size_t offset; /* of the field in the struct */
} orc_lua_option;

/* Reads the table at `arg`; absent fields leave the struct as it is. Raises
** for an unknown name and for a wrong type, naming the option. Strings are
** borrowed: their anchors stay on the stack, so the caller's stack grows and
** may only be cut when the struct is no longer in use. `options` ends with a
** NULL name. */
void orc_lua_read_options(lua_State *L, int arg, const orc_lua_option *options,
                          void *fields);

/* An optional deadline, seconds on the engine's clock; < 0: none. */
double orc_lua_deadline(lua_State *L, int arg);

/* The parts of orchestrator.core; each adds to the table on top. */
void orc_lua_engine_open(lua_State *L);
void orc_lua_client_open(lua_State *L);
void orc_lua_call_open(lua_State *L);
void orc_lua_pager_open(lua_State *L);
void orc_lua_redirect_open(lua_State *L);
void orc_lua_terminal_open(lua_State *L);
void orc_lua_export_open(lua_State *L);

/* client:call and client:pager, which live with what they make. */
int orc_lua_client_call(lua_State *L);
int orc_lua_client_pager(lua_State *L);

/* What the pager's userdata at `arg` holds; NULL: closed. */
struct orc_pager *orc_lua_check_pager(lua_State *L, int arg);

#endif
