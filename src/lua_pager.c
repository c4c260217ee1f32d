/* A row is copied into a scratch buffer before its table is made: making it
** allocates, allocation runs finalizers, and a finalizer may close this pager
** or drive its engine. The scratch is an upvalue of `next`; whoever decodes
** takes it away and gives it back, so that a finalizer that asks for a row
** itself makes one of its own. */

#include "lua_pager.h"

#include "core/json.h"
#include "lua_buf.h"
#include "lua_client.h"
#include "lua_err.h"
#include "lua_json.h"
#include "lua_option.h"

#include <stdio.h>
#include <string.h>

#define KIB 256 /* of C, about */

#define SCRATCH lua_upvalueindex(1)
#define CURSOR_MOST ((size_t)1 << 20)
#define SCRATCH_MOST ((size_t)256 << 10) /* a larger one is not kept */

typedef struct lua_pager {
  orc_lua_handle handle;
  orc_pager *pager; /* NULL: closed */
  orc_engine *engine; /* the client's */
  bool awaited;       /* the last look answered "again" */
  orc_lua_shape shape;
  orc_members members; /* that are wanted of a row; a finalizer that closes
                          this in the middle of one makes that all */
  bool nulls;
} lua_pager;

static lua_pager *check_pager(lua_State *L) {
  return luaL_checkudata(L, 1, ORC_LUA_PAGER);
}

orc_pager *orc_lua_check_pager(lua_State *L, int arg) {
  lua_pager *self = luaL_checkudata(L, arg, ORC_LUA_PAGER);
  self->awaited = true; /* an export waits for its rows */
  return self->pager;
}

static void release(orc_lua_handle *handle) {
  lua_pager *self = (lua_pager *)handle;
  orc_pager_free(self->pager);
  self->pager = NULL;
  orc_members_fini(&self->members);
  if (self->awaited) orc_engine_wake(self->engine);
}

typedef struct pager_options {
  orc_pager_spec spec;
  const char *paging, *beyond;
  const char *const *members;
  bool nulls;
} pager_options;

#define AT(field) offsetof(pager_options, field)
static const orc_lua_option pager_table[] = {
    {"url", ORC_LUA_STRING, AT(spec.url)},
    {"fixed", ORC_LUA_STRING, AT(spec.fixed)},
    {"filter", ORC_LUA_STRING, AT(spec.filter)},
    {"orderby", ORC_LUA_STRING, AT(spec.orderby)},
    {"headers", ORC_LUA_STRINGS, AT(spec.headers)},
    {"paging", ORC_LUA_STRING, AT(paging)},
    {"beyond", ORC_LUA_STRING, AT(beyond)},
    {"key", ORC_LUA_STRING, AT(spec.key)},
    {"key_quoted", ORC_LUA_BOOLEAN, AT(spec.key_quoted)},
    {"descending", ORC_LUA_BOOLEAN, AT(spec.descending)},
    {"top", ORC_LUA_INTEGER, AT(spec.top)},
    {"skip", ORC_LUA_INTEGER, AT(spec.skip)},
    {"page", ORC_LUA_INTEGER, AT(spec.page)},
    {"count", ORC_LUA_BOOLEAN, AT(spec.count)},
    {"dollar", ORC_LUA_BOOLEAN, AT(spec.dollar)},
    {"take", ORC_LUA_BOOLEAN, AT(spec.take)},
    {"total", ORC_LUA_STRING, AT(spec.total)},
    {"window", ORC_LUA_INTEGER, AT(spec.window)},
    {"flight", ORC_LUA_INTEGER, AT(spec.flight)},
    {"eager", ORC_LUA_BOOLEAN, AT(spec.eager)},
    {"drifting", ORC_LUA_BOOLEAN, AT(spec.drifting)},
    {"cursor", ORC_LUA_STRING, AT(spec.cursor)},
    {"settle", ORC_LUA_BOOLEAN, AT(spec.settle)},
    {"single", ORC_LUA_BOOLEAN, AT(spec.single)},
    {"members", ORC_LUA_STRINGS, AT(members)},
    {"nulls", ORC_LUA_BOOLEAN, AT(nulls)},
    {NULL, 0, 0},
};
#undef AT

static const struct {
  const char *name;
  orc_paging paging;
} pagings[] = {
    {"skip", ORC_PAGING_SKIP},
    {"key", ORC_PAGING_KEY},
    {"one", ORC_PAGING_ONE},
    {"time", ORC_PAGING_TIME},
    {"token", ORC_PAGING_TOKEN},
};

static orc_paging check_paging(lua_State *L, const char *name) {
  for (size_t i = 0; i < sizeof pagings / sizeof *pagings; i++) {
    if (strcmp(pagings[i].name, name) == 0) return pagings[i].paging;
  }
  luaL_error(L, "option 'paging': 'skip', 'key', 'one', 'time' or 'token' "
                "expected, got '%s'", name);
  return ORC_PAGING_SKIP;
}

/* client:pager{…} -> pager | nil, err. Sends nothing yet. */
int orc_lua_client_pager(lua_State *L) {
  orc_lua_client *client = orc_lua_check_client(L, 1);
  pager_options options = {
      .spec = {.top = -1, .skip = -1, .dollar = true}, .paging = "skip",
      .beyond = "skip",
  };
  orc_lua_read_options(L, 2, pager_table, &options);
  options.spec.paging = check_paging(L, options.paging);
  options.spec.beyond = check_paging(L, options.beyond);

  orc_err err;
  orc_err_clear(&err);
  lua_pager *self = orc_lua_new(L, sizeof *self, ORC_LUA_PAGER, KIB);
  self->nulls = options.nulls;
  if (client->client == NULL) return orc_lua_closed(L, "client");
  self->engine = client->client->engine;
  self->pager = orc_pager_new(client->client, &options.spec, &err);
  if (self->pager == NULL) return orc_lua_fail(L, &err);
  if (!orc_members_init(&self->members, orc_engine_mem(self->engine),
                        options.members)) {
    orc_pager_free(self->pager);
    self->pager = NULL;
    orc_err_memory(&err);
    return orc_lua_fail(L, &err);
  }
  if (self->members.count > 0) self->shape.wanted = &self->members;
  orc_lua_open(L, 1, &self->handle, release);
  return 1;
}

static int closed(lua_State *L) { return orc_lua_closed(L, "pager"); }

/* Pushes the scratch and takes it out of its place; makes one if need be. */
static orc_buf *take_scratch(lua_State *L) {
  lua_pushvalue(L, SCRATCH);
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    return orc_lua_newbuf(L, ORC_JSON_SIZE);
  }
  lua_pushnil(L);
  lua_replace(L, SCRATCH);
  return orc_lua_tobuf(L, -1);
}

static void give_scratch(lua_State *L, int at, orc_buf *scratch) {
  if (scratch->size > SCRATCH_MOST) orc_buf_fini(scratch);
  else orc_buf_clear(scratch);
  lua_pushvalue(L, at);
  lua_replace(L, SCRATCH);
}

static int refuse_row(lua_State *L, lua_pager *self, const char *fault) {
  if (self->pager == NULL) return closed(L);
  orc_err err;
  orc_err_clear(&err);
  orc_pager_refuse(self->pager, fault, &err);
  return orc_lua_fail(L, &err);
}

static int push_row(lua_State *L, lua_pager *self, const orc_buf *row) {
  const char *message;
  size_t position;
  if (!orc_lua_decode(L, row->data, row->len, self->nulls, &self->shape,
                      &message, &position)) {
    char fault[128];
    snprintf(fault, sizeof fault, "%s at its byte %zu", message, position + 1);
    return refuse_row(L, self, fault);
  }
  if (lua_isboolean(L, -1)) return refuse_row(L, self, "a bare true or false");
  return 1;
}

/* pager:take() -> row | false: pager:next() knows. Never waits nor fails but
** for a row that is no JSON. */
static int pager_take(lua_State *L) {
  lua_pager *self = check_pager(L);
  lua_settop(L, 1);
  orc_buf *scratch = take_scratch(L); /* at 2 */
  if (self->pager == NULL) return closed(L);
  orc_slice row;
  int count = 1;
  if (!orc_pager_take(self->pager, &row)) {
    lua_pushboolean(L, false);
  } else if (orc_buf_append(scratch, row.data, row.len)) {
    count = push_row(L, self, scratch);
  } else {
    orc_err err;
    orc_err_clear(&err);
    orc_err_memory(&err);
    count = orc_lua_fail(L, &err);
  }
  give_scratch(L, 2, scratch);
  return count;
}

/* pager:next([deadline]) -> row | false: again | nil: the end | nil, err */
static int pager_next(lua_State *L) {
  lua_pager *self = check_pager(L);
  double deadline = orc_lua_deadline(L, 2);
  lua_settop(L, 1);
  orc_buf *scratch = take_scratch(L); /* at 2 */
  if (self->pager == NULL) return closed(L);
  orc_err err;
  orc_err_clear(&err);
  orc_slice row;
  orc_status status = orc_pager_next(self->pager, deadline, &row, &err);
  if (status == ORC_OK && !orc_buf_append(scratch, row.data, row.len)) {
    orc_err_memory(&err);
    status = ORC_FAIL;
  }
  self->awaited = status == ORC_AGAIN;
  int count = 1;
  switch (status) {
    case ORC_OK: count = push_row(L, self, scratch); break;
    case ORC_AGAIN: lua_pushboolean(L, false); break;
    case ORC_END: lua_pushnil(L); break;
    case ORC_FAIL: count = orc_lua_fail(L, &err); break;
  }
  give_scratch(L, 2, scratch);
  return count;
}

static int pager_strategy(lua_State *L) {
  lua_pager *self = check_pager(L);
  if (self->pager == NULL) return closed(L);
  lua_pushstring(L, orc_pager_strategy(self->pager));
  return 1;
}

static int pager_rows(lua_State *L) {
  lua_pager *self = check_pager(L);
  if (self->pager == NULL) return closed(L);
  lua_pushinteger(L, orc_pager_rows(self->pager));
  return 1;
}

static int pager_pages(lua_State *L) {
  lua_pager *self = check_pager(L);
  if (self->pager == NULL) return closed(L);
  lua_pushinteger(L, orc_pager_pages(self->pager));
  return 1;
}

/* The first count the server gave, nil: none. */
static int pager_count(lua_State *L) {
  lua_pager *self = check_pager(L);
  if (self->pager == NULL) return closed(L);
  int64_t count = orc_pager_count(self->pager);
  if (count < 0) return 0;
  lua_pushinteger(L, count);
  return 1;
}

/* pager:cursor() -> text | nil, err. Where to go on behind the last row. */
static int pager_cursor(lua_State *L) {
  lua_pager *self = check_pager(L);
  orc_buf *out = orc_lua_newbuf(L, CURSOR_MOST);
  if (self->pager == NULL) return closed(L);
  orc_err err;
  orc_err_clear(&err);
  if (orc_pager_cursor(self->pager, out, &err) == ORC_FAIL) {
    return orc_lua_fail(L, &err);
  }
  lua_pushlstring(L, out->len > 0 ? out->data : "", out->len);
  return 1;
}

/* pager:mark() -> mark, ticks. What the last row of a walk by time is known
** by (the same bytes, the same mark), and its time. */
static int pager_mark(lua_State *L) {
  lua_pager *self = check_pager(L);
  if (self->pager == NULL) return closed(L);
  int64_t ticks;
  lua_pushinteger(L, (lua_Integer)orc_pager_mark(self->pager, &ticks));
  lua_pushinteger(L, ticks);
  return 2;
}

/* pager:drifts() -> how often rows moved [, err: how at last] */
static int pager_drifts(lua_State *L) {
  lua_pager *self = check_pager(L);
  if (self->pager == NULL) return closed(L);
  int64_t drifts = orc_pager_drifts(self->pager);
  lua_pushinteger(L, drifts);
  if (drifts == 0) return 1;
  orc_lua_push_err(L, orc_pager_drift_seen(self->pager));
  return 2;
}

static int pager_tostring(lua_State *L) {
  lua_pager *self = check_pager(L);
  if (self->pager == NULL) {
    lua_pushliteral(L, "orchestrator pager (closed)");
  } else {
    lua_pushfstring(L, "orchestrator pager (%s, %I rows)",
                    orc_pager_strategy(self->pager),
                    (LUAI_UACINT)orc_pager_rows(self->pager));
  }
  return 1;
}

static const luaL_Reg methods[] = {
    {"next", NULL}, /* have an upvalue, see below */
    {"take", NULL},
    {"strategy", pager_strategy},
    {"rows", pager_rows},
    {"pages", pager_pages},
    {"count", pager_count},
    {"cursor", pager_cursor},
    {"mark", pager_mark},
    {"drifts", pager_drifts},
    {NULL, NULL},
};

void orc_lua_pager_open(lua_State *L) {
  orc_lua_type(L, ORC_LUA_PAGER, methods, pager_tostring);
  luaL_getmetatable(L, ORC_LUA_PAGER);
  lua_getfield(L, -1, "__index");
  lua_pushnil(L);
  lua_pushcclosure(L, pager_next, 1);
  lua_setfield(L, -2, "next");
  lua_pushnil(L);
  lua_pushcclosure(L, pager_take, 1);
  lua_setfield(L, -2, "take");
  lua_pop(L, 2);
}
