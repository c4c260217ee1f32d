#include "lua_json.h"

#include "core/rows.h"
#include "lua_err.h"
#include "lua_mem.h"
#include "lua_version.h"

#include <lauxlib.h>

typedef struct reader {
  orc_lua_mem mem;
  orc_rows rows;
  orc_lua_shape shape;
  bool keep_nulls;
} reader;

static int reader_gc(lua_State *L) {
  reader *r = lua_touserdata(L, 1);
  orc_rows_fini(&r->rows);
  return 0;
}

static int raise(lua_State *L, const orc_err *err) {
  orc_lua_push_err(L, err);
  return lua_error(L);
}

/* The iterator; its upvalues are the text and the reader. */
static int next_row(lua_State *L) {
  size_t len, position;
  const char *text = lua_tolstring(L, lua_upvalueindex(1), &len), *message;
  reader *r = lua_touserdata(L, lua_upvalueindex(2));
  orc_slice rest;
  orc_err err;
  orc_err_clear(&err);
  switch (orc_rows_peek(&r->rows, text, len, &rest, &err)) {
    case ORC_OK: break;
    case ORC_END: return 0;
    default: return raise(L, &err);
  }
  if (orc_lua_decode_first(L, rest.data, rest.len, r->keep_nulls, &r->shape,
                           &message, &position)) {
    orc_rows_pass(&r->rows, position);
    return 1;
  }
  orc_err_set(&err, ORC_KIND_PROTOCOL, "row %zu is not valid JSON: %s (at "
              "byte %zu)", r->rows.rows + 1, message,
              (size_t)(rest.data - text) + position + 1);
  return raise(L, &err);
}

/* rows(text [, keep_nulls]) -> an iterator over the rows of a page's text.
** It raises an error's table when the page or a row is not what it must be. */
int orc_lua_rows(lua_State *L) {
  luaL_checktype(L, 1, LUA_TSTRING);
  bool keep_nulls = lua_toboolean(L, 2);
  lua_settop(L, 1);
  reader *r = lua_newuserdata(L, sizeof *r);
  orc_rows_init(&r->rows, orc_lua_mem_init(L, &r->mem), orc_rows_members);
  r->shape = (orc_lua_shape){.wanted = NULL};
  r->keep_nulls = keep_nulls;
  orc_lua_set_gc(L, "orchestrator.rows", reader_gc);
  lua_pushcclosure(L, next_row, 2);
  return 1;
}
