#include "lua_url.h"

#include "core/url.h"
#include "lua_buf.h"
#include "lua_err.h"

#include <lauxlib.h>

#include <string.h>

#define URL_MAX ((size_t)1 << 20)

/* An address holds no NUL: what follows it would go unseen. */
static const char *check_url(lua_State *L, int arg) {
  size_t len;
  const char *url = luaL_checklstring(L, arg, &len);
  luaL_argcheck(L, strlen(url) == len, arg, "URL holds a NUL");
  return url;
}

static int push_escaped(lua_State *L, bool done, orc_buf *out) {
  if (!done) return luaL_error(L, "not enough memory");
  orc_lua_pushbuf(L, out);
  return 1;
}

/* escape(s): for one segment of a path. A segment that is all dots ("..")
** comes out as it is: it is no name, and the caller's to refuse. */
static int l_escape(lua_State *L) {
  size_t len;
  const char *s = luaL_checklstring(L, 1, &len);
  orc_buf *out = orc_lua_newbuf(L, len * 3);
  return push_escaped(L, orc_url_escape(out, s, len, ""), out);
}

/* escape_query(s): for a query parameter's value. */
static int l_escape_query(lua_State *L) {
  size_t len;
  const char *s = luaL_checklstring(L, 1, &len);
  orc_buf *out = orc_lua_newbuf(L, len * 3);
  return push_escaped(L, orc_url_escape_query(out, s, len), out);
}

static int push_url(lua_State *L, orc_status status, orc_buf *out,
                    const orc_err *err) {
  if (status != ORC_OK) return orc_lua_fail(L, err);
  orc_lua_pushbuf(L, out);
  return 1;
}

/* origin(url) -> "https://host:443" | nil, err */
static int l_origin(lua_State *L) {
  const char *url = check_url(L, 1);
  orc_buf *out = orc_lua_newbuf(L, URL_MAX);
  orc_err err;
  orc_err_clear(&err);
  return push_url(L, orc_url_origin(out, url, &err), out, &err);
}

/* is_loopback(url) -> boolean */
static int l_is_loopback(lua_State *L) {
  lua_pushboolean(L, orc_url_is_loopback(&orc_mem_libc, check_url(L, 1)));
  return 1;
}

/* resolve(base, reference) -> url | nil, err */
static int l_resolve(lua_State *L) {
  const char *base = check_url(L, 1), *reference = check_url(L, 2);
  orc_buf *out = orc_lua_newbuf(L, URL_MAX);
  orc_err err;
  orc_err_clear(&err);
  orc_status status = orc_url_resolve(out, base, reference, &err);
  return push_url(L, status, out, &err);
}

static const luaL_Reg functions[] = {
    {"escape", l_escape},
    {"escape_query", l_escape_query},
    {"origin", l_origin},
    {"is_loopback", l_is_loopback},
    {"resolve", l_resolve},
    {NULL, NULL},
};

void orc_lua_url_open(lua_State *L) { luaL_setfuncs(L, functions, 0); }
