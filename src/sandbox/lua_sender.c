/* Lua's view of addresses elsewhere: core.sender() posts to them, and
** core.probe() tells whether they can be reached. */

#include <lauxlib.h>

#include "lua_class.h"
#include "lua_sandbox.h"
#include "probe.h"
#include "sender.h"

#define SENDER "orchestrator.sandbox.sender"

enum { MAX_HEADERS = 16 };

typedef struct {
  sbx_sender *sender; /* NULL: closed */
} sender_box;

static sbx_sender *check_sender(lua_State *L) {
  sender_box *box = luaL_checkudata(L, 1, SENDER);
  luaL_argcheck(L, box->sender != NULL, 1, "the sender is closed");
  return box->sender;
}

/* core.sender() -> sender */
static int l_sender(lua_State *L) {
  sender_box *box = lua_newuserdata(L, sizeof *box);
  box->sender = NULL;
  luaL_setmetatable(L, SENDER);
  box->sender = sbx_sender_new();
  if (box->sender == NULL) return luaL_error(L, "the sender did not start");
  return 1;
}

/* The string stays on the stack: borrowed until the caller returns. */
static const char *text_field(lua_State *L, const char *name, size_t *size) {
  lua_getfield(L, 2, name);
  return luaL_checklstring(L, -1, size);
}

/* sender:post{id=, url=, headers={"Name: value"...}, body=, insecure=}
** -> true | false when there is no such address */
static int sender_post(lua_State *L) {
  sbx_sender *sender = check_sender(L);
  const char *lines[MAX_HEADERS];
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  luaL_checkstack(L, MAX_HEADERS + 8, "too many headers");
  sbx_post post = {.headers = lines};
  lua_getfield(L, 2, "id");
  post.id = luaL_checkinteger(L, -1);
  post.url = text_field(L, "url", NULL);
  post.body = text_field(L, "body", &post.size);
  lua_getfield(L, 2, "insecure");
  post.insecure = lua_toboolean(L, -1);
  lua_getfield(L, 2, "headers");
  int list = lua_gettop(L);
  luaL_checktype(L, list, LUA_TTABLE);
  post.header_count = (size_t)lua_rawlen(L, list);
  luaL_argcheck(L, post.header_count <= MAX_HEADERS, 2, "too many headers");
  for (size_t i = 0; i < post.header_count; i++) {
    lua_rawgeti(L, list, (lua_Integer)i + 1);
    lines[i] = luaL_checkstring(L, -1);
  }
  lua_pushboolean(L, sbx_sender_post(sender, &post));
  return 1;
}

/* sender:take() -> id, status, message | nil when no result has come;
** status 0: no answer, and the message says why */
static int sender_take(lua_State *L) {
  sbx_posted posted;
  if (!sbx_sender_take(check_sender(L), &posted)) return 0;
  lua_pushinteger(L, posted.id);
  lua_pushinteger(L, posted.status);
  lua_pushstring(L, posted.message);
  return 3;
}

static int sender_pending(lua_State *L) {
  lua_pushinteger(L, (lua_Integer)sbx_sender_pending(check_sender(L)));
  return 1;
}

static int sender_close(lua_State *L) {
  sender_box *box = luaL_checkudata(L, 1, SENDER);
  sbx_sender_free(box->sender);
  box->sender = NULL;
  return 0;
}

static const luaL_Reg sender_methods[] = {
    {"post", sender_post},       {"take", sender_take},
    {"pending", sender_pending}, {"close", sender_close},
    {"__gc", sender_close},      {NULL, NULL},
};

/* core.probe(url) -> connected, bad_tls, message | nil when there is no such
** address */
static int l_probe(lua_State *L) {
  sbx_probed probed;
  if (!sbx_probe(luaL_checkstring(L, 1), &probed)) return 0;
  lua_pushboolean(L, probed.connected);
  lua_pushboolean(L, probed.bad_tls);
  lua_pushstring(L, probed.message);
  return 3;
}

void sbx_open_sender(lua_State *L) {
  sbx_new_class(L, SENDER, sender_methods);
  lua_pushcfunction(L, l_sender);
  lua_setfield(L, -2, "sender");
  lua_pushcfunction(L, l_probe);
  lua_setfield(L, -2, "probe");
}
