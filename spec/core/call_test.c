#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/call_fixture.h"

/* ---- a plain call ---- */

static void a_call_carries_the_token(void **state) {
  call_fixture *f = *state;
  server_play(f->server, (server_answer){
      .status = "200 OK", .body = "{\"value\":[]}",
      .headers = JSON "api-supported-versions: 19.0,20.0\r\n"});
  orc_call *call = call_begin(f, (orc_call_spec){.method = NULL});
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
  const server_request *r = call_at(f, 0);
  assert_string_equal(server_header(r, "Authorization"), "Bearer " SECRET);
  assert_string_equal(server_header(r, "Accept"), "application/json");
  assert_null(server_header(r, "Content-Type"));
}

static void a_body_is_json_unless_said_otherwise(void **state) {
  call_fixture *f = *state;
  call_run(f, call_post);
  assert_string_equal(server_header(call_at(f, 0), "Content-Type"),
                      "application/json");
  assert_string_equal(call_at(f, 0)->body, "{\"a\":1}");
  static const char *const headers[] = {"content-type: text/csv",
                                        "ACCEPT: text/csv", NULL};
  orc_call_spec other = call_post;
  other.headers = headers;
  call_run(f, other);
  assert_string_equal(server_header(call_at(f, 1), "Content-Type"), "text/csv");
  assert_string_equal(server_header(call_at(f, 1), "Accept"), "text/csv");
}

static void the_spec_is_copied(void **state) {
  call_fixture *f = *state;
  char url[128], header[] = "X-A: 1", body[] = "{}", method[] = "POST";
  const char *headers[] = {header, NULL};
  strcpy(url, server_url(f->server, "/a"));
  orc_call *call = call_begin(f, (orc_call_spec){
      .method = method, .url = url, .headers = headers, .body = body,
      .body_len = 2});
  memset(url, 'x', sizeof url);
  memset(header, 'x', sizeof header);
  memset(body, 'x', sizeof body);
  memset(method, 'x', sizeof method);
  headers[0] = NULL;
  assert_int_equal(drive_call(f->engine, call, &f->err), ORC_OK);
  orc_call_free(call);
  assert_string_equal(call_at(f, 0)->target, "/a");
  assert_string_equal(call_at(f, 0)->body, "{}");
  assert_string_equal(server_header(call_at(f, 0), "X-A"), "1");
}

static void an_anonymous_call_carries_none(void **state) {
  call_fixture *f = *state;
  static const char *const headers[] = {"Authorization: Basic eDp5", NULL};
  server *elsewhere = server_start();
  call_run(f, (orc_call_spec){.anonymous = true,
                              .url = server_url(elsewhere, "/blob")});
  assert_int_equal(f->status, ORC_OK);
  assert_null(server_header(server_at(elsewhere, 0), "Authorization"));
  call_run(f, (orc_call_spec){.anonymous = true, .headers = headers,
                              .url = server_url(elsewhere, "/blob")});
  assert_string_equal(server_header(server_at(elsewhere, 1),
                                    "Authorization"), "Basic eDp5");
  server_stop(elsewhere);
}

/* ---- refused before anything is sent ---- */

static void assert_refused(call_fixture *f, orc_call_spec spec, orc_kind kind,
                           const char *words) {
  assert_null(call_begin(f, spec));
  assert_int_equal(f->err.kind, kind);
  assert_non_null(strstr(f->err.message, words));
  assert_true(f->err.hint[0] != '\0');
  assert_int_equal(f->err.sent, ORC_SENT_NO);
}

static void the_token_goes_to_its_own_origins_only(void **state) {
  call_fixture *f = *state;
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
  call_fixture *f = *state;
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
  call_fixture *f = *state;
  orc_client_free(f->client);
  f->client = call_client(f, (orc_client_spec){.max_answer = 0});
  assert_refused(f, (orc_call_spec){.method = NULL}, ORC_KIND_CONFIG,
                 "no way to sign in");
  call_run(f, (orc_call_spec){.anonymous = true});
  assert_int_equal(f->status, ORC_OK);
}

/* ---- answers that are no success ---- */

static void an_error_is_told_in_the_servers_words(void **state) {
  call_fixture *f = *state;
  server_play(f->server, (server_answer){
      .status = "400 Bad Request", .headers = JSON,
      .body = "{\"message\":\"An organization unit is required for this "
              "action.\",\"errorCode\":1101,\"traceId\":\"00-ab-01\"}"});
  call_run(f, (orc_call_spec){.url = server_url(f->server, "/odata/Jobs?x=1")});
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
  call_fixture *f = *state;
  static const char *const pages[] = {
      "Content-Type: text/html\r\n",
      "Content-Type: Text/HTML; charset=utf-8\r\n",
  };
  for (int i = 0; i < 2; i++) {
    server_play(f->server, (server_answer){
        .status = "200 OK", .headers = pages[i], .body = "<html>Portal"});
    call_run(f, (orc_call_spec){.stream = i == 1});
    assert_int_equal(f->status, ORC_FAIL);
    assert_int_equal(f->err.kind, ORC_KIND_PROTOCOL);
    assert_int_equal(f->err.status, 200);
    assert_non_null(strstr(f->err.message, "web page"));
    assert_null(strstr(f->err.message, "Portal"));
    assert_non_null(strstr(f->err.hint, "organization"));
  }
  server_play(f->server, (server_answer){
      .status = "200 OK", .headers = pages[0], .body = "<html>wanted"});
  call_run(f, (orc_call_spec){.accept_any = true});
  assert_int_equal(f->status, ORC_OK);
}

static void a_redirect_is_not_followed(void **state) {
  call_fixture *f = *state;
  server_play(f->server, (server_answer){
      .status = "302 Found",
      .headers = "Location: https://portal.invalid/login?token=abc\r\n"});
  call_run(f, (orc_call_spec){.method = NULL});
  assert_int_equal(f->err.kind, ORC_KIND_PROTOCOL);
  assert_int_equal(f->err.status, 302);
  assert_non_null(strstr(f->err.message, "https://portal.invalid/login"));
  assert_null(strstr(f->err.message, "abc"));
  assert_int_equal(server_count(f->server), 1);
}

static void the_token_is_blotted_out_of_errors(void **state) {
  call_fixture *f = *state;
  server_play(f->server, (server_answer){
      .status = "403 Forbidden", .headers = JSON,
      .body = "{\"message\":\"no right for " SECRET " here\"}"});
  call_run(f, (orc_call_spec){.method = NULL});
  assert_int_equal(f->err.kind, ORC_KIND_FORBIDDEN);
  assert_string_equal(f->err.message, "no right for *** here");
}

static void an_answer_over_the_cap(void **state) {
  call_fixture *f = *state;
  server_play(f->server, (server_answer){
      .status = "200 OK", .headers = JSON, .body = "[1,2,3,4,5,6]"});
  call_run(f, (orc_call_spec){.max_body = 5});
  assert_int_equal(f->err.kind, ORC_KIND_TOO_LARGE);
  assert_int_equal(f->err.attempts, 1);
  call_run(f, (orc_call_spec){.method = NULL}); /* and the client works on */
  assert_int_equal(f->status, ORC_OK);
}

/* ---- stream ---- */

static void a_stream_is_its_owners_once_it_flows(void **state) {
  call_fixture *f = *state;
  call_answer(f, "503 Busy"); /* before a 2xx the call still sees to it */
  const char *raw = "HTTP/1.1 200 OK\r\n" JSON
                    "Content-Length: 10\r\n\r\n[1,2";
  server_play(f->server, (server_answer){
      .raw = raw, .hold = true, .hold_at = strlen(raw),
      .end = SERVER_CLOSE});
  orc_call *call = call_begin(f, (orc_call_spec){.stream = true});
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
  call_fixture *f = *state;
  call_use_user_key(f);
  orc_call *call = call_begin(f, (orc_call_spec){.method = NULL});
  orc_call_free(call); /* before it began */
  server_play(f->server, (server_answer){.hold = true});
  call = call_begin(f, (orc_call_spec){.method = NULL});
  orc_call_step(call, -1, &f->err);
  while (server_count(f->server) == 0) drive_once(f->engine);
  orc_call_free(call); /* while signing in */
  server_release(f->server);
  orc_client_free(f->client);
  f->client = call_client(f, (orc_client_spec){.token = call_fixed()});
  call_answer(f, "503 Busy");
  call = call_begin(f, (orc_call_spec){.method = NULL});
  orc_call_step(call, -1, &f->err);
  while (orc_engine_stats(f->engine)->retries == 0) {
    drive_once(f->engine);
    assert_int_equal(orc_call_step(call, -1, &f->err), ORC_AGAIN);
  }
  assert_true(orc_engine_timeout(f->engine) > 0);
  orc_call_free(call); /* while backing off: its timer goes with it */
  assert_true(orc_engine_stats(f->engine)->transfers == 0);
  call_run(f, (orc_call_spec){.method = NULL});
  assert_int_equal(f->status, ORC_OK);
}

static orc_status run_tight(call_fixture *f, const orc_mem *mem) {
  static const char *const headers[] = {"X-A: 1", NULL};
  const char *const origins[] = {server_url(f->server, ""), NULL};
  orc_engine *engine = orc_engine_new(mem, NULL, &f->err);
  if (engine == NULL) return ORC_FAIL;
  const orc_client_spec spec = {
      .token = call_user_key(f), .origins = origins,
      .net = {.user_agent = (char *)(uintptr_t)"a/1",
              .proxy = (char *)(uintptr_t)""},
      .retry = {.attempts = 1}};
  orc_status status = ORC_FAIL;
  orc_client *client = orc_client_new(engine, &spec, &f->err);
  if (client != NULL) {
    orc_call_spec what = call_post;
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

/* A child must not use what it inherited, and may free it. */
static void a_child_of_a_fork_is_refused(void **state) {
  call_fixture *f = *state;
  server_play(f->server, (server_answer){.status = "200 OK", .hold = true});
  orc_call *call = call_begin(f, (orc_call_spec){.method = NULL});
  orc_call_step(call, -1, &f->err);
  while (server_count(f->server) == 0) drive_once(f->engine);
  fflush(NULL);
  pid_t pid = fork();
  if (pid == 0) {
    bool refused = orc_call_step(call, -1, &f->err) == ORC_FAIL &&
                   f->err.kind == ORC_KIND_CLOSED &&
                   call_begin(f, (orc_call_spec){.method = NULL}) == NULL &&
                   f->err.kind == ORC_KIND_CLOSED;
    orc_call_free(call);
    orc_client_free(f->client);
    orc_engine_free(f->engine);
    drive_exit_child(refused ? 0 : 1);
  }
  int status;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  server_release(f->server);
  assert_int_equal(drive_call(f->engine, call, &f->err), ORC_OK);
  orc_call_free(call);
}

static void the_token_is_wiped(void **state) {
  call_fixture *f = *state;
  const char *const origins[] = {server_url(f->server, ""), NULL};
  tight_mem watching;
  tight_mem_init(&watching, 0);
  watching.watch = SECRET;
  orc_engine *engine = orc_engine_new(&watching.mem, NULL, &f->err);
  const orc_client_spec spec = {.token = call_fixed(), .origins = origins};
  orc_client *client = orc_client_new(engine, &spec, &f->err);
  assert_non_null(client);
  for (int i = 0; i < 2; i++) {
    call_answer(f, i == 0 ? "200 OK" : "401 Unauthorized");
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
  call_fixture *f = *state;
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
    call_answer_token(f, "first");
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
#define TEST(name) cmocka_unit_test_setup_teardown(name, call_set_up, \
                                                       call_tear_down)
  const struct CMUnitTest tests[] = {
      TEST(a_call_carries_the_token),
      TEST(a_body_is_json_unless_said_otherwise),
      TEST(the_spec_is_copied),
      TEST(an_anonymous_call_carries_none),
      TEST(the_token_goes_to_its_own_origins_only),
      TEST(bad_requests_are_refused),
      TEST(without_a_way_in_only_anonymous_calls),
      TEST(an_error_is_told_in_the_servers_words),
      TEST(a_web_page_is_no_answer),
      TEST(a_redirect_is_not_followed),
      TEST(the_token_is_blotted_out_of_errors),
      TEST(an_answer_over_the_cap),
      TEST(a_stream_is_its_owners_once_it_flows),
      TEST(a_call_is_cancelled_wherever_it_stands),
      TEST(a_child_of_a_fork_is_refused),
      TEST(the_token_is_wiped),
      TEST(without_memory_it_fails_cleanly),
  };
  return cmocka_run_group_tests_name("call", tests, NULL, NULL);
}
