/* The row scanner: the same rows however the page arrives, each as soon as it
** has ended. */
#include "support/page_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static void a_page_split_anywhere_gives_the_same_rows(void **state) {
  (void)state;
  for (size_t i = 0; i < PAGES; i++) {
    size_t len = strlen(page_texts[i][0]);
    for (size_t first = 0; first <= len; first++) {
      page_outcome o = page_read(page_texts[i][0], len, first, len);
      assert_string_equal(o.out.data, page_texts[i][1]);
      orc_buf_fini(&o.out);
    }
    for (size_t step = 1; step < 70; step++) {
      page_outcome o = page_read(page_texts[i][0], len, 0, step);
      assert_string_equal(o.out.data, page_texts[i][1]);
      orc_buf_fini(&o.out);
    }
  }
}

/* Rows whose quotes, backslashes and brackets fall on every place of the
** scanner's blocks. */
static size_t make_page(char *text, size_t pad, size_t slashes) {
  char *p = stpcpy(text, "{\"value\":[");
  for (int row = 0; row < 4; row++) {
    p = stpcpy(p, row > 0 ? ",{\"k\":\"" : "{\"k\":\"");
    memset(p, '{', pad);
    p += pad;
    memset(p, '\\', slashes * 2);
    p = stpcpy(p + slashes * 2, "\\\"}],");
    memset(p, '\\', slashes * 2);
    p = stpcpy(p + slashes * 2, "\",\"n\":[[1],{\"a\":\"]\"}]}");
  }
  return (size_t)(stpcpy(p, "],\"Count\":4}") - text);
}

static void quotes_and_backslashes_may_fall_anywhere(void **state) {
  (void)state;
  char text[4000];
  for (size_t pad = 0; pad < 130; pad++) {
    for (size_t slashes = 0; slashes < 3; slashes++) {
      size_t len = make_page(text, pad, slashes);
      page_outcome whole = page_read(text, len, len, 1);
      assert_int_equal(whole.status, ORC_END);
      page_outcome bytes = page_read(text, len, 0, 1);
      page_outcome steps = page_read(text, len, pad, 63 + pad % 3);
      assert_string_equal(whole.out.data, bytes.out.data);
      assert_string_equal(whole.out.data, steps.out.data);
      assert_int_equal(whole.out.len,
                       4 * ((len - strlen("{\"value\":[,,,],\"Count\":4}")) / 4
                            + 1) + strlen(" end count=4"));
      orc_buf_fini(&whole.out);
      orc_buf_fini(&bytes.out);
      orc_buf_fini(&steps.out);
    }
  }
  char slashes[200]; /* a string of nothing but escaped backslashes */
  for (size_t pairs = 0; pairs < 90; pairs++) {
    char *p = stpcpy(slashes, "[[\"");
    memset(p, '\\', pairs * 2);
    size_t len = (size_t)(stpcpy(p + pairs * 2, "\"]]") - slashes);
    page_outcome o = page_read(slashes, len, len / 2, 5);
    assert_int_equal(o.status, ORC_END);
    assert_int_equal(o.out.len, len - 2 + strlen("| end"));
    orc_buf_fini(&o.out);
  }
}

static void a_row_comes_as_soon_as_its_last_byte_has(void **state) {
  (void)state;
  const char *text = "{\"Count\":2,\"value\":[{\"a\":\"}\"} , [1,\"]\"],\"s\","
                     "12,null]}";
  static const char *const ends[] = {"\"}\"}", "\"]\"]", "\"s\"", "12,",
                                     "null]"};
  orc_rows rows;
  page_rows_init(&rows, &orc_mem_libc);
  size_t found = 0, len = strlen(text);
  for (size_t have = 0; have <= len; have++) {
    char *copy = page_copy(text, have);
    orc_slice row;
    while (orc_rows_next(&rows, copy, have, false, &row, NULL) == ORC_OK) {
      const char *end = strstr(text, ends[found]);
      assert_int_equal(have, (size_t)(end - text) + strlen(ends[found]));
      found++;
      assert_int_equal(rows.rows, found);
    }
    free(copy);
  }
  assert_int_equal(found, 5);
  assert_int_equal(rows.count, 2);
  orc_rows_fini(&rows);
}

/* What has been scanned of a row is never looked at again: it is overwritten
** here, and each byte is offered many times. */
static void nothing_is_scanned_twice(void **state) {
  (void)state;
  enum { LONG = 200000 };
  char *text = malloc(LONG);
  assert_non_null(text);
  memset(text, 'x', LONG);
  memcpy(text, "[{\"a\":\"", 7);
  for (size_t i = 7; i + 10 < LONG; i += 10) memcpy(text + i, "\\\"\\\\", 4);
  memcpy(text + LONG - 3, "\"}]", 3);
  orc_rows rows;
  page_rows_init(&rows, &orc_mem_libc);
  orc_slice row;
  for (size_t have = 1; have < LONG - 1; have++) {
    assert_int_equal(orc_rows_next(&rows, text, have, false, &row, NULL),
                     ORC_AGAIN);
    if (have > 2) text[have - 1] = '"'; /* behind the scan */
  }
  assert_int_equal(orc_rows_next(&rows, text, LONG, true, &row, NULL),
                   ORC_OK);
  assert_int_equal(row.len, LONG - 2);
  assert_int_equal(orc_rows_next(&rows, text, LONG, true, &row, NULL),
                   ORC_END);
  orc_rows_fini(&rows);
  free(text);
}

static void the_members_that_hold_rows_can_be_chosen(void **state) {
  (void)state;
  static const char *const mine[] = {"Rows", NULL};
  orc_rows rows;
  orc_rows_init(&rows, &orc_mem_libc, mine);
  rows.strict = page_strict;
  orc_slice row;
  const char *text = "{\"value\":[1],\"Rows\":[2]}";
  assert_int_equal(orc_rows_next(&rows, text, strlen(text), true, &row, NULL),
                   ORC_OK);
  assert_memory_equal(row.data, "2", row.len);
  assert_int_equal(orc_rows_next(&rows, text, strlen(text), true, &row, NULL),
                   ORC_END);
  orc_rows_fini(&rows);
}

static void a_reader_that_finds_the_ends_gets_the_same_rows(void **state) {
  (void)state;
  for (size_t i = 0; i < PAGES; i++) {
    page_outcome o = page_peek(page_texts[i][0], strlen(page_texts[i][0]));
    assert_string_equal(o.out.data, page_texts[i][1]);
    orc_buf_fini(&o.out);
  }
}

static void what_is_known_of_a_row(void **state) {
  (void)state;
  static const struct {
    const char *text;
    orc_rows_known known[3];
  } cases[] = {
      {"[{\"a\":[1,\"x y\"]},[],{}]",
       {ORC_ROWS_COMPACT, ORC_ROWS_COMPACT, ORC_ROWS_COMPACT}},
      {"[ { \"a\":1} , [1\n],{\"a\":1,\t\"b\":[]}]",
       {ORC_ROWS_JSON, ORC_ROWS_JSON, ORC_ROWS_JSON}},
      {"[{\"a\":01},{\"a\":1},{\"a\":\"\xFF\"}]",
       {ORC_ROWS_UNKNOWN, ORC_ROWS_COMPACT, ORC_ROWS_UNKNOWN}},
      {"[1,\"a\",null]",
       {ORC_ROWS_UNKNOWN, ORC_ROWS_UNKNOWN, ORC_ROWS_UNKNOWN}},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    const char *text = cases[i].text;
    for (int mode = 0; mode < 2; mode++) {
      orc_rows rows;
      orc_rows_init(&rows, &orc_mem_libc, orc_rows_members);
      rows.strict = mode == 1;
      for (size_t row = 0; row < 3; row++) {
        orc_slice slice;
        assert_int_equal(orc_rows_next(&rows, text, strlen(text), true,
                                       &slice, NULL), ORC_OK);
        assert_int_equal(rows.known, mode == 1 ? cases[i].known[row]
                                               : ORC_ROWS_UNKNOWN);
      }
      orc_rows_fini(&rows);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      PAGE_TEST(a_page_split_anywhere_gives_the_same_rows),
      PAGE_TEST(quotes_and_backslashes_may_fall_anywhere),
      PAGE_TEST(a_row_comes_as_soon_as_its_last_byte_has),
      PAGE_TEST(nothing_is_scanned_twice),
      PAGE_TEST(the_members_that_hold_rows_can_be_chosen),
      PAGE_TEST(a_reader_that_finds_the_ends_gets_the_same_rows),
      cmocka_unit_test(what_is_known_of_a_row),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
