/* SQLite for Lua: core.open(path) and prepared statements with bound
** parameters. Integers are exact; NULL is nil. A statement that fails raises
** SQLite's own message. */

#include <lauxlib.h>
#include <sqlite3.h>
#include <string.h>

#include "lua_class.h"
#include "lua_sandbox.h"

#define DATABASE "orchestrator.sandbox.database"
#define STATEMENT "orchestrator.sandbox.statement"

typedef struct {
  sqlite3 *db; /* NULL: closed */
} database_box;

typedef struct {
  sqlite3_stmt *stmt;
} statement_box;

static sqlite3 *check_database(lua_State *L) {
  database_box *box = luaL_checkudata(L, 1, DATABASE);
  luaL_argcheck(L, box->db != NULL, 1, "the database is closed");
  return box->db;
}

static sqlite3_stmt *check_statement(lua_State *L) {
  statement_box *box = luaL_checkudata(L, 1, STATEMENT);
  return box->stmt;
}

/* ---- statements -------------------------------------------------------- */

static void bind(lua_State *L, sqlite3_stmt *stmt, int index, int arg) {
  size_t size;
  const char *text;
  switch (lua_type(L, arg)) {
    case LUA_TNONE:
    case LUA_TNIL:
      sqlite3_bind_null(stmt, index);
      break;
    case LUA_TBOOLEAN:
      sqlite3_bind_int(stmt, index, lua_toboolean(L, arg));
      break;
    case LUA_TNUMBER:
      if (lua_isinteger(L, arg))
        sqlite3_bind_int64(stmt, index, lua_tointeger(L, arg));
      else
        sqlite3_bind_double(stmt, index, lua_tonumber(L, arg));
      break;
    default:
      text = luaL_checklstring(L, arg, &size);
      sqlite3_bind_text64(stmt, index, text, size, SQLITE_TRANSIENT,
                          SQLITE_UTF8);
  }
}

/* Resets, and binds the arguments from `first` on. */
static sqlite3_stmt *start(lua_State *L, int first) {
  sqlite3_stmt *stmt = check_statement(L);
  sqlite3_reset(stmt);
  int count = sqlite3_bind_parameter_count(stmt);
  if (count != lua_gettop(L) - first + 1)
    luaL_error(L, "%d values for %d parameters in: %s",
               lua_gettop(L) - first + 1, count, sqlite3_sql(stmt));
  for (int i = 0; i < count; i++) bind(L, stmt, i + 1, first + i);
  return stmt;
}

/* True for a row, false at the end. */
static int step(lua_State *L, sqlite3_stmt *stmt) {
  int rc = sqlite3_step(stmt);
  if (rc == SQLITE_ROW) return 1;
  sqlite3_reset(stmt);
  if (rc != SQLITE_DONE)
    luaL_error(L, "%s", sqlite3_errmsg(sqlite3_db_handle(stmt)));
  return 0;
}

static void push_column(lua_State *L, sqlite3_stmt *stmt, int i) {
  switch (sqlite3_column_type(stmt, i)) {
    case SQLITE_NULL:
      lua_pushnil(L);
      break;
    case SQLITE_INTEGER:
      lua_pushinteger(L, (lua_Integer)sqlite3_column_int64(stmt, i));
      break;
    case SQLITE_FLOAT:
      lua_pushnumber(L, sqlite3_column_double(stmt, i));
      break;
    default: {
      const char *text = (const char *)sqlite3_column_text(stmt, i);
      lua_pushlstring(L, text != NULL ? text : "",
                      (size_t)sqlite3_column_bytes(stmt, i));
    }
  }
}

/* stmt:run(...) -> changes, last row id */
static int statement_run(lua_State *L) {
  sqlite3_stmt *stmt = start(L, 2);
  while (step(L, stmt)) continue;
  sqlite3 *db = sqlite3_db_handle(stmt);
  lua_pushinteger(L, sqlite3_changes(db));
  lua_pushinteger(L, (lua_Integer)sqlite3_last_insert_rowid(db));
  return 2;
}

/* stmt:row(...) -> the columns of the first row, or nothing */
static int statement_row(lua_State *L) {
  sqlite3_stmt *stmt = start(L, 2);
  if (!step(L, stmt)) return 0;
  int count = sqlite3_column_count(stmt);
  luaL_checkstack(L, count + 2, "too many columns");
  for (int i = 0; i < count; i++) push_column(L, stmt, i);
  sqlite3_reset(stmt);
  return count;
}

/* stmt:rows(...) -> a list of tables, column name to value */
static int statement_rows(lua_State *L) {
  sqlite3_stmt *stmt = start(L, 2);
  lua_newtable(L);
  for (lua_Integer n = 1; step(L, stmt); n++) {
    int count = sqlite3_column_count(stmt);
    lua_createtable(L, 0, count);
    for (int i = 0; i < count; i++) {
      push_column(L, stmt, i);
      lua_setfield(L, -2, sqlite3_column_name(stmt, i));
    }
    lua_rawseti(L, -2, n);
  }
  return 1;
}

/* One row of JSON objects as one object: the columns lose their braces,
** because a SQL function takes too few arguments for the widest entity. */
static void add_row(luaL_Buffer *out, sqlite3_stmt *stmt) {
  int count = sqlite3_column_count(stmt);
  luaL_addchar(out, '{');
  int added = 0;
  for (int i = 0; i < count; i++) {
    const char *text = (const char *)sqlite3_column_text(stmt, i);
    int size = sqlite3_column_bytes(stmt, i);
    if (text == NULL || size <= 2) continue;
    if (added++) luaL_addchar(out, ',');
    luaL_addlstring(out, text + 1, (size_t)size - 2);
  }
  luaL_addchar(out, '}');
}

/* stmt:objects(...) -> the rows as JSON objects with commas between, and how
** many they are */
static int statement_objects(lua_State *L) {
  sqlite3_stmt *stmt = start(L, 2);
  lua_Integer n = 0;
  luaL_Buffer out;
  luaL_buffinit(L, &out);
  while (step(L, stmt)) {
    if (n++ > 0) luaL_addchar(&out, ',');
    add_row(&out, stmt);
  }
  luaL_pushresult(&out);
  lua_pushinteger(L, n);
  return 2;
}

static int statement_gc(lua_State *L) {
  statement_box *box = luaL_checkudata(L, 1, STATEMENT);
  sqlite3_finalize(box->stmt);
  box->stmt = NULL;
  return 0;
}

static const luaL_Reg statement_methods[] = {
    {"run", statement_run},         {"row", statement_row},
    {"rows", statement_rows},       {"objects", statement_objects},
    {"__gc", statement_gc},         {NULL, NULL},
};

/* ---- databases --------------------------------------------------------- */

/* core.open(path) -> database | nil, message */
static int l_open(lua_State *L) {
  const char *path = luaL_checkstring(L, 1);
  database_box *box = lua_newuserdata(L, sizeof *box);
  box->db = NULL;
  luaL_setmetatable(L, DATABASE);
  if (sqlite3_open(path, &box->db) == SQLITE_OK) return 1;
  lua_pushnil(L);
  lua_pushstring(L, box->db != NULL ? sqlite3_errmsg(box->db) : "no memory");
  return 2;
}

/* Runs a script; raises its error. */
static int database_exec(lua_State *L) {
  sqlite3 *db = check_database(L);
  if (sqlite3_exec(db, luaL_checkstring(L, 2), NULL, NULL, NULL) != SQLITE_OK)
    return luaL_error(L, "%s", sqlite3_errmsg(db));
  return 0;
}

/* One statement; what follows it in the text is an error, not ignored. */
static int database_prepare(lua_State *L) {
  sqlite3 *db = check_database(L);
  size_t size;
  const char *sql = luaL_checklstring(L, 2, &size);
  const char *rest = NULL;
  statement_box *box = lua_newuserdata(L, sizeof *box);
  box->stmt = NULL;
  luaL_setmetatable(L, STATEMENT);
  lua_pushvalue(L, 1);
  lua_setuservalue(L, -2);
  if (sqlite3_prepare_v2(db, sql, (int)size + 1, &box->stmt, &rest) !=
      SQLITE_OK)
    return luaL_error(L, "%s in: %s", sqlite3_errmsg(db), sql);
  if (box->stmt == NULL || rest[strspn(rest, " \t\r\n;")] != '\0')
    return luaL_error(L, "exactly one statement is wanted, not: %s", sql);
  return 1;
}

static int database_close(lua_State *L) {
  database_box *box = luaL_checkudata(L, 1, DATABASE);
  sqlite3_close_v2(box->db);
  box->db = NULL;
  return 0;
}

static const luaL_Reg database_methods[] = {
    {"exec", database_exec},   {"prepare", database_prepare},
    {"close", database_close}, {"__gc", database_close},
    {NULL, NULL},
};

void sbx_open_database(lua_State *L) {
  sbx_new_class(L, DATABASE, database_methods);
  sbx_new_class(L, STATEMENT, statement_methods);
  lua_pushcfunction(L, l_open);
  lua_setfield(L, -2, "open");
}
