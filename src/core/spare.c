#include "spare.h"

#include "counters.h"

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
  orc_counters *owner = orc_counters_of(buf->mem);
  if (last->mem != (owner != NULL ? owner->base : buf->mem)) return;
  buf->data = last->data;
  buf->size = last->size;
  spare->bytes -= last->size;
  spare->count--;
  if (owner != NULL) orc_counters_moved(owner, 0, buf->size);
}

void orc_spare_give(orc_spare *spare, orc_buf *buf) {
  if (buf->data == NULL || buf->secret || buf->size < LEAST ||
      spare->count == ORC_SPARE_BUFS ||
      buf->size > ORC_SPARE_BYTES - spare->bytes) {
    orc_buf_fini(buf);
    return;
  }
  spare->bytes += buf->size;
  orc_buf *kept = &spare->bufs[spare->count++];
  *kept = *buf;
  orc_counters *owner = orc_counters_of(buf->mem);
  if (owner != NULL) { /* what is spare is nobody's in particular */
    kept->mem = owner->base;
    orc_counters_moved(owner, buf->size, 0);
  }
  buf->data = NULL;
  buf->len = buf->size = 0;
}
