#include "lua_export.h"

#include "core/export.h"
#include "lua_engine.h"
#include "lua_err.h"
#include "lua_option.h"
#include "lua_pager.h"

#include <string.h>

#define TYPE "orchestrator.export"
#define KIB 512 /* of C, about */

typedef struct lua_export {
  orc_lua_handle handle;
  orc_export *ex; /* NULL: closed */
} lua_export;

static lua_export *check_export(lua_State *L) {
  return luaL_checkudata(L, 1, TYPE);
}

static void release(orc_lua_handle *handle) {
  lua_export *self = (lua_export *)handle;
  orc_export_free(self->ex);
  self->ex = NULL;
}

typedef struct export_options {
  orc_export_spec spec;
  const char *format;
} export_options;

#define AT(field) offsetof(export_options, field)
static const orc_lua_option export_table[] = {
    {"format", ORC_LUA_STRING, AT(format)},
    {"file", ORC_LUA_STRING, AT(spec.file)},
    {"columns", ORC_LUA_STRINGS, AT(spec.columns)},
    {"masked", ORC_LUA_STRINGS, AT(spec.masked)},
    {"members", ORC_LUA_STRINGS, AT(spec.members)},
    {"formulas_escaped", ORC_LUA_BOOLEAN, AT(spec.formulas_escaped)},
    {NULL, 0, 0},
};
#undef AT

static orc_export_format check_format(lua_State *L, const char *name) {
  if (strcmp(name, "csv") == 0) return ORC_EXPORT_CSV;
  if (strcmp(name, "ndjson") == 0) return ORC_EXPORT_NDJSON;
  luaL_error(L, "option 'format': 'csv' or 'ndjson' expected, got '%s'", name);
  return ORC_EXPORT_NDJSON;
}

/* core.export(engine, {format, file, columns, masked, members, …}) ->
** export | nil, err. With a file its place is tried at once. */
static int l_export(lua_State *L) {
  orc_lua_engine *engine = orc_lua_check_engine(L, 1);
  export_options options = {.format = "ndjson"};
  orc_lua_read_options(L, 2, export_table, &options);
  options.spec.format = check_format(L, options.format);

  orc_err err;
  orc_err_clear(&err);
  lua_export *self =
      orc_lua_new(L, sizeof *self, TYPE, KIB);
  if (engine->engine == NULL) return orc_lua_closed(L, "engine");
  self->ex = orc_export_new(engine->engine, &options.spec, &err);
  if (self->ex == NULL) return orc_lua_fail(L, &err);
  orc_lua_open(L, 1, &self->handle, release);
  return 1;
}

static int closed(lua_State *L) { return orc_lua_closed(L, "export"); }

/* export:step(pager [, deadline]) -> rows' text, "" when it went to the file |
** false: again | nil: this pager has no more | nil, err */
static int export_step(lua_State *L) {
  lua_export *self = check_export(L);
  orc_pager *pager = orc_lua_check_pager(L, 2);
  double deadline = orc_lua_deadline(L, 3);
  if (self->ex == NULL) return closed(L);
  if (pager == NULL) return orc_lua_closed(L, "pager");
  orc_err err;
  orc_err_clear(&err);
  orc_slice chunk;
  switch (orc_export_step(self->ex, pager, deadline, &chunk, &err)) {
    case ORC_OK: lua_pushlstring(L, chunk.data, chunk.len); return 1;
    case ORC_AGAIN: lua_pushboolean(L, false); return 1;
    case ORC_END: lua_pushnil(L); return 1;
    case ORC_FAIL: break;
  }
  return orc_lua_fail(L, &err);
}

/* export:finish() -> the last text, "" with a file, which stands now in its
** place | nil, err */
static int export_finish(lua_State *L) {
  lua_export *self = check_export(L);
  if (self->ex == NULL) return closed(L);
  orc_err err;
  orc_err_clear(&err);
  orc_slice chunk;
  if (orc_export_finish(self->ex, &chunk, &err) != ORC_OK) {
    return orc_lua_fail(L, &err);
  }
  lua_pushlstring(L, chunk.data, chunk.len);
  return 1;
}

static int export_rows(lua_State *L) {
  lua_export *self = check_export(L);
  if (self->ex == NULL) return closed(L);
  lua_pushinteger(L, (lua_Integer)orc_export_rows(self->ex));
  return 1;
}

/* Bytes written so far. */
static int export_bytes(lua_State *L) {
  lua_export *self = check_export(L);
  if (self->ex == NULL) return closed(L);
  lua_pushinteger(L, (lua_Integer)orc_export_bytes(self->ex));
  return 1;
}

static int export_tostring(lua_State *L) {
  lua_export *self = check_export(L);
  lua_pushstring(L, self->ex != NULL ? "orchestrator export"
                                     : "orchestrator export (closed)");
  return 1;
}

static const luaL_Reg methods[] = {
    {"step", export_step},
    {"finish", export_finish},
    {"rows", export_rows},
    {"bytes", export_bytes},
    {NULL, NULL},
};

void orc_lua_export_open(lua_State *L) {
  orc_lua_type(L, TYPE, methods, export_tostring);
  lua_pushcfunction(L, l_export);
  lua_setfield(L, -2, "export");
}
