#include "lua_buf.h"

#include <lauxlib.h>

#define TYPE "orchestrator.buffer"

typedef struct box {
  lua_Alloc alloc;
  void *ud;
  orc_mem mem;
  orc_buf buf;
} box;

static void *box_resize(void *ud, void *block, size_t old_size,
                        size_t new_size) {
  box *b = ud;
  return b->alloc(b->ud, block, block != NULL ? old_size : 0, new_size);
}

static int box_gc(lua_State *L) {
  box *b = lua_touserdata(L, 1);
  orc_buf_fini(&b->buf);
  return 0;
}

orc_buf *orc_lua_newbuf(lua_State *L, size_t cap) {
  box *b = lua_newuserdata(L, sizeof *b);
  b->alloc = lua_getallocf(L, &b->ud);
  b->mem = (orc_mem){box_resize, b};
  orc_buf_init(&b->buf, &b->mem, cap);
  if (luaL_newmetatable(L, TYPE)) {
    lua_pushcfunction(L, box_gc);
    lua_setfield(L, -2, "__gc");
  }
  lua_setmetatable(L, -2);
  return &b->buf;
}

orc_buf *orc_lua_tobuf(lua_State *L, int index) {
  return &((box *)lua_touserdata(L, index))->buf;
}

void orc_lua_pushbuf(lua_State *L, orc_buf *buf) {
  lua_pushlstring(L, buf->data != NULL ? buf->data : "", buf->len);
  orc_buf_fini(buf);
}
