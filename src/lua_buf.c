#include "lua_buf.h"

#include "lua_mem.h"

typedef struct box {
  orc_lua_mem mem;
  orc_buf buf;
} box;

static int box_gc(lua_State *L) {
  box *b = lua_touserdata(L, 1);
  orc_buf_fini(&b->buf);
  return 0;
}

orc_buf *orc_lua_newbuf(lua_State *L, size_t cap) {
  box *b = lua_newuserdata(L, sizeof *b);
  orc_buf_init(&b->buf, orc_lua_mem_init(L, &b->mem), cap);
  orc_lua_set_gc(L, "orchestrator.buffer", box_gc);
  return &b->buf;
}

orc_buf *orc_lua_tobuf(lua_State *L, int index) {
  return &((box *)lua_touserdata(L, index))->buf;
}

void orc_lua_pushbuf(lua_State *L, orc_buf *buf) {
  lua_pushlstring(L, buf->data != NULL ? buf->data : "", buf->len);
  orc_buf_fini(buf);
}
