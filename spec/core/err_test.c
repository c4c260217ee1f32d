/* What orc_err and orc_clock promise. */
#include "err.h"

#include "clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void clear_means_nothing_failed(void **state) {
  (void)state;
  orc_err err;
  memset(&err, 0xFF, sizeof err);
  orc_err_clear(&err);
  assert_int_equal(err.kind, ORC_KIND_NONE);
  assert_int_equal(err.sent, ORC_SENT_NO);
  assert_true(err.retry_after < 0);
  assert_string_equal(err.message, "");
  assert_false(err.has_code || err.retryable);
}

static void set_fills_kind_and_message_only(void **state) {
  (void)state;
  orc_err err;
  orc_err_clear(&err);
  err.status = 404;
  assert_int_equal(
      orc_err_set(&err, ORC_KIND_NOT_FOUND, "no %s %d", "folder", 7),
      ORC_FAIL);
  assert_string_equal(err.message, "no folder 7");
  assert_int_equal(err.kind, ORC_KIND_NOT_FOUND);
  assert_int_equal(err.status, 404);
  orc_err_hint(&err, "try %d", 8);
  assert_string_equal(err.hint, "try 8");
  assert_int_equal(orc_err_memory(&err), ORC_FAIL);
  assert_int_equal(err.kind, ORC_KIND_MEMORY);
  assert_int_equal(orc_err_set(NULL, ORC_KIND_AUTH, "x"), ORC_FAIL);
  orc_err_hint(NULL, "x");
  orc_err_request(NULL, "GET", "http://h");
}

/* An error is often said again with more around it. */
static void a_message_may_quote_the_one_it_replaces(void **state) {
  (void)state;
  orc_err err;
  orc_err_clear(&err);
  orc_err_set(&err, ORC_KIND_PROTOCOL, "%s", "cut off");
  orc_err_set(&err, ORC_KIND_NETWORK, "page 3: %s (really)", err.message);
  assert_string_equal(err.message, "page 3: cut off (really)");
}

static void a_long_message_ends_in_dots_between_characters(void **state) {
  (void)state;
  for (size_t ascii = 0; ascii < 3; ascii++) {
    char text[3000];
    memset(text, 'a', ascii);
    for (size_t i = ascii; i + 3 < sizeof text; i += 3) {
      memcpy(text + i, "\xE2\x82\xAC", 4);
    }
    orc_err err;
    orc_err_clear(&err);
    orc_err_set(&err, ORC_KIND_SERVER, "%s", text);
    size_t len = strlen(err.message);
    assert_in_range(len, sizeof err.message - 4, sizeof err.message - 1);
    assert_string_equal(err.message + len - 3, "...");
    assert_int_equal((len - 3 - ascii) % 3, 0);
  }
}

static void the_request_shows_neither_query_nor_password(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"https://h/a?$filter=x", "https://h/a"},
      {"https://h/a#f", "https://h/a"},
      {"https://h?x@y", "https://h"},
      {"https://user:pass@h:1/a?b", "https://h:1/a"},
      {"https://a@b@h/a@c", "https://h/a@c"},
      {"/relative@x", "/relative@x"},
      {"", ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    orc_err err;
    orc_err_clear(&err);
    orc_err_request(&err, "DELETE", cases[i][0]);
    assert_string_equal(err.url, cases[i][1]);
    assert_string_equal(err.method, "DELETE");
  }
  char longer[2000];
  memset(longer, 'x', sizeof longer - 1);
  longer[sizeof longer - 1] = '\0';
  memcpy(longer, "https://u:p@h/", 14);
  orc_err err;
  orc_err_clear(&err);
  orc_err_request(&err, "AVERYLONGMETHOD", longer);
  assert_int_equal(strlen(err.url), sizeof err.url - 1);
  assert_int_equal(strlen(err.method), sizeof err.method - 1);
  assert_memory_equal(err.url, "https://h/xxx", 13);
}

static void every_kind_has_its_own_name(void **state) {
  (void)state;
  for (int a = ORC_KIND_NONE; a <= ORC_KIND_MEMORY; a++) {
    assert_non_null(orc_kind_name((orc_kind)a));
    for (int b = ORC_KIND_NONE; b < a; b++) {
      assert_string_not_equal(orc_kind_name((orc_kind)a),
                              orc_kind_name((orc_kind)b));
    }
  }
  assert_string_equal(orc_sent_name(ORC_SENT_NO), "no");
  assert_string_equal(orc_sent_name(ORC_SENT_UNSURE), "unsure");
  assert_string_equal(orc_sent_name(ORC_SENT_YES), "yes");
}

static void a_status_has_its_kind(void **state) {
  (void)state;
  static const struct {
    int status;
    const char *kind;
  } cases[] = {
      {200, "none"},      {304, "none"},       {399, "none"},
      {400, "invalid"},   {401, "auth"},       {403, "forbidden"},
      {404, "not_found"}, {409, "conflict"},   {413, "too_large"},
      {422, "invalid"},   {429, "rate_limit"}, {500, "server"},
      {503, "server"},    {599, "server"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_string_equal(orc_kind_name(orc_kind_of_status(cases[i].status)),
                        cases[i].kind);
  }
}

static void the_clocks_run(void **state) {
  (void)state;
  const orc_clock *clock = &orc_clock_system;
  double first = clock->now(clock->ud);
  assert_true(first > 0);
  assert_true(clock->now(clock->ud) >= first);
  assert_true(clock->wall(clock->ud) > 1.6e9); /* after 2020 */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(clear_means_nothing_failed),
      cmocka_unit_test(set_fills_kind_and_message_only),
      cmocka_unit_test(a_message_may_quote_the_one_it_replaces),
      cmocka_unit_test(a_long_message_ends_in_dots_between_characters),
      cmocka_unit_test(the_request_shows_neither_query_nor_password),
      cmocka_unit_test(every_kind_has_its_own_name),
      cmocka_unit_test(a_status_has_its_kind),
      cmocka_unit_test(the_clocks_run),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
