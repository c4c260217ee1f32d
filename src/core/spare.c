#include "spare.h"

#define LEAST ((size_t)16 << 10) /* smaller ones are not worth a place */

void orc_spare_trim(orc_spare *spare, size_t bytes) {
  while (spare->bytes > bytes) {
    orc_buf *last = &spare->bufs[--spare->count];
    spare->bytes -= last->size;
    orc_buf_fini(last);
  }
}

void orc_spare_fini(orc_spare *spare) { orc_spare_trim(spare, 0); }

void orc_spare_take(orc_spare *spare, orc_buf *buf) {
  if (spare->count == 0 || buf->secret) return;
  const orc_buf *last = &spare->bufs[spare->count - 1];
  if (last->mem != buf->mem) return;
  buf->data = last->data;
  buf->size = last->size;
  spare->bytes -= last->size;
  spare->count--;
}

void orc_spare_give(orc_spare *spare, orc_buf *buf) {
  if (buf->data == NULL || buf->secret || buf->size < LEAST ||
      spare->count == ORC_SPARE_BUFS ||
      buf->size > ORC_SPARE_BYTES - spare->bytes) {
    orc_buf_fini(buf);
    return;
  }
  spare->bytes += buf->size;
  spare->bufs[spare->count++] = *buf;
  buf->data = NULL;
  buf->len = buf->size = 0;
}
