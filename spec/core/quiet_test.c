#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdbool.h>
#include <unistd.h>

#include "quiet.h"

static void write_to_nobody(void) {
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  close(ends[0]);
  assert_int_equal(write(ends[1], "x", 1), -1);
  assert_int_equal(errno, EPIPE);
  close(ends[1]);
}

static bool is_pending(void) {
  sigset_t pending;
  sigpending(&pending);
  return sigismember(&pending, SIGPIPE) == 1;
}

static bool is_blocked(void) {
  sigset_t blocked;
  pthread_sigmask(SIG_BLOCK, NULL, &blocked);
  return sigismember(&blocked, SIGPIPE) == 1;
}

/* The default action would end this program. */
static void a_signal_in_between_is_eaten(void **state) {
  (void)state;
  signal(SIGPIPE, SIG_DFL);
  orc_quiet quiet;
  orc_quiet_begin(&quiet);
  write_to_nobody();
  write_to_nobody();
  orc_quiet_end(&quiet);
  assert_false(is_pending());
  assert_false(is_blocked());
}

static void a_host_that_blocks_it_keeps_it(void **state) {
  (void)state;
  sigset_t pipe_only, before;
  sigemptyset(&pipe_only);
  sigaddset(&pipe_only, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe_only, &before);
  orc_quiet quiet;
  orc_quiet_begin(&quiet);
  write_to_nobody();
  orc_quiet_end(&quiet);
  assert_true(is_blocked());
  assert_true(is_pending());
  signal(SIGPIPE, SIG_IGN); /* drops it */
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  signal(SIGPIPE, SIG_DFL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_signal_in_between_is_eaten),
      cmocka_unit_test(a_host_that_blocks_it_keeps_it),
  };
  return cmocka_run_group_tests_name("quiet", tests, NULL, NULL);
}
