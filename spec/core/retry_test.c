#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "retry.h"

static const orc_retry_policy usual = {0};

static orc_outcome failed(bool read, int status) {
  return (orc_outcome){.read = read, .attempts = 1, .status = status,
                       .sent = ORC_SENT_YES, .retry_after = -1};
}

static orc_retry_verdict decide(const orc_outcome *outcome) {
  double delay;
  return orc_retry_decide(&usual, outcome, &delay);
}

static void reads_are_repeated_for_what_passes(void **state) {
  (void)state;
  static const int statuses[] = {408, 429, 500, 502, 503, 504, 524};
  for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
    orc_outcome outcome = failed(true, statuses[i]);
    assert_int_equal(decide(&outcome), ORC_RETRY_AGAIN);
  }
}

static void reads_are_not_repeated_for_what_stays(void **state) {
  (void)state;
  static const int statuses[] = {200, 301, 400, 403, 404, 409, 413, 501, 505};
  for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
    orc_outcome outcome = failed(true, statuses[i]);
    assert_int_equal(decide(&outcome), ORC_RETRY_STOP);
  }
}

static void writes_are_repeated_after_429_only(void **state) {
  (void)state;
  for (int status = 300; status < 600; status++) {
    orc_outcome outcome = failed(false, status);
    assert_int_equal(decide(&outcome),
                     status == 429 ? ORC_RETRY_AGAIN : ORC_RETRY_STOP);
  }
}

static void without_an_answer_a_write_must_not_have_been_sent(void **state) {
  (void)state;
  static const struct {
    bool read;
    orc_sent sent;
    orc_kind kind;
    orc_retry_verdict verdict;
  } cases[] = {
      {false, ORC_SENT_NO, ORC_KIND_NETWORK, ORC_RETRY_AGAIN},
      {false, ORC_SENT_UNSURE, ORC_KIND_NETWORK, ORC_RETRY_STOP},
      {false, ORC_SENT_YES, ORC_KIND_NETWORK, ORC_RETRY_STOP},
      {true, ORC_SENT_NO, ORC_KIND_NETWORK, ORC_RETRY_AGAIN},
      {true, ORC_SENT_UNSURE, ORC_KIND_NETWORK, ORC_RETRY_AGAIN},
      {true, ORC_SENT_YES, ORC_KIND_NETWORK, ORC_RETRY_AGAIN},
      {true, ORC_SENT_NO, ORC_KIND_TLS, ORC_RETRY_STOP},
      {true, ORC_SENT_YES, ORC_KIND_TOO_LARGE, ORC_RETRY_STOP},
      {true, ORC_SENT_YES, ORC_KIND_PROTOCOL, ORC_RETRY_STOP},
      {true, ORC_SENT_NO, ORC_KIND_MEMORY, ORC_RETRY_STOP},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    orc_outcome outcome = failed(cases[i].read, 0);
    outcome.kind = cases[i].kind;
    outcome.sent = cases[i].sent;
    assert_int_equal(decide(&outcome), cases[i].verdict);
  }
}

static void a_401_renews_if_that_can_help(void **state) {
  (void)state;
  orc_outcome outcome = failed(false, 401);
  assert_int_equal(decide(&outcome), ORC_RETRY_STOP);
  outcome.renewable = true;
  assert_int_equal(decide(&outcome), ORC_RETRY_RENEW);
  outcome.attempts = 50; /* renewals are counted by `renewable`, not here */
  assert_int_equal(decide(&outcome), ORC_RETRY_RENEW);
}

static void attempts_are_counted(void **state) {
  (void)state;
  orc_retry_policy policy = {.attempts = 3};
  orc_outcome outcome = failed(true, 503);
  double delay;
  for (int made = 1; made <= 5; made++) {
    outcome.attempts = made;
    assert_int_equal(orc_retry_decide(&policy, &outcome, &delay),
                     made < 3 ? ORC_RETRY_AGAIN : ORC_RETRY_STOP);
  }
  policy.attempts = 1;
  outcome.attempts = 1;
  assert_int_equal(orc_retry_decide(&policy, &outcome, &delay),
                   ORC_RETRY_STOP);
}

static void backoff_doubles_between_half_and_whole(void **state) {
  (void)state;
  orc_retry_policy policy = {.attempts = 100, .base = 1, .most = 10};
  static const double whole[] = {1, 2, 4, 8, 10, 10};
  for (int made = 1; made <= 6; made++) {
    orc_outcome outcome = failed(true, 503);
    outcome.attempts = made;
    double least, most;
    orc_retry_decide(&policy, &outcome, &least);
    outcome.random = 0.999999;
    orc_retry_decide(&policy, &outcome, &most);
    assert_float_equal(least, whole[made - 1] / 2, 1e-9);
    assert_float_equal(most, whole[made - 1], 1e-4);
  }
}

static void retry_after_is_honoured_in_full(void **state) {
  (void)state;
  orc_outcome outcome = failed(false, 429);
  double delay;
  outcome.retry_after = 3600;
  assert_int_equal(orc_retry_decide(&usual, &outcome, &delay),
                   ORC_RETRY_AGAIN);
  assert_float_equal(delay, 3600, 0);
  outcome.retry_after = 0; /* a date that has passed: not in a tight loop */
  orc_retry_decide(&usual, &outcome, &delay);
  assert_true(delay >= 0.25 && delay <= 0.5);
}

static void retry_after_reads_seconds_and_dates(void **state) {
  (void)state;
  const double wall = 784111777; /* 06 Nov 1994 08:49:37 */
  static const struct {
    const char *value;
    double seconds;
  } cases[] = {
      {"0", 0},
      {"120", 120},
      {" 7 ", 7},
      {"99999999999999999999999", 1e9},
      {"Sun, 06 Nov 1994 08:49:47 GMT", 10},
      {"Sunday, 06-Nov-94 08:49:47 GMT", 10},
      {"Sun Nov  6 08:49:47 1994", 10},
      {"Sun, 06 Nov 1994 08:49:37 GMT", 0},
      {"Sun, 06 Nov 1994 08:00:00 GMT", 0},
      {"", -1},
      {"-5", -1},
      {"1.5", -1},
      {"10 s", -1},
      {"soon", -1},
      {"Sun, 99 Foo 1994 08:49:47 GMT", -1},
      {NULL, -1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_float_equal(orc_retry_after(cases[i].value, wall),
                       cases[i].seconds, 1e-6);
  }
}

static void no_date_is_too_far(void **state) {
  (void)state;
  assert_float_equal(orc_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", -1e12),
                     1e9, 0);
  assert_float_equal(orc_retry_after("\t7\t", 0), 7, 0);
}

static void the_budget_fills_to_its_brim(void **state) {
  (void)state;
  orc_retry_budget budget = {0};
  assert_true(orc_retry_spend(&budget, 1000));
  for (int i = 0; i < (int)ORC_RETRY_BUDGET; i++) {
    assert_true(orc_retry_spend(&budget, 9000));
  }
  assert_false(orc_retry_spend(&budget, 9000));
  assert_true(orc_retry_spend(&budget, 9002));
}

static void hope_counts_no_attempts(void **state) {
  (void)state;
  orc_outcome outcome = failed(true, 503);
  outcome.attempts = 5;
  assert_int_equal(decide(&outcome), ORC_RETRY_STOP);
  assert_true(orc_retry_hopeful(&outcome));
  outcome.read = false; /* may have happened: no hope without looking */
  assert_false(orc_retry_hopeful(&outcome));
  outcome.status = 404;
  outcome.read = true;
  assert_false(orc_retry_hopeful(&outcome));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_are_repeated_for_what_passes),
      cmocka_unit_test(reads_are_not_repeated_for_what_stays),
      cmocka_unit_test(writes_are_repeated_after_429_only),
      cmocka_unit_test(without_an_answer_a_write_must_not_have_been_sent),
      cmocka_unit_test(a_401_renews_if_that_can_help),
      cmocka_unit_test(attempts_are_counted),
      cmocka_unit_test(backoff_doubles_between_half_and_whole),
      cmocka_unit_test(retry_after_is_honoured_in_full),
      cmocka_unit_test(retry_after_reads_seconds_and_dates),
      cmocka_unit_test(no_date_is_too_far),
      cmocka_unit_test(the_budget_fills_to_its_brim),
      cmocka_unit_test(hope_counts_no_attempts),
  };
  return cmocka_run_group_tests_name("retry", tests, NULL, NULL);
}
