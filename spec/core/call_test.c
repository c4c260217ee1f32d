#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "support/drive.h"
#include "support/server.h"

#define SECRET "t0p-s3cret-token"
#define JSON "Content-Type: application/json\r\n"

typedef struct fixture {
  server *server;
  hand_clock clock;
  orc_engine *engine;
  orc_client *client;
  orc_err err;
  orc_status status; /* of the last run */
} fixture;

static orc_client *new_client(fixture *f, orc_client_spec spec) {
  const char *const origins[] = {server_url(f->server, ""), NULL};
  if (spec.origins == NULL) spec.origins = origins;
  orc_err_clear(&f->err);
  return orc_client_new(f->engine, &spec, &f->err);
}

static orc_token_spec fixed(void) {
  return (orc_token_spec){.grant = ORC_GRANT_FIXED, .secret = SECRET};
}

static orc_token_spec user_key(fixture *f) {
  return (orc_token_spec){.grant = ORC_GRANT_USER_KEY, .client_id = "cid",
                          .secret = "user-key-0815",
                          .url = server_url(f->server, "/oauth/token")};
}

static int set_up(void **state) {
  static fixture f;
  memset(&f, 0, sizeof f);
  f.server = server_start();
  hand_clock_init(&f.clock);
  f.engine = orc_engine_new(NULL, &f.clock.clock, &f.err);
  f.client = new_client(&f, (orc_client_spec){.token = fixed()});
  assert_non_null(f.client);
  *state = &f;
  return 0;
}

static int tear_down(void **state) {
  fixture *f = *state;
  orc_client_free(f->client);
  orc_engine_free(f->engine);
  server_stop(f->server);
  return 0;
}

static void use_user_key(fixture *f) {
  orc_client_free(f->client);
  f->client = new_client(f, (orc_client_spec){.token = user_key(f)});
  assert_non_null(f->client);
}

static orc_call *begin(fixture *f, orc_call_spec spec) {
  if (spec.method == NULL) spec.method = "GET";
  if (spec.url == NULL) spec.url = server_url(f->server, "/odata/Jobs");
  orc_err_clear(&f->err);
  return orc_call_new(f->client, &spec, &f->err);
}

/* Runs to the end, jumping over backoffs; answers the seconds jumped. */
static double run(fixture *f, orc_call_spec spec) {
  orc_call *call = begin(f, spec);
  assert_non_null(call);
  double jumped = drive_call_ahead(f->engine, &f->clock, call, &f->status,
                                   &f->err);
  orc_call_free(call);
  return jumped;
}

static const orc_call_spec post = {.method = "POST", .body = "{\"a\":1}",
                                   .body_len = 7};

static void answer(fixture *f, const char *status) {
  server_play(f->server, (server_answer){.status = status});
}

static void answer_token(fixture *f, const char *value) {
  char body[200];
  snprintf(body, sizeof body,
           "{\"access_token\":\"%s\",\"expires_in\":86400}", value);
  server_play(f->server, (server_answer){.status = "200 OK", .headers = JSON,
                                         .body = body});
}

static const server_request *at(fixture *f, size_t index) {
  return server_at(f->server, index);
}

/* ---- a plain call ---- */

static void a_call_carries_the_token(void **state) {
  fixture *f = *state;
  server_play(f->server, (server_answer){
      .status = "200 OK", .body = "{\"value\":[]}",
      .headers = JSON "api-supported-versions: 19.0,20.0\r\n"});
  orc_call *call = begin(f, (orc_call_spec){.method = NULL});
  assert_int_equal(orc_call_status(call), 0);
  assert_int_equal(orc_call_body(call).len, 0);
  assert_int_equal(drive_call(f->engine, call, &f->err), ORC_OK);
  assert_int_equal(orc_call_step(call, -1, &f->err), ORC_OK); /* again */
  assert_int_equal(orc_call_status(call), 200);
  assert_int_equal(orc_call_attempts(call), 1);
  assert_string_equal(orc_call_header(call, "content-type"),
                      "application/json");
  orc_buf body;
  orc_call_take_body(call, &body);
  assert_string_equal(orc_buf_cstr(&body), "{\"value\":[]}");
  orc_buf_fini(&body);
  orc_call_free(call);
  assert_string_equal(f->client->api_versions, "19.0,20.0");
  const server_request *r = at(f, 0);
  assert_string_equal(server_header(r, "Authorization"), "Bearer " SECRET);
  assert_string_equal(server_header(r, "Accept"), "application/json");
  assert_null(server_header(r, "Content-Type"));
}

static void a_body_is_json_unless_said_otherwise(void **state) {
  fixture *f = *state;
  run(f, post);
  assert_string_equal(server_header(at(f, 0), "Content-Type"),
                      "application/json");
  assert_string_equal(at(f, 0)->body, "{\"a\":1}");
  static const char *const headers[] = {"content-type: text/csv",
                                        "ACCEPT: text/csv", NULL};
  orc_call_spec other = post;
  other.headers = headers;
  run(f, other);
  assert_string_equal(server_header(at(f, 1), "Content-Type"), "text/csv");
  assert_string_equal(server_header(at(f, 1), "Accept"), "text/csv");
}

static void the_spec_is_copied(void **state) {
  fixture *f = *state;
  char url[128], header[] = "X-A: 1", body[] = "{}", method[] = "POST";
  const char *headers[] = {header, NULL};
  strcpy(url, server_url(f->server, "/a"));
  orc_call *call = begin(f, (orc_call_spec){.method = method, .url = url,
                                            .headers = headers, .body = body,
                                            .body_len = 2});
  memset(url, 'x', sizeof url);
  memset(header, 'x', sizeof header);
  memset(body, 'x', sizeof body);
  memset(method, 'x', sizeof method);
  headers[0] = NULL;
  assert_int_equal(drive_call(f->engine, call, &f->err), ORC_OK);
  orc_call_free(call);
  assert_string_equal(at(f, 0)->target, "/a");
  assert_string_equal(at(f, 0)->body, "{}");
  assert_string_equal(server_header(at(f, 0), "X-A"), "1");
}

static void an_anonymous_call_carries_none(void **state) {
  fixture *f = *state;
  static const char *const headers[] = {"Authorization: Basic eDp5", NULL};
  server *elsewhere = server_start();
  run(f, (orc_call_spec){.anonymous = true,
                         .url = server_url(elsewhere, "/blob")});
  assert_int_equal(f->status, ORC_OK);
  assert_null(server_header(server_at(elsewhere, 0), "Authorization"));
  run(f, (orc_call_spec){.anonymous = true, .headers = headers,
                         .url = server_url(elsewhere, "/blob")});
  assert_string_equal(server_header(server_at(elsewhere, 1),
                                    "Authorization"), "Basic eDp5");
  server_stop(elsewhere);
}

/* ---- refused before anything is sent ---- */

static void assert_refused(fixture *f, orc_call_spec spec, orc_kind kind,
                           const char *words) {
  assert_null(begin(f, spec));
  assert_int_equal(f->err.kind, kind);
  assert_non_null(strstr(f->err.message, words));
  assert_true(f->err.hint[0] != '\0');
  assert_int_equal(f->err.sent, ORC_SENT_NO);
}

static void the_token_goes_to_its_own_origins_only(void **state) {
  fixture *f = *state;
  server *elsewhere = server_start();
  char url[128];
  assert_refused(f, (orc_call_spec){.url = server_url(elsewhere, "/")},
                 ORC_KIND_ARGUMENT, "another server");
  snprintf(url, sizeof url, "https://127.0.0.1:%d/", server_port(f->server));
  assert_refused(f, (orc_call_spec){.url = url}, ORC_KIND_ARGUMENT,
                 "another server");
  snprintf(url, sizeof url, "http://127.0.0.1.evil.invalid:%d/",
           server_port(f->server));
  assert_refused(f, (orc_call_spec){.url = url}, ORC_KIND_ARGUMENT,
                 "another server");
  assert_int_equal(server_count(elsewhere), 0);
  assert_false(orc_client_trusts(f->client, "no url"));
  assert_true(orc_client_trusts(f->client, server_url(f->server, "/x?y")));
  server_stop(elsewhere);
}

static void bad_requests_are_refused(void **state) {
  fixture *f = *state;
  static const char *const crlf[] = {"X: a\r\nEvil: 1", NULL};
  static const char *const own[] = {"authorization: Bearer x", NULL};
  assert_refused(f, (orc_call_spec){.headers = crlf}, ORC_KIND_ARGUMENT,
                 "line break");
  assert_refused(f, (orc_call_spec){.headers = own}, ORC_KIND_ARGUMENT,
                 "Authorization");
  assert_refused(f, (orc_call_spec){.url = "http://h/a b"},
                 ORC_KIND_ARGUMENT, "space");
  assert_refused(f, (orc_call_spec){.method = "get"}, ORC_KIND_ARGUMENT,
                 "method");
  assert_int_equal(server_count(f->server), 0);
}

static void without_a_way_in_only_anonymous_calls(void **state) {
  fixture *f = *state;
  orc_client_free(f->client);
  f->client = new_client(f, (orc_client_spec){.max_answer = 0});
  assert_refused(f, (orc_call_spec){.method = NULL}, ORC_KIND_CONFIG,
                 "no way to sign in");
  run(f, (orc_call_spec){.anonymous = true});
  assert_int_equal(f->status, ORC_OK);
}

static void a_client_names_what_is_wrong(void **state) {
  fixture *f = *state;
  static const char *const origins[] = {"not a url", NULL};
  assert_null(new_client(f, (orc_client_spec){.token = fixed(),
                                              .origins = origins}));
  assert_true(f->err.message[0] != '\0');
  orc_token_spec spec = fixed();
  spec.secret = "two\nlines";
  assert_null(new_client(f, (orc_client_spec){.token = spec}));
  assert_int_equal(f->err.kind, ORC_KIND_CONFIG);
  assert_null(strstr(f->err.message, "lines"));
}

/* ---- answers that are no success ---- */

static void an_error_is_told_in_the_servers_words(void **state) {
  fixture *f = *state;
  server_play(f->server, (server_answer){
      .status = "400 Bad Request", .headers = JSON,
      .body = "{\"message\":\"An organization unit is required for this "
              "action.\",\"errorCode\":1101,\"traceId\":\"00-ab-01\"}"});
  run(f, (orc_call_spec){.url = server_url(f->server, "/odata/Jobs?x=1")});
  assert_int_equal(f->status, ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_INVALID);
  assert_int_equal(f->err.status, 400);
  assert_string_equal(f->err.message,
                      "An organization unit is required for this action.");
  assert_true(f->err.has_code);
  assert_int_equal(f->err.code, 1101);
  assert_string_equal(f->err.trace_id, "00-ab-01");
  assert_string_equal(f->err.method, "GET");
  assert_string_equal(f->err.url, server_url(f->server, "/odata/Jobs"));
  assert_int_equal(f->err.sent, ORC_SENT_YES);
  assert_int_equal(f->err.attempts, 1);
  assert_false(f->err.retryable);
  assert_non_null(strstr(f->err.hint, "folder"));
}

static void a_web_page_is_no_answer(void **state) {
  fixture *f = *state;
  static const char *const pages[] = {
      "Content-Type: text/html\r\n",
      "Content-Type: Text/HTML; charset=utf-8\r\n",
  };
  for (int i = 0; i < 2; i++) {
    server_play(f->server, (server_answer){
        .status = "200 OK", .headers = pages[i], .body = "<html>Portal"});
    run(f, (orc_call_spec){.stream = i == 1});
    assert_int_equal(f->status, ORC_FAIL);
    assert_int_equal(f->err.kind, ORC_KIND_PROTOCOL);
    assert_int_equal(f->err.status, 200);
    assert_non_null(strstr(f->err.message, "web page"));
    assert_null(strstr(f->err.message, "Portal"));
    assert_non_null(strstr(f->err.hint, "organization"));
  }
  server_play(f->server, (server_answer){
      .status = "200 OK", .headers = pages[0], .body = "<html>wanted"});
  run(f, (orc_call_spec){.accept_any = true});
  assert_int_equal(f->status, ORC_OK);
}

static void a_redirect_is_not_followed(void **state) {
  fixture *f = *state;
  server_play(f->server, (server_answer){
      .status = "302 Found",
      .headers = "Location: https://portal.invalid/login?token=abc\r\n"});
  run(f, (orc_call_spec){.method = NULL});
  assert_int_equal(f->err.kind, ORC_KIND_PROTOCOL);
  assert_int_equal(f->err.status, 302);
  assert_non_null(strstr(f->err.message, "https://portal.invalid/login"));
  assert_null(strstr(f->err.message, "abc"));
  assert_int_equal(server_count(f->server), 1);
}

static void the_token_is_blotted_out_of_errors(void **state) {
  fixture *f = *state;
  server_play(f->server, (server_answer){
      .status = "403 Forbidden", .headers = JSON,
      .body = "{\"message\":\"no right for " SECRET " here\"}"});
  run(f, (orc_call_spec){.method = NULL});
  assert_int_equal(f->err.kind, ORC_KIND_FORBIDDEN);
  assert_string_equal(f->err.message, "no right for *** here");
}

static void an_answer_over_the_cap(void **state) {
  fixture *f = *state;
  server_play(f->server, (server_answer){
      .status = "200 OK", .headers = JSON, .body = "[1,2,3,4,5,6]"});
  run(f, (orc_call_spec){.max_body = 5});
  assert_int_equal(f->err.kind, ORC_KIND_TOO_LARGE);
  assert_int_equal(f->err.attempts, 1);
  run(f, (orc_call_spec){.method = NULL}); /* and the client works on */
  assert_int_equal(f->status, ORC_OK);
}

/* ---- again ---- */

static void a_read_is_made_again_after_a_while(void **state) {
  fixture *f = *state;
  static const char *const statuses[] = {
      "500 Oops", "502 Bad Gateway", "503 Busy", "408 Request Timeout"};
  for (int i = 0; i < 4; i++) answer(f, statuses[i]);
  orc_call *call = begin(f, (orc_call_spec){.method = NULL});
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
  fixture *f = *state;
  for (int i = 0; i < 5; i++) answer(f, "503 Busy");
  run(f, (orc_call_spec){.method = NULL});
  assert_int_equal(f->status, ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_SERVER);
  assert_int_equal(f->err.attempts, 5);
  assert_true(f->err.retryable);
  assert_int_equal(server_count(f->server), 5);
}

static void a_post_that_only_reads_is_a_read(void **state) {
  fixture *f = *state;
  answer(f, "503 Busy");
  orc_call_spec reading = post;
  reading.read = true;
  run(f, reading);
  assert_int_equal(f->status, ORC_OK);
  assert_int_equal(server_count(f->server), 2);
  assert_string_equal(at(f, 1)->body, "{\"a\":1}");
}

static void a_get_on_a_closed_connection_is_made_again(void **state) {
  fixture *f = *state;
  run(f, (orc_call_spec){.method = NULL});
  server_play(f->server, (server_answer){.end = SERVER_CLOSE});
  run(f, (orc_call_spec){.method = NULL});
  assert_int_equal(f->status, ORC_OK);
  /* also on a new one, where libcurl would give up */
  server_play(f->server, (server_answer){.status = "200 OK",
                                         .end = SERVER_CLOSE});
  run(f, (orc_call_spec){.method = NULL});
  for (int i = 0; i < 2; i++) {
    server_play(f->server, (server_answer){.end = SERVER_RESET});
  }
  run(f, (orc_call_spec){.method = NULL});
  assert_int_equal(f->status, ORC_OK);
}

static void a_cut_answer_to_a_read_is_asked_again(void **state) {
  fixture *f = *state;
  server_play(f->server, (server_answer){
      .raw = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"a",
      .end = SERVER_CLOSE});
  server_play(f->server, (server_answer){.status = "200 OK",
                                         .headers = JSON, .body = "[1]"});
  orc_call *call = begin(f, (orc_call_spec){.method = NULL});
  drive_call_ahead(f->engine, &f->clock, call, &f->status, &f->err);
  assert_int_equal(f->status, ORC_OK);
  assert_int_equal(orc_call_attempts(call), 2);
  assert_int_equal(orc_call_body(call).len, 3);
  orc_call_free(call);
}

static void a_post_that_is_not_answered_is_unsure(void **state) {
  fixture *f = *state;
  run(f, (orc_call_spec){.method = NULL}); /* leaves a connection */
  server_play(f->server, (server_answer){.end = SERVER_CLOSE});
  run(f, post);
  assert_int_equal(f->status, ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_NETWORK);
  assert_int_equal(f->err.sent, ORC_SENT_UNSURE);
  assert_false(f->err.retryable);
  assert_non_null(strstr(f->err.hint, "look it up"));
  assert_int_equal(server_count(f->server), 2);
}

static void a_write_that_a_gateway_failed_is_unsure(void **state) {
  fixture *f = *state;
  static const char *const statuses[] = {
      "500 Oops", "502 Bad Gateway", "503 Busy", "504 Late",
      "408 Request Timeout"};
  for (int i = 0; i < 5; i++) {
    answer(f, statuses[i]);
    run(f, post);
    assert_int_equal(f->status, ORC_FAIL);
    assert_int_equal(f->err.sent, ORC_SENT_UNSURE);
    assert_false(f->err.retryable);
    assert_non_null(strstr(f->err.hint, "look it up"));
    assert_int_equal(f->err.attempts, 1);
  }
  answer(f, "409 Conflict");
  run(f, post);
  assert_int_equal(f->err.kind, ORC_KIND_CONFLICT);
  assert_int_equal(f->err.sent, ORC_SENT_YES);
}

static void an_accepted_write_with_a_cut_answer_was_sent(void **state) {
  fixture *f = *state;
  server_play(f->server, (server_answer){
      .raw = "HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\n{\"a",
      .end = SERVER_CLOSE});
  run(f, post);
  assert_int_equal(f->err.kind, ORC_KIND_NETWORK);
  assert_int_equal(f->err.status, 201);
  assert_int_equal(f->err.sent, ORC_SENT_YES);
  assert_non_null(strstr(f->err.hint, "do not send it again"));
}

static void a_write_that_never_left_is_made_again(void **state) {
  fixture *f = *state;
  char url[64];
  snprintf(url, sizeof url, "http://127.0.0.1:%d/", server_free_port());
  const char *const origins[] = {url, NULL};
  orc_client_free(f->client);
  f->client = new_client(f, (orc_client_spec){
      .token = fixed(), .origins = origins, .retry = {.attempts = 3}});
  orc_call_spec spec = post;
  spec.url = url;
  run(f, spec);
  assert_int_equal(f->err.kind, ORC_KIND_NETWORK);
  assert_int_equal(f->err.sent, ORC_SENT_NO);
  assert_int_equal(f->err.attempts, 3);
  assert_true(f->err.retryable);
}

/* ---- 429 ---- */

static void answer_429(fixture *f, const char *after) {
  char headers[100];
  snprintf(headers, sizeof headers, "Retry-After: %s\r\n", after);
  server_play(f->server, (server_answer){.status = "429 Too Many Requests",
                                         .headers = headers});
}

static void a_429_is_waited_out_even_by_a_write(void **state) {
  fixture *f = *state;
  answer_429(f, "90");
  double jumped = run(f, post);
  assert_int_equal(f->status, ORC_OK);
  assert_true(jumped >= 90 && jumped < 91);
  assert_int_equal(server_count(f->server), 2);
  assert_string_equal(at(f, 1)->body, "{\"a\":1}");
  answer_429(f, "Sun, 06 Nov 1994 08:51:37 GMT"); /* the clock is past it */
  f->clock.wall = 784111777;
  jumped = run(f, post);
  assert_int_equal(f->status, ORC_OK);
  assert_true(jumped >= 120 && jumped < 121);
}

static void a_429_beyond_the_deadline_fails_at_once(void **state) {
  fixture *f = *state;
  answer_429(f, "90");
  orc_call *call = begin(f, post);
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
  fixture *f = *state;
  server_play(f->server, (server_answer){
      .status = "401 Unauthorized", .headers = JSON,
      .body = "{\"message\":\"You are not authenticated!\",\"errorCode\":0}"
  });
  run(f, (orc_call_spec){.method = NULL});
  assert_int_equal(f->err.kind, ORC_KIND_AUTH);
  assert_string_equal(f->err.message, "You are not authenticated!");
  assert_non_null(strstr(f->err.hint, "new one"));
  assert_int_equal(server_count(f->server), 1);
}

static void a_401_renews_once_and_replays(void **state) {
  fixture *f = *state;
  use_user_key(f);
  answer_token(f, "first");
  answer(f, "401 Unauthorized");
  answer_token(f, "second");
  run(f, post); /* a write, too: it was refused */
  assert_int_equal(f->status, ORC_OK);
  assert_int_equal(server_count(f->server), 4);
  assert_string_equal(at(f, 0)->target, "/oauth/token");
  assert_string_equal(server_header(at(f, 1), "Authorization"),
                      "Bearer first");
  assert_string_equal(at(f, 2)->target, "/oauth/token");
  assert_string_equal(server_header(at(f, 3), "Authorization"),
                      "Bearer second");
  assert_string_equal(at(f, 3)->body, "{\"a\":1}");
  assert_int_equal(orc_engine_stats(f->engine)->renewals, 2);
}

static void a_second_401_is_final(void **state) {
  fixture *f = *state;
  use_user_key(f);
  answer_token(f, "first");
  answer(f, "401 Unauthorized");
  answer_token(f, "second");
  answer(f, "401 Unauthorized");
  run(f, (orc_call_spec){.method = NULL});
  assert_int_equal(f->status, ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_AUTH);
  assert_int_equal(f->err.attempts, 2);
  assert_non_null(strstr(f->err.hint, "fresh"));
  assert_int_equal(server_count(f->server), 4);
}

static void a_refused_renewal_is_told_in_the_token_servers_words(
    void **state) {
  fixture *f = *state;
  use_user_key(f);
  answer_token(f, "first");
  answer(f, "401 Unauthorized");
  server_play(f->server, (server_answer){
      .status = "403 Forbidden", .headers = JSON,
      .body = "{\"error\":\"invalid_grant\",\"error_description\":"
              "\"Unknown or invalid refresh token.\"}"});
  run(f, post);
  assert_int_equal(f->status, ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_AUTH);
  assert_non_null(strstr(f->err.message, "Unknown or invalid refresh"));
  assert_non_null(strstr(f->err.url, "/oauth/token"));
  assert_int_equal(f->err.sent, ORC_SENT_NO); /* of this call */
}

static void one_renewal_serves_all_that_met_a_401(void **state) {
  fixture *f = *state;
  use_user_key(f);
  answer_token(f, "first");
  run(f, (orc_call_spec){.method = NULL});
  enum { CALLS = 8 };
  for (int i = 0; i < CALLS; i++) answer(f, "401 Unauthorized");
  orc_call *calls[CALLS];
  for (int i = 0; i < CALLS; i++) {
    calls[i] = begin(f, (orc_call_spec){.method = NULL});
    orc_call_step(calls[i], -1, &f->err);
  }
  while (server_count(f->server) < 2 + CALLS) drive_once(f->engine);
  answer_token(f, "second");
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
    if (strcmp(at(f, i)->target, "/oauth/token") == 0) renewals++;
  }
  assert_int_equal(renewals, 2);
  assert_int_equal(server_count(f->server), 2 + CALLS + 1 + CALLS);
}

/* ---- stream ---- */

static void a_stream_is_its_owners_once_it_flows(void **state) {
  fixture *f = *state;
  answer(f, "503 Busy"); /* before a 2xx the call still sees to it */
  const char *raw = "HTTP/1.1 200 OK\r\n" JSON
                    "Content-Length: 10\r\n\r\n[1,2";
  server_play(f->server, (server_answer){
      .raw = raw, .hold = true, .hold_at = strlen(raw),
      .end = SERVER_CLOSE});
  orc_call *call = begin(f, (orc_call_spec){.stream = true});
  while (orc_call_status(call) != 200 || orc_call_body(call).len < 4) {
    assert_int_equal(orc_call_step(call, -1, &f->err), ORC_AGAIN);
    double left = orc_engine_timeout(f->engine);
    if (orc_engine_stats(f->engine)->transfers == 0 && left > 0) {
      hand_clock_move(&f->clock, left);
    }
    drive_once(f->engine);
  }
  assert_memory_equal(orc_call_body(call).data, "[1,2", 4);
  server_release(f->server);
  assert_int_equal(drive_call(f->engine, call, &f->err), ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_NETWORK);
  assert_true(f->err.retryable);
  assert_int_equal(server_count(f->server), 2);
  orc_call_free(call);
}

/* ---- cancel, fork, memory ---- */

static void a_call_is_cancelled_wherever_it_stands(void **state) {
  fixture *f = *state;
  use_user_key(f);
  orc_call *call = begin(f, (orc_call_spec){.method = NULL});
  orc_call_free(call); /* before it began */
  server_play(f->server, (server_answer){.hold = true});
  call = begin(f, (orc_call_spec){.method = NULL});
  orc_call_step(call, -1, &f->err);
  while (server_count(f->server) == 0) drive_once(f->engine);
  orc_call_free(call); /* while signing in */
  server_release(f->server);
  orc_client_free(f->client);
  f->client = new_client(f, (orc_client_spec){.token = fixed()});
  answer(f, "503 Busy");
  call = begin(f, (orc_call_spec){.method = NULL});
  orc_call_step(call, -1, &f->err);
  while (orc_engine_stats(f->engine)->retries == 0) {
    drive_once(f->engine);
    assert_int_equal(orc_call_step(call, -1, &f->err), ORC_AGAIN);
  }
  assert_true(orc_engine_timeout(f->engine) > 0);
  orc_call_free(call); /* while backing off: its timer goes with it */
  assert_true(orc_engine_stats(f->engine)->transfers == 0);
  run(f, (orc_call_spec){.method = NULL});
  assert_int_equal(f->status, ORC_OK);
}

static orc_status run_tight(fixture *f, const orc_mem *mem) {
  static const char *const headers[] = {"X-A: 1", NULL};
  const char *const origins[] = {server_url(f->server, ""), NULL};
  orc_engine *engine = orc_engine_new(mem, NULL, &f->err);
  if (engine == NULL) return ORC_FAIL;
  const orc_client_spec spec = {
      .token = user_key(f), .origins = origins,
      .net = {.user_agent = (char *)(uintptr_t)"a/1",
              .proxy = (char *)(uintptr_t)""},
      .retry = {.attempts = 1}};
  orc_status status = ORC_FAIL;
  orc_client *client = orc_client_new(engine, &spec, &f->err);
  if (client != NULL) {
    orc_call_spec what = post;
    what.url = server_url(f->server, "/odata/Jobs");
    what.headers = headers;
    orc_call *call = orc_call_new(client, &what, &f->err);
    if (call != NULL) status = drive_call(engine, call, &f->err);
    orc_call_free(call);
  }
  orc_client_free(client);
  orc_engine_free(engine);
  return status;
}

static void the_token_is_wiped(void **state) {
  fixture *f = *state;
  const char *const origins[] = {server_url(f->server, ""), NULL};
  tight_mem watching;
  tight_mem_init(&watching, 0);
  watching.watch = SECRET;
  orc_engine *engine = orc_engine_new(&watching.mem, NULL, &f->err);
  const orc_client_spec spec = {.token = fixed(), .origins = origins};
  orc_client *client = orc_client_new(engine, &spec, &f->err);
  assert_non_null(client);
  for (int i = 0; i < 2; i++) {
    answer(f, i == 0 ? "200 OK" : "401 Unauthorized");
    const orc_call_spec what = {.method = "GET",
                                .url = server_url(f->server, "/")};
    orc_call *call = orc_call_new(client, &what, &f->err);
    drive_call(engine, call, &f->err);
    orc_call_free(call);
  }
  orc_client_free(client);
  orc_engine_free(engine);
  assert_int_equal(watching.live, 0);
  assert_int_equal(watching.spilled, 0);
}

static void without_memory_it_fails_cleanly(void **state) {
  fixture *f = *state;
  orc_client_free(f->client);
  f->client = NULL;
  int before = server_open_files();
  int failures = 0;
  for (size_t fail_at = 1;; fail_at++) {
    assert_true(fail_at < 300);
    server *s = f->server;
    f->server = server_start(); /* each time with a script of its own */
    tight_mem tight;
    tight_mem_init(&tight, fail_at);
    orc_err_clear(&f->err);
    answer_token(f, "first");
    server_play(f->server, (server_answer){
        .status = "200 OK", .headers = JSON "api-supported-versions: 20\r\n",
        .body = "[1,2,3]"});
    f->status = run_tight(f, &tight.mem);
    assert_int_equal(tight.live, 0);
    server_stop(f->server);
    f->server = s;
    if (f->status == ORC_OK && tight.count < fail_at) break;
    if (f->status == ORC_OK) continue; /* only a notice was left out */
    assert_true(f->err.message[0] != '\0');
    assert_int_equal(f->err.kind, ORC_KIND_MEMORY);
    failures++;
  }
  assert_true(failures > 20);
  assert_int_equal(server_open_files(), before);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(a_call_carries_the_token),
      TEST(a_body_is_json_unless_said_otherwise),
      TEST(the_spec_is_copied),
      TEST(an_anonymous_call_carries_none),
      TEST(the_token_goes_to_its_own_origins_only),
      TEST(bad_requests_are_refused),
      TEST(without_a_way_in_only_anonymous_calls),
      TEST(a_client_names_what_is_wrong),
      TEST(an_error_is_told_in_the_servers_words),
      TEST(a_web_page_is_no_answer),
      TEST(a_redirect_is_not_followed),
      TEST(the_token_is_blotted_out_of_errors),
      TEST(an_answer_over_the_cap),
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
      TEST(a_refused_renewal_is_told_in_the_token_servers_words),
      TEST(one_renewal_serves_all_that_met_a_401),
      TEST(a_stream_is_its_owners_once_it_flows),
      TEST(a_call_is_cancelled_wherever_it_stands),
      TEST(the_token_is_wiped),
      TEST(without_memory_it_fails_cleanly),
  };
  return cmocka_run_group_tests_name("call", tests, NULL, NULL);
}
