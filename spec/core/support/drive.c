#include "drive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE 20.0 /* seconds */

static void die(const char *what) {
  fprintf(stderr, "%s\n", what);
  abort();
}

void drive_once(orc_engine *engine) {
  orc_err err;
  orc_err_clear(&err);
  if (orc_engine_wait(engine, 1, &err) == ORC_FAIL) die(err.message);
}

static double real_now(void) {
  return orc_clock_system.now(orc_clock_system.ud);
}

orc_status drive_http(orc_engine *engine, orc_http *http, orc_err *err) {
  double until = real_now() + PATIENCE;
  orc_status status;
  while ((status = orc_http_poll(http, err)) == ORC_AGAIN) {
    if (real_now() > until) die("an exchange did not end");
    drive_once(engine);
  }
  return status;
}

orc_status drive_call(orc_engine *engine, orc_call *call, orc_err *err) {
  double until = real_now() + PATIENCE;
  orc_status status;
  while ((status = orc_call_step(call, -1, err)) == ORC_AGAIN) {
    if (real_now() > until) die("a call did not end");
    drive_once(engine);
  }
  return status;
}

/* Of a build that counts what runs. */
#ifdef COVERAGE
void __gcov_dump(void);
#else
static void __gcov_dump(void) {}
#endif

void drive_exit_child(int code) {
  __gcov_dump();
  char command[32];
  snprintf(command, sizeof command, "exit %d", code);
  execl("/bin/sh", "sh", "-c", command, (char *)NULL);
  _exit(127);
}

static double hand_now(void *ud) { return ((hand_clock *)ud)->now; }
static double hand_wall(void *ud) { return ((hand_clock *)ud)->wall; }

void hand_clock_init(hand_clock *clock) {
  *clock = (hand_clock){.clock = {hand_now, hand_wall, clock},
                        .now = 1000, .wall = 784111777};
}

void hand_clock_move(hand_clock *clock, double seconds) {
  clock->now += seconds;
  clock->wall += seconds;
}

double drive_call_ahead(orc_engine *engine, hand_clock *clock,
                        orc_call *call, orc_status *status, orc_err *err) {
  double begun = clock->now, until = real_now() + PATIENCE;
  while ((*status = orc_call_step(call, -1, err)) == ORC_AGAIN) {
    if (real_now() > until) die("a call did not end");
    double left = orc_engine_timeout(engine);
    if (orc_engine_stats(engine)->transfers == 0 && left > 0) {
      hand_clock_move(clock, left + 1e-6);
    }
    drive_once(engine);
  }
  return clock->now - begun;
}

static void *tight_resize(void *ud, void *block, size_t old_size,
                          size_t new_size) {
  tight_mem *tight = ud;
  if (block != NULL && tight->watch != NULL &&
      memmem(block, old_size, tight->watch, strlen(tight->watch)) != NULL) {
    tight->spilled++;
  }
  if (new_size == 0) {
    tight->live -= old_size;
    free(block);
    return NULL;
  }
  tight->count++;
  if (tight->fail_at != 0 && tight->count >= tight->fail_at) return NULL;
  char *moved = realloc(block, new_size);
  if (moved == NULL) return NULL;
  size_t used = block != NULL ? old_size : 0;
  /* What libcurl left in memory is not ours to be watched. */
  if (new_size > used) memset(moved + used, 0xA5, new_size - used);
  tight->live += new_size - used;
  if (tight->live > tight->peak) tight->peak = tight->live;
  return moved;
}

void tight_mem_init(tight_mem *tight, size_t fail_at) {
  *tight = (tight_mem){.mem = {tight_resize, tight}, .fail_at = fail_at};
}
