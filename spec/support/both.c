/* A program that links liborchestrator and loads the Lua module: two copies.
**
**   both URL BASE TOKEN
**
** Walks the folders with both at the same time; the counters of each tell of
** its own requests only. Its symbols are there for the module to find, if it
** looked. */
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <orchestrator.h>

#include <stdio.h>

static const char script[] =
    "local url, token = ...\n"
    "local orchestrator = require 'orchestrator'\n"
    "local tenant = orchestrator.connect { url = url, access_token = token,\n"
    "  organization = os.getenv 'UIPATH_ORGANIZATION',\n"
    "  tenant = os.getenv 'UIPATH_TENANT' }\n"
    "local step, walk = tenant.Folders:top(5):each()\n"
    "return function() return step(walk) ~= nil end,\n"
    "  function() return tenant:stats().requests end\n";

static int fail(const char *what) {
  fprintf(stderr, "both: %s\n", what);
  return 1;
}

static orc_status next(orc_engine *engine, orc_pager *pager, orc_err *err) {
  orc_slice row;
  orc_status status;
  while ((status = orc_pager_next(pager, -1, &row, err)) == ORC_AGAIN) {
    if (orc_engine_wait(engine, 10, err) == ORC_FAIL) return ORC_FAIL;
  }
  return status;
}

int main(int argc, char **argv) {
  if (argc != 4) return fail("both URL BASE TOKEN");
  orc_err err;
  orc_err_clear(&err);
  char folders[600];
  snprintf(folders, sizeof folders, "%s/odata/Folders", argv[2]);
  const char *const origins[] = {argv[1], NULL};
  orc_engine *engine = orc_engine_new(NULL, NULL, &err);
  orc_client *client = orc_client_new(engine, &(orc_client_spec){
      .origins = origins,
      .token = {.grant = ORC_GRANT_FIXED, .secret = argv[3]}}, &err);
  if (client == NULL) return fail(err.message);
  orc_pager *pager = orc_pager_new(client, &(orc_pager_spec){
      .url = folders, .paging = ORC_PAGING_KEY, .key = "Id", .top = 5,
      .skip = -1, .page = 2, .dollar = true}, &err);
  if (pager == NULL) return fail(err.message);

  lua_State *L = luaL_newstate();
  luaL_openlibs(L);
  if (luaL_loadstring(L, script) != LUA_OK) return fail(lua_tostring(L, -1));
  lua_pushstring(L, argv[1]);
  lua_pushstring(L, argv[3]);
  if (lua_pcall(L, 2, 2, 0) != LUA_OK) {
    return fail(luaL_tolstring(L, -1, NULL));
  }
  int ours = 0, theirs = 0;
  for (int i = 0; i < 5; i++) { /* by turns */
    if (next(engine, pager, &err) == ORC_OK) ours++;
    lua_pushvalue(L, 1);
    if (lua_pcall(L, 0, 1, 0) != LUA_OK) {
      return fail(luaL_tolstring(L, -1, NULL));
    }
    theirs += lua_toboolean(L, -1);
    lua_pop(L, 1);
  }
  lua_pushvalue(L, 2);
  lua_call(L, 0, 1);
  printf("%d rows by %d requests, %d rows by %d requests\n", ours,
         (int)orc_engine_stats(engine)->requests, theirs,
         (int)lua_tointeger(L, -1));
  /* One goes, the other stays. */
  lua_close(L);
  orc_status status = next(engine, pager, &err);
  orc_pager_free(pager);
  orc_client_free(client);
  orc_engine_free(engine);
  return status == ORC_FAIL ? fail(err.message) : 0;
}
