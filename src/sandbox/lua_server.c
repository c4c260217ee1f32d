/* Lua's view of the server: core.listen{...} and its requests. */

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "lua_class.h"
#include "lua_sandbox.h"
#include "server.h"

#define SERVER "orchestrator.sandbox.server"
#define REQUEST "orchestrator.sandbox.request"

enum { MAX_HEADERS = 64 };

typedef struct {
  sbx_server *server; /* NULL: closed */
} server_box;

typedef struct {
  sbx_request *request; /* NULL: answered */
} request_box;

static sbx_server *check_server(lua_State *L) {
  server_box *box = luaL_checkudata(L, 1, SERVER);
  luaL_argcheck(L, box->server != NULL, 1, "the server is closed");
  return box->server;
}

static request_box *check_request(lua_State *L) {
  request_box *box = luaL_checkudata(L, 1, REQUEST);
  luaL_argcheck(L, box->request != NULL, 1, "the request is answered");
  return box;
}

/* ---- fields of an options table ---------------------------------------- */

static lua_Number number_field(lua_State *L, int index, const char *name,
                               lua_Number otherwise) {
  lua_getfield(L, index, name);
  lua_Number value = luaL_optnumber(L, -1, otherwise);
  lua_pop(L, 1);
  return value;
}

/* The string stays on the stack: borrowed until the caller returns. */
static const char *string_field(lua_State *L, int index, const char *name,
                                size_t *size) {
  lua_getfield(L, index, name);
  return luaL_optlstring(L, -1, NULL, size);
}

/* ---- requests ---------------------------------------------------------- */

static int request_method(lua_State *L) {
  lua_pushstring(L, sbx_request_method(check_request(L)->request));
  return 1;
}

static int request_target(lua_State *L) {
  lua_pushstring(L, sbx_request_target(check_request(L)->request));
  return 1;
}

static int request_body(lua_State *L) {
  size_t size;
  const char *body = sbx_request_body(check_request(L)->request, &size);
  lua_pushlstring(L, body, size);
  lua_pushboolean(L, sbx_request_too_large(check_request(L)->request));
  return 2;
}

/* The names and values are pushed on a table one after another. */
static void push_header(void *context, const char *name, const char *value) {
  lua_State *L = context;
  lua_Integer n = (lua_Integer)lua_rawlen(L, -1);
  lua_pushstring(L, name);
  lua_rawseti(L, -2, n + 1);
  lua_pushstring(L, value);
  lua_rawseti(L, -2, n + 2);
}

typedef struct {
  size_t count, size;
} header_sum;

static void sum_header(void *context, const char *name, const char *value) {
  header_sum *sum = context;
  sum->count++;
  sum->size += strlen(name) + strlen(value) + 2;
}

typedef struct {
  char *text;
  size_t at;
} header_text;

static void copy_header(void *context, const char *name, const char *value) {
  header_text *to = context;
  const char *parts[] = {name, value};
  for (int i = 0; i < 2; i++) {
    size_t len = strlen(parts[i]) + 1;
    memcpy(to->text + to->at, parts[i], len);
    to->at += len;
  }
}

/* A memory error must not jump through the daemon's iteration, so the lines
** are copied into a userdata first and become strings after it. */
static int request_headers(lua_State *L) {
  sbx_request *request = check_request(L)->request;
  header_sum sum = {0, 0};
  sbx_request_headers(request, sum_header, &sum);
  header_text copy = {lua_newuserdata(L, sum.size + 1), 0};
  sbx_request_headers(request, copy_header, &copy);
  lua_createtable(L, (int)sum.count * 2, 0);
  const char *at = copy.text;
  for (size_t i = 0; i < sum.count; i++) {
    const char *value = at + strlen(at) + 1;
    push_header(L, at, value);
    at = value + strlen(value) + 1;
  }
  return 1;
}

/* request:answer{status=, headers={"Name: value"...}, body=, delay=, cut_at=,
** stall_at=, stall=, piece=, close=true}: sends, and forgets the request. */
static int request_answer(lua_State *L) {
  request_box *box = check_request(L);
  const char *lines[MAX_HEADERS];
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  luaL_checkstack(L, MAX_HEADERS + 8, "too many headers");
  sbx_answer answer = {.headers = lines};
  answer.status = (unsigned)number_field(L, 2, "status", 200);
  answer.delay = number_field(L, 2, "delay", 0);
  answer.cut_at = (int64_t)number_field(L, 2, "cut_at", -1);
  answer.stall_at = (int64_t)number_field(L, 2, "stall_at", -1);
  answer.stall = number_field(L, 2, "stall", 0);
  answer.piece = (int64_t)number_field(L, 2, "piece", 0);
  lua_getfield(L, 2, "close");
  answer.close = lua_toboolean(L, -1);
  size_t size = 0;
  const char *body = string_field(L, 2, "body", &size);
  lua_getfield(L, 2, "headers");
  int list = lua_gettop(L);
  lua_Integer count = lua_istable(L, list) ? (lua_Integer)lua_rawlen(L, list)
                                           : 0;
  luaL_argcheck(L, count <= MAX_HEADERS, 2, "too many headers");
  for (lua_Integer i = 0; i < count; i++) {
    lua_rawgeti(L, list, i + 1);
    lines[i] = luaL_checkstring(L, -1);
  }
  answer.header_count = (size_t)count;
  answer.body = malloc(size + 1);
  if (answer.body == NULL) return luaL_error(L, "no memory for an answer");
  if (size > 0) memcpy(answer.body, body, size);
  answer.size = size;
  sbx_request *request = box->request;
  box->request = NULL;
  lua_pushboolean(L, sbx_request_answer(request, &answer));
  return 1;
}

/* A request that nobody answered closes its connection. */
static int request_gc(lua_State *L) {
  request_box *box = luaL_checkudata(L, 1, REQUEST);
  sbx_answer answer = {.close = true, .cut_at = -1, .stall_at = -1};
  if (box->request != NULL) sbx_request_answer(box->request, &answer);
  box->request = NULL;
  return 0;
}

static const luaL_Reg request_methods[] = {
    {"method", request_method},   {"target", request_target},
    {"body", request_body},       {"headers", request_headers},
    {"answer", request_answer},   {"__gc", request_gc},
    {NULL, NULL},
};

/* ---- the server -------------------------------------------------------- */

/* core.listen{address=, port=, body_cap=, watch_fd=} -> server
** | nil, message */
static int l_listen(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  server_box *box = lua_newuserdata(L, sizeof *box);
  box->server = NULL;
  luaL_setmetatable(L, SERVER);
  sbx_server_options options = {
      .port = (int)number_field(L, 1, "port", 0),
      .body_cap = (size_t)number_field(L, 1, "body_cap", 0),
      .watch_fd = (int)number_field(L, 1, "watch_fd", -1),
      .address = string_field(L, 1, "address", NULL),
  };
  char message[256];
  box->server = sbx_server_new(&options, message, sizeof message);
  if (box->server == NULL) {
    lua_pushnil(L);
    lua_pushstring(L, message);
    return 2;
  }
  lua_pushvalue(L, 2);
  return 1;
}

static int server_port(lua_State *L) {
  lua_pushinteger(L, sbx_server_port(check_server(L)));
  return 1;
}

/* server:wait(seconds) -> "request", request | "time" | "stop" */
static int server_wait(lua_State *L) {
  static const char *const names[] = {"time", "request", "stop", "failed"};
  sbx_server *server = check_server(L);
  lua_Number seconds = luaL_optnumber(L, 2, -1);
  request_box *box = lua_newuserdata(L, sizeof *box);
  box->request = NULL;
  luaL_setmetatable(L, REQUEST);
  lua_pushvalue(L, 1);
  lua_setuservalue(L, -2);
  sbx_event event = sbx_server_wait(server, seconds, &box->request);
  if (event == SBX_FAILED) return luaL_error(L, "the HTTP daemon failed");
  lua_pushstring(L, names[event]);
  if (event != SBX_REQUEST) return 1;
  lua_insert(L, -2);
  return 2;
}

static int server_close(lua_State *L) {
  server_box *box = luaL_checkudata(L, 1, SERVER);
  sbx_server_free(box->server);
  box->server = NULL;
  return 0;
}

static const luaL_Reg server_methods[] = {
    {"port", server_port},   {"wait", server_wait}, {"close", server_close},
    {"__gc", server_close},  {NULL, NULL},
};

void sbx_open_server(lua_State *L) {
  sbx_new_class(L, SERVER, server_methods);
  sbx_new_class(L, REQUEST, request_methods);
  lua_pushcfunction(L, l_listen);
  lua_setfield(L, -2, "listen");
}
