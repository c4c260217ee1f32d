#include "lua_json.h"

#include "core/json.h"
#include "lua_buf.h"

#include <lauxlib.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Stack slots of orc_lua_encode. */
enum { VALUE = 1, TEXT = 2, ARRAY_MT = 3 };
#define LEVEL_SLOTS 10 /* per table, with what luaL_Buffer takes */

/* The way from the root to a value, innermost first, on the C stack. */
typedef struct step {
  const struct step *up;
  const void *table; /* that the value is in */
  int key;           /* its key's place on the stack; 0: see index */
  lua_Integer index; /* its place in an array */
  int depth;         /* tables around it */
} step;

typedef struct encoder {
  lua_State *L;
  orc_buf *out;
} encoder;

/* ---- refusals ---- */

#define STEPS_SHOWN 8
#define KEY_SHOWN 40

static bool is_name(const char *s, size_t len) {
  const char *letters = "abcdefghijklmnopqrstuvwxyz"
                        "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
  return len > 0 && len <= KEY_SHOWN && (s[0] < '0' || s[0] > '9') &&
         strspn(s, letters) == len;
}

static void add_key(luaL_Buffer *b, const char *s, size_t len) {
  if (is_name(s, len)) {
    luaL_addchar(b, '.');
    luaL_addlstring(b, s, len);
    return;
  }
  luaL_addstring(b, "[\"");
  for (size_t i = 0; i < len && i < KEY_SHOWN; i++) {
    bool plain = s[i] >= ' ' && s[i] < 0x7F;
    luaL_addchar(b, plain ? s[i] : '?');
  }
  luaL_addstring(b, len > KEY_SHOWN ? "...\"]" : "\"]");
}

/* The last `most` steps of the way, as Lua would write them. */
static void add_path(lua_State *L, luaL_Buffer *b, const step *at, int most) {
  if (at == NULL || most == 0) {
    if (at != NULL) luaL_addstring(b, "...");
    return;
  }
  add_path(L, b, at->up, most - 1);
  if (at->key != 0) {
    size_t len;
    const char *s = lua_tolstring(L, at->key, &len);
    add_key(b, s, len);
  } else {
    char text[32];
    snprintf(text, sizeof text, "[%lld]", (long long)at->index);
    luaL_addstring(b, text);
  }
}

/* Leaves "cannot encode …, at .a.b[3]" on top of the stack. */
static bool refuse(encoder *e, const step *at, const char *format, ...) {
  va_list args;
  va_start(args, format);
  const char *what = lua_pushvfstring(e->L, format, args);
  va_end(args);
  luaL_Buffer b;
  luaL_buffinit(e->L, &b);
  luaL_addstring(&b, "cannot encode ");
  luaL_addstring(&b, what);
  if (at != NULL) luaL_addstring(&b, ", at ");
  add_path(e->L, &b, at, STEPS_SHOWN);
  luaL_pushresult(&b);
  return false;
}

/* ---- what is an array ---- */

/* Is the value on top one of these fields of a loaded lua-cjson? */
static bool is_of_cjson(lua_State *L, const char *const *fields) {
  static const char *const modules[] = {"cjson", "cjson.safe"};
  bool found = false;
  int value = lua_gettop(L);
  lua_getfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  for (int i = 0; i < 2 && !found; i++) {
    lua_pushstring(L, modules[i]);
    if (lua_rawget(L, value + 1) != LUA_TTABLE) {
      lua_pop(L, 1);
      continue;
    }
    for (const char *const *field = fields; *field != NULL; field++) {
      lua_pushstring(L, *field);
      lua_rawget(L, -2);
      found = found || lua_rawequal(L, -1, value);
      lua_pop(L, 1);
    }
    lua_pop(L, 1);
  }
  lua_settop(L, value);
  return found;
}

static bool is_marked(encoder *e) {
  static const char *const fields[] = {"array_mt", "empty_array_mt", NULL};
  if (!lua_getmetatable(e->L, -1)) return false;
  bool marked = lua_rawequal(e->L, -1, ARRAY_MT) || is_of_cjson(e->L, fields);
  lua_pop(e->L, 1);
  return marked;
}

/* The table on top has the keys 1 to `len` and no other. */
static bool check_sequence(encoder *e, const step *at, lua_Integer len) {
  lua_State *L = e->L;
  lua_Integer count = 0;
  for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1), count++) {
    if (lua_isinteger(L, -2)) {
      lua_Integer key = lua_tointeger(L, -2);
      if (key >= 1 && key <= len) continue;
      return refuse(e, at, "an array with holes (%I elements, then [%I])",
                    (LUAI_UACINT)len, (LUAI_UACINT)key);
    }
    return refuse(e, at, "an array with a key that is a %s",
                  luaL_typename(L, -2));
  }
  if (count == len) return true;
  return refuse(e, at, "an array with holes (%I of %I elements)",
                (LUAI_UACINT)count, (LUAI_UACINT)len);
}

/* ---- values ---- */

static bool encode_value(encoder *e, const step *at);

static bool put_text(encoder *e, const step *at, int index, const char *what) {
  size_t len;
  const char *s = lua_tolstring(e->L, index, &len);
  size_t bad = orc_json_utf8(s, len);
  if (bad < len) {
    return refuse(e, at, "a %s that is not UTF-8 (byte %I of it)", what,
                  (LUAI_UACINT)bad + 1);
  }
  return orc_json_put_string(e->out, s, len);
}

static bool encode_number(encoder *e, const step *at) {
  if (lua_isinteger(e->L, -1)) {
    return orc_json_put_integer(e->out, lua_tointeger(e->L, -1));
  }
  double number = lua_tonumber(e->L, -1);
  if (isnan(number)) return refuse(e, at, "NaN");
  if (isinf(number)) return refuse(e, at, "infinity");
  return orc_json_put_number(e->out, number);
}

static bool encode_array(encoder *e, const step *at, step *in,
                         lua_Integer len) {
  if (!check_sequence(e, at, len)) return false;
  if (!orc_buf_putc(e->out, '[')) return false;
  for (in->index = 1; in->index <= len; in->index++) {
    if (in->index > 1 && !orc_buf_putc(e->out, ',')) return false;
    lua_rawgeti(e->L, -1, in->index);
    if (!encode_value(e, in)) return false;
    lua_pop(e->L, 1);
  }
  return orc_buf_putc(e->out, ']');
}

static bool encode_object(encoder *e, const step *at, step *in) {
  lua_State *L = e->L;
  char before = '{';
  in->key = lua_gettop(L) + 1;
  for (lua_pushnil(L); lua_next(L, in->key - 1); lua_pop(L, 1)) {
    if (lua_type(L, in->key) != LUA_TSTRING) {
      return refuse(e, at, "a key that is a %s", luaL_typename(L, in->key));
    }
    if (!orc_buf_putc(e->out, before) || !put_text(e, at, in->key, "key") ||
        !orc_buf_putc(e->out, ':') || !encode_value(e, in)) {
      return false;
    }
    before = ',';
  }
  if (before == '{' && !orc_buf_putc(e->out, '{')) return false;
  return orc_buf_putc(e->out, '}');
}

static bool encode_table(encoder *e, const step *at) {
  step in = {.up = at, .table = lua_topointer(e->L, -1), .depth = 1};
  if (at != NULL) in.depth = at->depth + 1;
  for (const step *s = at; s != NULL; s = s->up) {
    if (s->table == in.table) {
      return refuse(e, at, "a table that contains itself");
    }
  }
  if (in.depth > ORC_JSON_DEPTH) {
    return refuse(e, at, "tables nested deeper than %d", ORC_JSON_DEPTH);
  }
  luaL_checkstack(e->L, LEVEL_SLOTS, "table is nested too deeply");
  lua_Integer len = (lua_Integer)lua_rawlen(e->L, -1);
  if (len > 0 || is_marked(e)) return encode_array(e, at, &in, len);
  return encode_object(e, at, &in);
}

static bool encode_pointer(encoder *e, const step *at) {
  static const char *const fields[] = {"empty_array", NULL};
  if (lua_touserdata(e->L, -1) == NULL) return orc_buf_puts(e->out, "null");
  if (is_of_cjson(e->L, fields)) return orc_buf_puts(e->out, "[]");
  return refuse(e, at, "a light userdata other than null");
}

/* The value on top, which stays. false: refused, with a message on top, or
** e->out failed. */
static bool encode_value(encoder *e, const step *at) {
  lua_State *L = e->L;
  switch (lua_type(L, -1)) {
    case LUA_TSTRING: return put_text(e, at, -1, "string");
    case LUA_TNUMBER: return encode_number(e, at);
    case LUA_TTABLE: return encode_table(e, at);
    case LUA_TBOOLEAN:
      return orc_buf_puts(e->out, lua_toboolean(L, -1) ? "true" : "false");
    case LUA_TLIGHTUSERDATA: return encode_pointer(e, at);
    case LUA_TNIL: return refuse(e, at, "nil (there is a null for that)");
    default: return refuse(e, at, "a %s", luaL_typename(L, -1));
  }
}

static int refused(lua_State *L) {
  lua_pushnil(L);
  lua_insert(L, -2);
  return 2;
}

/* encode(value) -> text | nil, message */
int orc_lua_encode(lua_State *L) {
  luaL_checkany(L, 1);
  lua_settop(L, 1);
  encoder e = {L, orc_lua_newbuf(L, ORC_JSON_SIZE)};
  orc_lua_push_array_mt(L);
  for (bool again = true;; again = false) {
    lua_pushvalue(L, VALUE);
    if (encode_value(&e, NULL)) {
      orc_lua_pushbuf(L, e.out);
      return 1;
    }
    if (!e.out->failed) return refused(L);
    if (e.out->full) {
      lua_pushliteral(L, "cannot encode more than 1 GiB of text");
      return refused(L);
    }
    orc_buf_fini(e.out);
    if (!again) return luaL_error(L, "not enough memory");
    lua_settop(L, ARRAY_MT); /* as Lua does: collect, then try once more */
    orc_buf_clear(e.out);
    lua_gc(L, LUA_GCCOLLECT, 0);
  }
}
