/* A host that runs a script again and again in a fresh state whose memory
** runs out one request later each time, until the script gets through.
**
**   starve SCRIPT [CAP [STRIDE]]
**
** With a CAP that is not 0 it runs once instead, never holds more than that
** many bytes, and must get through. Each round calls the script twice, the
** first time with all memory, which loads what it requires. It must raise
** nothing but "not enough memory", and must get through afterwards in the same
** state. With a STRIDE so many requests more succeed each time. Prints the
** number of rounds. Fails when a closed state has not given back all it took,
** with the sizes it took. */
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct memory {
  size_t used, cap;
  long left; /* requests that still succeed; < 0: all */
} memory;

static void *resize(void *ud, void *block, size_t old_size, size_t new_size) {
  memory *m = ud;
  if (block == NULL) old_size = 0; /* Lua passes a type */
  if (new_size == 0) {
    m->used -= old_size;
    free(block);
    return NULL;
  }
  if (new_size > old_size) { /* Lua counts on smaller to succeed */
    if (m->left == 0) return NULL;
    if (m->used - old_size + new_size > m->cap) return NULL;
    if (m->left > 0) m->left--;
  }
  void *moved = realloc(block, new_size);
  if (moved != NULL) m->used += new_size - old_size;
  return moved;
}

static void check(int ok, const char *what, const char *detail) {
  if (ok) return;
  fprintf(stderr, "%s: %s\n", what, detail != NULL ? detail : "");
  exit(1);
}

/* Of the error on top, be it a table of ours. */
static const char *message_of(lua_State *L) {
  return lua_gettop(L) > 0 ? luaL_tolstring(L, -1, NULL) : "";
}

/* 1: the script got through. */
static int run(const char *path, long left, size_t cap) {
  memory m = {0, SIZE_MAX, -1};
  lua_State *L = lua_newstate(resize, &m);
  check(L != NULL, "no state", NULL);
  luaL_openlibs(L);
  int status = luaL_loadfile(L, path);
  check(status == LUA_OK, "cannot load", lua_tostring(L, -1));
  lua_pushvalue(L, -1);
  lua_pushvalue(L, -1);
  status = lua_pcall(L, 0, 0, 0);
  if (status != LUA_OK) check(0, "fails with all memory", message_of(L));
  lua_gc(L, LUA_GCCOLLECT, 0);
  m.left = left;
  m.cap = cap;
  status = lua_pcall(L, 0, 0, 0);
  m.left = -1;
  m.cap = SIZE_MAX;
  const char *message = status == LUA_OK ? "" : message_of(L);
  check(status == LUA_OK || strstr(message, "not enough memory") != NULL,
        "raised", message);
  lua_settop(L, 1);
  if (lua_pcall(L, 0, 0, 0) != LUA_OK) {
    check(0, "fails afterwards", message_of(L));
  }
  lua_close(L);
  check(m.used == 0, "a closed state kept memory", path);
  return status == LUA_OK;
}

int main(int argc, char **argv) {
  check(argc >= 2 && argc <= 4, "usage", "starve SCRIPT [CAP [STRIDE]]");
  size_t cap = argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) : 0;
  long stride = argc > 3 ? strtol(argv[3], NULL, 10) : 1;
  if (cap != 0) {
    check(run(argv[1], -1, cap), "the cap was too much for", argv[1]);
    return 0;
  }
  long rounds = 0;
  while (!run(argv[1], rounds * stride, SIZE_MAX)) rounds++;
  printf("%ld\n", rounds);
  return 0;
}
