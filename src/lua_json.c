#include "lua_json.h"

#include "core/json.h"

#include <lauxlib.h>

#include <limits.h>

static const char array_mt; /* its address is the registry's key */

void orc_lua_push_array_mt(lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &array_mt);
}

/* Of Lua's stack: a table, a key, a value and what luaL_Buffer takes. */
#define LEVEL_SLOTS 10

/* Lua hashes short names whole, with a seed. Of long ones Lua 5.3 looks at 32
** bytes only: names that differ elsewhere cost the square of their number. */
#define LONG_NAME 40
#define LONG_NAMES 10000 /* most of them in one object */

typedef struct decoder {
  lua_State *L;
  bool keep_nulls;
  orc_lua_shape *shape;
  orc_json json;
  int count[ORC_JSON_DEPTH + 1]; /* by depth: members or elements so far */
  int long_names[ORC_JSON_DEPTH + 1]; /* by depth: members that have one */
} decoder;

static void push_text(lua_State *L, const orc_json *json) {
  if (!json->escaped) {
    lua_pushlstring(L, json->text.data, json->text.len);
    return;
  }
  luaL_Buffer b;
  char *out = luaL_buffinitsize(L, &b, json->text.len);
  luaL_pushresultsize(&b, orc_json_copy(json, out));
}

/* Where the size of this level's last table is kept, or NULL. */
static unsigned char *hint_of(decoder *d, int level, bool object) {
  if (level >= ORC_LUA_LEVELS) return NULL;
  return object ? &d->shape->members[level] : &d->shape->elements[level];
}

static void open_table(decoder *d, bool object) {
  int depth = d->json.depth;
  luaL_checkstack(d->L, LEVEL_SLOTS, "JSON is nested too deeply");
  const unsigned char *hint = hint_of(d, depth - 1, object);
  int size = hint != NULL ? *hint : 0;
  lua_createtable(d->L, object ? 0 : size, object ? size : 0);
  d->count[depth] = d->long_names[depth] = 0;
}

static void close_table(decoder *d, bool object) {
  int level = d->json.depth;
  int count = d->count[level + 1];
  unsigned char *hint = hint_of(d, level, object);
  if (hint != NULL) *hint = (unsigned char)(count < UCHAR_MAX ? count
                                                              : UCHAR_MAX);
  if (object || count > 0) return;
  orc_lua_push_array_mt(d->L);
  lua_setmetatable(d->L, -2);
}

/* A member that is null is absent, even when an earlier one of its name was
** not; an element keeps its place. */
static void push_null(decoder *d) {
  if (d->json.in_object && !d->keep_nulls) lua_pushnil(d->L);
  else lua_pushlightuserdata(d->L, NULL);
}

/* The value on top goes into the table below it. */
static inline void store(decoder *d, int depth) {
  int count = ++d->count[depth];
  if (d->json.in_object) lua_rawset(d->L, -3);
  else lua_rawseti(d->L, -2, count);
}

static bool may_name(decoder *d) {
  if (d->json.text.len <= LONG_NAME) return true;
  if (++d->long_names[d->json.depth] <= LONG_NAMES) return true;
  d->json.message = "an object has more than 10000 long names";
  return false;
}

/* A member that nobody wants is passed over, and no table is made of it. */
static inline bool is_unwanted(const decoder *d) {
  const orc_members *wanted = d->shape->wanted;
  return wanted != NULL && d->json.depth == 1 &&
         !orc_members_want(wanted, &d->json);
}

static bool take_key(decoder *d) {
  if (is_unwanted(d)) {
    orc_json_skip(&d->json, orc_json_next(&d->json));
    return true;
  }
  if (!may_name(d)) return false;
  push_text(d->L, &d->json);
  return true;
}

/* false: ERROR. */
static bool decode(decoder *d) {
  lua_State *L = d->L;
  const orc_json *json = &d->json;
  for (;;) {
    switch (orc_json_next(&d->json)) {
      case ORC_JSON_ERROR: return false;
      case ORC_JSON_DONE: return true; /* not before a value */
      case ORC_JSON_KEY:
        if (!take_key(d)) return false;
        continue;
      case ORC_JSON_ARRAY: open_table(d, false); continue;
      case ORC_JSON_OBJECT: open_table(d, true); continue;
      case ORC_JSON_ARRAY_END: close_table(d, false); break;
      case ORC_JSON_OBJECT_END: close_table(d, true); break;
      case ORC_JSON_STRING: push_text(L, json); break;
      case ORC_JSON_INTEGER: lua_pushinteger(L, json->integer); break;
      case ORC_JSON_NUMBER: lua_pushnumber(L, json->number); break;
      case ORC_JSON_TRUE: lua_pushboolean(L, 1); break;
      case ORC_JSON_FALSE: lua_pushboolean(L, 0); break;
      case ORC_JSON_NULL: push_null(d); break;
    }
    if (json->depth == 0) return true;
    store(d, json->depth);
  }
}

static void init(decoder *d, lua_State *L, const char *text, size_t len,
                 bool keep_nulls) {
  d->L = L;
  d->keep_nulls = keep_nulls;
  orc_json_init(&d->json, text, len);
  luaL_checkstack(L, LEVEL_SLOTS, NULL);
}

static bool refuse(const decoder *d, int top, const char **message,
                   size_t *position) {
  lua_settop(d->L, top);
  *message = d->json.message;
  *position = orc_json_position(&d->json);
  return false;
}

bool orc_lua_decode(lua_State *L, const char *text, size_t len,
                    bool keep_nulls, orc_lua_shape *shape,
                    const char **message, size_t *position) {
  orc_lua_shape unknown = {.wanted = NULL};
  decoder d;
  d.shape = shape != NULL ? shape : &unknown;
  init(&d, L, text, len, keep_nulls);
  int top = lua_gettop(L);
  if (decode(&d) && orc_json_next(&d.json) == ORC_JSON_DONE) return true;
  return refuse(&d, top, message, position);
}

bool orc_lua_decode_first(lua_State *L, const char *text, size_t len,
                          bool keep_nulls, orc_lua_shape *shape,
                          const char **message, size_t *position) {
  decoder d;
  d.shape = shape;
  init(&d, L, text, len, keep_nulls);
  int top = lua_gettop(L);
  if (!decode(&d)) return refuse(&d, top, message, position);
  *position = (size_t)(d.json.at - text);
  return true;
}

/* decode(text [, keep_nulls]) -> value | nil, message, byte_position */
static int l_decode(lua_State *L) {
  luaL_checktype(L, 1, LUA_TSTRING);
  size_t len, position;
  const char *message, *text = lua_tolstring(L, 1, &len);
  if (orc_lua_decode(L, text, len, lua_toboolean(L, 2), NULL, &message,
                     &position)) {
    return 1;
  }
  lua_Integer byte = (lua_Integer)position + 1; /* as string.sub counts */
  lua_pushnil(L);
  lua_pushfstring(L, "%s at byte %I", message, (LUAI_UACINT)byte);
  lua_pushinteger(L, byte);
  return 3;
}

static const luaL_Reg functions[] = {
    {"decode", l_decode},
    {"encode", orc_lua_encode},
    {"rows", orc_lua_rows},
    {NULL, NULL},
};

void orc_lua_json_open(lua_State *L) {
  luaL_setfuncs(L, functions, 0);
  lua_pushlightuserdata(L, NULL);
  lua_setfield(L, -2, "null");
  orc_lua_push_array_mt(L);
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &array_mt);
  }
  lua_setfield(L, -2, "array_mt");
}
