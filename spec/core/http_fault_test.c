#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/http_fixture.h"

/* ---- writes are sent once ---- */

/* A first exchange leaves a connection; the second's is closed unanswered. */
static void warm_up(http_fixture *f, server_end end) {
  assert_int_equal(http_run(f, (orc_http_request){.method = "GET"}), ORC_OK);
  server_play(f->server, (server_answer){.end = end});
}

static void a_post_that_is_not_answered_arrives_once(void **state) {
  http_fixture *f = *state;
  for (int i = 0; i < 4; i++) {
    warm_up(f, i % 2 == 0 ? SERVER_CLOSE : SERVER_RESET);
    size_t before = server_count(f->server);
    orc_err_clear(&f->err);
    assert_int_equal(http_run(f, (orc_http_request){
        .method = i < 2 ? "POST" : "PATCH", .body = "{\"a\":1}",
        .body_len = 7}), ORC_FAIL);
    assert_int_equal(f->err.kind, ORC_KIND_NETWORK);
    assert_int_equal(f->err.sent, ORC_SENT_UNSURE);
    assert_int_equal(server_count(f->server), before + 1);
    assert_string_equal(http_last(f)->body, "{\"a\":1}");
  }
}

static void a_delete_that_is_not_answered_arrives_once(void **state) {
  http_fixture *f = *state;
  static const char *const methods[] = {"DELETE", "POST", "PUT"};
  for (int i = 0; i < 3; i++) {
    warm_up(f, SERVER_CLOSE);
    size_t before = server_count(f->server);
    assert_int_equal(http_run(f, (orc_http_request){.method = methods[i]}),
                     ORC_FAIL);
    assert_int_equal(f->err.kind, ORC_KIND_NETWORK);
    assert_int_equal(f->err.sent, ORC_SENT_UNSURE);
    assert_int_equal(server_count(f->server), before + 1);
  }
}

static void a_get_on_a_closed_connection_succeeds(void **state) {
  http_fixture *f = *state;
  warm_up(f, SERVER_CLOSE);
  assert_int_equal(http_run(f, (orc_http_request){.method = "GET"}), ORC_OK);
}

/* ---- faults ---- */

static void nothing_listens(void **state) {
  http_fixture *f = *state;
  char url[64], host[32];
  snprintf(host, sizeof host, "127.0.0.1:%d", server_free_port());
  snprintf(url, sizeof url, "http://%s/x?secret=1", host);
  assert_int_equal(http_run(f, (orc_http_request){.method = "POST", .url = url,
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

/* A listener that never accepts and whose queue is full drops what comes. */
static void connecting_takes_too_long(void **state) {
  http_fixture *f = *state;
  int port, full[3];
  int fd = server_full_port(&port, full);
  char url[64];
  snprintf(url, sizeof url, "http://127.0.0.1:%d/", port);
  f->net.connect_timeout = 0.1;
  assert_int_equal(http_run(f, (orc_http_request){
      .method = "POST", .url = url, .body = "{}", .body_len = 2}), ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_NETWORK);
  assert_int_equal(f->err.sent, ORC_SENT_NO);
  assert_non_null(strstr(f->err.message, "too long to connect"));
  for (int i = 0; i < 3; i++) close(full[i]);
  close(fd);
}

static void an_unknown_host(void **state) {
  http_fixture *f = *state;
  f->net.proxy = (char *)(uintptr_t)"";
  assert_int_equal(http_run(f, (orc_http_request){
      .url = "http://nosuch.invalid/"}), ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_NETWORK);
  assert_int_equal(f->err.sent, ORC_SENT_NO);
  assert_non_null(strstr(f->err.message, "nosuch.invalid"));
  assert_non_null(strstr(f->err.hint, "DNS"));
}

static void an_unknown_proxy(void **state) {
  http_fixture *f = *state;
  f->net.proxy = (char *)(uintptr_t)"http://noproxy.invalid:3128";
  assert_int_equal(http_run(f, (orc_http_request){
      .url = "http://tenant.invalid/"}), ORC_FAIL);
  assert_int_equal(f->err.sent, ORC_SENT_NO);
  assert_non_null(strstr(f->err.message, "proxy"));
  assert_non_null(strstr(f->err.hint, "proxy"));
}

/* An answer that breaks off is a failure, however it breaks off. */
static void a_cut_answer_is_no_answer(void **state) {
  http_fixture *f = *state;
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
    orc_http *http = http_begin(f, (orc_http_request){
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
  http_fixture *f = *state;
  static const char *const raws[] = {
      "SSH-2.0-OpenSSH_9.2\r\n",
      "HTTP/9.9 200 OK\r\n\r\n",
  };
  for (size_t i = 0; i < sizeof raws / sizeof *raws; i++) {
    server_play(f->server, (server_answer){.raw = raws[i],
                                           .end = SERVER_CLOSE});
    assert_int_equal(http_run(f, (orc_http_request){.method = "GET"}),
                     ORC_FAIL);
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

static void play_deflated(http_fixture *f, unsigned char byte, size_t runs) {
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
  http_fixture *f = *state;
  play_deflated(f, 'a', 10);
  orc_http *http = http_begin(f, (orc_http_request){.method = "GET"});
  assert_int_equal(drive_http(f->engine, http, &f->err), ORC_OK);
  orc_slice body = orc_http_body(http);
  assert_int_equal(body.len, 2581);
  for (size_t i = 0; i < body.len; i++) assert_int_equal(body.data[i], 'a');
  orc_http_free(http);
}

static void a_broken_compression_is_named(void **state) {
  http_fixture *f = *state;
  server_play(f->server, (server_answer){
      .status = "200 OK", .headers = "Content-Encoding: gzip\r\n",
      .body = "this was never compressed"});
  assert_int_equal(http_run(f, (orc_http_request){.method = "GET"}), ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_PROTOCOL);
  assert_non_null(strstr(f->err.message, "decompress"));
}

static void a_bomb_is_stopped_at_the_cap(void **state) {
  http_fixture *f = *state;
  play_deflated(f, 0, 50 * BIG / 258);
  orc_http *http = http_begin(f, (orc_http_request){.max_body = 100000});
  assert_int_equal(drive_http(f->engine, http, &f->err), ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_TOO_LARGE);
  assert_true(orc_http_body(http).len <= 100000);
  assert_non_null(strstr(f->err.message, "100000"));
  assert_non_null(strstr(f->err.hint, "top"));
  orc_http_free(http);
}

static void the_cap_is_for_plain_answers_too(void **state) {
  http_fixture *f = *state;
  static const char *const raws[] = {
      "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n01234567890",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      "b\r\n01234567890\r\n0\r\n\r\n",
  };
  for (size_t i = 0; i < sizeof raws / sizeof *raws; i++) {
    for (size_t cap = 10; cap <= 11; cap++) {
      server_play(f->server, (server_answer){.raw = raws[i],
                                             .end = SERVER_CLOSE});
      orc_status status = http_run(f, (orc_http_request){.max_body = cap});
      assert_int_equal(status, cap == 11 ? ORC_OK : ORC_FAIL);
      if (status == ORC_OK) continue;
      assert_int_equal(f->err.kind, ORC_KIND_TOO_LARGE);
      assert_int_equal(f->err.status, 200);
    }
  }
}

/* Told from Content-Length, before the first byte of the body. */
static void a_large_answer_is_not_waited_for(void **state) {
  http_fixture *f = *state;
  server_play(f->server, (server_answer){
      .raw = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
      .hold = true, .hold_at = 1000});
  assert_int_equal(http_run(f, (orc_http_request){.max_body = 1000}), ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_TOO_LARGE);
}

static void headers_have_a_cap(void **state) {
  http_fixture *f = *state;
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
  assert_int_equal(http_run(f, (orc_http_request){.method = "GET"}), ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_TOO_LARGE);
  assert_non_null(strstr(f->err.message, "headers"));
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, http_set_up, \
                                                       http_tear_down)
  const struct CMUnitTest tests[] = {
      TEST(a_post_that_is_not_answered_arrives_once),
      TEST(a_delete_that_is_not_answered_arrives_once),
      TEST(a_get_on_a_closed_connection_succeeds),
      TEST(nothing_listens),
      TEST(connecting_takes_too_long),
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
  };
  return cmocka_run_group_tests_name("http_fault", tests, NULL, NULL);
}
