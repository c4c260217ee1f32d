/*
** engine: what one Lua state (or C host) drives: one curl_multi, one wait,
** one clock, one allocator. Single-threaded; any thread, one at a time.
**
** Nothing here calls back into the host. Owners poll their own objects
** (orc_call_step, orc_pager_next …), and when those answer ORC_AGAIN they
** let the engine wait, or watch orc_engine_fd and call orc_engine_step.
*/
#ifndef ORC_ENGINE_H
#define ORC_ENGINE_H

#include "clock.h"
#include "err.h"
#include "mem.h"
#include "spare.h"

#include <stdint.h>

typedef struct orc_engine orc_engine;

/* A moment at which somebody wants the engine to wake. Lives in its owner,
** which disarms it before it goes. */
typedef struct orc_timer {
  double at;               /* on the engine's clock */
  struct orc_timer *next;  /* inside */
  bool armed;
} orc_timer;

/* Counters since the engine began, or one client of it (counters.h). */
typedef struct orc_stats {
  uint64_t requests, retries, renewals, pages, rows;
  uint64_t bytes_in, bytes_out;
  int transfers;        /* open now */
  size_t held, peak;    /* bytes of the core's memory, now and at most;
                           libcurl's is not among them */
  double waited;        /* seconds slept in orc_engine_wait */
  double paced;         /* seconds that calls waited for rate limits */
  double backed_off;    /* seconds that they waited before a repetition */
} orc_stats;

/* `mem` and `clock` are borrowed for the engine's life; NULL: libc's and the
** system's. Guards curl_global_init. */
orc_engine *orc_engine_new(const orc_mem *mem, const orc_clock *clock,
                           orc_err *err);
/* Every transfer, call, client and pager of it must have gone before. Also
** right in a child after a fork: the child closes its copies only. */
void orc_engine_free(orc_engine *engine);

/* ORC_FAIL, kind "closed": the process has forked since it was made. */
orc_status orc_engine_check(const orc_engine *engine, orc_err *err);

/* From now on it becomes readable whenever orc_engine_step has something to
** do. */
int orc_engine_fd(orc_engine *engine);
/* Seconds until orc_engine_step has something to do without any event;
** < 0: only an event can bring something. */
double orc_engine_timeout(const orc_engine *engine);
/* Does what can be done now; never sleeps. */
orc_status orc_engine_step(orc_engine *engine, orc_err *err);
/* The same for one who drives the engine while others may have been looked at
** already: what happens now stirs it. */
orc_status orc_engine_drive(orc_engine *engine, orc_err *err);
/* The last step was a long one, and ended before it had read from all sockets
** that have something, so that owners can act on what came: a next step has
** something to do at once. */
bool orc_engine_more(const orc_engine *engine);
/* Something that owners share has changed while one of them was looked at:
** those looked at before have to be looked at again. Until the next step or
** wait the timeout is 0, and a wait does not sleep. */
void orc_engine_stir(orc_engine *engine);
/* The same from outside: what somebody waits for was closed. Whoever sleeps
** on the descriptor wakes. */
void orc_engine_wake(orc_engine *engine);
/* Sleeps until something happens or `seconds` have passed (< 0: no limit),
** then steps. ORC_OK: something happened; ORC_AGAIN: time is up. */
orc_status orc_engine_wait(orc_engine *engine, double seconds, orc_err *err);

const orc_mem *orc_engine_mem(const orc_engine *engine);
const orc_clock *orc_engine_clock(const orc_engine *engine);
double orc_engine_now(const orc_engine *engine);
orc_stats *orc_engine_stats(orc_engine *engine);
/* Where the memory of answers waits for the next ones. */
orc_spare *orc_engine_spare(orc_engine *engine);
/* A random number in [0, 1) for jitter; seeded from the system. */
double orc_engine_random(orc_engine *engine);

void orc_engine_wake_at(orc_engine *engine, orc_timer *timer, double at);
void orc_engine_disarm(orc_engine *engine, orc_timer *timer);

#endif
