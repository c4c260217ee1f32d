#include "clock.h"

#include <time.h>

static double read_clock(clockid_t id) {
  struct timespec t;
  clock_gettime(id, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double system_now(void *ud) {
  (void)ud;
  return read_clock(CLOCK_BOOTTIME);
}

static double system_wall(void *ud) {
  (void)ud;
  return read_clock(CLOCK_REALTIME);
}

const orc_clock orc_clock_system = {system_now, system_wall, NULL};
