#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "http.h"
#include "support/drive.h"
#include "support/server.h"
#include "version.h"

#define BIG ((size_t)1 << 20)

typedef struct fixture {
  server *server;
  orc_engine *engine;
  orc_net net;
  orc_err err;
} fixture;

static int set_up(void **state) {
  static fixture f;
  memset(&f, 0, sizeof f);
  f.server = server_start();
  f.engine = orc_engine_new(NULL, NULL, &f.err);
  orc_err_clear(&f.err);
  *state = &f;
  return f.engine == NULL;
}

static int tear_down(void **state) {
  fixture *f = *state;
  orc_engine_free(f->engine);
  server_stop(f->server);
  return 0;
}

static orc_http *start(fixture *f, orc_http_request request) {
  if (request.method == NULL) request.method = "GET";
  if (request.url == NULL) request.url = server_url(f->server, "/x");
  if (request.max_body == 0) request.max_body = BIG;
  orc_err_clear(&f->err);
  orc_http *http = orc_http_start(f->engine, &f->net, &request, &f->err);
  assert_non_null(http);
  return http;
}

static orc_status run(fixture *f, orc_http_request request) {
  orc_http *http = start(f, request);
  orc_status status = drive_http(f->engine, http, &f->err);
  orc_http_free(http);
  return status;
}

static void assert_body(const orc_http *http, const char *text) {
  orc_slice body = orc_http_body(http);
  assert_int_equal(body.len, strlen(text));
  assert_memory_equal(body.data, text, body.len);
}

static const server_request *last(fixture *f) {
  return server_at(f->server, server_count(f->server) - 1);
}

/* ---- what is sent ---- */

static void a_get_and_its_answer(void **state) {
  fixture *f = *state;
  server_play(f->server, (server_answer){
      .status = "203 Fine", .body = "hello",
      .headers = "X-One:  1 \r\nx-one: 2\r\nX-Empty:\r\n"});
  const char *const headers[] = {"X-Mine: a b", "X-None:", "X-None-2:  ",
                                 NULL};
  orc_http *http = start(f, (orc_http_request){
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
  assert_body(http, "hello");
  assert_int_equal(orc_http_poll(http, &f->err), ORC_OK); /* asked again */
  const server_request *r = last(f);
  assert_string_equal(r->method, "GET");
  assert_string_equal(r->target, "/a/../b%20c?$top=1&q=%26");
  assert_string_equal(server_header(r, "X-Mine"), "a b");
  assert_string_equal(server_header(r, "X-None"), "");
  assert_string_equal(server_header(r, "X-None-2"), "");
  assert_non_null(strstr(server_header(r, "User-Agent"), ORC_VERSION));
  const char *accepts = server_header(r, "Accept-Encoding");
  assert_non_null(strstr(accepts, "gzip"));
  assert_non_null(strstr(accepts, "br"));
  assert_non_null(strstr(accepts, "zstd"));
  assert_null(server_header(r, "Content-Length"));
  assert_null(server_header(r, "Content-Type"));
  orc_http_free(http);
}

static void bodies_have_a_length_and_no_expect(void **state) {
  fixture *f = *state;
  size_t big = 3 * BIG;
  char *body = malloc(big);
  memset(body, 'x', big);
  static const char *const methods[] = {"POST", "PUT", "PATCH", "DELETE"};
  for (int i = 0; i < 4; i++) {
    size_t len = i == 0 ? big : 7;
    char length[32];
    snprintf(length, sizeof length, "%zu", len);
    assert_int_equal(run(f, (orc_http_request){.method = methods[i],
                                               .body = body,
                                               .body_len = len}),
                     ORC_OK);
    const server_request *r = last(f);
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
  fixture *f = *state;
  assert_int_equal(run(f, (orc_http_request){.method = "POST"}), ORC_OK);
  assert_string_equal(server_header(last(f), "Content-Length"), "0");
  assert_int_equal(run(f, (orc_http_request){.method = "DELETE"}), ORC_OK);
  assert_null(server_header(last(f), "Content-Length"));
}

static void a_head_has_no_body(void **state) {
  fixture *f = *state;
  server_play(f->server, (server_answer){
      .raw = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"});
  orc_http *http = start(f, (orc_http_request){.method = "HEAD"});
  assert_int_equal(drive_http(f->engine, http, &f->err), ORC_OK);
  assert_int_equal(orc_http_body(http).len, 0);
  assert_string_equal(last(f)->method, "HEAD");
  orc_http_free(http);
}

static void user_agent_as_given(void **state) {
  fixture *f = *state;
  f->net.user_agent = (char *)(uintptr_t)"nightly/2";
  assert_int_equal(run(f, (orc_http_request){.method = "GET"}), ORC_OK);
  assert_string_equal(server_header(last(f), "User-Agent"), "nightly/2");
}

static void what_cannot_be_sent_is_refused(void **state) {
  fixture *f = *state;
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
  fixture *f = *state;
  for (int i = 0; i < 5; i++) {
    assert_int_equal(run(f, (orc_http_request){.method = "GET"}), ORC_OK);
  }
  assert_int_equal(run(f, (orc_http_request){.method = "POST", .body = "{}",
                                             .body_len = 2}),
                   ORC_OK);
  assert_int_equal(server_connections(f->server), 1);
}

static void redirects_are_not_followed(void **state) {
  fixture *f = *state;
  server_play(f->server, (server_answer){
      .status = "302 Found", .headers = "Location: /elsewhere\r\n"});
  orc_http *http = start(f, (orc_http_request){.method = "GET"});
  assert_int_equal(drive_http(f->engine, http, &f->err), ORC_OK);
  assert_int_equal(orc_http_status(http), 302);
  assert_int_equal(server_count(f->server), 1);
  orc_http_free(http);
}

static void interim_answers_and_trailers_are_passed_over(void **state) {
  fixture *f = *state;
  server_play(f->server, (server_answer){
      .raw = "HTTP/1.1 103 Early Hints\r\nX-A: early\r\n\r\n"
             "HTTP/1.1 200 OK\r\nX-A: final\r\n"
             "Transfer-Encoding: chunked\r\n\r\n"
             "3\r\nabc\r\n0\r\nX-A: trailer\r\nX-B: trailer\r\n\r\n"});
  orc_http *http = start(f, (orc_http_request){.method = "GET"});
  assert_int_equal(drive_http(f->engine, http, &f->err), ORC_OK);
  assert_int_equal(orc_http_status(http), 200);
  assert_string_equal(orc_http_header(http, "X-A"), "final");
  assert_null(orc_http_header(http, "X-B"));
  assert_body(http, "abc");
  orc_http_free(http);
}

static void a_loopback_address_needs_no_proxy(void **state) {
  fixture *f = *state;
  char proxy[64];
  snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d", server_free_port());
  setenv("http_proxy", proxy, 1);
  assert_int_equal(run(f, (orc_http_request){.method = "GET"}), ORC_OK);
  unsetenv("http_proxy");
  f->net.proxy = proxy;
  assert_int_equal(run(f, (orc_http_request){.method = "GET"}), ORC_OK);
}

static const char *server_proxy(fixture *f) {
  static char proxy[64];
  snprintf(proxy, sizeof proxy, "http://joe:s3cret@127.0.0.1:%d",
           server_port(f->server));
  return proxy;
}

static void proxies_explicit_from_the_environment_and_none(void **state) {
  fixture *f = *state;
  const orc_http_request far = {.url = "http://tenant.invalid/odata"};
  f->net.proxy = (char *)(uintptr_t)server_proxy(f);
  assert_int_equal(run(f, far), ORC_OK);
  assert_string_equal(last(f)->target, "http://tenant.invalid/odata");
  assert_non_null(server_header(last(f), "Proxy-Authorization"));
  setenv("http_proxy", server_proxy(f), 1);
  f->net.proxy = NULL;
  assert_int_equal(run(f, far), ORC_OK);
  f->net.proxy = (char *)(uintptr_t)"";
  assert_int_equal(run(f, far), ORC_FAIL);
  unsetenv("http_proxy");
  assert_int_equal(f->err.kind, ORC_KIND_NETWORK);
  assert_int_equal(server_count(f->server), 2);
}

static void a_proxy_that_refuses_has_sent_nothing_on(void **state) {
  fixture *f = *state;
  f->net.proxy = (char *)(uintptr_t)server_proxy(f);
  server_play(f->server, (server_answer){
      .status = "407 Proxy Authentication Required"});
  assert_int_equal(run(f, (orc_http_request){
      .method = "POST", .url = "https://tenant.invalid/x?key=v",
      .body = "{}", .body_len = 2}), ORC_FAIL);
  assert_string_equal(last(f)->method, "CONNECT");
  assert_int_equal(f->err.kind, ORC_KIND_NETWORK);
  assert_int_equal(f->err.sent, ORC_SENT_NO);
  assert_non_null(strstr(f->err.message, "407"));
  assert_null(strstr(f->err.message, "s3cret"));
  assert_non_null(strstr(f->err.hint, "proxy"));
  assert_int_equal(f->err.status, 0);
}

/* ---- writes are sent once ---- */

/* A first exchange leaves a connection; the second's is closed unanswered. */
static void warm_up(fixture *f, server_end end) {
  assert_int_equal(run(f, (orc_http_request){.method = "GET"}), ORC_OK);
  server_play(f->server, (server_answer){.end = end});
}

static void a_post_that_is_not_answered_arrives_once(void **state) {
  fixture *f = *state;
  for (int i = 0; i < 4; i++) {
    warm_up(f, i % 2 == 0 ? SERVER_CLOSE : SERVER_RESET);
    size_t before = server_count(f->server);
    orc_err_clear(&f->err);
    assert_int_equal(run(f, (orc_http_request){
        .method = i < 2 ? "POST" : "PATCH", .body = "{\"a\":1}",
        .body_len = 7}), ORC_FAIL);
    assert_int_equal(f->err.kind, ORC_KIND_NETWORK);
    assert_int_equal(f->err.sent, ORC_SENT_UNSURE);
    assert_int_equal(server_count(f->server), before + 1);
    assert_string_equal(last(f)->body, "{\"a\":1}");
  }
}

static void a_delete_that_is_not_answered_arrives_once(void **state) {
  fixture *f = *state;
  static const char *const methods[] = {"DELETE", "POST", "PUT"};
  for (int i = 0; i < 3; i++) {
    warm_up(f, SERVER_CLOSE);
    size_t before = server_count(f->server);
    assert_int_equal(run(f, (orc_http_request){.method = methods[i]}),
                     ORC_FAIL);
    assert_int_equal(f->err.kind, ORC_KIND_NETWORK);
    assert_int_equal(f->err.sent, ORC_SENT_UNSURE);
    assert_int_equal(server_count(f->server), before + 1);
  }
}

static void a_get_on_a_closed_connection_succeeds(void **state) {
  fixture *f = *state;
  warm_up(f, SERVER_CLOSE);
  assert_int_equal(run(f, (orc_http_request){.method = "GET"}), ORC_OK);
}

/* ---- faults ---- */

static void nothing_listens(void **state) {
  fixture *f = *state;
  char url[64], host[32];
  snprintf(host, sizeof host, "127.0.0.1:%d", server_free_port());
  snprintf(url, sizeof url, "http://%s/x?secret=1", host);
  assert_int_equal(run(f, (orc_http_request){.method = "POST", .url = url,
                                             .body = "{}", .body_len = 2}),
                   ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_NETWORK);
  assert_int_equal(f->err.sent, ORC_SENT_NO);
  assert_non_null(strstr(f->err.message, "nothing listens at"));
  assert_non_null(strstr(f->err.message, host));
  assert_string_equal(f->err.method, "POST");
  assert_null(strstr(f->err.url, "secret"));
  assert_non_null(strstr(f->err.hint, "url"));
}

static void an_unknown_host(void **state) {
  fixture *f = *state;
  f->net.proxy = (char *)(uintptr_t)"";
  assert_int_equal(run(f, (orc_http_request){
      .url = "http://nosuch.invalid/"}), ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_NETWORK);
  assert_int_equal(f->err.sent, ORC_SENT_NO);
  assert_non_null(strstr(f->err.message, "nosuch.invalid"));
  assert_non_null(strstr(f->err.hint, "DNS"));
}

static void an_unknown_proxy(void **state) {
  fixture *f = *state;
  f->net.proxy = (char *)(uintptr_t)"http://noproxy.invalid:3128";
  assert_int_equal(run(f, (orc_http_request){
      .url = "http://tenant.invalid/"}), ORC_FAIL);
  assert_int_equal(f->err.sent, ORC_SENT_NO);
  assert_non_null(strstr(f->err.message, "proxy"));
  assert_non_null(strstr(f->err.hint, "proxy"));
}

/* An answer that breaks off is a failure, however it breaks off. */
static void a_cut_answer_is_no_answer(void **state) {
  fixture *f = *state;
  static const struct {
    const char *raw;
    server_end end;
    int status;
    orc_sent sent;
  } cases[] = {
      {"", SERVER_CLOSE, 0, ORC_SENT_UNSURE},
      {"", SERVER_RESET, 0, ORC_SENT_UNSURE},
      {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", SERVER_CLOSE, 200,
       ORC_SENT_YES},
      {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", SERVER_CLOSE, 200,
       ORC_SENT_YES},
      {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", SERVER_RESET, 200,
       ORC_SENT_YES},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
       SERVER_CLOSE, 200, ORC_SENT_YES},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
       SERVER_CLOSE, 200, ORC_SENT_YES},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    server_play(f->server, (server_answer){.raw = cases[i].raw,
                                           .end = cases[i].end});
    orc_http *http = start(f, (orc_http_request){
        .method = "POST", .body = "{}", .body_len = 2});
    assert_int_equal(drive_http(f->engine, http, &f->err), ORC_FAIL);
    assert_int_equal(f->err.kind, ORC_KIND_NETWORK);
    assert_int_equal(f->err.status, cases[i].status);
    assert_int_equal(f->err.sent, cases[i].sent);
    assert_true(f->err.hint[0] != '\0');
    assert_int_equal(orc_http_poll(http, &f->err), ORC_FAIL); /* stays so */
    orc_http_free(http);
  }
}

static void what_is_no_http_is_named(void **state) {
  fixture *f = *state;
  static const char *const raws[] = {
      "SSH-2.0-OpenSSH_9.2\r\n",
      "HTTP/9.9 200 OK\r\n\r\n",
  };
  for (size_t i = 0; i < sizeof raws / sizeof *raws; i++) {
    server_play(f->server, (server_answer){.raw = raws[i],
                                           .end = SERVER_CLOSE});
    assert_int_equal(run(f, (orc_http_request){.method = "GET"}), ORC_FAIL);
    assert_int_equal(f->err.kind, ORC_KIND_PROTOCOL);
    assert_non_null(strstr(f->err.message, "no HTTP answer"));
  }
}

/* ---- compression and caps ---- */

/* A zlib stream, enough for these tests: `len` times the same byte, as one
** block with fixed codes in which each 258 bytes are 13 bits. */
typedef struct packer {
  unsigned char *data;
  size_t bits;
} packer;

static void put_bits(packer *p, unsigned value, int count, bool reversed) {
  for (int i = 0; i < count; i++) {
    unsigned bit = value >> (reversed ? count - 1 - i : i) & 1;
    p->data[p->bits / 8] |= (unsigned char)(bit << p->bits % 8);
    p->bits++;
  }
}

static uint32_t adler(unsigned char byte, size_t len) {
  uint32_t a = 1, b = 0;
  for (size_t i = 0; i < len; i++) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

static void play_deflated(fixture *f, unsigned char byte, size_t runs) {
  packer p = {calloc(1, runs * 2 + 32), 0};
  put_bits(&p, 0x0178, 16, false);              /* zlib's header */
  put_bits(&p, 3, 3, false);                    /* last block, fixed codes */
  put_bits(&p, 0x30u + byte, 8, true);          /* the byte, below 144 */
  for (size_t i = 0; i < runs; i++) {
    put_bits(&p, 0xC5, 8, true);                /* length 258 … */
    put_bits(&p, 0, 5, true);                   /* … from 1 byte back */
  }
  put_bits(&p, 0, 7, true);                     /* end of block */
  size_t len = (p.bits + 7) / 8;
  uint32_t sum = adler(byte, 1 + runs * 258);
  for (int i = 0; i < 4; i++) {
    p.data[len + (size_t)i] = (unsigned char)(sum >> (24 - 8 * i));
  }
  server_play(f->server, (server_answer){
      .status = "200 OK", .headers = "Content-Encoding: deflate\r\n",
      .body = (char *)p.data, .body_len = len + 4});
  free(p.data);
}

static void answers_are_decompressed(void **state) {
  fixture *f = *state;
  play_deflated(f, 'a', 10);
  orc_http *http = start(f, (orc_http_request){.method = "GET"});
  assert_int_equal(drive_http(f->engine, http, &f->err), ORC_OK);
  orc_slice body = orc_http_body(http);
  assert_int_equal(body.len, 2581);
  for (size_t i = 0; i < body.len; i++) assert_int_equal(body.data[i], 'a');
  orc_http_free(http);
}

static void a_broken_compression_is_named(void **state) {
  fixture *f = *state;
  server_play(f->server, (server_answer){
      .status = "200 OK", .headers = "Content-Encoding: gzip\r\n",
      .body = "this was never compressed"});
  assert_int_equal(run(f, (orc_http_request){.method = "GET"}), ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_PROTOCOL);
  assert_non_null(strstr(f->err.message, "decompress"));
}

static void a_bomb_is_stopped_at_the_cap(void **state) {
  fixture *f = *state;
  play_deflated(f, 0, 50 * BIG / 258);
  orc_http *http = start(f, (orc_http_request){.max_body = 100000});
  assert_int_equal(drive_http(f->engine, http, &f->err), ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_TOO_LARGE);
  assert_true(orc_http_body(http).len <= 100000);
  assert_non_null(strstr(f->err.message, "100000"));
  assert_non_null(strstr(f->err.hint, "top"));
  orc_http_free(http);
}

static void the_cap_is_for_plain_answers_too(void **state) {
  fixture *f = *state;
  static const char *const raws[] = {
      "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n01234567890",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      "b\r\n01234567890\r\n0\r\n\r\n",
  };
  for (size_t i = 0; i < sizeof raws / sizeof *raws; i++) {
    for (size_t cap = 10; cap <= 11; cap++) {
      server_play(f->server, (server_answer){.raw = raws[i],
                                             .end = SERVER_CLOSE});
      orc_status status = run(f, (orc_http_request){.max_body = cap});
      assert_int_equal(status, cap == 11 ? ORC_OK : ORC_FAIL);
      if (status == ORC_OK) continue;
      assert_int_equal(f->err.kind, ORC_KIND_TOO_LARGE);
      assert_int_equal(f->err.status, 200);
    }
  }
}

/* Told from Content-Length, before the first byte of the body. */
static void a_large_answer_is_not_waited_for(void **state) {
  fixture *f = *state;
  server_play(f->server, (server_answer){
      .raw = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
      .hold = true, .hold_at = 1000});
  assert_int_equal(run(f, (orc_http_request){.max_body = 1000}), ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_TOO_LARGE);
}

static void headers_have_a_cap(void **state) {
  fixture *f = *state;
  size_t line = 8000, lines = 60;
  char *headers = malloc(lines * (line + 16)), *at = headers;
  for (size_t i = 0; i < lines; i++) {
    at += sprintf(at, "X-%02zu: ", i);
    memset(at, 'y', line);
    at += line;
    at += sprintf(at, "\r\n");
  }
  server_play(f->server, (server_answer){.status = "200 OK",
                                         .headers = headers});
  free(headers);
  assert_int_equal(run(f, (orc_http_request){.method = "GET"}), ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_TOO_LARGE);
  assert_non_null(strstr(f->err.message, "headers"));
}

/* ---- while it runs ---- */

static void the_body_is_seen_while_it_arrives(void **state) {
  fixture *f = *state;
  const char *raw = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabcdef";
  server_play(f->server, (server_answer){
      .raw = raw, .hold = true, .hold_at = strlen(raw) - 3});
  orc_http *http = start(f, (orc_http_request){.method = "GET"});
  while (orc_http_body(http).len < 3) drive_once(f->engine);
  assert_int_equal(orc_http_poll(http, &f->err), ORC_AGAIN);
  assert_int_equal(orc_http_status(http), 200);
  assert_body(http, "abc");
  server_release(f->server);
  assert_int_equal(drive_http(f->engine, http, &f->err), ORC_OK);
  assert_body(http, "abcdef");
  orc_buf taken;
  orc_http_take_body(http, &taken);
  assert_int_equal(taken.len, 6);
  assert_int_equal(orc_http_body(http).len, 0);
  orc_buf_fini(&taken);
  orc_http_free(http);
}

static void cancel_is_immediate_and_closes(void **state) {
  fixture *f = *state;
  server_play(f->server, (server_answer){
      .raw = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabcdef",
      .hold = true, .hold_at = 30});
  orc_http *http = start(f, (orc_http_request){.method = "GET"});
  while (server_count(f->server) == 0) drive_once(f->engine);
  double begun = orc_clock_system.now(NULL);
  orc_http_free(http);
  assert_true(orc_clock_system.now(NULL) - begun < 1);
  server_release(f->server);
  server_wait_idle(f->server);
  /* and the engine still works */
  assert_int_equal(run(f, (orc_http_request){.method = "GET"}), ORC_OK);
}

static void cancel_while_resolving(void **state) {
  fixture *f = *state;
  f->net.proxy = (char *)(uintptr_t)"";
  orc_http *http = start(f, (orc_http_request){
      .url = "http://slow.nosuch.invalid/"});
  orc_engine_step(f->engine, &f->err);
  double begun = orc_clock_system.now(NULL);
  orc_http_free(http);
  assert_true(orc_clock_system.now(NULL) - begun < 1);
}

/* ---- TLS ---- */

static orc_status run_tls(fixture *f, server *s) {
  return run(f, (orc_http_request){.url = server_url(s, "/")});
}

static void a_certificate_must_be_trusted(void **state) {
  fixture *f = *state;
  server *s = server_start_tls(NULL);
  assert_int_equal(run_tls(f, s), ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_TLS);
  assert_int_equal(f->err.sent, ORC_SENT_NO);
  assert_non_null(strstr(f->err.hint, "`ca`"));
  assert_int_equal(server_count(s), 0);
  server_stop(s);
}

static void an_authority_as_text_or_file(void **state) {
  fixture *f = *state;
  server *s = server_start_tls(NULL), *other = server_start_tls(NULL);
  f->net.ca_text = (char *)(uintptr_t)server_ca(s);
  assert_int_equal(run_tls(f, s), ORC_OK);
  assert_int_equal(run_tls(f, other), ORC_FAIL); /* instead, not beside */
  f->net.ca_text = NULL;
  char path[] = "/tmp/orc-ca-XXXXXX";
  int fd = mkstemp(path);
  assert_int_equal(write(fd, server_ca(other), strlen(server_ca(other))),
                   strlen(server_ca(other)));
  close(fd);
  f->net.ca_file = path;
  assert_int_equal(run_tls(f, other), ORC_OK);
  assert_int_equal(run_tls(f, s), ORC_FAIL);
  unlink(path);
  server_stop(s);
  server_stop(other);
}

static void insecure_takes_any_certificate(void **state) {
  fixture *f = *state;
  server *s = server_start_tls("elsewhere.invalid");
  f->net.insecure = true;
  assert_int_equal(run_tls(f, s), ORC_OK);
  server_stop(s);
}

static void a_certificate_must_be_for_the_name(void **state) {
  fixture *f = *state;
  server *s = server_start_tls("elsewhere.invalid");
  f->net.ca_text = (char *)(uintptr_t)server_ca(s);
  assert_int_equal(run_tls(f, s), ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_TLS);
  assert_non_null(strstr(f->err.hint, "host name"));
  server_stop(s);
}

static void certificates_that_cannot_be_read(void **state) {
  fixture *f = *state;
  server *s = server_start_tls(NULL);
  f->net.ca_file = (char *)(uintptr_t)"/nonexistent/ca.pem";
  assert_int_equal(run_tls(f, s), ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_CONFIG);
  assert_non_null(strstr(f->err.hint, "`ca`"));
  f->net.ca_file = NULL;
  f->net.ca_text = (char *)(uintptr_t)"no PEM at all";
  assert_int_equal(run_tls(f, s), ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_CONFIG);
  f->net.ca_text = (char *)(uintptr_t)server_ca(s);
  f->net.client_cert = (char *)(uintptr_t)"/nonexistent/me.pem";
  assert_int_equal(run_tls(f, s), ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_CONFIG);
  assert_non_null(strstr(f->err.hint, "client_cert"));
  server_stop(s);
}

static void a_server_without_tls_is_named(void **state) {
  fixture *f = *state;
  char url[64];
  snprintf(url, sizeof url, "https://127.0.0.1:%d/", server_port(f->server));
  server_play(f->server, (server_answer){.raw = "HTTP/1.1 400 Bad\r\n\r\n"});
  /* the server waits for the end of a head that a ClientHello may not have */
  orc_http *http = start(f, (orc_http_request){.url = url});
  while (server_connections(f->server) == 0) drive_once(f->engine);
  orc_http_free(http);
  server *s = server_start_tls(NULL);
  snprintf(url, sizeof url, "http://127.0.0.1:%d/", server_port(s));
  assert_int_equal(run(f, (orc_http_request){.url = url}), ORC_FAIL);
  assert_true(f->err.kind == ORC_KIND_PROTOCOL ||
              f->err.kind == ORC_KIND_NETWORK);
  server_stop(s);
}

/* The server goes away on a TLS connection that is kept: our next write and
** our goodbye must not raise SIGPIPE, which would end this test. */
static void no_signal_from_a_connection_that_went(void **state) {
  fixture *f = *state;
  assert_int_equal(signal(SIGPIPE, SIG_DFL) != SIG_ERR, 1);
  server *s = server_start_tls(NULL);
  f->net.ca_text = (char *)(uintptr_t)server_ca(s);
  for (int i = 0; i < 6; i++) {
    server_play(s, (server_answer){.status = "200 OK", .body = "x"});
    server_play(s, (server_answer){.end = i % 2 == 0 ? SERVER_RESET
                                                     : SERVER_CLOSE});
    assert_int_equal(run_tls(f, s), ORC_OK);
    run(f, (orc_http_request){.method = "POST", .url = server_url(s, "/"),
                              .body = "{}", .body_len = 2});
  }
  assert_int_equal(run_tls(f, s), ORC_OK);
  server_stop(s);
}

/* ---- HTTP/2 ---- */

static server *start_h2(fixture *f) {
  server *s = server_start_h2();
  f->net.ca_text = (char *)(uintptr_t)server_ca(s);
  return s;
}

static void http2_requests_share_a_connection(void **state) {
  fixture *f = *state;
  server *s = start_h2(f);
  server_play(s, (server_answer){.status = "200 OK", .body = "first",
                                 .h2 = H2_LATER});
  server_play(s, (server_answer){.status = "404 No", .body = "second"});
  orc_http *a = start(f, (orc_http_request){.url = server_url(s, "/a")});
  orc_http *b = start(f, (orc_http_request){.url = server_url(s, "/b")});
  assert_int_equal(drive_http(f->engine, a, &f->err), ORC_OK);
  assert_int_equal(drive_http(f->engine, b, &f->err), ORC_OK);
  assert_int_equal(orc_http_status(a) + orc_http_status(b), 604);
  assert_string_equal(orc_http_header(a, "content-type"),
                      "application/json");
  assert_int_equal(server_connections(s), 1);
  orc_http_free(a);
  orc_http_free(b);
  server_stop(s);
}

static orc_status run_h2(fixture *f, server *s, const char *method,
                         const char *body) {
  return run(f, (orc_http_request){
      .method = method, .url = server_url(s, "/"), .body = body,
      .body_len = body != NULL ? strlen(body) : 0});
}

static void an_http2_write_arrives_once(void **state) {
  fixture *f = *state;
  static const h2_fate fates[] = {H2_CLOSE, H2_BREAK, H2_GOAWAY, H2_REFUSE};
  server *s = start_h2(f);
  for (size_t i = 0; i < sizeof fates / sizeof *fates; i++) {
    for (int bare = 0; bare < 2; bare++) {
      assert_int_equal(run_h2(f, s, "GET", NULL), ORC_OK);
      server_play(s, (server_answer){.status = "200 OK", .h2 = fates[i]});
      size_t before = server_count(s);
      orc_err_clear(&f->err);
      orc_status status =
          run_h2(f, s, bare ? "DELETE" : "POST", bare ? NULL : "{\"a\":1}");
      /* REFUSED_STREAM says that it was not processed: libcurl may know */
      if (fates[i] == H2_REFUSE && status == ORC_OK) continue;
      assert_int_equal(status, ORC_FAIL);
      assert_int_equal(f->err.kind, ORC_KIND_NETWORK);
      assert_int_equal(f->err.sent, ORC_SENT_UNSURE);
      assert_int_equal(server_count(s), before + 1);
    }
  }
  server_stop(s);
}

static void an_http2_body_is_whole(void **state) {
  fixture *f = *state;
  server *s = start_h2(f);
  char body[3000];
  memset(body, 'x', sizeof body);
  body[sizeof body - 1] = '\0';
  for (int i = 0; i < 3; i++) {
    assert_int_equal(run_h2(f, s, "PUT", body), ORC_OK);
    assert_string_equal(server_at(s, (size_t)i)->body, body);
  }
  assert_int_equal(server_connections(s), 1);
  server_stop(s);
}

/* ---- memory ---- */

static orc_status run_tight(fixture *f, const orc_mem *mem) {
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
  fixture *f = *state;
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
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
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
      TEST(a_post_that_is_not_answered_arrives_once),
      TEST(a_delete_that_is_not_answered_arrives_once),
      TEST(a_get_on_a_closed_connection_succeeds),
      TEST(nothing_listens),
      TEST(an_unknown_host),
      TEST(an_unknown_proxy),
      TEST(a_cut_answer_is_no_answer),
      TEST(what_is_no_http_is_named),
      TEST(answers_are_decompressed),
      TEST(a_broken_compression_is_named),
      TEST(a_bomb_is_stopped_at_the_cap),
      TEST(the_cap_is_for_plain_answers_too),
      TEST(a_large_answer_is_not_waited_for),
      TEST(headers_have_a_cap),
      TEST(the_body_is_seen_while_it_arrives),
      TEST(cancel_is_immediate_and_closes),
      TEST(cancel_while_resolving),
      TEST(a_certificate_must_be_trusted),
      TEST(an_authority_as_text_or_file),
      TEST(insecure_takes_any_certificate),
      TEST(a_certificate_must_be_for_the_name),
      TEST(certificates_that_cannot_be_read),
      TEST(a_server_without_tls_is_named),
      TEST(no_signal_from_a_connection_that_went),
      TEST(http2_requests_share_a_connection),
      TEST(an_http2_write_arrives_once),
      TEST(an_http2_body_is_whole),
      TEST(without_memory_it_fails_cleanly),
  };
  return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
