/* redirect: what a browser, and what is none, does to the listener. */

#include "digest.h"
#include "redirect.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static orc_redirect *open_one(void) {
  orc_err err;
  orc_err_clear(&err);
  orc_redirect *r = orc_redirect_open(&orc_mem_libc, 0, "/cb", &err);
  assert_non_null(r);
  return r;
}

static int browser(const orc_redirect *r) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in at = {.sin_family = AF_INET,
                           .sin_port = htons((uint16_t)orc_redirect_port(r)),
                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct timeval limit = {.tv_sec = 10};
  assert_true(fd >= 0);
  assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
  assert_int_equal(
      setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit), 0);
  return fd;
}

static void say(int fd, const char *text) {
  size_t len = strlen(text);
  assert_int_equal(send(fd, text, len, MSG_NOSIGNAL), len);
}

/* Looks, up to 10 s in all, until something is not ORC_AGAIN. */
static orc_status await(orc_redirect *r, int input, orc_slice *query) {
  orc_err err;
  orc_err_clear(&err);
  orc_status status = ORC_AGAIN;
  for (int i = 0; i < 100 && status == ORC_AGAIN; i++) {
    status = orc_redirect_wait(r, 0.1, input, query, &err);
  }
  return status;
}

static void test_query_at_every_split(void **state) {
  (void)state;
  const char *request = "GET /cb?code=a&state=b HTTP/1.1\r\nHost: x\r\n\r\n";
  char first[128];
  for (size_t cut = 1; cut < strlen(request); cut++) {
    orc_redirect *r = open_one();
    orc_slice query = {NULL, 0};
    orc_err err;
    int fd = browser(r);
    memcpy(first, request, cut);
    first[cut] = '\0';
    say(fd, first);
    for (int i = 0; i < 3; i++) {
      assert_int_equal(orc_redirect_wait(r, 0.001, -1, &query, &err),
                       ORC_AGAIN);
    }
    say(fd, request + cut);
    assert_int_equal(await(r, -1, &query), ORC_OK);
    assert_int_equal(query.len, strlen("code=a&state=b"));
    assert_memory_equal(query.data, "code=a&state=b", query.len);
    close(fd);
    orc_redirect_close(r);
  }
}

static void test_answer_reaches_the_browser(void **state) {
  (void)state;
  orc_redirect *r = open_one();
  orc_slice query;
  int fd = browser(r);
  say(fd, "GET /cb HTTP/1.1\r\n\r\n");
  assert_int_equal(await(r, -1, &query), ORC_OK);
  assert_int_equal(query.len, 0);
  orc_redirect_answer(r, 200, "page", 4);
  orc_redirect_answer(r, 200, "again", 5); /* nobody is there any more */
  char answer[1024] = {0};
  assert_true(recv(fd, answer, sizeof answer - 1, MSG_WAITALL) > 0);
  assert_non_null(strstr(answer, "HTTP/1.1 200 OK\r\n"));
  assert_non_null(strstr(answer, "\r\n\r\npage"));
  close(fd);
  orc_redirect_close(r);
}

static void test_crowd_holds_nobody_up(void **state) {
  (void)state;
  orc_redirect *r = open_one();
  orc_slice query;
  orc_err err;
  int idle[3 * ORC_REDIRECT_CONNECTIONS];
  size_t count = sizeof idle / sizeof *idle;
  for (size_t i = 0; i < count; i++) {
    idle[i] = browser(r);
    orc_redirect_wait(r, 0.01, -1, &query, &err);
  }
  int fd = browser(r);
  say(fd, "GET /cb?x HTTP/1.1\r\n\r\n");
  assert_int_equal(await(r, -1, &query), ORC_OK);
  for (size_t i = 0; i < count; i++) close(idle[i]);
  close(fd);
  orc_redirect_close(r);
}

static void test_input_is_told_of(void **state) {
  (void)state;
  orc_redirect *r = open_one();
  orc_slice query;
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  assert_int_equal(write(ends[1], "x", 1), 1);
  assert_int_equal(await(r, ends[0], &query), ORC_END);
  close(ends[0]);
  close(ends[1]);
  orc_redirect_close(r);
}

static void test_port_that_is_taken(void **state) {
  (void)state;
  orc_redirect *r = open_one();
  orc_err err;
  orc_err_clear(&err);
  assert_null(orc_redirect_open(&orc_mem_libc, orc_redirect_port(r), "/",
                                &err));
  assert_int_equal(err.kind, ORC_KIND_CONFIG);
  assert_null(orc_redirect_open(&orc_mem_libc, 0, "no-slash", &err));
  orc_redirect_close(r);
  orc_redirect_close(NULL);
}

static void test_digest(void **state) {
  (void)state;
  static const unsigned char abc[ORC_SHA256_SIZE] = {
      0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40,
      0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17,
      0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};
  unsigned char digest[ORC_SHA256_SIZE];
  assert_true(orc_sha256("abc", 3, digest));
  assert_memory_equal(digest, abc, sizeof abc);
  unsigned char one[32] = {0}, other[32] = {0};
  assert_true(orc_random_bytes(one, sizeof one));
  assert_true(orc_random_bytes(other, sizeof other));
  assert_memory_not_equal(one, other, sizeof one);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_query_at_every_split),
      cmocka_unit_test(test_answer_reaches_the_browser),
      cmocka_unit_test(test_crowd_holds_nobody_up),
      cmocka_unit_test(test_input_is_told_of),
      cmocka_unit_test(test_port_that_is_taken),
      cmocka_unit_test(test_digest),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
