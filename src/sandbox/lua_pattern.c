/* Regular expressions for Lua. */

#include "lua_sandbox.h"
#include "pattern.h"

#include <lauxlib.h>

/* core.pattern_find(pattern, text) -> whether the text has a match | nil,
** message: no expression, no UTF-8, or too much work */
static int l_pattern_find(lua_State *L) {
  size_t length, size;
  const char *pattern = luaL_checklstring(L, 1, &length);
  const char *text = luaL_checklstring(L, 2, &size);
  char why[128] = "";
  sbx_pattern_result result =
      sbx_pattern_search(pattern, length, text, size, why, sizeof why);
  if (result == SBX_PATTERN_WRONG) {
    lua_pushnil(L);
    lua_pushstring(L, why);
    return 2;
  }
  lua_pushboolean(L, result == SBX_PATTERN_FOUND);
  return 1;
}

void sbx_open_pattern(lua_State *L) {
  lua_pushcfunction(L, l_pattern_find);
  lua_setfield(L, -2, "pattern_find");
}
