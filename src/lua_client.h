/*
** lua_client: the handle of an orc_client.
*/
#ifndef ORC_LUA_CLIENT_H
#define ORC_LUA_CLIENT_H

#include "core/client.h"
#include "lua_handle.h"

#define ORC_LUA_CLIENT "orchestrator.client"

typedef struct orc_lua_client {
  orc_lua_handle handle;
  orc_client *client; /* NULL: closed */
  uint64_t ticket; /* its own place among those who wait for a token */
} orc_lua_client;

orc_lua_client *orc_lua_check_client(lua_State *L, int arg);
/* Adds `client` to the table on top of the stack. */
void orc_lua_client_open(lua_State *L);

#endif
