#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine.h"
#include "http.h"
#include "support/drive.h"
#include "support/server.h"

static const orc_net plain = {0};

static orc_engine *new_engine(void) {
  orc_err err;
  orc_engine *engine = orc_engine_new(NULL, NULL, &err);
  assert_non_null(engine);
  return engine;
}

static orc_http *get(orc_engine *engine, const char *url) {
  const orc_http_request request = {.method = "GET", .url = url,
                                    .max_body = 1 << 20};
  orc_err err;
  orc_http *http = orc_http_start(engine, &plain, &request, &err);
  assert_non_null(http);
  return http;
}

static double real_now(void) {
  return orc_clock_system.now(orc_clock_system.ud);
}

static void an_idle_engine_waits_its_time(void **state) {
  (void)state;
  orc_err err;
  orc_engine *engine = new_engine();
  assert_true(orc_engine_timeout(engine) < 0);
  double begun = real_now();
  assert_int_equal(orc_engine_wait(engine, 0.02, &err), ORC_AGAIN);
  assert_true(real_now() - begun >= 0.02);
  assert_true(orc_engine_stats(engine)->waited >= 0.02);
  assert_int_equal(orc_engine_step(engine, &err), ORC_OK);
  orc_engine_free(engine);
}

#define LARGE ((size_t)6 << 20)
#define CROWD 6

static void answer_largely(void *ud, const server_request *request,
                           server_answer *out) {
  (void)request;
  *out = (server_answer){.status = "200 OK", .body = ud, .body_len = LARGE};
}

/* All of them to their ends. true: a step ended before it had read them all,
** and the next one went on with them without waiting. */
static bool run_large(orc_engine *engine, const char *url) {
  orc_err err;
  orc_http *crowd[CROWD];
  const orc_http_request request = {.method = "GET", .url = url,
                                    .max_body = LARGE};
  bool cut = false;
  for (int i = 0; i < CROWD; i++) {
    crowd[i] = orc_http_start(engine, &plain, &request, &err);
    assert_non_null(crowd[i]);
  }
  while (orc_engine_stats(engine)->transfers > 0) {
    if (orc_engine_more(engine)) cut = true;
    assert_int_equal(orc_engine_wait(engine, 10, &err), ORC_OK);
  }
  for (int i = 0; i < CROWD; i++) {
    assert_int_equal(orc_http_poll(crowd[i], &err), ORC_OK);
    assert_int_equal(orc_http_body(crowd[i]).len, LARGE);
    orc_http_free(crowd[i]);
  }
  return cut;
}

/* Whether a turn is too short for what has come is chance; soon one is. */
static void a_turn_is_short_however_much_has_come(void **state) {
  (void)state;
  server *lavish = server_start();
  orc_engine *engine = new_engine();
  char *body = calloc(1, LARGE);
  server_handle(lavish, answer_largely, body);
  double until = real_now() + 30;
  assert_false(orc_engine_more(engine));
  while (!run_large(engine, server_url(lavish, "/"))) {
    assert_true(real_now() < until);
  }
  orc_err err;
  assert_int_equal(orc_engine_step(engine, &err), ORC_OK);
  assert_false(orc_engine_more(engine));
  orc_engine_free(engine);
  server_stop(lavish);
  free(body);
}

static bool is_readable(int fd, int ms) {
  struct pollfd one = {.fd = fd, .events = POLLIN};
  return poll(&one, 1, ms) == 1;
}

static void who_sleeps_on_it_is_woken(void **state) {
  (void)state;
  orc_err err;
  orc_engine *engine = new_engine();
  assert_false(is_readable(orc_engine_fd(engine), 0));
  orc_engine_wake(engine);
  assert_true(orc_engine_timeout(engine) == 0);
  assert_true(is_readable(orc_engine_fd(engine), 5000));
  assert_int_equal(orc_engine_step(engine, &err), ORC_OK);
  assert_false(is_readable(orc_engine_fd(engine), 0));
  assert_true(orc_engine_timeout(engine) < 0);
  orc_engine_free(engine);
}

/* Seconds until the process's only timer fires; 0: it is not set. */
static double alarm_left(void) {
  for (int fd = 0; fd < 256; fd++) {
    char path[64], line[128];
    long long seconds, rest;
    double left = -1;
    snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
    FILE *file = fopen(path, "r");
    if (file == NULL) continue;
    while (fgets(line, sizeof line, file) != NULL) {
      if (sscanf(line, "it_value: (%lld, %lld)", &seconds, &rest) == 2) {
        left = (double)seconds + (double)rest / 1e9;
      }
    }
    fclose(file);
    if (left >= 0) return left;
  }
  fail_msg("there is no timer");
  return -1;
}

/* A wait that the machine may sleep through has an alarm, which that does not
** stop; a short one needs it only for who watches the descriptor. */
static void an_alarm_is_there_for_who_needs_it(void **state) {
  (void)state;
  orc_engine *engine = new_engine();
  orc_timer later = {0}, soon = {0};
  double now = orc_engine_now(engine);
  orc_engine_wake_at(engine, &later, now + 100);
  assert_true(alarm_left() > 50);
  orc_engine_wake_at(engine, &soon, now + 0.9);
  assert_true(alarm_left() > 50);
  orc_engine_fd(engine);
  assert_true(alarm_left() <= 0.9);
  orc_engine_disarm(engine, &soon);
  orc_engine_disarm(engine, &later);
  orc_engine_free(engine);
}

static void a_closed_descriptor_is_told(void **state) {
  (void)state;
  orc_err err;
  orc_engine *engine = new_engine();
  int fd = orc_engine_fd(engine);
  int kept = dup(fd);
  close(fd);
  orc_err_clear(&err);
  assert_int_equal(orc_engine_wait(engine, 5, &err), ORC_FAIL);
  assert_int_equal(err.kind, ORC_KIND_CLOSED);
  assert_int_equal(dup2(kept, fd), fd);
  close(kept);
  orc_engine_free(engine);
}

static void a_timer_wakes_it(void **state) {
  (void)state;
  orc_err err;
  orc_timer timer = {0};
  orc_engine *engine = new_engine();
  double at = orc_engine_now(engine) + 0.02;
  orc_engine_wake_at(engine, &timer, at);
  assert_true(timer.armed);
  assert_true(orc_engine_timeout(engine) <= 0.02);
  while (timer.armed) {
    assert_int_equal(orc_engine_wait(engine, 60, &err), ORC_OK);
  }
  assert_true(orc_engine_now(engine) >= at);
  orc_engine_free(engine);
}

static void timers_fire_in_their_order(void **state) {
  (void)state;
  orc_err err;
  hand_clock clock;
  hand_clock_init(&clock);
  orc_engine *engine = orc_engine_new(NULL, &clock.clock, &err);
  orc_timer late = {0}, early = {0}, gone = {0};
  orc_engine_wake_at(engine, &late, 1030);
  orc_engine_wake_at(engine, &gone, 1005);
  orc_engine_wake_at(engine, &early, 1020);
  orc_engine_disarm(engine, &gone);
  assert_float_equal(orc_engine_timeout(engine), 20, 1e-9);
  orc_engine_wake_at(engine, &early, 1010); /* moved */
  assert_float_equal(orc_engine_timeout(engine), 10, 1e-9);
  hand_clock_move(&clock, 15);
  assert_int_equal(orc_engine_wait(engine, 60, &err), ORC_OK);
  assert_false(early.armed);
  assert_true(late.armed);
  hand_clock_move(&clock, 100);
  assert_int_equal(orc_engine_step(engine, &err), ORC_OK);
  assert_false(late.armed);
  assert_true(orc_engine_timeout(engine) < 0);
  orc_engine_free(engine);
}

/* What a host's loop does: poll one descriptor, step, poll … */
static void a_host_loop_needs_the_descriptor_only(void **state) {
  (void)state;
  orc_err err;
  server *s = server_start();
  orc_engine *engine = new_engine();
  orc_timer timer = {0};
  orc_http *a = get(engine, server_url(s, "/a"));
  orc_http *b = get(engine, server_url(s, "/b"));
  orc_engine_wake_at(engine, &timer, orc_engine_now(engine) + 0.01);
  struct pollfd watched = {.fd = orc_engine_fd(engine), .events = POLLIN};
  while (timer.armed || orc_http_poll(a, &err) == ORC_AGAIN ||
         orc_http_poll(b, &err) == ORC_AGAIN) {
    assert_int_equal(poll(&watched, 1, 10000), 1);
    assert_int_equal(orc_engine_step(engine, &err), ORC_OK);
  }
  assert_int_equal(orc_http_status(a), 200);
  assert_int_equal(orc_http_status(b), 200);
  orc_http_free(a);
  orc_http_free(b);
  orc_engine_free(engine);
  server_stop(s);
}

static void on_signal(int number) { (void)number; }

static void a_signal_gives_the_host_its_turn(void **state) {
  (void)state;
  orc_err err;
  orc_engine *engine = new_engine();
  struct sigaction action = {.sa_handler = on_signal}, before;
  sigaction(SIGALRM, &action, &before);
  struct itimerval soon = {.it_value = {0, 20000}};
  setitimer(ITIMER_REAL, &soon, NULL);
  double begun = real_now();
  assert_int_equal(orc_engine_wait(engine, 60, &err), ORC_OK);
  assert_true(real_now() - begun < 30);
  sigaction(SIGALRM, &before, NULL);
  orc_engine_free(engine);
}

static void stats_count(void **state) {
  (void)state;
  orc_err err;
  server *s = server_start();
  orc_engine *engine = new_engine();
  const orc_stats *stats = orc_engine_stats(engine);
  orc_http *http = get(engine, server_url(s, "/"));
  assert_int_equal(stats->transfers, 1);
  assert_int_equal(drive_http(engine, http, &err), ORC_OK);
  orc_http_free(http);
  assert_int_equal(stats->transfers, 0);
  assert_int_equal(stats->requests, 1);
  assert_true(stats->bytes_in > 2 && stats->bytes_out > 10);
  orc_engine_free(engine);
  server_stop(s);
}

static void random_numbers_are_spread(void **state) {
  (void)state;
  orc_engine *one = new_engine(), *two = new_engine();
  double least = 1, most = 0;
  int same = 0;
  for (int i = 0; i < 1000; i++) {
    double x = orc_engine_random(one);
    assert_true(x >= 0 && x < 1);
    if (x < least) least = x;
    if (x > most) most = x;
    if (x == orc_engine_random(two)) same++;
  }
  assert_true(least < 0.1 && most > 0.9);
  assert_true(same < 10);
  orc_engine_free(one);
  orc_engine_free(two);
}

/* ---- forks ---- */

/* In the child: 0 when all is as it must be. */
static int child(orc_engine *engine, orc_http *http) {
  orc_err err;
  orc_err_clear(&err);
  if (orc_engine_step(engine, &err) != ORC_FAIL) return 1;
  if (err.kind != ORC_KIND_CLOSED) return 2;
  if (strstr(err.message, "forked") == NULL || err.hint[0] == '\0') return 3;
  if (orc_engine_wait(engine, 1, &err) != ORC_FAIL) return 4;
  if (orc_http_poll(http, &err) != ORC_FAIL) return 5;
  int before = server_open_files();
  orc_http_free(http);
  orc_engine_free(engine);
  /* epoll, timer and the connection */
  if (server_open_files() > before - 3) return 6;
  orc_engine *own = orc_engine_new(NULL, NULL, &err);
  if (own == NULL) return 7;
  if (orc_engine_step(own, &err) != ORC_OK) return 8;
  orc_engine_free(own);
  return 0;
}

static void fork_on(server *s) {
  orc_err err;
  orc_engine *engine = new_engine();
  orc_net net = {.ca_text = (char *)(uintptr_t)server_ca(s)};
  server_play(s, (server_answer){.status = "200 OK", .body = "first"});
  server_play(s, (server_answer){.status = "200 OK", .body = "second",
                                 .hold = true, .hold_at = 20});
  server_play(s, (server_answer){.status = "200 OK", .body = "third"});
  const char *const bodies[] = {"first", "second", "third"};
  for (int i = 0; i < 3; i++) {
    const orc_http_request request = {
        .method = "GET", .url = server_url(s, "/"), .max_body = 100};
    orc_http *http = orc_http_start(engine, &net, &request, &err);
    assert_non_null(http);
    if (i == 1) { /* in mid-answer */
      while (server_count(s) < 2) drive_once(engine);
      fflush(NULL);
      pid_t pid = fork();
      if (pid == 0) drive_exit_child(child(engine, http));
      int status;
      assert_int_equal(waitpid(pid, &status, 0), pid);
      assert_true(WIFEXITED(status));
      assert_int_equal(WEXITSTATUS(status), 0);
      server_release(s);
    }
    assert_int_equal(drive_http(engine, http, &err), ORC_OK);
    assert_int_equal(orc_http_body(http).len, strlen(bodies[i]));
    orc_http_free(http);
  }
  assert_int_equal(server_connections(s), 1);
  orc_engine_free(engine);
}

static void a_child_leaves_the_parents_connections_alone(void **state) {
  (void)state;
  server *s = server_start();
  fork_on(s);
  server_stop(s);
}

static void nor_does_it_say_goodbye_over_tls(void **state) {
  (void)state;
  server *s = server_start_tls(NULL);
  fork_on(s);
  server_stop(s);
}

/* ---- threads, descriptors, memory ---- */

static void *use_engine(void *ud) {
  server *s = ud;
  orc_err err;
  for (int i = 0; i < 5; i++) {
    orc_engine *engine = orc_engine_new(NULL, NULL, &err);
    if (engine == NULL) return "no engine";
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%d/", server_port(s));
    const orc_http_request request = {.method = "GET", .url = url,
                                      .max_body = 100};
    orc_http *http = orc_http_start(engine, &plain, &request, &err);
    if (http == NULL) return "no exchange";
    if (drive_http(engine, http, &err) != ORC_OK) return "no answer";
    orc_http_free(http);
    orc_engine_free(engine);
  }
  return NULL;
}

static void engines_work_in_several_threads_at_once(void **state) {
  (void)state;
  server *s = server_start();
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) {
    assert_int_equal(pthread_create(&threads[i], NULL, use_engine, s), 0);
  }
  for (int i = 0; i < 4; i++) {
    void *failed;
    pthread_join(threads[i], &failed);
    assert_null(failed);
  }
  assert_int_equal(server_count(s), 20);
  server_stop(s);
}

static void it_leaves_no_descriptor_open(void **state) {
  (void)state;
  orc_err err;
  server *s = server_start();
  int before = server_open_files();
  orc_engine *engine = new_engine();
  orc_http *done = get(engine, server_url(s, "/done"));
  assert_int_equal(drive_http(engine, done, &err), ORC_OK);
  orc_http *cut = get(engine, server_url(s, "/cut"));
  orc_http_free(done);
  orc_http_free(cut);
  orc_engine_free(engine);
  server_wait_idle(s);
  assert_int_equal(server_open_files(), before);
  server_stop(s);
}

static void its_sockets_are_not_inherited(void **state) {
  (void)state;
  orc_err err;
  server *s = server_start();
  orc_engine *engine = new_engine();
  orc_http *http = get(engine, server_url(s, "/"));
  assert_int_equal(drive_http(engine, http, &err), ORC_OK);
  int found = 0;
  for (int fd = 3; fd < 64; fd++) {
    struct sockaddr_storage address;
    socklen_t len = sizeof address;
    if (getpeername(fd, (struct sockaddr *)&address, &len) != 0) continue;
    if (address.ss_family != AF_INET) continue;
    found++;
    assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
  }
  assert_true(found >= 2); /* ours and the server's */
  orc_http_free(http);
  orc_engine_free(engine);
  server_stop(s);
}

static void without_memory_it_fails_cleanly(void **state) {
  (void)state;
  int before = server_open_files();
  for (size_t fail_at = 1;; fail_at++) {
    assert_true(fail_at < 100);
    tight_mem tight;
    tight_mem_init(&tight, fail_at);
    orc_err err;
    orc_err_clear(&err);
    orc_engine *engine = orc_engine_new(&tight.mem, NULL, &err);
    if (engine != NULL) {
      orc_engine_free(engine);
      assert_int_equal(tight.live, 0);
      break;
    }
    assert_int_equal(err.kind, ORC_KIND_MEMORY);
    assert_int_equal(tight.live, 0);
  }
  assert_int_equal(server_open_files(), before);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_idle_engine_waits_its_time),
      cmocka_unit_test(a_turn_is_short_however_much_has_come),
      cmocka_unit_test(a_timer_wakes_it),
      cmocka_unit_test(who_sleeps_on_it_is_woken),
      cmocka_unit_test(an_alarm_is_there_for_who_needs_it),
      cmocka_unit_test(a_closed_descriptor_is_told),
      cmocka_unit_test(timers_fire_in_their_order),
      cmocka_unit_test(a_host_loop_needs_the_descriptor_only),
      cmocka_unit_test(a_signal_gives_the_host_its_turn),
      cmocka_unit_test(stats_count),
      cmocka_unit_test(random_numbers_are_spread),
      cmocka_unit_test(a_child_leaves_the_parents_connections_alone),
      cmocka_unit_test(nor_does_it_say_goodbye_over_tls),
      cmocka_unit_test(engines_work_in_several_threads_at_once),
      cmocka_unit_test(it_leaves_no_descriptor_open),
      cmocka_unit_test(its_sockets_are_not_inherited),
      cmocka_unit_test(without_memory_it_fails_cleanly),
  };
  return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
