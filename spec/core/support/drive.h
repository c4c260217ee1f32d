/*
** drive: what the C tests share: waiting for a condition with the engine, a
** clock that is moved by hand, and memory that fails on demand.
*/
#ifndef SUPPORT_DRIVE_H
#define SUPPORT_DRIVE_H

#include "../../../src/core/call.h"

/* Lets the engine wait until the exchange or call has ended; aborts the test
** after 20 s. */
orc_status drive_http(orc_engine *engine, orc_http *http, orc_err *err);
orc_status drive_call(orc_engine *engine, orc_call *call, orc_err *err);
/* Lets the engine wait once, but not for long. */
void drive_once(orc_engine *engine);

/* Ends a child of fork() by way of exec: what an engine leaves behind there
** on purpose (libcurl's memory) must not be reported as a leak. */
_Noreturn void drive_exit_child(int code);

/* A clock that stands still until it is moved. */
typedef struct hand_clock {
  orc_clock clock;
  double now, wall;
} hand_clock;
void hand_clock_init(hand_clock *clock);
void hand_clock_move(hand_clock *clock, double seconds);
/* Like drive_call; whenever the engine has nothing to do but wait for a
** timer, the clock jumps there. Answers the seconds jumped. */
double drive_call_ahead(orc_engine *engine, hand_clock *clock,
                        orc_call *call, orc_status *status, orc_err *err);

/* Counts what is given out; fails at allocation number `fail_at` (1 is the
** first) and from then on, 0: never. */
typedef struct tight_mem {
  orc_mem mem;
  size_t count, fail_at;
  size_t live;    /* bytes not given back */
  size_t peak;    /* most of them at any time */
  const char *watch; /* a secret; NULL: none */
  size_t spilled;    /* blocks given back, or moved, with it inside */
} tight_mem;
void tight_mem_init(tight_mem *mem, size_t fail_at);

#endif
