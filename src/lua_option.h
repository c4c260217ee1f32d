/*
** lua_option: the fields of a table of options, checked and put into a
** struct.
*/
#ifndef ORC_LUA_OPTION_H
#define ORC_LUA_OPTION_H

#include <lauxlib.h>
#include <lua.h>

#include <stdbool.h>
#include <stddef.h>

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

#endif
