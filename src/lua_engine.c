#include "lua_engine.h"

#include "lua_err.h"

#define KIB 64 /* of C, about */

orc_lua_engine *orc_lua_check_engine(lua_State *L, int arg) {
  return luaL_checkudata(L, arg, ORC_LUA_ENGINE);
}

static void release(orc_lua_handle *handle) {
  orc_lua_engine *self = (orc_lua_engine *)handle;
  orc_engine_free(self->engine);
  self->engine = NULL;
}

static int l_engine(lua_State *L) {
  orc_err err;
  orc_err_clear(&err);
  orc_lua_engine *self = orc_lua_new(L, sizeof *self, ORC_LUA_ENGINE, KIB);
  self->engine = orc_engine_new(NULL, NULL, &err);
  if (self->engine == NULL) return orc_lua_fail(L, &err);
  orc_lua_open(L, 0, &self->handle, release);
  return 1;
}

static int closed(lua_State *L) { return orc_lua_closed(L, "engine"); }

/* true | nil, err */
static int engine_step(lua_State *L) {
  orc_lua_engine *self = orc_lua_check_engine(L, 1);
  if (self->engine == NULL) return closed(L);
  orc_err err;
  orc_err_clear(&err);
  if (orc_engine_step(self->engine, &err) == ORC_FAIL) {
    return orc_lua_fail(L, &err);
  }
  lua_pushboolean(L, true);
  return 1;
}

/* true: something happened | false: time is up | nil, err */
static int engine_wait(lua_State *L) {
  orc_lua_engine *self = orc_lua_check_engine(L, 1);
  double seconds = luaL_optnumber(L, 2, -1);
  if (self->engine == NULL) return closed(L);
  orc_err err;
  orc_err_clear(&err);
  orc_status status = orc_engine_wait(self->engine, seconds, &err);
  if (status == ORC_FAIL) return orc_lua_fail(L, &err);
  lua_pushboolean(L, status == ORC_OK);
  return 1;
}

/* Whoever waits looks again: what it waits for has changed. */
static int engine_wake(lua_State *L) {
  orc_lua_engine *self = orc_lua_check_engine(L, 1);
  if (self->engine == NULL) return closed(L);
  orc_engine_wake(self->engine);
  lua_pushboolean(L, true);
  return 1;
}

static int engine_fd(lua_State *L) {
  orc_lua_engine *self = orc_lua_check_engine(L, 1);
  if (self->engine == NULL) return closed(L);
  lua_pushinteger(L, orc_engine_fd(self->engine));
  return 1;
}

static int engine_timeout(lua_State *L) {
  orc_lua_engine *self = orc_lua_check_engine(L, 1);
  if (self->engine == NULL) return closed(L);
  double seconds = orc_engine_timeout(self->engine);
  if (seconds < 0) return 0;
  lua_pushnumber(L, seconds);
  return 1;
}

static int engine_now(lua_State *L) {
  orc_lua_engine *self = orc_lua_check_engine(L, 1);
  if (self->engine == NULL) return closed(L);
  lua_pushnumber(L, orc_engine_now(self->engine));
  return 1;
}

static const struct {
  const char *name;
  size_t offset;
} counters[] = {
    {"requests", offsetof(orc_stats, requests)},
    {"retries", offsetof(orc_stats, retries)},
    {"renewals", offsetof(orc_stats, renewals)},
    {"pages", offsetof(orc_stats, pages)},
    {"rows", offsetof(orc_stats, rows)},
    {"bytes_in", offsetof(orc_stats, bytes_in)},
    {"bytes_out", offsetof(orc_stats, bytes_out)},
};

static const struct {
  const char *name;
  size_t offset;
} times[] = {
    {"waited", offsetof(orc_stats, waited)},
    {"paced", offsetof(orc_stats, paced)},
    {"backed_off", offsetof(orc_stats, backed_off)},
};

void orc_lua_push_stats(lua_State *L, const orc_stats *stats) {
  lua_createtable(L, 0, 13);
  for (size_t i = 0; i < sizeof counters / sizeof *counters; i++) {
    const void *at = (const char *)stats + counters[i].offset;
    lua_pushinteger(L, (lua_Integer) * (const uint64_t *)at);
    lua_setfield(L, -2, counters[i].name);
  }
  for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
    const void *at = (const char *)stats + times[i].offset;
    lua_pushnumber(L, *(const double *)at);
    lua_setfield(L, -2, times[i].name);
  }
  lua_pushinteger(L, stats->transfers);
  lua_setfield(L, -2, "transfers");
  lua_pushinteger(L, (lua_Integer)stats->held);
  lua_setfield(L, -2, "held");
  lua_pushinteger(L, (lua_Integer)stats->peak);
  lua_setfield(L, -2, "peak");
}

static int engine_stats(lua_State *L) {
  orc_lua_engine *self = orc_lua_check_engine(L, 1);
  if (self->engine == NULL) return closed(L);
  orc_stats stats = *orc_engine_stats(self->engine);
  orc_lua_push_stats(L, &stats);
  return 1;
}

/* true: made before a fork, so it is of use to the parent process only */
static int engine_forked(lua_State *L) {
  orc_lua_engine *self = orc_lua_check_engine(L, 1);
  orc_err err;
  if (self->engine == NULL) return closed(L);
  lua_pushboolean(L, orc_engine_check(self->engine, &err) != ORC_OK);
  return 1;
}

static int engine_tostring(lua_State *L) {
  orc_lua_engine *self = orc_lua_check_engine(L, 1);
  if (self->engine == NULL) {
    lua_pushliteral(L, "orchestrator engine (closed)");
  } else {
    lua_pushfstring(L, "orchestrator engine (%d transfers)",
                    orc_engine_stats(self->engine)->transfers);
  }
  return 1;
}

static const luaL_Reg methods[] = {
    {"step", engine_step},   {"wait", engine_wait},
    {"fd", engine_fd},       {"timeout", engine_timeout},
    {"now", engine_now},     {"stats", engine_stats},
    {"forked", engine_forked}, {"wake", engine_wake},
    {NULL, NULL},
};

void orc_lua_engine_open(lua_State *L) {
  orc_lua_type(L, ORC_LUA_ENGINE, methods, engine_tostring);
  lua_pushcfunction(L, l_engine);
  lua_setfield(L, -2, "engine");
}
