#include "lua_option.h"

#include "core/buf.h"
#include "lua_version.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

/* The value to read is on top of the stack, where it stays. */

static void put(void *fields, const orc_lua_option *option, const void *value,
                size_t size) {
  memcpy((char *)fields + option->offset, value, size);
}

static int bad_option(lua_State *L, const char *name, const char *expected) {
  return luaL_error(L, "option '%s': %s expected, got %s", name, expected,
                    luaL_typename(L, -1));
}

static const char *check_string(lua_State *L, const char *name) {
  if (lua_type(L, -1) != LUA_TSTRING) bad_option(L, name, "string");
  size_t len;
  const char *s = lua_tolstring(L, -1, &len);
  if (strlen(s) != len) {
    luaL_error(L, "option '%s': string holds a NUL byte", name);
  }
  return s;
}

static lua_Integer check_integer(lua_State *L, const char *name,
                                 lua_Integer most) {
  int ok = 0;
  lua_Integer value = 0;
  if (lua_type(L, -1) == LUA_TNUMBER) value = lua_tointegerx(L, -1, &ok);
  if (!ok) bad_option(L, name, "integer");
  if (most >= 0 && (value < 0 || value > most)) {
    luaL_error(L, "option '%s': %I is out of range", name, value);
  }
  return value;
}

static void read_string(lua_State *L, const orc_lua_option *option,
                        void *fields) {
  const char *s = check_string(L, option->name);
  put(fields, option, &s, sizeof s);
}

static void read_bytes(lua_State *L, const orc_lua_option *option,
                       void *fields) {
  if (lua_type(L, -1) != LUA_TSTRING) bad_option(L, option->name, "string");
  orc_slice bytes;
  bytes.data = lua_tolstring(L, -1, &bytes.len);
  put(fields, option, &bytes, sizeof bytes);
}

static void read_integer(lua_State *L, const orc_lua_option *option,
                         void *fields) {
  int64_t value = check_integer(L, option->name, -1);
  put(fields, option, &value, sizeof value);
}

static void read_int(lua_State *L, const orc_lua_option *option,
                     void *fields) {
  int value = (int)check_integer(L, option->name, INT_MAX);
  put(fields, option, &value, sizeof value);
}

static void read_size(lua_State *L, const orc_lua_option *option,
                      void *fields) {
  size_t value = (size_t)check_integer(L, option->name, LUA_MAXINTEGER);
  put(fields, option, &value, sizeof value);
}

static void read_number(lua_State *L, const orc_lua_option *option,
                        void *fields) {
  if (lua_type(L, -1) != LUA_TNUMBER) bad_option(L, option->name, "number");
  double value = lua_tonumber(L, -1);
  put(fields, option, &value, sizeof value);
}

static void read_boolean(lua_State *L, const orc_lua_option *option,
                         void *fields) {
  if (!lua_isboolean(L, -1)) bad_option(L, option->name, "boolean");
  bool value = lua_toboolean(L, -1);
  put(fields, option, &value, sizeof value);
}

/* The array of pointers is a userdata; it and the strings stay on the
** stack. */
static void read_strings(lua_State *L, const orc_lua_option *option,
                         void *fields) {
  if (!lua_istable(L, -1)) bad_option(L, option->name, "table of strings");
  int table = lua_gettop(L);
  size_t count = lua_rawlen(L, table);
  if (count > 256) luaL_error(L, "option '%s': too many", option->name);
  luaL_checkstack(L, (int)count + LUA_MINSTACK, option->name);
  const char **list = lua_newuserdatauv(L, (count + 1) * sizeof *list, 0);
  for (size_t i = 0; i < count; i++) {
    lua_rawgeti(L, table, (lua_Integer)i + 1);
    list[i] = check_string(L, option->name);
  }
  list[count] = NULL;
  put(fields, option, &list, sizeof list);
}

static void read_table(lua_State *L, const orc_lua_option *option,
                       void *fields) {
  if (!lua_istable(L, -1)) bad_option(L, option->name, "table");
  int index = lua_gettop(L);
  put(fields, option, &index, sizeof index);
}

static void (*const readers[])(lua_State *, const orc_lua_option *, void *) = {
    [ORC_LUA_STRING] = read_string,   [ORC_LUA_BYTES] = read_bytes,
    [ORC_LUA_INTEGER] = read_integer, [ORC_LUA_INT] = read_int,
    [ORC_LUA_SIZE] = read_size,       [ORC_LUA_NUMBER] = read_number,
    [ORC_LUA_BOOLEAN] = read_boolean, [ORC_LUA_STRINGS] = read_strings,
    [ORC_LUA_TABLE] = read_table,
};

static bool known(const orc_lua_option *options, const char *name) {
  for (; options->name != NULL; options++) {
    if (strcmp(options->name, name) == 0) return true;
  }
  return false;
}

static void refuse_unknown(lua_State *L, int table,
                           const orc_lua_option *options) {
  for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) {
    if (lua_type(L, -2) != LUA_TSTRING) {
      luaL_error(L, "option names must be strings, got %s",
                 luaL_typename(L, -2));
    }
    const char *name = lua_tostring(L, -2);
    if (!known(options, name)) luaL_error(L, "unknown option '%s'", name);
  }
}

void orc_lua_read_options(lua_State *L, int arg, const orc_lua_option *options,
                          void *fields) {
  luaL_checktype(L, arg, LUA_TTABLE);
  int table = lua_absindex(L, arg);
  luaL_checkstack(L, LUA_MINSTACK, "options");
  refuse_unknown(L, table, options);
  for (; options->name != NULL; options++) {
    luaL_checkstack(L, 4, "options");
    lua_pushstring(L, options->name);
    lua_rawget(L, table);
    if (lua_isnil(L, -1)) {
      lua_pop(L, 1);
    } else {
      readers[options->type](L, options, fields);
    }
  }
}

double orc_lua_deadline(lua_State *L, int arg) {
  return luaL_optnumber(L, arg, -1);
}
