#include "lua_client.h"

#include "core/mask.h"
#include "lua_call.h"
#include "lua_engine.h"
#include "lua_err.h"
#include "lua_option.h"
#include "lua_pager.h"

#include <string.h>

#define KIB 4 /* of C, about */

orc_lua_client *orc_lua_check_client(lua_State *L, int arg) {
  return luaL_checkudata(L, arg, ORC_LUA_CLIENT);
}

static void release(orc_lua_handle *handle) {
  orc_lua_client *self = (orc_lua_client *)handle;
  orc_client_free(self->client);
  self->client = NULL;
}

typedef struct client_options {
  orc_client_spec spec;
  const char *windows; /* "ntlm" | "negotiate", NULL: none */
  int token; /* stack index of its table, 0: none */
  const char *pace; /* of pace_tables, NULL: none */
} client_options;

#define AT(field) offsetof(client_options, field)
static const orc_lua_option client_table[] = {
    {"user_agent", ORC_LUA_STRING, AT(spec.net.user_agent)},
    {"ca_file", ORC_LUA_STRING, AT(spec.net.ca_file)},
    {"ca_text", ORC_LUA_STRING, AT(spec.net.ca_text)},
    {"client_cert", ORC_LUA_STRING, AT(spec.net.client_cert)},
    {"client_key", ORC_LUA_STRING, AT(spec.net.client_key)},
    {"client_key_password", ORC_LUA_STRING, AT(spec.net.client_key_password)},
    {"proxy", ORC_LUA_STRING, AT(spec.net.proxy)},
    {"windows", ORC_LUA_STRING, AT(windows)},
    {"username", ORC_LUA_STRING, AT(spec.net.username)},
    {"password", ORC_LUA_STRING, AT(spec.net.password)},
    {"insecure", ORC_LUA_BOOLEAN, AT(spec.net.insecure)},
    {"connect_timeout", ORC_LUA_NUMBER, AT(spec.net.connect_timeout)},
    {"trace", ORC_LUA_BOOLEAN, AT(spec.trace)},
    {"attempts", ORC_LUA_INT, AT(spec.retry.attempts)},
    {"max_answer", ORC_LUA_SIZE, AT(spec.max_answer)},
    {"pace", ORC_LUA_STRING, AT(pace)},
    {"share", ORC_LUA_NUMBER, AT(spec.share)},
    {"events", ORC_LUA_BOOLEAN, AT(spec.events)},
    {"origins", ORC_LUA_STRINGS, AT(spec.origins)},
    {"token", ORC_LUA_TABLE, AT(token)},
    {NULL, 0, 0},
};
#undef AT

/* token = { grant = …, … }; which fields a grant takes is said in
** core/token.h, where `refresh_token` and so on have the same names. */
typedef struct token_options {
  const char *grant;
  orc_token_spec spec;
} token_options;

#define AT(field) offsetof(token_options, field)
static const orc_lua_option token_table[] = {
    {"grant", ORC_LUA_STRING, AT(grant)},
    {"url", ORC_LUA_STRING, AT(spec.url)},
    {"client_id", ORC_LUA_STRING, AT(spec.client_id)},
    {"secret", ORC_LUA_STRING, AT(spec.secret)},
    {"scope", ORC_LUA_STRING, AT(spec.scope)},
    {"refresh_token", ORC_LUA_STRING, AT(spec.refresh_token)},
    {"code", ORC_LUA_STRING, AT(spec.code)},
    {"code_verifier", ORC_LUA_STRING, AT(spec.code_verifier)},
    {"redirect_uri", ORC_LUA_STRING, AT(spec.redirect_uri)},
    {"username", ORC_LUA_STRING, AT(spec.username)},
    {"password", ORC_LUA_STRING, AT(spec.password)},
    {"tenancy", ORC_LUA_STRING, AT(spec.tenancy)},
    {"cache_dir", ORC_LUA_STRING, AT(spec.cache_dir)},
    {"cache_host", ORC_LUA_BOOLEAN, AT(spec.cache_host)},
    {"cache_key", ORC_LUA_STRING, AT(spec.cache_key)},
    {NULL, 0, 0},
};
#undef AT

static const struct {
  const char *name;
  orc_grant grant;
} grants[] = {
    {"fixed", ORC_GRANT_FIXED},
    {"user_key", ORC_GRANT_USER_KEY},
    {"client_credentials", ORC_GRANT_CLIENT_CREDENTIALS},
    {"refresh_token", ORC_GRANT_REFRESH_TOKEN},
    {"authorization_code", ORC_GRANT_AUTHORIZATION_CODE},
    {"password", ORC_GRANT_PASSWORD},
    {"pat", ORC_GRANT_PAT},
    {"external", ORC_GRANT_EXTERNAL},
};

static orc_grant check_grant(lua_State *L, const char *name) {
  if (name == NULL) {
    return (orc_grant)luaL_error(L, "option 'grant' of 'token' is missing");
  }
  for (size_t i = 0; i < sizeof grants / sizeof *grants; i++) {
    if (strcmp(grants[i].name, name) == 0) return grants[i].grant;
  }
  return (orc_grant)luaL_error(L, "option 'grant': unknown grant '%s'", name);
}

static const struct {
  const char *name;
  const orc_pace_limit *limits;
} pace_tables[] = {
    {"cloud", orc_pace_cloud},
    {"learn", orc_pace_none},
};

static const orc_pace_limit *check_pace(lua_State *L, const char *name) {
  if (name == NULL) return NULL;
  for (size_t i = 0; i < sizeof pace_tables / sizeof *pace_tables; i++) {
    if (strcmp(pace_tables[i].name, name) == 0) return pace_tables[i].limits;
  }
  luaL_error(L, "option 'pace': 'cloud' or 'learn' expected, got '%s'", name);
  return NULL;
}

static orc_windows check_windows(lua_State *L, const char *name) {
  if (name == NULL) return ORC_WINDOWS_NONE;
  if (strcmp(name, "ntlm") == 0) return ORC_WINDOWS_NTLM;
  if (strcmp(name, "negotiate") == 0) return ORC_WINDOWS_NEGOTIATE;
  return (orc_windows)luaL_error(L, "option 'windows': 'ntlm' or 'negotiate' "
                                 "expected, got '%s'", name);
}

/* core.client(engine, spec) -> client | nil, err. Without `token` it can make
** anonymous calls only. */
static int l_client(lua_State *L) {
  orc_lua_engine *engine = orc_lua_check_engine(L, 1);
  client_options options = {0};
  orc_lua_read_options(L, 2, client_table, &options);
  if (options.token != 0) {
    token_options token = {0};
    orc_lua_read_options(L, options.token, token_table, &token);
    options.spec.token = token.spec;
    options.spec.token.grant = check_grant(L, token.grant);
  }
  options.spec.limits = check_pace(L, options.pace);
  options.spec.net.windows = check_windows(L, options.windows);

  orc_err err;
  orc_err_clear(&err);
  orc_lua_client *self = orc_lua_new(L, sizeof *self, ORC_LUA_CLIENT, KIB);
  if (engine->engine == NULL) return orc_lua_closed(L, "engine");
  self->client = orc_client_new(engine->engine, &options.spec, &err);
  if (self->client == NULL) return orc_lua_fail(L, &err);
  orc_lua_open(L, 1, &self->handle, release);
  return 1;
}

static int closed(lua_State *L) { return orc_lua_closed(L, "client"); }

static int client_api_versions(lua_State *L) {
  orc_lua_client *self = orc_lua_check_client(L, 1);
  if (self->client == NULL) return closed(L);
  lua_pushstring(L, self->client->api_versions);
  return 1;
}

static int client_token_left(lua_State *L) {
  orc_lua_client *self = orc_lua_check_client(L, 1);
  if (self->client == NULL) return closed(L);
  const orc_token *token = self->client->token;
  double seconds = token != NULL ? orc_token_left(token) : -1;
  if (seconds < 0) return 0;
  lua_pushnumber(L, seconds);
  return 1;
}

static int client_token_scope(lua_State *L) {
  orc_lua_client *self = orc_lua_check_client(L, 1);
  if (self->client == NULL) return closed(L);
  const orc_token *token = self->client->token;
  lua_pushstring(L, token != NULL ? orc_token_scope(token) : NULL);
  return 1;
}

/* client:token_payload([deadline]) -> the second part of a JWT, still in
** base64url | false (again) | nil (the token is opaque) | nil, err. Nothing
** that could sign in leaves: without its signature it is only claims. */
static int client_token_payload(lua_State *L) {
  orc_lua_client *self = orc_lua_check_client(L, 1);
  double deadline = orc_lua_deadline(L, 2);
  if (self->client == NULL) return closed(L);
  if (self->client->token == NULL) return 0;
  orc_err err;
  orc_err_clear(&err);
  const char *value;
  orc_status status =
      orc_token_get(self->client->token, &self->ticket, deadline, &value,
                    &err);
  if (status == ORC_FAIL) {
    self->ticket = 0;
    return orc_lua_fail(L, &err);
  }
  if (status == ORC_AGAIN) {
    lua_pushboolean(L, false);
    return 1;
  }
  const char *begin = strchr(value, '.');
  const char *end = begin != NULL ? strchr(begin + 1, '.') : NULL;
  if (end == NULL) return 0;
  lua_pushlstring(L, begin + 1, (size_t)(end - begin) - 1);
  return 1;
}

/* client:event() -> the oldest event that was not taken yet, as a table {event,
** method, url, status, attempts, seconds, reason} | nil. */
static int client_event(lua_State *L) {
  orc_lua_client *self = orc_lua_check_client(L, 1);
  orc_event event;
  if (self->client == NULL) return closed(L);
  if (!orc_events_take(&self->client->events, &event)) return 0;
  lua_createtable(L, 0, 7);
  const struct {
    const char *name, *value;
  } texts[] = {{"event", event.name}, {"method", event.method},
               {"url", event.url}, {"reason", event.reason}};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    if (texts[i].value == NULL) continue;
    lua_pushstring(L, texts[i].value);
    lua_setfield(L, -2, texts[i].name);
  }
  if (event.status != 0) {
    lua_pushinteger(L, event.status);
    lua_setfield(L, -2, "status");
  }
  lua_pushinteger(L, event.attempts);
  lua_setfield(L, -2, "attempts");
  lua_pushnumber(L, event.seconds);
  lua_setfield(L, -2, "seconds");
  return 1;
}

/* client:trace() -> string: what has gone over the wire since the last time,
** masked; empty: nothing, or `trace` was not asked for. */
static int client_trace(lua_State *L) {
  orc_lua_client *self = orc_lua_check_client(L, 1);
  if (self->client == NULL) return closed(L);
  orc_slice text = {"", 0};
  orc_trace *trace = self->client->net.trace;
  if (trace != NULL) text = orc_trace_take(trace);
  lua_pushlstring(L, text.data, text.len);
  return 1;
}

/* client:pace_least(method, url, requests) -> least seconds that so many take
** from a fresh start, name of the limit | 0 */
static int client_pace_least(lua_State *L) {
  orc_lua_client *self = orc_lua_check_client(L, 1);
  const char *method = luaL_checkstring(L, 2);
  const char *url = luaL_checkstring(L, 3);
  double requests = luaL_checknumber(L, 4);
  if (self->client == NULL) return closed(L);
  const char *name = NULL;
  double seconds = 0;
  if (self->client->pace != NULL) {
    seconds = orc_pace_least(self->client->pace, method, url, requests, &name);
  }
  lua_pushnumber(L, seconds);
  lua_pushstring(L, name);
  return 2;
}

/* client:pace_set(name, requests): a limit of one's own, 0: none -> true |
** false: there is no such limit, or no pace */
static int client_pace_set(lua_State *L) {
  orc_lua_client *self = orc_lua_check_client(L, 1);
  const char *name = luaL_checkstring(L, 2);
  lua_Integer requests = luaL_checkinteger(L, 3);
  luaL_argcheck(L, requests >= 0 && requests <= 1000000, 3, "out of range");
  if (self->client == NULL) return closed(L);
  lua_pushboolean(L, self->client->pace != NULL &&
                         orc_pace_set(self->client->pace, name,
                                      (int)requests));
  return 1;
}

/* Forgets the token: the next call signs in anew. */
static int client_expire(lua_State *L) {
  orc_lua_client *self = orc_lua_check_client(L, 1);
  if (self->client == NULL) return closed(L);
  if (self->client->token != NULL) orc_token_expire(self->client->token);
  lua_pushboolean(L, true);
  return 1;
}

/* client:stats() -> what this client has done and holds; `waited` is the
** engine's only. */
static int client_stats(lua_State *L) {
  orc_lua_client *self = orc_lua_check_client(L, 1);
  if (self->client == NULL) return closed(L);
  orc_stats stats = *orc_client_stats(self->client);
  orc_lua_push_stats(L, &stats);
  return 1;
}

/* client:token_abandon(): ends a sign-in that nobody waits for any more, unless
** something would be lost by it. */
static int client_token_abandon(lua_State *L) {
  orc_lua_client *self = orc_lua_check_client(L, 1);
  if (self->client == NULL) return closed(L);
  orc_token_leave(self->client->token, &self->ticket);
  orc_token_abandon(self->client->token);
  lua_pushboolean(L, true);
  return 1;
}

/* client:token_wanted() -> boolean: the grant is `external` and a call waits
** for a token. Ask after every step that answered "again", before waiting. */
static int client_token_wanted(lua_State *L) {
  orc_lua_client *self = orc_lua_check_client(L, 1);
  if (self->client == NULL) return closed(L);
  lua_pushboolean(L, orc_token_wanted(self->client->token));
  return 1;
}

/* client:token_supply(access, [expires_in]) -> true | nil, err
** client:token_supply(nil, nil, why) -> true: who waits fails with `why` */
static int client_token_supply(lua_State *L) {
  orc_lua_client *self = orc_lua_check_client(L, 1);
  const char *value = luaL_optstring(L, 2, NULL);
  double life = luaL_optnumber(L, 3, -1);
  const char *why = luaL_optstring(L, 4, "it gave no token");
  if (self->client == NULL) return closed(L);
  orc_err err;
  orc_err_clear(&err);
  if (value == NULL) {
    orc_token_supply_failed(self->client->token, why);
  } else if (strlen(value) != lua_rawlen(L, 2)) {
    return luaL_argerror(L, 2, "has a NUL in it");
  } else if (orc_token_supply(self->client->token, value, life, &err) !=
             ORC_OK) {
    return orc_lua_fail(L, &err);
  }
  lua_pushboolean(L, true);
  return 1;
}

/* client:token_forget() -> true | false (another process is signing in: try
** again in a moment) | nil, err: nothing stays in memory or in the cache. */
static int client_token_forget(lua_State *L) {
  orc_lua_client *self = orc_lua_check_client(L, 1);
  if (self->client == NULL) return closed(L);
  orc_err err;
  orc_err_clear(&err);
  orc_status status = orc_token_forget(self->client->token, &err);
  if (status == ORC_FAIL) return orc_lua_fail(L, &err);
  lua_pushboolean(L, status == ORC_OK);
  return 1;
}

/* client:cache_warning() -> string | nil: what the cache could not do; every
** warning is given once. */
static int client_cache_warning(lua_State *L) {
  orc_lua_client *self = orc_lua_check_client(L, 1);
  if (self->client == NULL) return closed(L);
  lua_pushstring(L, orc_token_warning(self->client->token));
  return 1;
}

/* client:cache_errand() -> "lock" | "get" | "set" | "unlock", key, text: what
** a cache of the host's is to do now (set: keep the text, nil: keep nothing);
** nil: nothing. Ask after every call that may have signed in. */
static int client_cache_errand(lua_State *L) {
  static const char *const names[] = {NULL, "lock", "get", "set", "unlock"};
  orc_lua_client *self = orc_lua_check_client(L, 1);
  if (self->client == NULL) return closed(L);
  const char *key;
  orc_slice text;
  orc_errand errand = orc_token_errand(self->client->token, &key, &text);
  if (errand == ORC_ERRAND_NONE) return 0;
  lua_pushstring(L, names[errand]);
  lua_pushstring(L, key);
  if (text.data == NULL) return 2;
  lua_pushlstring(L, text.data, text.len);
  return 3;
}

/* client:cache_answer([text], [again], [why]) -> true: the errand has been
** run. get: what there is; lock: `again` when somebody else has it; `why`: it
** failed. */
static int client_cache_answer(lua_State *L) {
  orc_lua_client *self = orc_lua_check_client(L, 1);
  orc_slice text = {NULL, 0};
  text.data = luaL_optlstring(L, 2, NULL, &text.len);
  bool again = lua_toboolean(L, 3);
  const char *why = luaL_optstring(L, 4, NULL);
  if (self->client == NULL) return closed(L);
  const char *key;
  orc_slice ignored;
  if (orc_token_errand(self->client->token, &key, &ignored) !=
      ORC_ERRAND_NONE) {
    orc_token_answer(self->client->token, text, again, why);
  }
  lua_pushboolean(L, true);
  return 1;
}

/* client:cache_path() -> string | nil: its file, once it has been looked at */
static int client_cache_path(lua_State *L) {
  orc_lua_client *self = orc_lua_check_client(L, 1);
  if (self->client == NULL) return closed(L);
  lua_pushstring(L, orc_token_cache_path(self->client->token));
  return 1;
}

static int client_tostring(lua_State *L) {
  orc_lua_client *self = orc_lua_check_client(L, 1);
  lua_pushstring(L, self->client != NULL ? "orchestrator client"
                                         : "orchestrator client (closed)");
  return 1;
}

static const luaL_Reg methods[] = {
    {"call", orc_lua_client_call},
    {"pager", orc_lua_client_pager},
    {"api_versions", client_api_versions},
    {"token_left", client_token_left},
    {"token_scope", client_token_scope},
    {"token_payload", client_token_payload},
    {"event", client_event},
    {"trace", client_trace},
    {"pace_least", client_pace_least},
    {"pace_set", client_pace_set},
    {"expire", client_expire},
    {"stats", client_stats},
    {"token_abandon", client_token_abandon},
    {"token_wanted", client_token_wanted},
    {"token_supply", client_token_supply},
    {"token_forget", client_token_forget},
    {"cache_warning", client_cache_warning},
    {"cache_errand", client_cache_errand},
    {"cache_answer", client_cache_answer},
    {"cache_path", client_cache_path},
    {NULL, NULL},
};

/* core.secret_names() -> names of rows' members that hold secrets */
static int l_secret_names(lua_State *L) {
  lua_newtable(L);
  for (size_t i = 0; orc_mask_row_name(i) != NULL; i++) {
    lua_pushstring(L, orc_mask_row_name(i));
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

void orc_lua_client_open(lua_State *L) {
  orc_lua_type(L, ORC_LUA_CLIENT, methods, client_tostring);
  lua_pushcfunction(L, l_client);
  lua_setfield(L, -2, "client");
  lua_pushcfunction(L, l_secret_names);
  lua_setfield(L, -2, "secret_names");
}
