#include "lua_disk.h"

#include "core/disk.h"
#include "lua_buf.h"
#include "lua_err.h"

#include <lauxlib.h>

#include <string.h>

#define NAMES_MAX ((size_t)1 << 30) /* bytes of one folder's names */

static const char *check_path(lua_State *L) {
  size_t len;
  const char *path = luaL_checklstring(L, 1, &len);
  luaL_argcheck(L, strlen(path) == len, 1, "path holds a NUL");
  return path;
}

static const char *const kinds[] = {
    [ORC_DISK_FILE] = "file",
    [ORC_DISK_FOLDER] = "folder",
    [ORC_DISK_LINK] = "link",
    [ORC_DISK_OTHER] = "other",
};

/* disk_look(path) -> kind, bytes, seconds | false: nothing | nil, err */
static int l_look(lua_State *L) {
  orc_disk_entry entry;
  orc_err err;
  orc_err_clear(&err);
  orc_status status = orc_disk_look(check_path(L), &entry, &err);
  if (status == ORC_FAIL) return orc_lua_fail(L, &err);
  if (status == ORC_END) {
    lua_pushboolean(L, 0);
    return 1;
  }
  lua_pushstring(L, kinds[entry.kind]);
  lua_pushinteger(L, entry.size);
  lua_pushinteger(L, entry.mtime);
  return 3;
}

/* disk_list(path) -> names, each with a NUL behind it | nil, err */
static int l_list(lua_State *L) {
  const char *path = check_path(L);
  orc_buf *names = orc_lua_newbuf(L, NAMES_MAX);
  orc_err err;
  orc_err_clear(&err);
  if (orc_disk_list(path, names, &err) != ORC_OK) {
    return orc_lua_fail(L, &err);
  }
  orc_lua_pushbuf(L, names);
  return 1;
}

static int done(lua_State *L, orc_status status, const orc_err *err) {
  if (status != ORC_OK) return orc_lua_fail(L, err);
  lua_pushboolean(L, 1);
  return 1;
}

/* disk_make(path) -> true | nil, err */
static int l_make(lua_State *L) {
  orc_err err;
  orc_err_clear(&err);
  orc_status status = orc_disk_make(check_path(L), &err);
  return done(L, status, &err);
}

/* disk_touch(path, seconds) -> true | nil, err */
static int l_touch(lua_State *L) {
  orc_err err;
  orc_err_clear(&err);
  orc_status status =
      orc_disk_touch(check_path(L), luaL_checkinteger(L, 2), &err);
  return done(L, status, &err);
}

/* disk_reach(path) -> "ours" | "seen" | "changed" | nil, err */
static int l_reach(lua_State *L) {
  static const char *const names[] = {
      [ORC_DISK_OURS] = "ours",
      [ORC_DISK_SEEN] = "seen",
      [ORC_DISK_CHANGED] = "changed",
  };
  orc_disk_reach reach;
  orc_err err;
  orc_err_clear(&err);
  if (orc_disk_reach_of(check_path(L), &reach, &err) != ORC_OK) {
    return orc_lua_fail(L, &err);
  }
  lua_pushstring(L, names[reach]);
  return 1;
}

static const luaL_Reg functions[] = {
    {"disk_look", l_look},
    {"disk_reach", l_reach},
    {"disk_list", l_list},
    {"disk_make", l_make},
    {"disk_touch", l_touch},
    {NULL, NULL},
};

void orc_lua_disk_open(lua_State *L) { luaL_setfuncs(L, functions, 0); }
