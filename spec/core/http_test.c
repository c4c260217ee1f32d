#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http_fixture.h"
#include "version.h"

/* ---- what is sent ---- */

static void a_get_and_its_answer(void **state) {
  http_fixture *f = *state;
  server_play(f->server, (server_answer){
      .status = "203 Fine", .body = "hello",
      .headers = "X-One:  1 \r\nx-one: 2\r\nX-Empty:\r\n"});
  const char *const headers[] = {"X-Mine: a b", "X-None:", "X-None-2:  ",
                                 NULL};
  orc_http *http = http_begin(f, (orc_http_request){
      .url = server_url(f->server, "/a/../b%20c?$top=1&q=%26"),
      .headers = headers});
  assert_int_equal(orc_http_status(http), 0);
  assert_null(orc_http_header(http, "X-One"));
  assert_int_equal(drive_http(f->engine, http, &f->err), ORC_OK);
  assert_int_equal(orc_http_status(http), 203);
  assert_true(orc_http_headers_done(http));
  assert_string_equal(orc_http_header(http, "x-ONE"), "1");
  assert_string_equal(orc_http_header(http, "X-Empty"), "");
  assert_null(orc_http_header(http, "X-On"));
  http_assert_body(http, "hello");
  assert_int_equal(orc_http_poll(http, &f->err), ORC_OK); /* asked again */
  const server_request *r = http_last(f);
  assert_string_equal(r->method, "GET");
  assert_string_equal(r->target, "/a/../b%20c?$top=1&q=%26");
  assert_string_equal(server_header(r, "X-Mine"), "a b");
  assert_string_equal(server_header(r, "X-None"), "");
  assert_string_equal(server_header(r, "X-None-2"), "");
  assert_non_null(strstr(server_header(r, "User-Agent"), ORC_VERSION));
  const char *accepts = server_header(r, "Accept-Encoding");
  assert_string_equal(accepts, "gzip, deflate");
  assert_null(server_header(r, "Content-Length"));
  assert_null(server_header(r, "Content-Type"));
  orc_http_free(http);
}

static void bodies_have_a_length_and_no_expect(void **state) {
  http_fixture *f = *state;
  size_t big = 3 * BIG;
  char *body = malloc(big);
  memset(body, 'x', big);
  static const char *const methods[] = {"POST", "PUT", "PATCH", "DELETE"};
  for (int i = 0; i < 4; i++) {
    size_t len = i == 0 ? big : 7;
    char length[32];
    snprintf(length, sizeof length, "%zu", len);
    assert_int_equal(http_run(f, (orc_http_request){.method = methods[i],
                                                    .body = body,
                                                    .body_len = len}),
                     ORC_OK);
    const server_request *r = http_last(f);
    assert_string_equal(r->method, methods[i]);
    assert_string_equal(server_header(r, "Content-Length"), length);
    assert_null(server_header(r, "Transfer-Encoding"));
    assert_null(server_header(r, "Expect"));
    assert_null(server_header(r, "Content-Type")); /* nobody gave one */
    assert_int_equal(r->body_len, len);
    assert_memory_equal(r->body, body, len);
  }
  free(body);
}

static void a_post_without_a_body_says_so(void **state) {
  http_fixture *f = *state;
  assert_int_equal(http_run(f, (orc_http_request){.method = "POST"}), ORC_OK);
  assert_string_equal(server_header(http_last(f), "Content-Length"), "0");
  assert_int_equal(http_run(f, (orc_http_request){.method = "DELETE"}), ORC_OK);
  assert_null(server_header(http_last(f), "Content-Length"));
}

static void a_head_has_no_body(void **state) {
  http_fixture *f = *state;
  server_play(f->server, (server_answer){
      .raw = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"});
  orc_http *http = http_begin(f, (orc_http_request){.method = "HEAD"});
  assert_int_equal(drive_http(f->engine, http, &f->err), ORC_OK);
  assert_int_equal(orc_http_body(http).len, 0);
  assert_string_equal(http_last(f)->method, "HEAD");
  orc_http_free(http);
}

static void user_agent_as_given(void **state) {
  http_fixture *f = *state;
  f->net.user_agent = (char *)(uintptr_t)"nightly/2";
  assert_int_equal(http_run(f, (orc_http_request){.method = "GET"}), ORC_OK);
  assert_string_equal(server_header(http_last(f), "User-Agent"), "nightly/2");
}

static void what_cannot_be_sent_is_refused(void **state) {
  http_fixture *f = *state;
  static const struct {
    const char *method, *url, *header, *message;
  } cases[] = {
      {"get", NULL, NULL, "method"},
      {"", NULL, NULL, "method"},
      {"G ET", NULL, NULL, "method"},
      {"ABCDEFGHIJKLM", NULL, NULL, "method"},
      {"GET", "ftp://127.0.0.1/", NULL, "http"},
      {"GET", "/relative", NULL, "http"},
      {"GET", "http://127.0.0.1/a b", NULL, "space"},
      {"GET", "http://127.0.0.1/a\r\nX: 1", NULL, "control"},
      {"GET", "http://127.0.0.1/\x7F", NULL, "control"},
      {"GET", "http://joe:pw@127.0.0.1/", NULL, "user name"},
      {"GET", NULL, "X: a\r\nY: b", "line break"},
      {"GET", NULL, "X: a\nY: b", "line break"},
      {"GET", NULL, "X: \x01", "control"},
      {"GET", NULL, "no colon", "Name: value"},
      {"GET", NULL, ": value", "Name: value"},
      {"GET", NULL, "X Y: 1", "Name: value"},
      {"GET", NULL, "content-length: 5", "Content-Length"},
      {"GET", NULL, "Transfer-Encoding: chunked", "Transfer-Encoding"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const char *const headers[] = {cases[i].header, NULL};
    const orc_http_request request = {
        .method = cases[i].method,
        .url = cases[i].url != NULL ? cases[i].url
                                    : server_url(f->server, "/"),
        .headers = headers,
        .max_body = BIG};
    orc_err_clear(&f->err);
    assert_null(orc_http_start(f->engine, &f->net, &request, &f->err));
    assert_int_equal(f->err.kind, ORC_KIND_ARGUMENT);
    assert_non_null(strstr(f->err.message, cases[i].message));
    assert_true(f->err.hint[0] != '\0');
  }
  assert_int_equal(server_count(f->server), 0);
}

/* ---- connections ---- */

static void connections_are_kept(void **state) {
  http_fixture *f = *state;
  for (int i = 0; i < 5; i++) {
    assert_int_equal(http_run(f, (orc_http_request){.method = "GET"}), ORC_OK);
  }
  assert_int_equal(http_run(f, (orc_http_request){
      .method = "POST", .body = "{}", .body_len = 2}), ORC_OK);
  assert_int_equal(server_connections(f->server), 1);
}

static void redirects_are_not_followed(void **state) {
  http_fixture *f = *state;
  server_play(f->server, (server_answer){
      .status = "302 Found", .headers = "Location: /elsewhere\r\n"});
  orc_http *http = http_begin(f, (orc_http_request){.method = "GET"});
  assert_int_equal(drive_http(f->engine, http, &f->err), ORC_OK);
  assert_int_equal(orc_http_status(http), 302);
  assert_int_equal(server_count(f->server), 1);
  orc_http_free(http);
}

static void interim_answers_and_trailers_are_passed_over(void **state) {
  http_fixture *f = *state;
  server_play(f->server, (server_answer){
      .raw = "HTTP/1.1 103 Early Hints\r\nX-A: early\r\n\r\n"
             "HTTP/1.1 200 OK\r\nX-A: final\r\n"
             "Transfer-Encoding: chunked\r\n\r\n"
             "3\r\nabc\r\n0\r\nX-A: trailer\r\nX-B: trailer\r\n\r\n"});
  orc_http *http = http_begin(f, (orc_http_request){.method = "GET"});
  assert_int_equal(drive_http(f->engine, http, &f->err), ORC_OK);
  assert_int_equal(orc_http_status(http), 200);
  assert_string_equal(orc_http_header(http, "X-A"), "final");
  assert_null(orc_http_header(http, "X-B"));
  http_assert_body(http, "abc");
  orc_http_free(http);
}

static void a_loopback_address_needs_no_proxy(void **state) {
  http_fixture *f = *state;
  char proxy[64];
  snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", server_free_port());
  setenv("http_proxy", proxy, 1);
  assert_int_equal(http_run(f, (orc_http_request){.method = "GET"}), ORC_OK);
  unsetenv("http_proxy");
  f->net.proxy = proxy;
  assert_int_equal(http_run(f, (orc_http_request){.method = "GET"}), ORC_OK);
}

static const char *server_proxy(http_fixture *f) {
  static char proxy[64];
  snprintf(proxy, sizeof proxy, "http://joe:s3cret@127.0.0.1:%d",
           server_port(f->server));
  return proxy;
}

static void proxies_explicit_from_the_environment_and_none(void **state) {
  http_fixture *f = *state;
  const orc_http_request far = {.url = "http://tenant.invalid/odata"};
  f->net.proxy = (char *)(uintptr_t)server_proxy(f);
  assert_int_equal(http_run(f, far), ORC_OK);
  assert_string_equal(http_last(f)->target, "http://tenant.invalid/odata");
  assert_non_null(server_header(http_last(f), "Proxy-Authorization"));
  setenv("http_proxy", server_proxy(f), 1);
  f->net.proxy = NULL;
  assert_int_equal(http_run(f, far), ORC_OK);
  f->net.proxy = (char *)(uintptr_t)"";
  assert_int_equal(http_run(f, far), ORC_FAIL);
  unsetenv("http_proxy");
  assert_int_equal(f->err.kind, ORC_KIND_NETWORK);
  assert_int_equal(server_count(f->server), 2);
}

static void a_proxy_that_refuses_has_sent_nothing_on(void **state) {
  http_fixture *f = *state;
  f->net.proxy = (char *)(uintptr_t)server_proxy(f);
  server_play(f->server, (server_answer){
      .status = "407 Proxy Authentication Required"});
  assert_int_equal(http_run(f, (orc_http_request){
      .method = "POST", .url = "https://tenant.invalid/x?key=v",
      .body = "{}", .body_len = 2}), ORC_FAIL);
  assert_string_equal(http_last(f)->method, "CONNECT");
  assert_int_equal(f->err.kind, ORC_KIND_NETWORK);
  assert_int_equal(f->err.sent, ORC_SENT_NO);
  assert_non_null(strstr(f->err.message, "407"));
  assert_null(strstr(f->err.message, "s3cret"));
  assert_non_null(strstr(f->err.hint, "proxy"));
  assert_int_equal(f->err.status, 0);
}

/* ---- while it runs ---- */

static void the_body_is_seen_while_it_arrives(void **state) {
  http_fixture *f = *state;
  const char *raw = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabcdef";
  server_play(f->server, (server_answer){
      .raw = raw, .hold = true, .hold_at = strlen(raw) - 3});
  orc_http *http = http_begin(f, (orc_http_request){.method = "GET"});
  while (orc_http_body(http).len < 3) drive_once(f->engine);
  assert_int_equal(orc_http_poll(http, &f->err), ORC_AGAIN);
  assert_int_equal(orc_http_status(http), 200);
  http_assert_body(http, "abc");
  server_release(f->server);
  assert_int_equal(drive_http(f->engine, http, &f->err), ORC_OK);
  http_assert_body(http, "abcdef");
  orc_buf taken;
  orc_http_take_body(http, &taken);
  assert_int_equal(taken.len, 6);
  assert_int_equal(orc_http_body(http).len, 0);
  orc_buf_fini(&taken);
  orc_http_free(http);
}

static void cancel_is_immediate_and_closes(void **state) {
  http_fixture *f = *state;
  server_play(f->server, (server_answer){
      .raw = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabcdef",
      .hold = true, .hold_at = 30});
  orc_http *http = http_begin(f, (orc_http_request){.method = "GET"});
  while (server_count(f->server) == 0) drive_once(f->engine);
  double begun = orc_clock_system.now(NULL);
  orc_http_free(http);
  assert_true(orc_clock_system.now(NULL) - begun < 1);
  server_release(f->server);
  server_wait_idle(f->server);
  /* and the engine still works */
  assert_int_equal(http_run(f, (orc_http_request){.method = "GET"}), ORC_OK);
}

/* The resolver's thread ends by itself, with what it holds. */
static void cancel_while_resolving(void **state) {
  http_fixture *f = *state;
  int before = server_open_files();
  f->net.proxy = (char *)(uintptr_t)"";
  orc_http *http = http_begin(f, (orc_http_request){
      .url = "http://slow.nosuch.invalid/"});
  orc_engine_step(f->engine, &f->err);
  double begun = orc_clock_system.now(NULL);
  orc_http_free(http);
  assert_true(orc_clock_system.now(NULL) - begun < 1);
  while (server_open_files() > before) {
    orc_engine_wait(f->engine, 0.01, &f->err);
    assert_true(orc_clock_system.now(NULL) - begun < 30);
  }
}

/* ---- memory ---- */

static orc_status run_tight(http_fixture *f, const orc_mem *mem) {
  orc_engine *engine = orc_engine_new(mem, NULL, &f->err);
  if (engine == NULL) return ORC_FAIL;
  static const char *const headers[] = {"X-A: 1", "X-Empty:", NULL};
  const orc_http_request request = {
      .method = "POST", .url = server_url(f->server, "/x"),
      .headers = headers, .body = "{}", .body_len = 2, .max_body = BIG};
  orc_status status = ORC_FAIL;
  orc_http *http = orc_http_start(engine, &f->net, &request, &f->err);
  if (http != NULL) status = drive_http(engine, http, &f->err);
  orc_http_free(http);
  orc_engine_free(engine);
  return status;
}

static void without_memory_it_fails_cleanly(void **state) {
  http_fixture *f = *state;
  int before = server_open_files();
  int failures = 0;
  for (size_t fail_at = 1;; fail_at++) {
    assert_true(fail_at < 200);
    tight_mem tight;
    tight_mem_init(&tight, fail_at);
    orc_err_clear(&f->err);
    server_play(f->server, (server_answer){
        .status = "200 OK", .headers = "X-Long: 0123456789\r\n",
        .body = "a body of some length"});
    orc_status status = run_tight(f, &tight.mem);
    assert_int_equal(tight.live, 0);
    server_wait_idle(f->server);
    if (status == ORC_OK) break;
    failures++;
    assert_int_equal(f->err.kind, ORC_KIND_MEMORY);
  }
  assert_true(failures > 4);
  assert_int_equal(server_open_files(), before);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, http_set_up, \
                                                       http_tear_down)
  const struct CMUnitTest tests[] = {
      TEST(a_get_and_its_answer),
      TEST(bodies_have_a_length_and_no_expect),
      TEST(a_post_without_a_body_says_so),
      TEST(a_head_has_no_body),
      TEST(user_agent_as_given),
      TEST(what_cannot_be_sent_is_refused),
      TEST(connections_are_kept),
      TEST(redirects_are_not_followed),
      TEST(interim_answers_and_trailers_are_passed_over),
      TEST(a_loopback_address_needs_no_proxy),
      TEST(proxies_explicit_from_the_environment_and_none),
      TEST(a_proxy_that_refuses_has_sent_nothing_on),
      TEST(the_body_is_seen_while_it_arrives),
      TEST(cancel_is_immediate_and_closes),
      TEST(cancel_while_resolving),
      TEST(without_memory_it_fails_cleanly),
  };
  return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
