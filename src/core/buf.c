#include "buf.h"

#include <stdio.h>
#include <string.h>

void orc_buf_init(orc_buf *buf, const orc_mem *mem, size_t cap) {
  memset(buf, 0, sizeof *buf);
  buf->mem = mem;
  buf->cap = cap;
}

void orc_buf_fini(orc_buf *buf) {
  if (buf->secret && buf->data != NULL) orc_mem_wipe(buf->data, buf->size);
  if (buf->data != NULL) orc_mem_free(buf->mem, buf->data, buf->size);
  buf->data = NULL;
  buf->len = buf->size = 0;
}

void orc_buf_clear(orc_buf *buf) {
  if (buf->secret && buf->data != NULL) orc_mem_wipe(buf->data, buf->size);
  buf->len = 0;
  buf->failed = buf->full = false;
}

static bool fail(orc_buf *buf, bool full) {
  buf->failed = true;
  buf->full = full;
  return false;
}

/* A secret may not be left behind by realloc: copy, wipe, free. */
static char *move(orc_buf *buf, size_t size) {
  if (!buf->secret) {
    return orc_mem_resize(buf->mem, buf->data, buf->size, size);
  }
  char *data = orc_mem_resize(buf->mem, NULL, 0, size);
  if (data == NULL) return NULL;
  if (buf->data != NULL) {
    memcpy(data, buf->data, buf->len);
    orc_mem_wipe(buf->data, buf->size);
    orc_mem_free(buf->mem, buf->data, buf->size);
  }
  return data;
}

bool orc_buf_reserve(orc_buf *buf, size_t more) {
  if (buf->failed) return false;
  if (more > buf->cap - buf->len) return fail(buf, true);
  size_t need = buf->len + more + 1; /* room for orc_buf_cstr */
  if (need <= buf->size) return true;
  size_t size = buf->size < 64 ? 64 : buf->size + buf->size / 2;
  if (size < need) size = need;
  char *data = move(buf, size);
  if (data == NULL) return fail(buf, false);
  buf->data = data;
  buf->size = size;
  return true;
}

bool orc_buf_append(orc_buf *buf, const void *data, size_t len) {
  if (!orc_buf_reserve(buf, len)) return false;
  if (len > 0) memcpy(buf->data + buf->len, data, len);
  buf->len += len;
  return true;
}

bool orc_buf_puts(orc_buf *buf, const char *s) {
  return orc_buf_append(buf, s, strlen(s));
}

bool orc_buf_putc(orc_buf *buf, char c) {
  return orc_buf_append(buf, &c, 1);
}

bool orc_buf_printf(orc_buf *buf, const char *format, ...) {
  va_list args;
  va_start(args, format);
  int len = vsnprintf(NULL, 0, format, args);
  va_end(args);
  if (len < 0 || !orc_buf_reserve(buf, (size_t)len)) return false;
  va_start(args, format);
  vsnprintf(buf->data + buf->len, (size_t)len + 1, format, args);
  va_end(args);
  buf->len += (size_t)len;
  return true;
}

const char *orc_buf_cstr(orc_buf *buf) {
  if (!orc_buf_reserve(buf, 0)) return NULL;
  buf->data[buf->len] = '\0';
  return buf->data;
}
