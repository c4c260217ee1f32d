/*
** cache_host: a cache that the host keeps, from the inside. Only cache.c and
** cache_host.c look at it.
*/
#ifndef ORC_CACHE_HOST_H
#define ORC_CACHE_HOST_H

#include "cache.h"

typedef struct orc_cache_host {
  orc_errand errand;
  bool locked;
  bool loaded;    /* `text` is what GET brought since the lock changed */
  bool there;     /* GET brought something */
  bool stored;    /* SET has been run; its writer has not seen it yet */
  orc_buf text;   /* secret: brought by GET, or to be kept by SET */
  orc_errand failed; /* the one that did and of which nobody was told yet */
  char why[256];
} orc_cache_host;

/* NULL: no memory. */
orc_cache_host *orc_cache_host_new(const orc_mem *mem);
void orc_cache_host_free(orc_cache_host *host, const orc_mem *mem);

/* As orc_cache_lock and so on. Of _get: ORC_OK: `text` is what there is. */
orc_status orc_cache_host_lock(orc_cache_host *host, orc_err *err);
void orc_cache_host_unlock(orc_cache_host *host);
orc_status orc_cache_host_get(orc_cache_host *host, orc_err *err);
/* Takes over `text`, which is empty to remove. */
orc_status orc_cache_host_set(orc_cache_host *host, orc_buf *text,
                              orc_err *err);
void orc_cache_host_answer(orc_cache_host *host, orc_slice text, bool again,
                           const char *why);

#endif
