#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/token_fixture.h"

/* ---- the ways in ---- */

static void the_user_key_as_the_guide_gives_it(void **state) {
  token_fixture *f = *state;
  token_answer(f, "200 OK",
               "{\"access_token\":\"abc.def\",\"id_token\":\"x\",\"scope\":"
               "\"openid profile email offline_access\",\"expires_in\":86400,"
               "\"token_type\":\"Bearer\"}");
  assert_true(orc_token_renewable(f->token));
  assert_null(orc_token_scope(f->token));
  assert_true(orc_token_left(f->token) < 0);
  token_assert(f, "abc.def");
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
  token_assert(f, "abc.def"); /* asked for once */
  assert_int_equal(server_count(f->server), 1);
}

static void client_credentials_as_a_form(void **state) {
  token_fixture *f = *state;
  token_sign_in(f, token_credentials(f), "tok",
                "\"expires_in\":3600,\"scope\":\"OR.Jobs\"");
  const server_request *r = server_at(f->server, 0);
  assert_string_equal(r->target, "/identity_/connect/token");
  assert_string_equal(server_header(r, "Content-Type"),
                      "application/x-www-form-urlencoded");
  assert_string_equal(r->body,
                      "grant_type=client_credentials&client_id=app%20id"
                      "&client_secret=s3%26cr%3Dt%2B%25%2F%22"
                      "&scope=OR.Jobs%20PM.RobotAccount");
  orc_token_spec spec = token_credentials(f);
  spec.scope = NULL;
  token_sign_in(f, spec, "tok", "");
  assert_null(strstr(server_at(f->server, 1)->body, "scope"));
}

static void a_fixed_token_asks_nobody(void **state) {
  token_fixture *f = *state;
  token_use(f, (orc_token_spec){.grant = ORC_GRANT_FIXED, .secret = "ready"});
  token_assert(f, "ready");
  assert_false(orc_token_renewable(f->token));
  assert_false(orc_token_reject(f->token, "ready"));
  orc_token_expire(f->token);
  token_assert(f, "ready");
  assert_true(orc_token_left(f->token) < 0);
  assert_int_equal(server_count(f->server), 0);
}

static void what_is_missing_is_named(void **state) {
  token_fixture *f = *state;
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
  token_fixture *f = *state;
  orc_token_spec spec = token_user_key(f);
  spec.secret = "a\"b\\c";
  token_sign_in(f, spec, "tok", "");
  assert_non_null(strstr(server_at(f->server, 0)->body, "\"a\\\"b\\\\c\""));
}

/* ---- failures of the endpoint ---- */

static void what_passes_is_waited_out(void **state) {
  token_fixture *f = *state;
  double begun = f->clock.now;
  server_play(f->server, (server_answer){
      .status = "429 Slow", .headers = "Retry-After: 20\r\n"});
  token_answer(f, "503 Busy", "");
  server_play(f->server, (server_answer){.end = SERVER_RESET});
  token_answer(f, "500 Oops", "");
  token_answer_with(f, "tok", "");
  token_assert(f, "tok");
  assert_int_equal(server_count(f->server), 5);
  assert_true(f->clock.now - begun >= 20);
  assert_true(f->clock.now - begun < 40);
}

static void but_not_for_ever(void **state) {
  token_fixture *f = *state;
  for (int i = 0; i < 5; i++) token_answer(f, "503 Busy", "");
  token_assert_fails(f, ORC_KIND_SERVER);
  assert_int_equal(f->err.attempts, 5);
  assert_true(f->err.retryable);
  assert_string_equal(f->err.method, "POST");
  assert_non_null(strstr(f->err.url, "/oauth/token"));
}

static void a_deadline_binds_only_whose_it_is(void **state) {
  token_fixture *f = *state;
  uint64_t patient = 0, hasty = 0;
  const char *value;
  server_play(f->server, (server_answer){
      .status = "429 Slow", .headers = "Retry-After: 20\r\n"});
  token_answer_with(f, "tok", "");
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
  assert_int_equal(token_get(f, &patient, &value), ORC_OK);
  assert_int_equal(server_count(f->server), 2);
}

static void answers_without_a_token(void **state) {
  token_fixture *f = *state;
  static const char *const bodies[] = {
      "", "{}", "[]", "null", "not json", "{\"access_token\":",
      "{\"access_token\":null}", "{\"access_token\":\"\"}",
      "{\"access_token\":5}", "{\"access_token\":\"a b\"}",
      "{\"access_token\":\"a\\r\\nX: 1\"}", "{\"access_token\":\"\\u0000\"}",
      "{\"access_token\":\"\xC3\xBC\"}",
  };
  for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
    token_answer(f, "200 OK", bodies[i]);
    token_assert_fails(f, ORC_KIND_PROTOCOL);
    assert_non_null(strstr(f->err.message, "access_token"));
    assert_non_null(strstr(f->err.hint, "account_url"));
    assert_int_equal(server_count(f->server), i + 1);
  }
}

static void a_web_page_with_200_is_a_failure(void **state) {
  token_fixture *f = *state;
  static const char *const types[] = {"Content-Type: text/html\r\n", JSON};
  for (int i = 0; i < 2; i++) {
    server_play(f->server, (server_answer){
        .status = "200 OK", .headers = types[i],
        .body = "<!DOCTYPE html><title>Sign in</title>"});
    token_assert_fails(f, ORC_KIND_PROTOCOL);
    assert_non_null(strstr(f->err.message, "web page"));
    assert_null(strstr(f->err.message, "DOCTYPE"));
    assert_non_null(strstr(f->err.hint, "identity_url"));
  }
}

static void an_endless_answer_is_cut_off(void **state) {
  token_fixture *f = *state;
  server_play(f->server, (server_answer){
      .raw = "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
      .hold = true, .hold_at = 1000});
  token_assert_fails(f, ORC_KIND_TOO_LARGE);
}

static void refusals_say_what_to_do(void **state) {
  token_fixture *f = *state;
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
    token_answer(f, cases[i].status, cases[i].body);
    token_assert_fails(f, cases[i].kind);
    assert_non_null(strstr(f->err.message, "sign-in"));
    assert_non_null(strstr(f->err.message, cases[i].words));
    assert_non_null(strstr(f->err.hint, cases[i].hint));
    assert_false(f->err.retryable);
  }
}

static void in_a_child_of_a_fork_there_is_none(void **state) {
  token_fixture *f = *state;
  token_answer_with(f, "one", "\"expires_in\":3600");
  token_assert(f, "one");
  fflush(NULL);
  pid_t pid = fork();
  if (pid == 0) {
    uint64_t ticket = 0;
    const char *value;
    bool refused = orc_token_get(f->token, &ticket, -1, &value, &f->err) ==
                       ORC_FAIL && f->err.kind == ORC_KIND_CLOSED;
    orc_token_free(f->token);
    orc_engine_free(f->engine);
    drive_exit_child(refused ? 0 : 1);
  }
  int status;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void a_certificate_that_is_missing_is_no_wrong_secret(void **state) {
  token_fixture *f = *state;
  token_answer(f, "400 Bad Request",
               "<html>No required SSL certificate was sent</html>");
  token_assert_fails(f, ORC_KIND_TLS);
  assert_non_null(strstr(f->err.message, "client certificate"));
}

static void a_key_that_the_server_repeats_is_blotted_out(void **state) {
  token_fixture *f = *state;
  token_answer(f, "400 Bad Request",
               "{\"error\":\"invalid_grant\",\"error_description\":"
               "\"no such key: " KEY "!\"}");
  token_assert_fails(f, ORC_KIND_AUTH);
  assert_non_null(strstr(f->err.message, "no such key: ***!"));
}

static void nobody_listens(void **state) {
  token_fixture *f = *state;
  char url[64];
  snprintf(url, sizeof url, "http://127.0.0.1:%d/", server_free_port());
  orc_token_spec spec = token_user_key(f);
  spec.url = url;
  spec.retry.attempts = 2;
  token_use(f, spec);
  token_assert_fails(f, ORC_KIND_NETWORK);
  assert_int_equal(f->err.attempts, 2);
  assert_non_null(strstr(f->err.message, "nothing listens"));
}

/* ---- secrets and memory ---- */

static orc_status sign_in_with(token_fixture *f, const orc_mem *mem) {
  orc_token_spec spec = token_credentials(f);
  spec.secret = KEY;
  spec.retry.attempts = 1;
  return token_try(f, &spec, mem);
}

static void secrets_are_wiped(void **state) {
  token_fixture *f = *state;
  static const char *const secrets[] = {KEY, "a-token-of-its-own"};
  for (int i = 0; i < 2; i++) {
    tight_mem watching;
    tight_mem_init(&watching, 0);
    watching.watch = secrets[i];
    token_answer_with(f, "a-token-of-its-own", "\"expires_in\":60");
    assert_int_equal(sign_in_with(f, &watching.mem), ORC_OK);
    assert_int_equal(watching.spilled, 0);
    token_answer(f, "400 Bad Request", "{\"error\":\"invalid_client\"}");
    assert_int_equal(sign_in_with(f, &watching.mem), ORC_FAIL);
    assert_int_equal(watching.spilled, 0);
    assert_int_equal(watching.live, 0);
  }
}

static void without_memory_it_fails_cleanly(void **state) {
  token_fixture *f = *state;
  int failures = 0;
  for (size_t fail_at = 1;; fail_at++) {
    assert_true(fail_at < 300);
    server *s = f->server;
    f->server = server_start(); /* each time with a script of its own */
    tight_mem tight;
    tight_mem_init(&tight, fail_at);
    tight.watch = KEY;
    orc_err_clear(&f->err);
    token_answer_with(f, "tok", "\"expires_in\":\"60\",\"scope\":\"OR.Jobs\"");
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
#define TEST(name) cmocka_unit_test_setup_teardown(name, token_set_up, \
                                                       token_tear_down)
  const struct CMUnitTest tests[] = {
      TEST(the_user_key_as_the_guide_gives_it),
      TEST(client_credentials_as_a_form),
      TEST(a_fixed_token_asks_nobody),
      TEST(what_is_missing_is_named),
      TEST(a_key_with_quotes_stays_one_string),
      TEST(what_passes_is_waited_out),
      TEST(but_not_for_ever),
      TEST(a_deadline_binds_only_whose_it_is),
      TEST(answers_without_a_token),
      TEST(a_web_page_with_200_is_a_failure),
      TEST(an_endless_answer_is_cut_off),
      TEST(refusals_say_what_to_do),
      TEST(in_a_child_of_a_fork_there_is_none),
      TEST(a_certificate_that_is_missing_is_no_wrong_secret),
      TEST(a_key_that_the_server_repeats_is_blotted_out),
      TEST(nobody_listens),
      TEST(secrets_are_wiped),
      TEST(without_memory_it_fails_cleanly),
  };
  return cmocka_run_group_tests_name("token", tests, NULL, NULL);
}
