#include "lua_redirect.h"

#include "core/redirect.h"
#include "lua_err.h"
#include "lua_handle.h"

#include <unistd.h>

typedef struct lua_redirect {
  orc_lua_handle handle;
  orc_redirect *redirect; /* NULL: closed */
} lua_redirect;

#define TYPE "orchestrator.redirect"
#define KIB ((int)(ORC_REDIRECT_HEAD * ORC_REDIRECT_CONNECTIONS / 1024))

static lua_redirect *check_redirect(lua_State *L) {
  return luaL_checkudata(L, 1, TYPE);
}

static void release(orc_lua_handle *handle) {
  lua_redirect *self = (lua_redirect *)handle;
  orc_redirect_close(self->redirect);
  self->redirect = NULL;
}

/* redirect(port, path) -> redirect | nil, err */
static int l_redirect(lua_State *L) {
  lua_Integer port = luaL_checkinteger(L, 1);
  const char *path = luaL_checkstring(L, 2);
  luaL_argcheck(L, port >= 0 && port <= 65535, 1, "no port");
  orc_err err;
  orc_err_clear(&err);
  lua_redirect *self = orc_lua_new(L, sizeof *self, TYPE, KIB);
  self->redirect = orc_redirect_open(&orc_mem_libc, (int)port, path, &err);
  if (self->redirect == NULL) return orc_lua_fail(L, &err);
  orc_lua_open(L, 0, &self->handle, release);
  return 1;
}

static int closed(lua_State *L) { return orc_lua_closed(L, "redirect"); }

static int redirect_port(lua_State *L) {
  lua_redirect *self = check_redirect(L);
  if (self->redirect == NULL) return closed(L);
  lua_pushinteger(L, orc_redirect_port(self->redirect));
  return 1;
}

/* redirect:wait(seconds, [input]) -> the query, as sent | false: not yet |
** true: standard input, which `input` says to watch, has something | nil,
** err */
static int redirect_wait(lua_State *L) {
  lua_redirect *self = check_redirect(L);
  double seconds = luaL_checknumber(L, 2);
  int input = lua_toboolean(L, 3) ? STDIN_FILENO : -1;
  if (self->redirect == NULL) return closed(L);
  orc_err err;
  orc_err_clear(&err);
  orc_slice query = {NULL, 0};
  switch (orc_redirect_wait(self->redirect, seconds, input, &query, &err)) {
    case ORC_OK: lua_pushlstring(L, query.data, query.len); return 1;
    case ORC_AGAIN: lua_pushboolean(L, false); return 1;
    case ORC_END: lua_pushboolean(L, true); return 1;
    default: return orc_lua_fail(L, &err);
  }
}

/* redirect:answer(status, page) */
static int redirect_answer(lua_State *L) {
  lua_redirect *self = check_redirect(L);
  int status = (int)luaL_checkinteger(L, 2);
  size_t len;
  const char *page = luaL_checklstring(L, 3, &len);
  if (self->redirect == NULL) return closed(L);
  orc_redirect_answer(self->redirect, status, page, len);
  lua_pushboolean(L, true);
  return 1;
}

static int redirect_tostring(lua_State *L) {
  lua_redirect *self = check_redirect(L);
  if (self->redirect == NULL) {
    lua_pushliteral(L, "orchestrator redirect (closed)");
  } else {
    lua_pushfstring(L, "orchestrator redirect (port %d)",
                    orc_redirect_port(self->redirect));
  }
  return 1;
}

/* is_terminal() -> is standard input one? */
static int l_is_terminal(lua_State *L) {
  lua_pushboolean(L, isatty(STDIN_FILENO));
  return 1;
}

static const luaL_Reg methods[] = {
    {"port", redirect_port},
    {"wait", redirect_wait},
    {"answer", redirect_answer},
    {NULL, NULL},
};

static const luaL_Reg functions[] = {
    {"redirect", l_redirect},
    {"is_terminal", l_is_terminal},
    {NULL, NULL},
};

void orc_lua_redirect_open(lua_State *L) {
  orc_lua_type(L, TYPE, methods, redirect_tostring);
  luaL_setfuncs(L, functions, 0);
}
