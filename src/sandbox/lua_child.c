/* Lua's view of a child process: core.spawn{"program", "argument"...}. */

#include <lauxlib.h>
#include <string.h>

#include "child.h"
#include "lua_class.h"
#include "lua_sandbox.h"

#define CHILD "orchestrator.sandbox.child"

enum { MAX_ARGUMENTS = 32 };

static sbx_child *check_child(lua_State *L) {
  return luaL_checkudata(L, 1, CHILD);
}

/* core.spawn{program, arguments...} -> child | nil, message */
static int l_spawn(lua_State *L) {
  char *argv[MAX_ARGUMENTS + 1] = {NULL};
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  lua_Integer count = (lua_Integer)lua_rawlen(L, 1);
  luaL_argcheck(L, count > 0 && count <= MAX_ARGUMENTS, 1, "1 to 32 strings");
  luaL_checkstack(L, MAX_ARGUMENTS + 4, "too many arguments");
  sbx_child *child = lua_newuserdata(L, sizeof *child);
  *child = (sbx_child){.pid = 0, .input = -1, .output = -1};
  luaL_setmetatable(L, CHILD);
  for (lua_Integer i = 0; i < count; i++) {
    lua_rawgeti(L, 1, i + 1);
    union {
      const char *lua;
      char *exec; /* exec takes them so, and leaves them as they are */
    } argument = {luaL_checkstring(L, -1)};
    argv[i] = argument.exec;
  }
  int err = sbx_child_start(child, argv);
  if (err != 0) {
    lua_pushnil(L);
    lua_pushfstring(L, "cannot run %s: %s", argv[0], strerror(err));
    return 2;
  }
  lua_pushvalue(L, 2);
  return 1;
}

static int child_pid(lua_State *L) {
  lua_pushinteger(L, check_child(L)->pid);
  return 1;
}

/* child:read(seconds) -> some of its output | "" at the end | nil */
static int child_read(lua_State *L) {
  char buffer[4096];
  ssize_t n = sbx_child_read(check_child(L), buffer, sizeof buffer,
                             luaL_checknumber(L, 2));
  if (n < 0) return 0;
  lua_pushlstring(L, buffer, (size_t)n);
  return 1;
}

static int child_write(lua_State *L) {
  size_t size;
  const char *data = luaL_checklstring(L, 2, &size);
  lua_pushboolean(L, sbx_child_write(check_child(L), data, size));
  return 1;
}

/* child:stop(seconds): asks, waits so long, kills */
static int child_stop(lua_State *L) {
  sbx_child_stop(check_child(L), luaL_checknumber(L, 2));
  return 0;
}

/* A forgotten child has no time left to end by itself. */
static int child_gc(lua_State *L) {
  sbx_child_stop(check_child(L), 0);
  return 0;
}

static const luaL_Reg child_methods[] = {
    {"pid", child_pid},   {"read", child_read}, {"write", child_write},
    {"stop", child_stop}, {"__gc", child_gc},   {NULL, NULL},
};

void sbx_open_child(lua_State *L) {
  sbx_new_class(L, CHILD, child_methods);
  lua_pushcfunction(L, l_spawn);
  lua_setfield(L, -2, "spawn");
}
