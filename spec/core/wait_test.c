#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "support/server.h"
#include "wait.h"

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

typedef struct fixture {
  orc_wait wait;
  int pair[2];
  orc_wait_event events[ORC_WAIT_EVENTS];
  bool alarmed;
} fixture;

static int set_up(void **state) {
  static fixture f;
  orc_err err;
  memset(&f, 0, sizeof f);
  assert_int_equal(orc_wait_init(&f.wait, &err), ORC_OK);
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, f.pair), 0);
  *state = &f;
  return 0;
}

static int tear_down(void **state) {
  fixture *f = *state;
  orc_wait_fini(&f->wait);
  close(f->pair[0]);
  close(f->pair[1]);
  return 0;
}

static int poll_for(fixture *f, double seconds) {
  return orc_wait_poll(&f->wait, seconds, f->events, ORC_WAIT_EVENTS,
                       &f->alarmed);
}

static void a_socket_tells_what_it_is_watched_for(void **state) {
  fixture *f = *state;
  assert_true(orc_wait_watch(&f->wait, f->pair[0], true, false));
  assert_int_equal(poll_for(f, 0), 0);
  assert_int_equal(write(f->pair[1], "x", 1), 1);
  assert_int_equal(poll_for(f, 5), 1);
  assert_int_equal(f->events[0].fd, f->pair[0]);
  assert_true(f->events[0].readable);
  assert_false(f->events[0].writable);

  assert_true(orc_wait_watch(&f->wait, f->pair[0], false, true));
  assert_int_equal(poll_for(f, 5), 1);
  assert_true(f->events[0].writable);
  assert_false(f->events[0].readable);

  assert_true(orc_wait_watch(&f->wait, f->pair[0], false, false));
  assert_int_equal(poll_for(f, 0), 0);
  /* to forget what is not watched is no harm */
  assert_true(orc_wait_watch(&f->wait, f->pair[0], false, false));
}

static void a_hang_up_is_told(void **state) {
  fixture *f = *state;
  assert_true(orc_wait_watch(&f->wait, f->pair[0], true, false));
  close(f->pair[1]);
  assert_int_equal(poll_for(f, 5), 1);
  assert_true(f->events[0].broken);
  f->pair[1] = dup(f->pair[0]);
}

static void an_alarm_fires_once(void **state) {
  fixture *f = *state;
  double begun = now();
  orc_wait_alarm(&f->wait, 0.02);
  assert_int_equal(poll_for(f, 5), 0);
  assert_true(f->alarmed);
  assert_true(now() - begun >= 0.02);
  assert_int_equal(poll_for(f, 0), 0);
  assert_false(f->alarmed);
}

static void an_alarm_at_once_and_one_taken_back(void **state) {
  fixture *f = *state;
  orc_wait_alarm(&f->wait, 0);
  assert_int_equal(poll_for(f, 5), 0);
  assert_true(f->alarmed);
  orc_wait_alarm(&f->wait, 0);
  orc_wait_alarm(&f->wait, -1);
  assert_int_equal(poll_for(f, 0.01), 0);
  assert_false(f->alarmed);
  orc_wait_alarm(&f->wait, 1e300); /* as far off as the system counts */
  assert_int_equal(poll_for(f, 0), 0);
  assert_false(f->alarmed);
}

static void the_one_descriptor_shows_sockets_and_alarms(void **state) {
  fixture *f = *state;
  struct pollfd watched = {.fd = f->wait.epoll_fd, .events = POLLIN};
  assert_int_equal(poll(&watched, 1, 0), 0);
  orc_wait_alarm(&f->wait, 0);
  assert_int_equal(poll(&watched, 1, 5000), 1);
  poll_for(f, 0);
  assert_int_equal(poll(&watched, 1, 0), 0);
  orc_wait_watch(&f->wait, f->pair[0], true, false);
  assert_int_equal(write(f->pair[1], "x", 1), 1);
  assert_int_equal(poll(&watched, 1, 5000), 1);
}

static void a_sleep_is_never_short(void **state) {
  fixture *f = *state;
  double begun = now();
  assert_int_equal(poll_for(f, 0.0105), 0);
  assert_true(now() - begun >= 0.0105);
}

static void on_signal(int number) { (void)number; }

static void a_signal_ends_the_sleep(void **state) {
  fixture *f = *state;
  struct sigaction action = {.sa_handler = on_signal}, before;
  sigaction(SIGALRM, &action, &before);
  struct itimerval soon = {.it_value = {0, 20000}};
  setitimer(ITIMER_REAL, &soon, NULL);
  double begun = now();
  assert_int_equal(poll_for(f, 60), 0);
  assert_false(f->alarmed);
  assert_true(now() - begun < 30);
  sigaction(SIGALRM, &before, NULL);
}

static void its_descriptors_are_not_inherited(void **state) {
  fixture *f = *state;
  assert_true(fcntl(f->wait.epoll_fd, F_GETFD) & FD_CLOEXEC);
  assert_true(fcntl(f->wait.timer_fd, F_GETFD) & FD_CLOEXEC);
}

/* Runs with descriptors left for the first, but not for the second. */
static void without_descriptors_it_says_so(void **state) {
  (void)state;
  int before = server_open_files();
  struct rlimit limit, low;
  getrlimit(RLIMIT_NOFILE, &limit);
  for (int spare = 0; spare <= 1; spare++) {
    int next = dup(0);
    close(next);
    low = limit;
    low.rlim_cur = (rlim_t)(next + spare);
    setrlimit(RLIMIT_NOFILE, &low);
    orc_wait wait;
    orc_err err;
    orc_err_clear(&err);
    orc_status status = orc_wait_init(&wait, &err);
    setrlimit(RLIMIT_NOFILE, &limit);
    assert_int_equal(status, ORC_FAIL);
    assert_int_equal(err.kind, ORC_KIND_MEMORY);
    assert_non_null(strstr(err.message, "open files"));
    assert_non_null(strstr(err.hint, "ulimit"));
    assert_int_equal(server_open_files(), before);
  }
}

int main(void) {
#define WITH_WAIT(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      WITH_WAIT(a_socket_tells_what_it_is_watched_for),
      WITH_WAIT(a_hang_up_is_told),
      WITH_WAIT(an_alarm_fires_once),
      WITH_WAIT(an_alarm_at_once_and_one_taken_back),
      WITH_WAIT(the_one_descriptor_shows_sockets_and_alarms),
      WITH_WAIT(a_sleep_is_never_short),
      WITH_WAIT(a_signal_ends_the_sleep),
      WITH_WAIT(its_descriptors_are_not_inherited),
      cmocka_unit_test(without_descriptors_it_says_so),
  };
  return cmocka_run_group_tests_name("wait", tests, NULL, NULL);
}
