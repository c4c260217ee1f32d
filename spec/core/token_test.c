#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "support/drive.h"
#include "support/server.h"
#include "token.h"

#define KEY "user-key-0815"
#define JSON "Content-Type: application/json\r\n"

typedef struct fixture {
  server *server;
  hand_clock clock;
  orc_engine *engine;
  orc_net net;
  orc_token *token;
  orc_err err;
} fixture;

static orc_token_spec user_key(fixture *f) {
  return (orc_token_spec){.grant = ORC_GRANT_USER_KEY, .client_id = "cid",
                          .secret = KEY, .net = &f->net,
                          .url = server_url(f->server, "/oauth/token")};
}

static orc_token_spec credentials(fixture *f) {
  return (orc_token_spec){
      .grant = ORC_GRANT_CLIENT_CREDENTIALS, .client_id = "app id",
      .secret = "s3&cr=t+%/\"", .scope = "OR.Jobs PM.RobotAccount",
      .net = &f->net,
      .url = server_url(f->server, "/identity_/connect/token")};
}

static void use(fixture *f, orc_token_spec spec) {
  orc_token_free(f->token);
  orc_err_clear(&f->err);
  f->token = orc_token_new(f->engine, &spec, &f->err);
  assert_non_null(f->token);
}

static int set_up(void **state) {
  static fixture f;
  memset(&f, 0, sizeof f);
  f.server = server_start();
  hand_clock_init(&f.clock);
  f.engine = orc_engine_new(NULL, &f.clock.clock, &f.err);
  use(&f, user_key(&f));
  *state = &f;
  return 0;
}

static int tear_down(void **state) {
  fixture *f = *state;
  orc_token_free(f->token);
  orc_engine_free(f->engine);
  server_stop(f->server);
  return 0;
}

static void answer(fixture *f, const char *status, const char *body) {
  server_play(f->server, (server_answer){.status = status, .headers = JSON,
                                         .body = body});
}

/* A token with the rest of its members as given, e.g. "\"expires_in\":60". */
static void answer_token(fixture *f, const char *value, const char *rest) {
  char body[400];
  snprintf(body, sizeof body, "{\"access_token\":\"%s\"%s%s}", value,
           *rest != '\0' ? "," : "", rest);
  answer(f, "200 OK", body);
}

/* Gets until there is an end to it; jumps over backoffs. */
static orc_status get(fixture *f, uint64_t *ticket, const char **value) {
  orc_err_clear(&f->err);
  orc_status status;
  while ((status = orc_token_get(f->token, ticket, -1, value, &f->err)) ==
         ORC_AGAIN) {
    double left = orc_engine_timeout(f->engine);
    if (orc_engine_stats(f->engine)->transfers == 0 && left > 0) {
      hand_clock_move(&f->clock, left + 1e-6);
    }
    drive_once(f->engine);
  }
  return status;
}

static void assert_value(fixture *f, const char *expected) {
  uint64_t ticket = 0;
  const char *value = NULL;
  if (get(f, &ticket, &value) != ORC_OK) fail_msg("%s", f->err.message);
  assert_string_equal(value, expected);
}

static void assert_fails(fixture *f, orc_kind kind) {
  uint64_t ticket = 0;
  const char *value;
  assert_int_equal(get(f, &ticket, &value), ORC_FAIL);
  assert_int_equal(f->err.kind, kind);
  assert_true(f->err.message[0] != '\0');
  assert_null(strstr(f->err.message, KEY));
}

/* Lets a renewal that nobody waits for come to its end. */
static void settle(fixture *f) {
  while (orc_engine_stats(f->engine)->transfers > 0) drive_once(f->engine);
}

/* ---- the ways in ---- */

static void the_user_key_as_the_guide_gives_it(void **state) {
  fixture *f = *state;
  answer(f, "200 OK",
         "{\"access_token\":\"abc.def\",\"id_token\":\"x\",\"scope\":"
         "\"openid profile email offline_access\",\"expires_in\":86400,"
         "\"token_type\":\"Bearer\"}");
  assert_true(orc_token_renewable(f->token));
  assert_null(orc_token_scope(f->token));
  assert_true(orc_token_left(f->token) < 0);
  assert_value(f, "abc.def");
  assert_string_equal(orc_token_scope(f->token),
                      "openid profile email offline_access");
  assert_float_equal(orc_token_left(f->token), 86400, 1e-6);
  const server_request *r = server_at(f->server, 0);
  assert_string_equal(r->method, "POST");
  assert_string_equal(r->target, "/oauth/token");
  assert_string_equal(server_header(r, "Content-Type"), "application/json");
  assert_string_equal(server_header(r, "Accept"), "application/json");
  assert_null(server_header(r, "Authorization"));
  assert_string_equal(r->body,
                      "{\"grant_type\":\"refresh_token\",\"client_id\":"
                      "\"cid\",\"refresh_token\":\"" KEY "\"}");
  assert_value(f, "abc.def"); /* asked for once */
  assert_int_equal(server_count(f->server), 1);
}

static void client_credentials_as_a_form(void **state) {
  fixture *f = *state;
  use(f, credentials(f));
  answer_token(f, "tok", "\"expires_in\":3600,\"scope\":\"OR.Jobs\"");
  assert_value(f, "tok");
  const server_request *r = server_at(f->server, 0);
  assert_string_equal(r->target, "/identity_/connect/token");
  assert_string_equal(server_header(r, "Content-Type"),
                      "application/x-www-form-urlencoded");
  assert_string_equal(r->body,
                      "grant_type=client_credentials&client_id=app%20id"
                      "&client_secret=s3%26cr%3Dt%2B%25%2F%22"
                      "&scope=OR.Jobs%20PM.RobotAccount");
  orc_token_spec spec = credentials(f);
  spec.scope = NULL;
  use(f, spec);
  answer_token(f, "tok", "");
  assert_value(f, "tok");
  assert_null(strstr(server_at(f->server, 1)->body, "scope"));
}

static void a_fixed_token_asks_nobody(void **state) {
  fixture *f = *state;
  use(f, (orc_token_spec){.grant = ORC_GRANT_FIXED, .secret = "ready"});
  assert_value(f, "ready");
  assert_false(orc_token_renewable(f->token));
  assert_false(orc_token_reject(f->token, "ready"));
  orc_token_expire(f->token);
  assert_value(f, "ready");
  assert_true(orc_token_left(f->token) < 0);
  assert_int_equal(server_count(f->server), 0);
}

static void what_is_missing_is_named(void **state) {
  fixture *f = *state;
  const struct {
    orc_token_spec spec;
    const char *words;
  } cases[] = {
      {{.grant = ORC_GRANT_FIXED}, "access_token"},
      {{.grant = ORC_GRANT_FIXED, .secret = ""}, "access_token"},
      {{.grant = ORC_GRANT_FIXED, .secret = "abc\n"}, "line break"},
      {{.grant = ORC_GRANT_FIXED, .secret = "a b"}, "space"},
      {{.grant = ORC_GRANT_USER_KEY, .client_id = "a", .url = "http://h"},
       "user_key"},
      {{.grant = ORC_GRANT_USER_KEY, .secret = "a", .url = "http://h"},
       "client_id"},
      {{.grant = ORC_GRANT_USER_KEY, .secret = "a", .client_id = "b"},
       "url"},
      {{.grant = ORC_GRANT_CLIENT_CREDENTIALS, .client_id = "a",
        .url = "http://h"}, "client_secret"},
      {{.grant = ORC_GRANT_USER_KEY, .secret = "a", .client_id = "b",
        .url = "account.uipath.com"}, "http"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    orc_err_clear(&f->err);
    assert_null(orc_token_new(f->engine, &cases[i].spec, &f->err));
    assert_non_null(strstr(f->err.message, cases[i].words));
    assert_true(f->err.hint[0] != '\0');
  }
}

static void a_key_with_quotes_stays_one_string(void **state) {
  fixture *f = *state;
  orc_token_spec spec = user_key(f);
  spec.secret = "a\"b\\c";
  use(f, spec);
  answer_token(f, "tok", "");
  assert_value(f, "tok");
  assert_non_null(strstr(server_at(f->server, 0)->body, "\"a\\\"b\\\\c\""));
}

/* ---- how long it lives ---- */

static void lives_that_cannot_be_are_unknown(void **state) {
  fixture *f = *state;
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
    answer_token(f, "tok", cases[i].rest);
    assert_value(f, "tok");
    assert_float_equal(orc_token_left(f->token), cases[i].left, 1e-6);
    if (cases[i].left > 0) continue;
    hand_clock_move(&f->clock, 1e6); /* used until a 401 tells */
    assert_value(f, "tok");
    assert_int_equal(server_count(f->server), i + 1);
  }
}

static void it_is_renewed_ahead_of_its_end(void **state) {
  fixture *f = *state;
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
    answer_token(f, "old", cases[i].rest);
    assert_value(f, "old");
    hand_clock_move(&f->clock, cases[i].life - cases[i].most - 0.01);
    assert_value(f, "old");
    assert_int_equal(orc_engine_stats(f->engine)->transfers, 0);
    answer_token(f, "new", cases[i].rest);
    hand_clock_move(&f->clock, cases[i].most - cases[i].least + 0.02);
    assert_value(f, "old"); /* still good: nobody waits */
    assert_value(f, "old");
    assert_int_equal(orc_engine_stats(f->engine)->transfers, 1);
    settle(f);
    assert_value(f, "new");
    assert_int_equal(server_count(f->server), before + 2);
  }
}

static void a_life_begins_when_it_was_asked_for(void **state) {
  fixture *f = *state;
  answer_token(f, "tok", "\"expires_in\":100");
  uint64_t ticket = 0;
  const char *value;
  orc_token_get(f->token, &ticket, -1, &value, &f->err);
  hand_clock_move(&f->clock, 30); /* a slow answer */
  assert_value(f, "tok");
  assert_float_equal(orc_token_left(f->token), 70, 1e-6);
}

static void past_its_end_it_is_waited_for(void **state) {
  fixture *f = *state;
  answer_token(f, "old", "\"expires_in\":60");
  assert_value(f, "old");
  hand_clock_move(&f->clock, 60);
  assert_true(orc_token_left(f->token) < 0);
  answer_token(f, "new", "\"expires_in\":60");
  assert_value(f, "new");
}

static void processes_do_not_renew_together(void **state) {
  fixture *f = *state;
  int early = 0, late = 0;
  for (int i = 0; i < 40; i++) {
    orc_token_expire(f->token);
    answer_token(f, "old", "\"expires_in\":86400");
    assert_value(f, "old");
    hand_clock_move(&f->clock, 86400 - 270);
    assert_value(f, "old");
    if (orc_engine_stats(f->engine)->transfers > 0) early++; else late++;
    settle(f);
  }
  assert_true(early > 3 && late > 3);
}

static void a_failed_renewal_ahead_disturbs_nobody(void **state) {
  fixture *f = *state;
  orc_token_spec spec = user_key(f);
  spec.retry.attempts = 1;
  use(f, spec);
  answer_token(f, "old", "\"expires_in\":1000");
  assert_value(f, "old");
  hand_clock_move(&f->clock, 950);
  answer(f, "503 Busy", "{}");
  assert_value(f, "old");
  settle(f);
  assert_value(f, "old"); /* learns of the failure and keeps it to itself */
  assert_value(f, "old");
  assert_int_equal(server_count(f->server), 2);
  answer_token(f, "new", "\"expires_in\":1000");
  hand_clock_move(&f->clock, 30); /* more than half of what was left */
  assert_value(f, "old");
  settle(f);
  assert_value(f, "new");
  assert_int_equal(server_count(f->server), 3);
}

/* ---- one renewal for all ---- */

enum { CROWD = 8 };

static void wait_all(fixture *f, uint64_t *tickets, orc_status *results) {
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
  fixture *f = *state;
  uint64_t tickets[CROWD] = {0};
  orc_status results[CROWD];
  for (int i = 0; i < CROWD; i++) results[i] = ORC_AGAIN;
  answer_token(f, "tok", "\"expires_in\":60");
  wait_all(f, tickets, results);
  for (int i = 0; i < CROWD; i++) assert_int_equal(results[i], ORC_OK);
  assert_int_equal(server_count(f->server), 1);
  assert_int_equal(orc_engine_stats(f->engine)->renewals, 1);
}

static void all_fail_by_its_outcome(void **state) {
  fixture *f = *state;
  orc_token_spec spec = user_key(f);
  spec.retry.attempts = 1;
  use(f, spec);
  uint64_t tickets[CROWD] = {0};
  orc_status results[CROWD];
  for (int i = 0; i < CROWD; i++) results[i] = ORC_AGAIN;
  answer(f, "503 Busy", "{}");
  wait_all(f, tickets, results);
  for (int i = 0; i < CROWD; i++) assert_int_equal(results[i], ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_SERVER);
  assert_int_equal(server_count(f->server), 1);
  answer_token(f, "tok", ""); /* who comes later tries anew */
  assert_value(f, "tok");
}

static void a_refusal_is_repeated_without_asking(void **state) {
  fixture *f = *state;
  answer(f, "403 Forbidden", "{\"error\":\"invalid_grant\"}");
  for (int i = 0; i < 3; i++) assert_fails(f, ORC_KIND_AUTH);
  assert_int_equal(server_count(f->server), 1);
  orc_token_expire(f->token);
  answer_token(f, "tok", "");
  assert_value(f, "tok");
}

static void a_rejected_token_is_renewed_once(void **state) {
  fixture *f = *state;
  answer_token(f, "one", "\"expires_in\":60");
  assert_value(f, "one");
  assert_true(orc_token_reject(f->token, "one"));
  answer_token(f, "two", "\"expires_in\":60");
  assert_value(f, "two");
  assert_true(orc_token_reject(f->token, "one")); /* a late 401 to the old */
  assert_value(f, "two");
  assert_int_equal(server_count(f->server), 2);
}

static void expire_in_mid_sign_in_serves_those_who_wait(void **state) {
  fixture *f = *state;
  uint64_t ticket = 0;
  const char *value;
  server_play(f->server, (server_answer){.hold = true});
  answer_token(f, "tok", "");
  assert_int_equal(orc_token_get(f->token, &ticket, -1, &value, &f->err),
                   ORC_AGAIN);
  while (server_count(f->server) == 0) drive_once(f->engine);
  orc_token_expire(f->token);
  assert_int_equal(get(f, &ticket, &value), ORC_OK);
  assert_string_equal(value, "tok");
  server_release(f->server);
}

/* ---- failures of the endpoint ---- */

static void what_passes_is_waited_out(void **state) {
  fixture *f = *state;
  double begun = f->clock.now;
  server_play(f->server, (server_answer){
      .status = "429 Slow", .headers = "Retry-After: 20\r\n"});
  answer(f, "503 Busy", "");
  server_play(f->server, (server_answer){.end = SERVER_RESET});
  answer(f, "500 Oops", "");
  answer_token(f, "tok", "");
  assert_value(f, "tok");
  assert_int_equal(server_count(f->server), 5);
  assert_true(f->clock.now - begun >= 20);
  assert_true(f->clock.now - begun < 40);
}

static void but_not_for_ever(void **state) {
  fixture *f = *state;
  for (int i = 0; i < 5; i++) answer(f, "503 Busy", "");
  assert_fails(f, ORC_KIND_SERVER);
  assert_int_equal(f->err.attempts, 5);
  assert_true(f->err.retryable);
  assert_string_equal(f->err.method, "POST");
  assert_non_null(strstr(f->err.url, "/oauth/token"));
}

static void a_deadline_binds_only_whose_it_is(void **state) {
  fixture *f = *state;
  uint64_t patient = 0, hasty = 0;
  const char *value;
  server_play(f->server, (server_answer){
      .status = "429 Slow", .headers = "Retry-After: 20\r\n"});
  answer_token(f, "tok", "");
  double deadline = f->clock.now + 5;
  orc_status status;
  while ((status = orc_token_get(f->token, &hasty, deadline, &value,
                                 &f->err)) == ORC_AGAIN) {
    assert_int_equal(orc_token_get(f->token, &patient, -1, &value, &f->err),
                     ORC_AGAIN);
    drive_once(f->engine);
  }
  assert_int_equal(status, ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_RATE_LIMIT);
  assert_float_equal(f->err.retry_after, 20, 0);
  assert_int_equal(get(f, &patient, &value), ORC_OK);
  assert_int_equal(server_count(f->server), 2);
}

static void answers_without_a_token(void **state) {
  fixture *f = *state;
  static const char *const bodies[] = {
      "", "{}", "[]", "null", "not json", "{\"access_token\":",
      "{\"access_token\":null}", "{\"access_token\":\"\"}",
      "{\"access_token\":5}", "{\"access_token\":\"a b\"}",
      "{\"access_token\":\"a\\r\\nX: 1\"}", "{\"access_token\":\"\\u0000\"}",
      "{\"access_token\":\"\xC3\xBC\"}",
  };
  for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
    answer(f, "200 OK", bodies[i]);
    assert_fails(f, ORC_KIND_PROTOCOL);
    assert_non_null(strstr(f->err.message, "access_token"));
    assert_non_null(strstr(f->err.hint, "account_url"));
    assert_int_equal(server_count(f->server), i + 1);
  }
}

static void a_web_page_with_200_is_a_failure(void **state) {
  fixture *f = *state;
  static const char *const types[] = {"Content-Type: text/html\r\n", JSON};
  for (int i = 0; i < 2; i++) {
    server_play(f->server, (server_answer){
        .status = "200 OK", .headers = types[i],
        .body = "<!DOCTYPE html><title>Sign in</title>"});
    assert_fails(f, ORC_KIND_PROTOCOL);
    assert_non_null(strstr(f->err.message, "web page"));
    assert_null(strstr(f->err.message, "DOCTYPE"));
    assert_non_null(strstr(f->err.hint, "identity_url"));
  }
}

static void an_endless_answer_is_cut_off(void **state) {
  fixture *f = *state;
  server_play(f->server, (server_answer){
      .raw = "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
      .hold = true, .hold_at = 1000});
  assert_fails(f, ORC_KIND_TOO_LARGE);
}

static void refusals_say_what_to_do(void **state) {
  fixture *f = *state;
  static const struct {
    const char *status, *body;
    orc_kind kind;
    const char *words, *hint;
  } cases[] = {
      {"401 Unauthorized",
       "{\"error\":\"access_denied\",\"error_description\":"
       "\"Unauthorized\"}",
       ORC_KIND_AUTH, "Unauthorized", "API Access"},
      {"400 Bad Request", "{\"error\":\"invalid_client\"}", ORC_KIND_AUTH,
       "invalid_client", "client_secret"},
      {"400 Bad Request", "{\"error\":\"invalid_scope\"}", ORC_KIND_AUTH,
       "invalid_scope", "`scope`"},
      {"403 Forbidden",
       "{\"error\":\"invalid_grant\",\"error_description\":\"Unknown or "
       "invalid refresh token.\"}",
       ORC_KIND_AUTH, "Unknown or invalid refresh token.", "new one"},
      {"400 Bad Request", "{\"error\":\"unauthorized_client\"}",
       ORC_KIND_AUTH, "unauthorized_client", "confidential"},
      {"400 Bad Request", "{\"error\":\"unsupported_grant_type\"}",
       ORC_KIND_AUTH, "unsupported_grant_type", "identity_url"},
      {"400 Bad Request", "{\"error\":\"a_new_one\"}", ORC_KIND_AUTH,
       "a_new_one", "credentials"},
      {"400 Bad Request",
       "{\"message\":\"Invalid credentials, failed to login.\","
       "\"errorCode\":1000,\"resourceIds\":null}",
       ORC_KIND_AUTH, "failed to login", "credentials"},
      {"404 Not Found", "", ORC_KIND_NOT_FOUND, "404", "account_url"},
      {"404 Not Found", "<html>", ORC_KIND_NOT_FOUND, "web page",
       "account_url"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    orc_token_expire(f->token);
    answer(f, cases[i].status, cases[i].body);
    assert_fails(f, cases[i].kind);
    assert_non_null(strstr(f->err.message, "sign-in"));
    assert_non_null(strstr(f->err.message, cases[i].words));
    assert_non_null(strstr(f->err.hint, cases[i].hint));
    assert_false(f->err.retryable);
  }
}

static void a_key_that_the_server_repeats_is_blotted_out(void **state) {
  fixture *f = *state;
  answer(f, "400 Bad Request",
         "{\"error\":\"invalid_grant\",\"error_description\":"
         "\"no such key: " KEY "!\"}");
  assert_fails(f, ORC_KIND_AUTH);
  assert_non_null(strstr(f->err.message, "no such key: ***!"));
}

static void nobody_listens(void **state) {
  fixture *f = *state;
  char url[64];
  snprintf(url, sizeof url, "http://127.0.0.1:%d/", server_free_port());
  orc_token_spec spec = user_key(f);
  spec.url = url;
  spec.retry.attempts = 2;
  use(f, spec);
  assert_fails(f, ORC_KIND_NETWORK);
  assert_int_equal(f->err.attempts, 2);
  assert_non_null(strstr(f->err.message, "nothing listens"));
}

/* ---- secrets and memory ---- */

static orc_status sign_in_with(fixture *f, const orc_mem *mem) {
  orc_engine *engine = orc_engine_new(mem, NULL, &f->err);
  if (engine == NULL) return ORC_FAIL;
  orc_token_spec spec = credentials(f);
  spec.secret = KEY;
  spec.retry.attempts = 1;
  orc_token *token = orc_token_new(engine, &spec, &f->err);
  orc_status status = ORC_FAIL;
  uint64_t ticket = 0;
  const char *value;
  if (token != NULL) {
    while ((status = orc_token_get(token, &ticket, -1, &value, &f->err)) ==
           ORC_AGAIN) {
      drive_once(engine);
    }
  }
  orc_token_free(token);
  orc_engine_free(engine);
  return status;
}

static void secrets_are_wiped(void **state) {
  fixture *f = *state;
  static const char *const secrets[] = {KEY, "a-token-of-its-own"};
  for (int i = 0; i < 2; i++) {
    tight_mem watching;
    tight_mem_init(&watching, 0);
    watching.watch = secrets[i];
    answer_token(f, "a-token-of-its-own", "\"expires_in\":60");
    assert_int_equal(sign_in_with(f, &watching.mem), ORC_OK);
    assert_int_equal(watching.spilled, 0);
    answer(f, "400 Bad Request", "{\"error\":\"invalid_client\"}");
    assert_int_equal(sign_in_with(f, &watching.mem), ORC_FAIL);
    assert_int_equal(watching.spilled, 0);
    assert_int_equal(watching.live, 0);
  }
}

static void without_memory_it_fails_cleanly(void **state) {
  fixture *f = *state;
  int failures = 0;
  for (size_t fail_at = 1;; fail_at++) {
    assert_true(fail_at < 300);
    server *s = f->server;
    f->server = server_start(); /* each time with a script of its own */
    tight_mem tight;
    tight_mem_init(&tight, fail_at);
    tight.watch = KEY;
    orc_err_clear(&f->err);
    answer_token(f, "tok", "\"expires_in\":\"60\",\"scope\":\"OR.Jobs\"");
    orc_status status = sign_in_with(f, &tight.mem);
    assert_int_equal(tight.live, 0);
    assert_int_equal(tight.spilled, 0);
    server_stop(f->server);
    f->server = s;
    if (status == ORC_OK && tight.count < fail_at) break;
    if (status == ORC_OK) continue; /* life or scope were left out */
    assert_int_equal(f->err.kind, ORC_KIND_MEMORY);
    failures++;
  }
  assert_true(failures > 10);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(the_user_key_as_the_guide_gives_it),
      TEST(client_credentials_as_a_form),
      TEST(a_fixed_token_asks_nobody),
      TEST(what_is_missing_is_named),
      TEST(a_key_with_quotes_stays_one_string),
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
      TEST(what_passes_is_waited_out),
      TEST(but_not_for_ever),
      TEST(a_deadline_binds_only_whose_it_is),
      TEST(answers_without_a_token),
      TEST(a_web_page_with_200_is_a_failure),
      TEST(an_endless_answer_is_cut_off),
      TEST(refusals_say_what_to_do),
      TEST(a_key_that_the_server_repeats_is_blotted_out),
      TEST(nobody_listens),
      TEST(secrets_are_wiped),
      TEST(without_memory_it_fails_cleanly),
  };
  return cmocka_run_group_tests_name("token", tests, NULL, NULL);
}
