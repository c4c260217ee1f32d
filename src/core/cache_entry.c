#include "cache.h"

#define MAX_TEXT ((size_t)1 << 20)

void orc_cache_entry_init(orc_cache_entry *entry, const orc_mem *mem) {
  orc_buf *bufs[] = {&entry->access_token, &entry->refresh_token,
                     &entry->scope};
  for (size_t i = 0; i < 3; i++) {
    orc_buf_init(bufs[i], mem, MAX_TEXT);
    bufs[i]->secret = true;
  }
  entry->left = entry->life = -1;
}

void orc_cache_entry_fini(orc_cache_entry *entry) {
  orc_buf_fini(&entry->access_token);
  orc_buf_fini(&entry->refresh_token);
  orc_buf_fini(&entry->scope);
}
