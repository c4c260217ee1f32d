#include "lua_call.h"

#include "core/call.h"

#include "lua_buf.h"
#include "lua_client.h"
#include "lua_err.h"
#include "lua_json.h"
#include "lua_option.h"

#include <string.h>

#define KIB 32 /* of C, about */

typedef struct lua_call {
  orc_lua_handle handle;
  orc_call *call; /* NULL: closed */
  bool ended;     /* answered or failed; `body` holds what came */
  bool lent;      /* `body` is with json() */
  orc_engine *engine; /* the client's */
  bool awaited;   /* the last poll answered "again" */
  orc_buf body;
  char method[sizeof((orc_err *)0)->method];
  char url[sizeof((orc_err *)0)->url];
} lua_call;

static lua_call *check_call(lua_State *L) {
  return luaL_checkudata(L, 1, ORC_LUA_CALL);
}

static void release(orc_lua_handle *handle) {
  lua_call *self = (lua_call *)handle;
  if (self->ended) orc_buf_fini(&self->body);
  orc_call_free(self->call);
  self->call = NULL;
  if (self->awaited) orc_engine_wake(self->engine);
}

typedef struct call_options {
  orc_call_spec spec;
  orc_slice body, tail;
} call_options;

#define AT(field) offsetof(call_options, field)
static const orc_lua_option call_table[] = {
    {"method", ORC_LUA_STRING, AT(spec.method)},
    {"url", ORC_LUA_STRING, AT(spec.url)},
    {"headers", ORC_LUA_STRINGS, AT(spec.headers)},
    {"body", ORC_LUA_BYTES, AT(body)},
    {"read", ORC_LUA_BOOLEAN, AT(spec.read)},
    {"anonymous", ORC_LUA_BOOLEAN, AT(spec.anonymous)},
    {"upload", ORC_LUA_STRING, AT(spec.upload)},
    {"tail", ORC_LUA_BYTES, AT(tail)},
    {"stream", ORC_LUA_BOOLEAN, AT(spec.stream)},
    {"accept_any", ORC_LUA_BOOLEAN, AT(spec.accept_any)},
    {"max_body", ORC_LUA_SIZE, AT(spec.max_body)},
    {NULL, 0, 0},
};
#undef AT

int orc_lua_client_call(lua_State *L) {
  orc_lua_client *client = orc_lua_check_client(L, 1);
  call_options options = {.spec = {.method = "GET"}};
  orc_lua_read_options(L, 2, call_table, &options);
  if (options.spec.url == NULL) return luaL_error(L, "option 'url' is missing");
  options.spec.body = options.body.data;
  options.spec.body_len = options.body.len;
  options.spec.tail = options.tail;

  orc_err err;
  orc_err_clear(&err);
  lua_call *self = orc_lua_new(L, sizeof *self, ORC_LUA_CALL, KIB);
  if (client->client == NULL) return orc_lua_closed(L, "client");
  self->engine = client->client->engine;
  self->call = orc_call_new(client->client, &options.spec, &err);
  if (self->call == NULL) return orc_lua_fail(L, &err);
  orc_lua_open(L, 1, &self->handle, release);
  orc_err_request(&err, options.spec.method, options.spec.url);
  memcpy(self->method, err.method, sizeof self->method);
  memcpy(self->url, err.url, sizeof self->url);
  return 1;
}

static int closed(lua_State *L) { return orc_lua_closed(L, "call"); }

/* true: answered with 2xx | false: again | nil, err */
static int call_poll(lua_State *L) {
  lua_call *self = check_call(L);
  double deadline = orc_lua_deadline(L, 2);
  if (self->call == NULL) return closed(L);
  orc_err err;
  orc_err_clear(&err);
  orc_status status = orc_call_step(self->call, deadline, &err);
  if (status != ORC_AGAIN && !self->ended) {
    self->ended = true;
    orc_call_take_body(self->call, &self->body);
  }
  self->awaited = status == ORC_AGAIN;
  if (status == ORC_FAIL) return orc_lua_fail(L, &err);
  lua_pushboolean(L, status != ORC_AGAIN);
  return 1;
}

/* The status of the answer, nil before it has come. */
static int call_status(lua_State *L) {
  lua_call *self = check_call(L);
  if (self->call == NULL) return closed(L);
  int status = orc_call_status(self->call);
  if (status == 0) return 0;
  lua_pushinteger(L, status);
  return 1;
}

static int call_header(lua_State *L) {
  lua_call *self = check_call(L);
  const char *name = luaL_checkstring(L, 2);
  if (self->call == NULL) return closed(L);
  lua_pushstring(L, orc_call_header(self->call, name));
  return 1;
}

static int busy(lua_State *L, const char *message) {
  orc_err err;
  orc_err_clear(&err);
  orc_err_set(&err, ORC_KIND_BUSY, "%s", message);
  return orc_lua_fail(L, &err);
}

static int lent(lua_State *L) {
  return busy(L, "the answer is being read");
}

/* What has come so far. */
static int call_body(lua_State *L) {
  lua_call *self = check_call(L);
  if (self->call == NULL) return closed(L);
  if (self->lent) return lent(L);
  orc_slice body = {self->body.data, self->body.len};
  if (!self->ended) body = orc_call_body(self->call);
  lua_pushlstring(L, body.data != NULL ? body.data : "", body.len);
  return 1;
}

/* With `stream`: what has come since the last time; "" when nothing has. */
static int call_take(lua_State *L) {
  lua_call *self = check_call(L);
  orc_buf *piece = orc_lua_newbuf(L, SIZE_MAX / 2);
  if (self->call == NULL) return closed(L);
  if (self->lent) return lent(L);
  bool taken = self->ended
                   ? orc_buf_append(piece, self->body.data, self->body.len)
                   : orc_call_drain(self->call, piece);
  if (!taken) {
    orc_err err;
    orc_err_clear(&err);
    orc_err_memory(&err);
    return orc_lua_fail(L, &err);
  }
  if (self->ended) orc_buf_clear(&self->body);
  orc_lua_pushbuf(L, piece);
  return 1;
}

static int not_json(lua_State *L, lua_call *self, const char *fault,
                    size_t position) {
  orc_err err;
  orc_err_clear(&err);
  memcpy(err.method, self->method, sizeof err.method);
  memcpy(err.url, self->url, sizeof err.url);
  err.status = orc_call_status(self->call);
  err.attempts = orc_call_attempts(self->call);
  err.sent = ORC_SENT_YES;
  if (self->body.len == 0) {
    orc_err_set(&err, ORC_KIND_PROTOCOL, "the answer is empty, not JSON");
  } else {
    orc_err_set(&err, ORC_KIND_PROTOCOL, "the answer is not JSON: %s (at byte "
                "%zu)", fault, position + 1);
  }
  const char *type = orc_call_header(self->call, "Content-Type");
  if (type != NULL) {
    orc_err_hint(&err, "the server calls it %.80s; check the address", type);
  }
  return orc_lua_fail(L, &err);
}

typedef struct decoding {
  const orc_buf *text;
  bool keep_nulls, ok;
  const char *fault;
  size_t position;
} decoding;

static int decode_text(lua_State *L) {
  decoding *d = lua_touserdata(L, 1);
  const char *text = d->text->data != NULL ? d->text->data : "";
  d->ok = orc_lua_decode(L, text, d->text->len, d->keep_nulls, NULL, &d->fault,
                         &d->position);
  return d->ok ? 1 : 0;
}

static void swap(orc_buf *a, orc_buf *b) {
  orc_buf kept = *a;
  *a = *b;
  *b = kept;
}

/* Pushes the value, or nil. Making tables runs finalizers, and one of them may
** close this call. So the body is handed to a buffer of Lua's meanwhile, which
** outlives that; when memory runs out it comes back all the same. */
static void decode(lua_State *L, lua_call *self, orc_buf *holder,
                   decoding *d) {
  swap(holder, &self->body);
  self->lent = true;
  d->text = holder;
  lua_pushcfunction(L, decode_text);
  lua_pushlightuserdata(L, d);
  int status = lua_pcall(L, 1, 1, 0);
  if (self->call != NULL) { /* else closed; Lua frees the body */
    swap(holder, &self->body);
    self->lent = false;
  }
  if (status != LUA_OK) lua_error(L);
}

/* call:json([keep_nulls]) -> value | nil, err */
static int call_json(lua_State *L) {
  lua_call *self = check_call(L);
  lua_settop(L, 2);
  orc_buf *holder = orc_lua_newbuf(L, 0);
  if (self->call == NULL) return closed(L);
  if (self->lent) return lent(L);
  if (!self->ended) return busy(L, "the call is still under way");
  decoding d = {.keep_nulls = lua_toboolean(L, 2)};
  decode(L, self, holder, &d);
  if (d.ok) return 1;
  if (self->call == NULL) return closed(L);
  return not_json(L, self, d.fault, d.position);
}

/* call:before() -> why it is being repeated: nil | nil, err */
static int call_before(lua_State *L) {
  lua_call *self = check_call(L);
  if (self->call == NULL) return closed(L);
  const orc_err *before = orc_call_before(self->call);
  return before != NULL ? orc_lua_fail(L, before) : 0;
}

/* "no" | "unsure" | "yes": may it have reached the server by now? */
static int call_sent(lua_State *L) {
  lua_call *self = check_call(L);
  if (self->call == NULL) return closed(L);
  lua_pushstring(L, orc_sent_name(orc_call_sent(self->call)));
  return 1;
}

/* Requests made so far. */
static int call_attempts(lua_State *L) {
  lua_call *self = check_call(L);
  if (self->call == NULL) return closed(L);
  lua_pushinteger(L, orc_call_attempts(self->call));
  return 1;
}

/* Did the complete answer say where it ends? */
static int call_bounded(lua_State *L) {
  lua_call *self = check_call(L);
  if (self->call == NULL) return closed(L);
  lua_pushboolean(L, orc_call_bounded(self->call));
  return 1;
}

/* Bytes of the file that have been sent so far. */
static int call_uploaded(lua_State *L) {
  lua_call *self = check_call(L);
  if (self->call == NULL) return closed(L);
  lua_pushinteger(L, (lua_Integer)orc_call_uploaded(self->call));
  return 1;
}

static int call_tostring(lua_State *L) {
  lua_call *self = check_call(L);
  if (self->call == NULL) {
    lua_pushliteral(L, "orchestrator call (closed)");
  } else {
    lua_pushfstring(L, "orchestrator call (%s %s)", self->method, self->url);
  }
  return 1;
}

static const luaL_Reg methods[] = {
    {"poll", call_poll},
    {"status", call_status},
    {"header", call_header},
    {"body", call_body},
    {"take", call_take},
    {"json", call_json},
    {"sent", call_sent},
    {"attempts", call_attempts},
    {"before", call_before},
    {"uploaded", call_uploaded},
    {"bounded", call_bounded},
    {NULL, NULL},
};

void orc_lua_call_open(lua_State *L) {
  orc_lua_type(L, ORC_LUA_CALL, methods, call_tostring);
}
