/*
** The way "key": a probe at first, and strict afterwards.
*/
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "support/walk.h"

static void refused_at_first_means_skip(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 9, 4);
  w.list.refuse_orderby = true;
  walk_all(&w);
  assert_true(walk_is(&w, 1, 9));
  assert_string_equal(orc_pager_strategy(w.pager), "skip");
  assert_string_equal(walk_query(&w, 1), "?$top=4");
  assert_string_equal(walk_query(&w, 2), "?$top=4&$skip=3");
  walk_fini(&w);
}

static void a_filter_by_key_refused_means_skip(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 9, 4);
  w.list.refuse_filter = true;
  walk_all(&w);
  assert_true(walk_is(&w, 1, 9));
  assert_string_equal(walk_query(&w, 2), "?$orderby=Id%20asc&$top=4&$skip=3");
  walk_fini(&w);
}

static void what_the_user_asked_wrongly_is_an_error(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 9, 4);
  w.list.fault_at = 0;
  w.list.fault_more = 1;
  w.list.fault_status = "400 Bad Request";
  w.list.fault_headers = "Content-Type: application/json\r\n";
  w.list.fault_body = "{\"message\":\"No property Nmae\",\"errorCode\":1000,"
                      "\"traceId\":\"t-9\"}";
  walk_fails(&w, ORC_KIND_INVALID);
  assert_int_equal(w.err.status, 400);
  assert_int_equal(w.err.code, 1000);
  assert_non_null(strstr(w.err.message, "No property Nmae"));
  assert_int_equal(walk_requests(&w), 2);
  orc_slice row;
  w.err.status = 0;
  assert_int_equal(walk_next(&w, &row), ORC_FAIL); /* and it stays there */
  assert_int_equal(w.err.status, 400);
  assert_int_equal(walk_requests(&w), 2);
  walk_fini(&w);
}

static void an_unordered_first_page_means_skip(void **state) {
  (void)state;
  static const list_keys keys[] = {LIST_INTEGERS, LIST_ZERO, LIST_NONE,
                                   LIST_NAMES};
  for (int i = 0; i < 4; i++) { /* names are no usable keys unless quoted */
    walk w;
    walk_init(&w, 9, 4);
    w.list.keys = keys[i];
    w.list.shuffled = keys[i] == LIST_INTEGERS;
    walk_all(&w);
    assert_int_equal(w.count, 9);
    int64_t sum = 0;
    for (size_t n = 0; n < w.count; n++) sum += w.numbers[n];
    assert_int_equal(sum, 45);
    assert_string_equal(orc_pager_strategy(w.pager), "skip");
    /* In the order in which the first page came. */
    assert_string_equal(walk_query(&w, 1),
                        "?$orderby=Id%20asc&$top=4&$skip=3");
    walk_fini(&w);
  }
}

static void a_filter_by_key_ignored_means_skip(void **state) {
  (void)state;
  static const list_keys keys[] = {LIST_INTEGERS, LIST_GUIDS};
  for (int i = 0; i < 2; i++) {
    for (int descending = 0; descending < 2; descending++) {
      walk w;
      walk_init(&w, 9, 4);
      w.list.keys = keys[i];
      w.list.no_filter = true;
      w.spec.descending = descending != 0;
      walk_all(&w);
      if (descending) assert_true(walk_is(&w, 9, 1));
      else assert_true(walk_is(&w, 1, 9));
      assert_string_equal(orc_pager_strategy(w.pager), "skip");
      walk_fini(&w);
    }
  }
}

static void a_key_that_goes_backwards_later_is_an_error(void **state) {
  (void)state;
  for (int64_t at = 5; at <= 12; at++) {
    walk w;
    walk_init(&w, 12, 4);
    w.list.backward = at;
    assert_int_equal(walk_run(&w), at == 5 ? ORC_END : ORC_FAIL);
    if (at > 5) { /* at 5 it looks like a filter that is ignored */
      assert_true(walk_is(&w, 1, at - 1));
      assert_int_equal(w.err.kind, ORC_KIND_PROTOCOL);
      assert_non_null(strstr(w.err.message, "Id 1 after"));
    }
    walk_fini(&w);
  }
}

static void a_row_without_its_key_later_is_an_error(void **state) {
  (void)state;
  for (int64_t at = 6; at <= 12; at++) {
    walk w;
    walk_init(&w, 12, 4);
    w.list.without_key = at;
    assert_int_equal(walk_run(&w), ORC_FAIL);
    assert_true(walk_is(&w, 1, at - 1));
    assert_int_equal(w.err.kind, ORC_KIND_PROTOCOL);
    assert_non_null(strstr(w.err.message, "no usable Id"));
    walk_fini(&w);
  }
}

static void key_passes_over_rows_once(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 9, 3);
  w.spec.skip = 2;
  w.spec.count = true;
  walk_all(&w);
  assert_true(walk_is(&w, 3, 9));
  assert_string_equal(walk_query(&w, 0),
                      "?$orderby=Id%20asc&$top=3&$skip=2&$count=true");
  assert_string_equal(walk_query(&w, 1),
                      "?$filter=Id%20gt%205&$orderby=Id%20asc&$top=3");
  walk_fini(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(refused_at_first_means_skip),
      cmocka_unit_test(a_filter_by_key_refused_means_skip),
      cmocka_unit_test(what_the_user_asked_wrongly_is_an_error),
      cmocka_unit_test(an_unordered_first_page_means_skip),
      cmocka_unit_test(a_filter_by_key_ignored_means_skip),
      cmocka_unit_test(a_key_that_goes_backwards_later_is_an_error),
      cmocka_unit_test(a_row_without_its_key_later_is_an_error),
      cmocka_unit_test(key_passes_over_rows_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
