#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "support/token_fixture.h"

/* ---- how long it lives ---- */

static void lives_that_cannot_be_are_unknown(void **state) {
  token_fixture *f = *state;
  static const struct {
    const char *rest;
    double left;
  } cases[] = {
      {"\"expires_in\":60", 60},
      {"\"expires_in\":60.5", 60.5},
      {"\"expires_in\":\"60\"", 60},
      {"", -1},
      {"\"expires_in\":null", -1},
      {"\"expires_in\":0", -1},
      {"\"expires_in\":-5", -1},
      {"\"expires_in\":\"soon\"", -1},
      {"\"expires_in\":\"\"", -1},
      {"\"expires_in\":\"60 seconds\"", -1},
      {"\"expires_in\":[60]", -1},
      {"\"expires_in\":1e300", -1},
      {"\"expires_in\":\"inf\"", -1},
      {"\"expires_in\":\"nan\"", -1},
      {"\"expires_in\":9223372036854775807", -1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    orc_token_expire(f->token);
    token_answer_with(f, "tok", cases[i].rest);
    token_assert(f, "tok");
    assert_float_equal(orc_token_left(f->token), cases[i].left, 1e-6);
    if (cases[i].left > 0) continue;
    hand_clock_move(&f->clock, 1e6); /* used until a 401 tells */
    token_assert(f, "tok");
    assert_int_equal(server_count(f->server), i + 1);
  }
}

static void it_is_renewed_ahead_of_its_end(void **state) {
  token_fixture *f = *state;
  static const struct {
    const char *rest;
    double life, least, most; /* margin */
  } cases[] = {
      {"\"expires_in\":86400", 86400, 240, 300},
      {"\"expires_in\":1800", 1800, 144, 180},
      {"\"expires_in\":30", 30, 4, 5},
      {"\"expires_in\":4", 4, 1.6, 2},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    orc_token_expire(f->token);
    size_t before = server_count(f->server);
    token_answer_with(f, "old", cases[i].rest);
    token_assert(f, "old");
    hand_clock_move(&f->clock, cases[i].life - cases[i].most - 0.01);
    token_assert(f, "old");
    assert_int_equal(orc_engine_stats(f->engine)->transfers, 0);
    token_answer_with(f, "new", cases[i].rest);
    hand_clock_move(&f->clock, cases[i].most - cases[i].least + 0.02);
    token_assert(f, "old"); /* still good: nobody waits */
    token_assert(f, "old");
    assert_int_equal(orc_engine_stats(f->engine)->transfers, 1);
    token_settle(f);
    token_assert(f, "new");
    assert_int_equal(server_count(f->server), before + 2);
  }
}

static void a_life_begins_when_it_was_asked_for(void **state) {
  token_fixture *f = *state;
  token_answer_with(f, "tok", "\"expires_in\":100");
  uint64_t ticket = 0;
  const char *value;
  orc_token_get(f->token, &ticket, -1, &value, &f->err);
  hand_clock_move(&f->clock, 30); /* a slow answer */
  token_assert(f, "tok");
  assert_float_equal(orc_token_left(f->token), 70, 1e-6);
}

static void past_its_end_it_is_waited_for(void **state) {
  token_fixture *f = *state;
  token_answer_with(f, "old", "\"expires_in\":60");
  token_assert(f, "old");
  hand_clock_move(&f->clock, 60);
  assert_true(orc_token_left(f->token) < 0);
  token_answer_with(f, "new", "\"expires_in\":60");
  token_assert(f, "new");
}

static void processes_do_not_renew_together(void **state) {
  token_fixture *f = *state;
  int early = 0, late = 0;
  for (int i = 0; i < 40; i++) {
    orc_token_expire(f->token);
    token_answer_with(f, "old", "\"expires_in\":86400");
    token_assert(f, "old");
    hand_clock_move(&f->clock, 86400 - 270);
    token_assert(f, "old");
    if (orc_engine_stats(f->engine)->transfers > 0) early++; else late++;
    token_settle(f);
  }
  assert_true(early > 3 && late > 3);
}

static void a_failed_renewal_ahead_disturbs_nobody(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = token_user_key(f);
  spec.retry.attempts = 1;
  token_sign_in(f, spec, "old", "\"expires_in\":1000");
  hand_clock_move(&f->clock, 950);
  token_answer(f, "503 Busy", "{}");
  token_assert(f, "old");
  token_settle(f);
  token_assert(f, "old"); /* learns of the failure and keeps it to itself */
  token_assert(f, "old");
  assert_int_equal(server_count(f->server), 2);
  token_answer_with(f, "new", "\"expires_in\":1000");
  hand_clock_move(&f->clock, 30); /* more than half of what was left */
  token_assert(f, "old");
  token_settle(f);
  token_assert(f, "new");
  assert_int_equal(server_count(f->server), 3);
}

/* ---- one renewal for all ---- */

enum { CROWD = 8 };

static void wait_all(token_fixture *f, uint64_t *tickets, orc_status *results) {
  int done;
  do {
    done = 0;
    for (int i = 0; i < CROWD; i++) {
      const char *value = NULL;
      if (results[i] == ORC_AGAIN) {
        results[i] = orc_token_get(f->token, &tickets[i], -1, &value,
                                   &f->err);
      }
      if (results[i] == ORC_OK && value != NULL) {
        assert_string_equal(value, "tok");
      }
      if (results[i] != ORC_AGAIN) done++;
    }
    if (done < CROWD) drive_once(f->engine);
  } while (done < CROWD);
}

static void all_are_served_by_one_sign_in(void **state) {
  token_fixture *f = *state;
  uint64_t tickets[CROWD] = {0};
  orc_status results[CROWD];
  for (int i = 0; i < CROWD; i++) results[i] = ORC_AGAIN;
  token_answer_with(f, "tok", "\"expires_in\":60");
  wait_all(f, tickets, results);
  for (int i = 0; i < CROWD; i++) assert_int_equal(results[i], ORC_OK);
  assert_int_equal(server_count(f->server), 1);
  assert_int_equal(orc_engine_stats(f->engine)->renewals, 1);
}

static void all_fail_by_its_outcome(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = token_user_key(f);
  spec.retry.attempts = 1;
  token_use(f, spec);
  uint64_t tickets[CROWD] = {0};
  orc_status results[CROWD];
  for (int i = 0; i < CROWD; i++) results[i] = ORC_AGAIN;
  token_answer(f, "503 Busy", "{}");
  wait_all(f, tickets, results);
  for (int i = 0; i < CROWD; i++) assert_int_equal(results[i], ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_SERVER);
  assert_int_equal(server_count(f->server), 1);
  token_answer_with(f, "tok", ""); /* who comes later tries anew */
  token_assert(f, "tok");
}

static void a_refusal_is_repeated_without_asking(void **state) {
  token_fixture *f = *state;
  token_answer(f, "403 Forbidden", "{\"error\":\"invalid_grant\"}");
  for (int i = 0; i < 3; i++) token_assert_fails(f, ORC_KIND_AUTH);
  assert_int_equal(server_count(f->server), 1);
  orc_token_expire(f->token);
  token_answer_with(f, "tok", "");
  token_assert(f, "tok");
}

static void a_rejected_token_is_renewed_once(void **state) {
  token_fixture *f = *state;
  token_answer_with(f, "one", "\"expires_in\":60");
  token_assert(f, "one");
  assert_true(orc_token_reject(f->token, "one"));
  token_answer_with(f, "two", "\"expires_in\":60");
  token_assert(f, "two");
  assert_true(orc_token_reject(f->token, "one")); /* a late 401 to the old */
  token_assert(f, "two");
  assert_int_equal(server_count(f->server), 2);
}

static void expire_in_mid_sign_in_serves_those_who_wait(void **state) {
  token_fixture *f = *state;
  uint64_t ticket = 0;
  const char *value;
  server_play(f->server, (server_answer){.hold = true});
  token_answer_with(f, "tok", "");
  assert_int_equal(orc_token_get(f->token, &ticket, -1, &value, &f->err),
                   ORC_AGAIN);
  while (server_count(f->server) == 0) drive_once(f->engine);
  orc_token_expire(f->token);
  assert_int_equal(token_get(f, &ticket, &value), ORC_OK);
  assert_string_equal(value, "tok");
  server_release(f->server);
}

static void an_endpoint_that_never_answers_is_asked_again(void **state) {
  token_fixture *f = *state;
  uint64_t ticket = 0;
  const char *value;
  server_play(f->server, (server_answer){.hold = true});
  token_answer_with(f, "tok", "");
  assert_int_equal(orc_token_get(f->token, &ticket, -1, &value, &f->err),
                   ORC_AGAIN);
  while (server_count(f->server) == 0) drive_once(f->engine);
  hand_clock_move(&f->clock, 44);
  assert_int_equal(orc_token_get(f->token, &ticket, -1, &value, &f->err),
                   ORC_AGAIN);
  assert_int_equal(server_count(f->server), 1);
  hand_clock_move(&f->clock, 2);
  assert_int_equal(token_get(f, &ticket, &value), ORC_OK);
  assert_string_equal(value, "tok");
  assert_int_equal(server_count(f->server), 2);
  server_release(f->server);
}

/* ---- nobody waits any more ---- */

static void ask_and_leave(token_fixture *f, int left_open) {
  uint64_t first = 0, second = 0;
  const char *value;
  const orc_stats *stats = orc_engine_stats(f->engine);
  assert_int_equal(orc_token_get(f->token, &first, -1, &value, &f->err),
                   ORC_AGAIN);
  assert_int_equal(orc_token_get(f->token, &second, -1, &value, &f->err),
                   ORC_AGAIN);
  assert_int_equal(orc_token_get(f->token, &first, -1, &value, &f->err),
                   ORC_AGAIN); /* is one who waits, as before */
  orc_token_leave(f->token, &first);
  orc_token_leave(f->token, &first);
  orc_token_abandon(f->token); /* for the second it goes on */
  assert_int_equal(stats->transfers, 1);
  orc_token_leave(f->token, &second);
  assert_int_equal(stats->transfers, 1);
  orc_token_abandon(f->token);
  assert_int_equal(stats->transfers, left_open);
}

static void a_sign_in_that_nobody_waits_for_ends(void **state) {
  token_fixture *f = *state;
  orc_token_leave(NULL, &(uint64_t){0});
  orc_token_abandon(NULL);
  orc_token_abandon(f->token); /* nothing is under way */
  ask_and_leave(f, 0);
  token_answer_with(f, "tok", "\"expires_in\":60");
  token_assert(f, "tok");
  hand_clock_move(&f->clock, 57); /* it is renewed beside the old one */
  token_answer_with(f, "new", "\"expires_in\":60");
  token_assert(f, "tok");
  orc_token_abandon(f->token);
  assert_int_equal(orc_engine_stats(f->engine)->transfers, 1);
  token_settle(f);
  token_assert(f, "new");
}

static void what_may_have_spent_a_refresh_token_goes_on(void **state) {
  token_fixture *f = *state;
  token_use(f, (orc_token_spec){.grant = ORC_GRANT_REFRESH_TOKEN,
                                .url = server_url(f->server, "/token"),
                                .client_id = "app", .refresh_token = "r1",
                                .net = &f->net});
  ask_and_leave(f, 1);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, token_set_up, \
                                                       token_tear_down)
  const struct CMUnitTest tests[] = {
      TEST(lives_that_cannot_be_are_unknown),
      TEST(it_is_renewed_ahead_of_its_end),
      TEST(a_life_begins_when_it_was_asked_for),
      TEST(past_its_end_it_is_waited_for),
      TEST(processes_do_not_renew_together),
      TEST(a_failed_renewal_ahead_disturbs_nobody),
      TEST(all_are_served_by_one_sign_in),
      TEST(all_fail_by_its_outcome),
      TEST(a_refusal_is_repeated_without_asking),
      TEST(a_rejected_token_is_renewed_once),
      TEST(expire_in_mid_sign_in_serves_those_who_wait),
      TEST(an_endpoint_that_never_answers_is_asked_again),
      TEST(a_sign_in_that_nobody_waits_for_ends),
      TEST(what_may_have_spent_a_refresh_token_goes_on),
  };
  return cmocka_run_group_tests_name("token_life", tests, NULL, NULL);
}
