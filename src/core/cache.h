/*
** cache: tokens that outlive the process, one file for one identity.
**
** A file holds what one sign-in gave, as JSON, mode 0600 in a folder of mode
** 0700 that belongs to us. It is never trusted blindly: a link, another
** owner, wider rights, a broken or foreign text are ignored with a warning.
** It is written to a temporary file beside it, synced and renamed, under a
** lock that is tried and never waited for, so two processes cannot spend the
** same refresh token and a kill leaves the old file or the new one.
**
** Times in the file are wall times with the boot they were taken in: within
** the same boot the clock that cannot be set counts, after another boot the
** wall clock does.
*/
#ifndef ORC_CACHE_H
#define ORC_CACHE_H

#include "buf.h"
#include "clock.h"
#include "err.h"

/* What is kept. The buffers are secret and belong to the holder. */
typedef struct orc_cache_entry {
  orc_buf access_token;
  orc_buf refresh_token; /* empty: none */
  orc_buf scope;         /* empty: the server did not say */
  double left;           /* seconds of life when read or written; < 0: over
                            or unknown */
  double life;           /* seconds of life when it was new */
} orc_cache_entry;

void orc_cache_entry_init(orc_cache_entry *entry, const orc_mem *mem);
void orc_cache_entry_fini(orc_cache_entry *entry);

typedef struct orc_cache orc_cache;

/* `key` is everything that makes tokens differ, and holds no secret; it
** names the file (through a hash) and is compared when the file is read.
** Makes the folder when it is missing. NULL: see err (kind config: the
** folder cannot be made or is not ours alone; the message says what to do).
** `clock` is borrowed. */
orc_cache *orc_cache_open(const orc_mem *mem, const orc_clock *clock,
                          const char *directory, const char *key,
                          orc_err *err);
void orc_cache_close(orc_cache *cache); /* unlocks; NULL is allowed */

/* The same kept by the host, whose functions the core never calls: where it
** is needed, lock, read, write and remove answer ORC_AGAIN, and an errand
** says what the host is to do; see orc_cache_answer. NULL: no memory. */
orc_cache *orc_cache_open_host(const orc_mem *mem, const orc_clock *clock,
                               const char *key);

typedef enum orc_errand {
  ORC_ERRAND_NONE,
  ORC_ERRAND_LOCK,   /* keep other processes from the key; tried, not waited */
  ORC_ERRAND_GET,    /* bring what is kept under the key */
  ORC_ERRAND_SET,    /* keep a text under the key; NULL: keep nothing */
  ORC_ERRAND_UNLOCK
} orc_errand;

/* What the host is to do now; *text (SET) is borrowed until its answer. */
orc_errand orc_cache_errand(const orc_cache *cache, const char **key,
                            orc_slice *text);
/* The errand has been run. GET: `text` is what there is, data NULL: nothing.
** `why` != NULL: it failed. LOCK with `again`: somebody else has it. */
void orc_cache_answer(orc_cache *cache, orc_slice text, bool again,
                      const char *why);

/* "the host's cache" for one that the host keeps. */
const char *orc_cache_path(const orc_cache *cache);
/* Why the file was ignored at the last read, or NULL. */
const char *orc_cache_warning(const orc_cache *cache);

/* ORC_AGAIN: another process has it; try again in a moment. (Of a host's
** cache every function here may answer ORC_AGAIN: run the errand, then call
** again.) */
orc_status orc_cache_lock(orc_cache *cache, orc_err *err);
void orc_cache_unlock(orc_cache *cache);
bool orc_cache_locked(const orc_cache *cache);

/* ORC_OK: *entry is filled. ORC_END: there is nothing to use (see warning).
** With the lock held, a complete temporary file that a killed process left
** is taken into use first. ORC_FAIL: it could not be looked at this time (no
** descriptor, disk error, memory); nothing is known of what it holds. */
orc_status orc_cache_read(orc_cache *cache, orc_cache_entry *entry,
                          orc_err *err);
/* Only with the lock held. When it answers ORC_OK the entry is on the disk.
** ORC_FAIL leaves the old file whole. */
orc_status orc_cache_write(orc_cache *cache, const orc_cache_entry *entry,
                           orc_err *err);
/* Forgets the identity; done already is fine. */
orc_status orc_cache_remove(orc_cache *cache, orc_err *err);

#endif
