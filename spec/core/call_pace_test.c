#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "support/call_fixture.h"

static const orc_pace_limit two_a_minute[] = {
    {"Jobs", "GET", "/odata/Jobs", 2, 60},
    {NULL, NULL, NULL, 0, 0},
};

static void use_pace(call_fixture *f, const orc_pace_limit *limits) {
  orc_client_free(f->client);
  f->client = call_client(f, (orc_client_spec){
      .token = call_fixed(), .limits = limits, .share = 1, .events = true});
  assert_non_null(f->client);
}

static bool next_event(call_fixture *f, const char *name, orc_event *event) {
  while (orc_events_take(&f->client->events, event)) {
    if (strcmp(event->name, name) == 0) return true;
  }
  return false;
}

static void the_limit_is_kept_and_a_long_wait_is_told(void **state) {
  call_fixture *f = *state;
  orc_event event;
  use_pace(f, two_a_minute);
  assert_true(call_run(f, (orc_call_spec){.method = NULL}) < 0.01);
  assert_true(call_run(f, (orc_call_spec){.method = NULL}) < 0.01);
  assert_false(next_event(f, "wait", &event));
  double waited = call_run(f, (orc_call_spec){.method = NULL});
  assert_int_equal(f->status, ORC_OK);
  assert_true(waited > 59.9 && waited < 60.1);
  assert_true(next_event(f, "wait", &event));
  assert_string_equal(event.reason, "rate limit");
  assert_true(event.seconds > 59.9);
  assert_non_null(strstr(event.url, "/odata/Jobs"));
  assert_int_equal(server_count(f->server), 3);
}

static void a_wait_beyond_the_deadline_fails_at_once(void **state) {
  call_fixture *f = *state;
  use_pace(f, two_a_minute);
  call_run(f, (orc_call_spec){.method = NULL});
  call_run(f, (orc_call_spec){.method = NULL});
  orc_call *call = call_begin(f, (orc_call_spec){.method = NULL});
  double deadline = orc_engine_now(f->engine) + 30;
  assert_int_equal(orc_call_step(call, deadline, &f->err), ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_RATE_LIMIT);
  assert_int_equal(f->err.sent, ORC_SENT_NO);
  assert_true(f->err.retryable && f->err.retry_after > 29);
  assert_int_equal(server_count(f->server), 2);
  orc_call_free(call);
}

static void a_429_slows_every_call_of_the_client(void **state) {
  call_fixture *f = *state;
  use_pace(f, orc_pace_none);
  server_play(f->server, (server_answer){
      .status = "429 Slow down", .headers = JSON "Retry-After: 20\r\n"});
  orc_call *call = call_begin(f, (orc_call_spec){.method = NULL});
  while (orc_call_attempts(call) == 0 || server_count(f->server) == 0 ||
         orc_engine_stats(f->engine)->retries == 0) {
    assert_int_equal(orc_call_step(call, -1, &f->err), ORC_AGAIN);
    if (orc_engine_stats(f->engine)->retries == 0) drive_once(f->engine);
  }
  char other[128];
  strcpy(other, server_url(f->server, "/odata/Folders"));
  double waited = call_run(f, (orc_call_spec){.url = other});
  assert_int_equal(f->status, ORC_OK);
  assert_true(waited > 19.9 && waited < 20.1);
  orc_call_free(call);
}

static void a_client_that_has_repeated_too_much_stops(void **state) {
  call_fixture *f = *state;
  double now = orc_engine_now(f->engine);
  for (int i = 0; i < (int)ORC_RETRY_BUDGET; i++) {
    assert_true(orc_retry_spend(&f->client->budget, now));
  }
  assert_false(orc_retry_spend(&f->client->budget, now));
  call_answer(f, "503 Busy");
  call_run(f, (orc_call_spec){.method = NULL});
  assert_int_equal(f->status, ORC_FAIL);
  assert_int_equal(f->err.attempts, 1);
  assert_true(f->err.retryable);
  hand_clock_move(&f->clock, 2); /* earns one */
  call_answer(f, "503 Busy");
  call_run(f, (orc_call_spec){.method = NULL});
  assert_int_equal(f->status, ORC_OK);
}

static void a_repeated_delete_that_finds_nothing_is_done(void **state) {
  call_fixture *f = *state;
  const orc_call_spec delete_job = {.method = "DELETE"};
  server_play(f->server, (server_answer){.status = "429 Slow down",
                                         .headers = JSON});
  server_play(f->server, (server_answer){
      .status = "404 Not Found", .headers = JSON,
      .body = "{\"message\":\"gone\",\"errorCode\":1002}"});
  orc_call *call = call_begin(f, delete_job);
  drive_call_ahead(f->engine, &f->clock, call, &f->status, &f->err);
  assert_int_equal(f->status, ORC_OK);
  assert_int_equal(orc_call_status(call), 204);
  assert_int_equal(orc_call_body(call).len, 0);
  orc_call_free(call);
  call_answer(f, "404 Not Found"); /* a first one is an error */
  call_run(f, delete_job);
  assert_int_equal(f->err.kind, ORC_KIND_NOT_FOUND);
}

static void requests_and_repetitions_are_told_in_order(void **state) {
  call_fixture *f = *state;
  orc_event event;
  use_pace(f, NULL);
  call_answer(f, "503 Busy");
  call_run(f, (orc_call_spec){.method = NULL});
  static const char *const names[] = {"request", "retry", "request"};
  static const int statuses[] = {503, 503, 200};
  for (int i = 0; i < 3; i++) {
    assert_true(orc_events_take(&f->client->events, &event));
    assert_string_equal(event.name, names[i]);
    assert_int_equal(event.status, statuses[i]);
    assert_string_equal(event.method, "GET");
  }
  assert_int_equal(event.attempts, 2);
  assert_false(orc_events_take(&f->client->events, &event));
}

static void events_nobody_takes_are_dropped_from_the_oldest(void **state) {
  (void)state;
  orc_events events = {.on = true};
  orc_event event = {.name = "request"};
  for (int i = 0; i < ORC_EVENTS + 5; i++) {
    event.attempts = i;
    orc_events_put(&events, &event, "GET", "https://h/p?secret=1");
  }
  assert_int_equal(events.dropped, 5);
  assert_true(orc_events_take(&events, &event));
  assert_int_equal(event.attempts, 5);
  assert_string_equal(event.url, "https://h/p");
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, call_set_up, call_tear_down)
  const struct CMUnitTest tests[] = {
      TEST(the_limit_is_kept_and_a_long_wait_is_told),
      TEST(a_wait_beyond_the_deadline_fails_at_once),
      TEST(a_429_slows_every_call_of_the_client),
      TEST(a_client_that_has_repeated_too_much_stops),
      TEST(a_repeated_delete_that_finds_nothing_is_done),
      TEST(requests_and_repetitions_are_told_in_order),
      cmocka_unit_test(events_nobody_takes_are_dropped_from_the_oldest),
  };
  return cmocka_run_group_tests_name("call_pace", tests, NULL, NULL);
}
