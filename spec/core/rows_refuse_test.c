/* What the row scanner refuses: an envelope read strictly, each fault named
** with its place; never an end that is none. */
#include "support/page_text.h"

#include "support/failing_mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include <string.h>

static void a_body_cut_off_anywhere_is_a_failure_with_its_place(void **state) {
  (void)state;
  for (size_t i = 0; i < PAGES; i++) {
    size_t whole = strlen(page_texts[i][0]);
    while (strchr(" \n", page_texts[i][0][whole - 1]) != NULL) whole--;
    for (size_t len = 0; len < whole; len++) {
      page_outcome o = page_read(page_texts[i][0], len, 0, 7);
      assert_int_equal(o.status, ORC_FAIL);
      assert_int_equal(o.err.kind, ORC_KIND_PROTOCOL);
      char expected[64];
      bool empty = strspn(page_texts[i][0], " \r\n") >= len;
      snprintf(expected, sizeof expected, "the answer is %s (at byte %zu)",
               empty ? "empty" : "cut off", len + 1);
      assert_string_equal(o.err.message, expected);
      assert_int_equal(o.err.retryable, !empty);
      orc_buf_fini(&o.out);
    }
  }
}

static void what_is_wrong_is_named_with_its_place(void **state) {
  (void)state;
#define NOT_JSON "the answer is not valid JSON: "
  static const char *const cases[][2] = {
      {"<!DOCTYPE html><html></html>",
       " the answer is HTML or XML, not JSON (at byte 1)"},
      {"  <?xml?>", " the answer is HTML or XML, not JSON (at byte 3)"},
      {"Service Unavailable",
       " " NOT_JSON "expected '{' or '[' (at byte 1)"},
      {"\xEF\xBB\xBF[]", " " NOT_JSON "expected '{' or '[' (at byte 1)"},
      {"5", " " NOT_JSON "expected '{' or '[' (at byte 1)"},
      {"null", " " NOT_JSON "expected '{' or '[' (at byte 1)"},
      {"{}", " the answer holds no array of rows (at byte 2)"},
      {"{\"message\":\"no\",\"errorCode\":5}",
       " the answer holds no array of rows (at byte 30)"},
      {"{\"value\":5}", " the answer holds no array of rows (at byte 11)"},
      {"{\"value\":{\"value\":[1]}}",
       " the answer holds no array of rows (at byte 23)"},
      {"{\"value\":[1],\"value\":[2]}",
       "1| the answer has rows in two members (at byte 22)"},
      {"{\"value\":[1],\"items\":[2]}",
       "1| the answer has rows in two members (at byte 22)"},
      {"{\"value\":[1]}x", "1| " NOT_JSON
       "more text behind the value (at byte 14)"},
      {"[1],[2]", "1| " NOT_JSON "more text behind the value (at byte 4)"},
      {"[1,]", "1| " NOT_JSON "expected a row (at byte 4)"},
      {"[,1]", " " NOT_JSON "expected a row or ']' (at byte 2)"},
      {"[1 2]", "1| " NOT_JSON "expected ',' or ']' (at byte 4)"},
      {"[{}{}]", "{}| " NOT_JSON "expected ',' or ']' (at byte 4)"},
      {"[{}}", "{}| " NOT_JSON "expected ',' or ']' (at byte 4)"},
      {"{\"value\":[1]]", "1| " NOT_JSON
       "expected ',' or '}' (at byte 13)"},
      {"{,\"value\":[]}", " " NOT_JSON "expected a member's name (at byte 2)"},
      {"{\"value\":[],}", " " NOT_JSON
       "expected a member's name (at byte 13)"},
      {"{value:[]}", " " NOT_JSON "expected a member's name (at byte 2)"},
      {"{\"value\" []}", " " NOT_JSON "expected ':' (at byte 10)"},
      {"{\"value\":}", " " NOT_JSON "expected a value (at byte 10)"},
      {"{\"a\":tru,\"value\":[]}", " " NOT_JSON
       "unexpected end (at byte 9)"},
      {"{\"a\":[1,],\"value\":[]}", " " NOT_JSON
       "expected a value (at byte 9)"},
      {"{\"a\":\"\\x\",\"value\":[]}", " " NOT_JSON
       "invalid escape (at byte 7)"},
      {"{\"a\x01\":1,\"value\":[]}", " " NOT_JSON
       "control character in a string (at byte 4)"},
      {"{\"\xFF\":1,\"value\":[]}", " " NOT_JSON "invalid UTF-8 (at byte 3)"},
      {"{\"a\":{\"b\":1]},\"value\":[]}", " " NOT_JSON
       "expected ',' or '}' (at byte 12)"},
      {"{\"@odata.count\":\"5\",\"value\":[]}",
       " the answer's count is not a whole number (at byte 17)"},
      {"{\"Count\":1.5,\"value\":[]}",
       " the answer's count is not a whole number (at byte 10)"},
      {"{\"totalCount\":-1,\"value\":[]}",
       " the answer's count is not a whole number (at byte 15)"},
      {"{\"@odata.nextLink\":7,\"value\":[]}",
       " the link or token of the next page is not a string (at byte 20)"},
      {"{\"continuationToken\":[],\"value\":[]}",
       " the link or token of the next page is not a string (at byte 22)"},
      {"{\"@odata.nextLink\":\"a\\u0000b\",\"value\":[]}",
       " the link or token of the next page holds a NUL (at byte 20)"},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    size_t len = strlen(cases[i][0]);
    for (size_t step = 1; step <= len; step++) {
      page_outcome o = page_read(cases[i][0], len, step == len ? len : 0, step);
      assert_string_equal(o.out.data, cases[i][1]);
      assert_int_equal(o.err.kind, ORC_KIND_PROTOCOL);
      assert_false(o.err.retryable);
      orc_buf_fini(&o.out);
    }
  }
}

/* A bracket too few makes the scan run into the rows behind it: that is a
** fault of the row, not a body that is cut off. */
static void a_row_that_never_ends_is_told_from_a_cut(void **state) {
  (void)state;
  const char *text = "[{\"a\":[[1},{\"a\":2},{\"a\":3},{\"a\":\"end\"}]";
  page_outcome o = page_read(text, strlen(text), 0, 5);
  assert_string_equal(o.err.message, "the answer is not valid JSON: expected "
                                     "',' or ']' (at byte 10)");
  assert_false(o.err.retryable);
  orc_buf_fini(&o.out);
}

static void end_and_failure_are_for_good(void **state) {
  (void)state;
  orc_rows rows;
  page_rows_init(&rows, &orc_mem_libc);
  orc_slice row;
  orc_err first, second;
  orc_err_clear(&first);
  orc_err_clear(&second);
  assert_int_equal(orc_rows_next(&rows, "<a>", 3, false, &row, &first),
                   ORC_FAIL);
  assert_int_equal(orc_rows_next(&rows, "[]", 2, true, &row, &second),
                   ORC_FAIL);
  assert_string_equal(first.message, second.message);
  assert_non_null(strstr(first.hint, "proxy"));
  assert_int_equal(orc_rows_next(&rows, "[]", 2, true, &row, NULL), ORC_FAIL);
  orc_rows_fini(&rows);
  page_rows_init(&rows, &orc_mem_libc);
  assert_int_equal(orc_rows_next(&rows, "[]", 2, true, &row, NULL), ORC_END);
  assert_int_equal(orc_rows_next(&rows, "[]x", 3, true, &row, NULL), ORC_END);
  orc_rows_fini(&rows);
}

static void without_memory_it_fails_and_loses_nothing(void **state) {
  (void)state;
  const char *text = "{\"@odata.nextLink\":\"a\",\"@odata.nextLink\":\"bb\","
                     "\"continuationToken\":\"c\",\"value\":[1]}";
  for (size_t left = 0;; left++) {
    failing_mem m;
    failing_mem_init(&m, left);
    orc_rows rows;
    page_rows_init(&rows, &m.mem);
    orc_slice row;
    orc_err err;
    orc_err_clear(&err);
    orc_status status =
        orc_rows_next(&rows, text, strlen(text), true, &row, &err);
    if (status == ORC_FAIL) assert_int_equal(err.kind, ORC_KIND_MEMORY);
    if (status == ORC_OK) assert_string_equal(rows.next_link, "bb");
    orc_rows_fini(&rows);
    assert_int_equal(m.blocks, 0);
    assert_false(m.wrong);
    if (status == ORC_OK) {
      assert_true(left >= 3);
      break;
    }
  }
}

/* An empty buffer has no bytes and no place. */
static void a_body_that_is_nowhere_is_empty(void **state) {
  (void)state;
  orc_rows rows;
  orc_rows_init(&rows, &orc_mem_libc, orc_rows_members);
  orc_slice row;
  orc_err err;
  orc_err_clear(&err);
  assert_int_equal(orc_rows_next(&rows, NULL, 0, false, &row, &err),
                   ORC_AGAIN);
  assert_int_equal(orc_rows_next(&rows, NULL, 0, true, &row, &err), ORC_FAIL);
  assert_non_null(strstr(err.message, "empty"));
  orc_rows_fini(&rows);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      PAGE_TEST(a_body_cut_off_anywhere_is_a_failure_with_its_place),
      PAGE_TEST(what_is_wrong_is_named_with_its_place),
      PAGE_TEST(a_row_that_never_ends_is_told_from_a_cut),
      PAGE_TEST(end_and_failure_are_for_good),
      PAGE_TEST(without_memory_it_fails_and_loses_nothing),
      cmocka_unit_test(a_body_that_is_nowhere_is_empty),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
