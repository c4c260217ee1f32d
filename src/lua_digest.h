/*
** lua_digest: the core's hashes and random bytes for Lua.
*/
#ifndef ORC_LUA_DIGEST_H
#define ORC_LUA_DIGEST_H

#include <lua.h>

/* Adds sha256, hmac_sha256, same_bytes and random to the table on top of the
** stack. */
void orc_lua_digest_open(lua_State *L);

#endif
