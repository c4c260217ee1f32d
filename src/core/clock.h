/*
** clock: the two times of the core, in seconds. Replaceable, so that tests
** can let a day pass.
*/
#ifndef ORC_CLOCK_H
#define ORC_CLOCK_H

typedef struct orc_clock {
  double (*now)(void *ud);  /* goes on while the machine sleeps, never back */
  double (*wall)(void *ud); /* since 1970 */
  void *ud;
} orc_clock;

/* CLOCK_BOOTTIME and CLOCK_REALTIME. */
extern const orc_clock orc_clock_system;

#endif
