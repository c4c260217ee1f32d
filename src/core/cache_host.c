#include "cache_host.h"

#include <stdio.h>
#include <string.h>

#define MOST ((size_t)1 << 20) /* bytes that may be kept under a key */

orc_cache_host *orc_cache_host_new(const orc_mem *mem) {
  orc_cache_host *host = orc_mem_new(mem, sizeof *host);
  if (host == NULL) return NULL;
  orc_buf_init(&host->text, mem, MOST);
  host->text.secret = true;
  return host;
}

void orc_cache_host_free(orc_cache_host *host, const orc_mem *mem) {
  if (host == NULL) return;
  orc_buf_fini(&host->text);
  orc_mem_free(mem, host, sizeof *host);
}

/* Asks for an errand, unless one is being run. */
static orc_status want(orc_cache_host *host, orc_errand errand) {
  if (host->errand == ORC_ERRAND_NONE) host->errand = errand;
  return ORC_AGAIN;
}

/* Whoever looks next is told of it. */
static bool has_failed(orc_cache_host *host, orc_err *err) {
  static const char *const names[] = {"", "lock", "get", "set", "unlock"};
  if (host->failed == ORC_ERRAND_NONE) return false;
  orc_err_set(err, ORC_KIND_CONFIG, "the host's token cache: its %s failed: "
              "%s", names[host->failed], host->why);
  orc_err_hint(err, "mend the function, or set cache = false");
  host->failed = ORC_ERRAND_NONE;
  return true;
}

orc_status orc_cache_host_lock(orc_cache_host *host, orc_err *err) {
  if (has_failed(host, err)) return ORC_FAIL;
  if (host->errand == ORC_ERRAND_UNLOCK) return ORC_AGAIN;
  return host->locked ? ORC_OK : want(host, ORC_ERRAND_LOCK);
}

void orc_cache_host_unlock(orc_cache_host *host) {
  host->loaded = host->stored = false;
  host->failed = ORC_ERRAND_NONE;
  orc_buf_clear(&host->text);
  host->errand = host->locked ? ORC_ERRAND_UNLOCK : ORC_ERRAND_NONE;
}

orc_status orc_cache_host_get(orc_cache_host *host, orc_err *err) {
  if (has_failed(host, err)) return ORC_FAIL;
  if (!host->loaded) return want(host, ORC_ERRAND_GET);
  return host->there ? ORC_OK : ORC_END;
}

orc_status orc_cache_host_set(orc_cache_host *host, orc_buf *text,
                              orc_err *err) {
  if (has_failed(host, err)) return ORC_FAIL;
  if (host->stored) {
    host->stored = false;
    return ORC_OK;
  }
  if (host->errand != ORC_ERRAND_NONE) return ORC_AGAIN;
  orc_buf_fini(&host->text);
  host->text = *text;
  host->text.secret = true;
  orc_buf_init(text, host->text.mem, MOST);
  return want(host, ORC_ERRAND_SET);
}

static void brought(orc_cache_host *host, orc_slice text) {
  orc_buf_clear(&host->text);
  host->there = text.data != NULL &&
                orc_buf_append(&host->text, text.data, text.len);
  host->loaded = true;
}

void orc_cache_host_answer(orc_cache_host *host, orc_slice text, bool again,
                           const char *why) {
  orc_errand errand = host->errand;
  host->errand = ORC_ERRAND_NONE;
  if (errand == ORC_ERRAND_UNLOCK) {
    host->locked = false;
  } else if (why != NULL) {
    host->failed = errand;
    snprintf(host->why, sizeof host->why, "%s", why);
  } else if (errand == ORC_ERRAND_LOCK) {
    host->locked = !again;
    host->loaded = false; /* others may have been at it meanwhile */
  } else if (errand == ORC_ERRAND_GET) {
    brought(host, text);
  } else if (errand == ORC_ERRAND_SET) {
    host->stored = true;
    host->loaded = false;
  }
}
