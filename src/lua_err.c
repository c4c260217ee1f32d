#include "lua_err.h"

static void set_string(lua_State *L, const char *name, const char *value) {
  if (value[0] == '\0') return;
  lua_pushstring(L, value);
  lua_setfield(L, -2, name);
}

static void set_integer(lua_State *L, const char *name, lua_Integer value) {
  lua_pushinteger(L, value);
  lua_setfield(L, -2, name);
}

void orc_lua_push_err(lua_State *L, const orc_err *err) {
  lua_createtable(L, 0, 12);
  set_string(L, "kind", orc_kind_name(err->kind));
  set_string(L, "message", err->message);
  set_string(L, "hint", err->hint);
  set_string(L, "trace_id", err->trace_id);
  set_string(L, "method", err->method);
  set_string(L, "url", err->url);
  set_string(L, "sent", orc_sent_name(err->sent));
  if (err->status != 0) set_integer(L, "status", err->status);
  if (err->has_code) set_integer(L, "code", err->code);
  if (err->attempts > 0) set_integer(L, "attempts", err->attempts);
  lua_pushboolean(L, err->retryable);
  lua_setfield(L, -2, "retryable");
  if (err->retry_after >= 0) {
    lua_pushnumber(L, err->retry_after);
    lua_setfield(L, -2, "retry_after");
  }
}

int orc_lua_fail(lua_State *L, const orc_err *err) {
  lua_pushnil(L);
  orc_lua_push_err(L, err);
  return 2;
}

int orc_lua_closed(lua_State *L, const char *what) {
  orc_err err;
  orc_err_clear(&err);
  orc_err_set(&err, ORC_KIND_CLOSED, "this %s is closed", what);
  return orc_lua_fail(L, &err);
}
