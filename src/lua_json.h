/*
** lua_json: the codec's Lua side: texts to tables and back.
*/
#ifndef ORC_LUA_JSON_H
#define ORC_LUA_JSON_H

#include "core/members.h"

#include <lua.h>
#include <stdbool.h>
#include <stddef.h>

/* How many members and elements the tables of each level had last, so that
** the next row's tables are made in their final size. Zeroed by its owner
** before the first text, then handed to one decode after the other. */
#define ORC_LUA_LEVELS 4
typedef struct orc_lua_shape {
  unsigned char members[ORC_LUA_LEVELS], elements[ORC_LUA_LEVELS];
  const orc_members *wanted; /* of the outermost object; NULL: all. Borrowed */
} orc_lua_shape;

/* Pushes the value of a JSON text, straight from `text`. That is not copied
** and must stay in place: building tables can run the finalizers of others.
** Memory errors pass through as Lua errors. `shape` may be NULL. A top-level
** null is the null value, never nil. false: nothing was pushed, *message is a
** static phrase and *position the number of bytes before the fault. */
bool orc_lua_decode(lua_State *L, const char *text, size_t len,
                    bool keep_nulls, orc_lua_shape *shape,
                    const char **message, size_t *position);

/* The same of a text that goes on behind its value. true: *position is the
** value's length. */
bool orc_lua_decode_first(lua_State *L, const char *text, size_t len,
                          bool keep_nulls, orc_lua_shape *shape,
                          const char **message, size_t *position);

/* core.encode; in lua_json_encode.c. */
int orc_lua_encode(lua_State *L);

/* core.rows; in lua_rows.c. */
int orc_lua_rows(lua_State *L);

/* Pushes the metatable that marks a table as a JSON array. */
void orc_lua_push_array_mt(lua_State *L);

/* Adds decode, encode, rows, null and array_mt to the table on top. */
void orc_lua_json_open(lua_State *L);

#endif
