/*
** Answers that are no pages, and memory.
*/
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "support/walk.h"

/* ---- answers that are none ---- */

static void no_page_at_all_is_an_error(void **state) {
  (void)state;
  static const struct {
    const char *headers, *body;
  } answers[] = {
      {"Content-Type: text/html\r\n", "<html>sign in</html>"},
      {"Content-Type: application/json\r\n", "<html>sign in</html>"},
      {"Content-Type: application/json\r\n", "{\"Name\":\"no list\"}"},
      {"Content-Type: application/json\r\n", "{\"value\":[{\"Id\":1} 2]}"},
      {"Content-Type: application/json\r\n", ""},
      {"Content-Type: text/plain\r\n", "hello"},
  };
  for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
    walk w;
    walk_init(&w, 10, 4);
    w.list.fault_at = 0;
    w.list.fault_status = "200 OK";
    w.list.fault_headers = answers[i].headers;
    w.list.fault_body = answers[i].body;
    walk_fails(&w, ORC_KIND_PROTOCOL);
    assert_string_equal(w.err.url, server_url(w.server, "/Things"));
    assert_int_equal(w.err.status, 200);
    assert_int_equal(walk_requests(&w), 1);
    assert_null(strstr(w.err.message, "sign in"));
    walk_fini(&w);
  }
}

static void a_well_framed_page_cut_short_is_tried_twice(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 10, 4);
  w.list.fault_at = 0;
  w.list.fault_more = 1000;
  w.list.cut_rows = 0;
  w.list.cut_framed = true;
  walk_fails(&w, ORC_KIND_PROTOCOL);
  assert_non_null(strstr(w.err.message, "cut off"));
  assert_int_equal(walk_requests(&w), 2);
  walk_fini(&w);
}

static void no_content_is_a_page_without_rows(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 10, 4);
  w.list.fault_at = 0;
  w.list.fault_status = "204 No Content";
  walk_all(&w);
  assert_int_equal(w.count, 0);
  walk_fini(&w);
}

static void a_page_over_the_cap_is_an_error(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 100, 50);
  w.list.pad = 1000;
  w.max_answer = 20000;
  walk_fails(&w, ORC_KIND_TOO_LARGE);
  assert_int_equal(walk_requests(&w), 1);
  walk_fini(&w);
}

static void a_filter_that_no_server_takes_is_an_error(void **state) {
  (void)state;
  static char filter[200001];
  memset(filter, 'x', sizeof filter - 1);
  walk w;
  walk_init(&w, 10, 4);
  w.spec.filter = filter;
  walk_fails(&w, ORC_KIND_TOO_LARGE);
  assert_int_equal(walk_requests(&w), 0);
  walk_fini(&w);
}

static void a_row_of_no_use_ends_the_walk(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 10, 4);
  walk_begin(&w);
  orc_slice row;
  walk_take(&w, 2);
  assert_int_equal(orc_pager_refuse(w.pager, "invalid UTF-8", &w.err),
                   ORC_FAIL);
  assert_int_equal(w.err.kind, ORC_KIND_PROTOCOL);
  assert_non_null(strstr(w.err.message, "row 2"));
  assert_non_null(strstr(w.err.message, "invalid UTF-8"));
  assert_int_equal(walk_next(&w, &row), ORC_FAIL);
  walk_fini(&w);
}

/* ---- memory ---- */

static void freeing_it_at_any_moment_leaves_nothing(void **state) {
  (void)state;
  for (size_t rows = 0; rows < 14; rows++) {
    walk w;
    walk_init(&w, 12, 4);
    walk_begin(&w);
    orc_slice row;
    for (size_t i = 0; i < rows; i++) {
      assert_int_equal(walk_next(&w, &row), i < 12 ? ORC_OK : ORC_END);
    }
    walk_fini(&w); /* looks for memory left */
  }
}

static void memory_does_not_grow_with_rows(void **state) {
  (void)state;
  size_t most[2] = {0, 0};
  for (int i = 0; i < 2; i++) {
    walk w;
    walk_init(&w, i == 0 ? 1000 : 20000, 100);
    walk_begin(&w);
    orc_slice row;
    while (walk_next(&w, &row) == ORC_OK) {
      if (w.mem.live > most[i]) most[i] = w.mem.live;
    }
    assert_int_equal(w.count, w.list.rows);
    walk_fini(&w);
  }
  assert_true(most[1] < most[0] + most[0] / 4);
}

/* Whatever allocation fails: the rows are right as far as they came. */
static void memory_may_fail_at_every_allocation(void **state) {
  (void)state;
  bool failed = true;
  for (size_t at = 1; failed; at++) {
    walk w;
    walk_init(&w, 5, 2);
    w.spec.filter = "No gt 0";
    w.mem.fail_at = at;
    orc_status status = walk_run(&w);
    failed = status == ORC_FAIL;
    if (failed && w.err.kind != ORC_KIND_MEMORY) {
      print_error("allocation %zu: %s\n", at, w.err.message);
    }
    if (failed) assert_int_equal(w.err.kind, ORC_KIND_MEMORY);
    for (size_t i = 0; i < w.count; i++) {
      assert_int_equal(w.numbers[i], (int64_t)i + 1);
    }
    if (!failed) assert_true(walk_is(&w, 1, 5));
    walk_fini(&w);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_page_at_all_is_an_error),
      cmocka_unit_test(a_well_framed_page_cut_short_is_tried_twice),
      cmocka_unit_test(no_content_is_a_page_without_rows),
      cmocka_unit_test(a_page_over_the_cap_is_an_error),
      cmocka_unit_test(a_filter_that_no_server_takes_is_an_error),
      cmocka_unit_test(a_row_of_no_use_ends_the_walk),
      cmocka_unit_test(freeing_it_at_any_moment_leaves_nothing),
      cmocka_unit_test(memory_does_not_grow_with_rows),
      cmocka_unit_test(memory_may_fail_at_every_allocation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
