#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/call_fixture.h"

/* ---- again ---- */

static void a_read_is_made_again_after_a_while(void **state) {
  call_fixture *f = *state;
  static const char *const statuses[] = {
      "500 Oops", "502 Bad Gateway", "503 Busy", "408 Request Timeout"};
  for (int i = 0; i < 4; i++) call_answer(f, statuses[i]);
  orc_call *call = call_begin(f, (orc_call_spec){.method = NULL});
  double jumped = drive_call_ahead(f->engine, &f->clock, call, &f->status,
                                   &f->err);
  assert_int_equal(f->status, ORC_OK);
  assert_int_equal(orc_call_attempts(call), 5);
  assert_int_equal(orc_engine_stats(f->engine)->retries, 4);
  /* 0.5, 1, 2 and 4 seconds, each between half and whole */
  assert_true(jumped >= 3.75 && jumped <= 7.6);
  orc_call_free(call);
}

static void but_not_for_ever(void **state) {
  call_fixture *f = *state;
  for (int i = 0; i < 5; i++) call_answer(f, "503 Busy");
  call_run(f, (orc_call_spec){.method = NULL});
  assert_int_equal(f->status, ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_SERVER);
  assert_int_equal(f->err.attempts, 5);
  assert_true(f->err.retryable);
  assert_int_equal(server_count(f->server), 5);
}

static void a_post_that_only_reads_is_a_read(void **state) {
  call_fixture *f = *state;
  call_answer(f, "503 Busy");
  orc_call_spec reading = call_post;
  reading.read = true;
  call_run(f, reading);
  assert_int_equal(f->status, ORC_OK);
  assert_int_equal(server_count(f->server), 2);
  assert_string_equal(call_at(f, 1)->body, "{\"a\":1}");
}

static void a_get_on_a_closed_connection_is_made_again(void **state) {
  call_fixture *f = *state;
  call_run(f, (orc_call_spec){.method = NULL});
  server_play(f->server, (server_answer){.end = SERVER_CLOSE});
  call_run(f, (orc_call_spec){.method = NULL});
  assert_int_equal(f->status, ORC_OK);
  /* also on a new one, where libcurl would give up */
  server_play(f->server, (server_answer){.status = "200 OK",
                                         .end = SERVER_CLOSE});
  call_run(f, (orc_call_spec){.method = NULL});
  for (int i = 0; i < 2; i++) {
    server_play(f->server, (server_answer){.end = SERVER_RESET});
  }
  call_run(f, (orc_call_spec){.method = NULL});
  assert_int_equal(f->status, ORC_OK);
}

static void a_cut_answer_to_a_read_is_asked_again(void **state) {
  call_fixture *f = *state;
  server_play(f->server, (server_answer){
      .raw = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"a",
      .end = SERVER_CLOSE});
  server_play(f->server, (server_answer){.status = "200 OK",
                                         .headers = JSON, .body = "[1]"});
  orc_call *call = call_begin(f, (orc_call_spec){.method = NULL});
  drive_call_ahead(f->engine, &f->clock, call, &f->status, &f->err);
  assert_int_equal(f->status, ORC_OK);
  assert_int_equal(orc_call_attempts(call), 2);
  assert_int_equal(orc_call_body(call).len, 3);
  orc_call_free(call);
}

static void a_post_that_is_not_answered_is_unsure(void **state) {
  call_fixture *f = *state;
  call_run(f, (orc_call_spec){.method = NULL}); /* leaves a connection */
  server_play(f->server, (server_answer){.end = SERVER_CLOSE});
  call_run(f, call_post);
  assert_int_equal(f->status, ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_NETWORK);
  assert_int_equal(f->err.sent, ORC_SENT_UNSURE);
  assert_false(f->err.retryable);
  assert_non_null(strstr(f->err.hint, "look it up"));
  assert_int_equal(server_count(f->server), 2);
}

static void a_write_that_a_gateway_failed_is_unsure(void **state) {
  call_fixture *f = *state;
  static const char *const statuses[] = {
      "500 Oops", "502 Bad Gateway", "503 Busy", "504 Late",
      "408 Request Timeout"};
  for (int i = 0; i < 5; i++) {
    call_answer(f, statuses[i]);
    call_run(f, call_post);
    assert_int_equal(f->status, ORC_FAIL);
    assert_int_equal(f->err.sent, ORC_SENT_UNSURE);
    assert_false(f->err.retryable);
    assert_non_null(strstr(f->err.hint, "look it up"));
    assert_int_equal(f->err.attempts, 1);
  }
  call_answer(f, "409 Conflict");
  call_run(f, call_post);
  assert_int_equal(f->err.kind, ORC_KIND_CONFLICT);
  assert_int_equal(f->err.sent, ORC_SENT_YES);
}

static void an_accepted_write_with_a_cut_answer_was_sent(void **state) {
  call_fixture *f = *state;
  server_play(f->server, (server_answer){
      .raw = "HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\n{\"a",
      .end = SERVER_CLOSE});
  call_run(f, call_post);
  assert_int_equal(f->err.kind, ORC_KIND_NETWORK);
  assert_int_equal(f->err.status, 201);
  assert_int_equal(f->err.sent, ORC_SENT_YES);
  assert_non_null(strstr(f->err.hint, "do not send it again"));
}

static void a_write_that_never_left_is_made_again(void **state) {
  call_fixture *f = *state;
  char url[64];
  snprintf(url, sizeof url, "http://127.0.0.1:%d/", server_free_port());
  const char *const origins[] = {url, NULL};
  orc_client_free(f->client);
  f->client = call_client(f, (orc_client_spec){
      .token = call_fixed(), .origins = origins, .retry = {.attempts = 3}});
  orc_call_spec spec = call_post;
  spec.url = url;
  call_run(f, spec);
  assert_int_equal(f->err.kind, ORC_KIND_NETWORK);
  assert_int_equal(f->err.sent, ORC_SENT_NO);
  assert_int_equal(f->err.attempts, 3);
  assert_true(f->err.retryable);
}

/* ---- 429 ---- */

static void answer_429(call_fixture *f, const char *after) {
  char headers[100];
  snprintf(headers, sizeof headers, "Retry-After: %s\r\n", after);
  server_play(f->server, (server_answer){.status = "429 Too Many Requests",
                                         .headers = headers});
}

static void a_429_is_waited_out_even_by_a_write(void **state) {
  call_fixture *f = *state;
  answer_429(f, "90");
  double jumped = call_run(f, call_post);
  assert_int_equal(f->status, ORC_OK);
  assert_true(jumped >= 90 && jumped < 91);
  assert_int_equal(server_count(f->server), 2);
  assert_string_equal(call_at(f, 1)->body, "{\"a\":1}");
  answer_429(f, "Sun, 06 Nov 1994 08:51:37 GMT"); /* the clock is past it */
  f->clock.wall = 784111777;
  jumped = call_run(f, call_post);
  assert_int_equal(f->status, ORC_OK);
  assert_true(jumped >= 120 && jumped < 121);
}

static void a_429_beyond_the_deadline_fails_at_once(void **state) {
  call_fixture *f = *state;
  answer_429(f, "90");
  orc_call *call = call_begin(f, call_post);
  double deadline = f->clock.now + 60;
  while ((f->status = orc_call_step(call, deadline, &f->err)) == ORC_AGAIN) {
    drive_once(f->engine);
  }
  orc_call_free(call);
  assert_int_equal(f->status, ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_RATE_LIMIT);
  assert_float_equal(f->err.retry_after, 90, 0);
  assert_true(f->err.retryable);
  assert_int_equal(server_count(f->server), 1);
}

/* ---- 401 ---- */

static void a_fixed_token_is_not_renewed(void **state) {
  call_fixture *f = *state;
  server_play(f->server, (server_answer){
      .status = "401 Unauthorized", .headers = JSON,
      .body = "{\"message\":\"You are not authenticated!\",\"errorCode\":0}"
  });
  call_run(f, (orc_call_spec){.method = NULL});
  assert_int_equal(f->err.kind, ORC_KIND_AUTH);
  assert_string_equal(f->err.message, "You are not authenticated!");
  assert_non_null(strstr(f->err.hint, "new one"));
  assert_int_equal(server_count(f->server), 1);
}

static void a_401_renews_once_and_replays(void **state) {
  call_fixture *f = *state;
  call_use_user_key(f);
  call_answer_token(f, "first");
  call_answer(f, "401 Unauthorized");
  call_answer_token(f, "second");
  call_run(f, call_post); /* a write, too: it was refused */
  assert_int_equal(f->status, ORC_OK);
  assert_int_equal(server_count(f->server), 4);
  assert_string_equal(call_at(f, 0)->target, "/oauth/token");
  assert_string_equal(server_header(call_at(f, 1), "Authorization"),
                      "Bearer first");
  assert_string_equal(call_at(f, 2)->target, "/oauth/token");
  assert_string_equal(server_header(call_at(f, 3), "Authorization"),
                      "Bearer second");
  assert_string_equal(call_at(f, 3)->body, "{\"a\":1}");
  assert_int_equal(orc_engine_stats(f->engine)->renewals, 2);
}

static void a_second_401_is_final(void **state) {
  call_fixture *f = *state;
  call_use_user_key(f);
  call_answer_token(f, "first");
  call_answer(f, "401 Unauthorized");
  call_answer_token(f, "second");
  call_answer(f, "401 Unauthorized");
  call_run(f, (orc_call_spec){.method = NULL});
  assert_int_equal(f->status, ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_AUTH);
  assert_int_equal(f->err.attempts, 2);
  assert_non_null(strstr(f->err.hint, "fresh"));
  assert_int_equal(server_count(f->server), 4);
}

/* A token server, and an API that takes nothing but the third token from some
** moment on. */
typedef struct gate {
  int tokens;
  bool closed;
  char body[100];
} gate;

static void answer_at_gate(void *ud, const server_request *request,
                           server_answer *out) {
  static const char *const names[] = {"first", "second", "third", "fourth"};
  gate *g = ud;
  out->headers = JSON;
  out->status = "200 OK";
  out->body = "{}";
  if (strcmp(request->target, "/oauth/token") == 0) {
    snprintf(g->body, sizeof g->body,
             "{\"access_token\":\"%s\",\"expires_in\":86400}",
             names[g->tokens++ % 4]);
    out->body = g->body;
  } else if (g->closed && strstr(request->head, "Bearer third") == NULL) {
    out->status = "401 Unauthorized";
  }
}

/* A renewal was under way when the 401 came, and its token is none either. */
static void a_401_to_a_token_asked_for_before_renews_again(void **state) {
  call_fixture *f = *state;
  gate g = {0};
  server_handle(f->server, answer_at_gate, &g);
  call_use_user_key(f);
  call_run(f, (orc_call_spec){.method = NULL});
  assert_int_equal(f->status, ORC_OK);
  g.closed = true;
  hand_clock_move(&f->clock, 86400 - 10); /* good, and due for renewal */
  orc_call *call = call_begin(f, call_post);
  assert_int_equal(orc_call_step(call, -1, &f->err), ORC_AGAIN);
  hand_clock_move(&f->clock, 1);
  assert_int_equal(drive_call(f->engine, call, &f->err), ORC_OK);
  orc_call_free(call);
  assert_int_equal(g.tokens, 3);
  assert_int_equal(server_count(f->server), 2 + 1 + 1 + 1 + 1 + 1);
}

static void a_refused_renewal_is_told_in_the_token_servers_words(
    void **state) {
  call_fixture *f = *state;
  call_use_user_key(f);
  call_answer_token(f, "first");
  call_answer(f, "401 Unauthorized");
  server_play(f->server, (server_answer){
      .status = "403 Forbidden", .headers = JSON,
      .body = "{\"error\":\"invalid_grant\",\"error_description\":"
              "\"Unknown or invalid refresh token.\"}"});
  call_run(f, call_post);
  assert_int_equal(f->status, ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_AUTH);
  assert_non_null(strstr(f->err.message, "Unknown or invalid refresh"));
  assert_non_null(strstr(f->err.url, "/oauth/token"));
  assert_int_equal(f->err.sent, ORC_SENT_NO); /* of this call */
}

static void one_renewal_serves_all_that_met_a_401(void **state) {
  call_fixture *f = *state;
  call_use_user_key(f);
  call_answer_token(f, "first");
  call_run(f, (orc_call_spec){.method = NULL});
  enum { CALLS = 8 };
  for (int i = 0; i < CALLS; i++) call_answer(f, "401 Unauthorized");
  orc_call *calls[CALLS];
  for (int i = 0; i < CALLS; i++) {
    calls[i] = call_begin(f, (orc_call_spec){.method = NULL});
    orc_call_step(calls[i], -1, &f->err);
  }
  while (server_count(f->server) < 2 + CALLS) drive_once(f->engine);
  call_answer_token(f, "second");
  for (int done = 0; done < CALLS;) {
    drive_once(f->engine);
    done = 0;
    for (int i = 0; i < CALLS; i++) {
      orc_status status = orc_call_step(calls[i], -1, &f->err);
      assert_int_not_equal(status, ORC_FAIL);
      if (status == ORC_OK) done++;
    }
  }
  for (int i = 0; i < CALLS; i++) orc_call_free(calls[i]);
  int renewals = 0;
  for (size_t i = 0; i < server_count(f->server); i++) {
    if (strcmp(call_at(f, i)->target, "/oauth/token") == 0) renewals++;
  }
  assert_int_equal(renewals, 2);
  assert_int_equal(server_count(f->server), 2 + CALLS + 1 + CALLS);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, call_set_up, \
                                                       call_tear_down)
  const struct CMUnitTest tests[] = {
      TEST(a_read_is_made_again_after_a_while),
      TEST(but_not_for_ever),
      TEST(a_post_that_only_reads_is_a_read),
      TEST(a_get_on_a_closed_connection_is_made_again),
      TEST(a_cut_answer_to_a_read_is_asked_again),
      TEST(a_post_that_is_not_answered_is_unsure),
      TEST(a_write_that_a_gateway_failed_is_unsure),
      TEST(an_accepted_write_with_a_cut_answer_was_sent),
      TEST(a_write_that_never_left_is_made_again),
      TEST(a_429_is_waited_out_even_by_a_write),
      TEST(a_429_beyond_the_deadline_fails_at_once),
      TEST(a_fixed_token_is_not_renewed),
      TEST(a_401_renews_once_and_replays),
      TEST(a_second_401_is_final),
      TEST(a_401_to_a_token_asked_for_before_renews_again),
      TEST(a_refused_renewal_is_told_in_the_token_servers_words),
      TEST(one_renewal_serves_all_that_met_a_401),
  };
  return cmocka_run_group_tests_name("call_retry", tests, NULL, NULL);
}
