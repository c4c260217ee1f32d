/*
** lua_buf: an orc_buf that Lua owns: its memory is the state's, counted by
** the host's allocator, and goes with the userdata, whatever raises.
*/
#ifndef ORC_LUA_BUF_H
#define ORC_LUA_BUF_H

#include "core/buf.h"
#include "lua_version.h"

#include <lua.h>

/* Pushes the userdata; the buffer lives until that is collected. Appending
** never raises: the caller looks at `failed`. */
orc_buf *orc_lua_newbuf(lua_State *L, size_t cap);
/* The buffer of such a userdata, which nothing else may be at `index`. */
orc_buf *orc_lua_tobuf(lua_State *L, int index);
/* Pushes what the buffer holds as a string and gives its memory back, even
** when there is none for the string (which raises). */
void orc_lua_pushbuf(lua_State *L, orc_buf *buf);

#endif
