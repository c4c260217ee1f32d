/*
** Several pages at once: in order, bounded, and asked again where the server
** gave less than it was asked for.
*/
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "support/walk.h"

static void begin(walk *w, int64_t rows, int64_t page) {
  walk_init(w, rows, page);
  w->spec.paging = ORC_PAGING_SKIP;
  w->spec.flight = 4;
  w->spec.eager = true;
}

static void rows_are_in_order(void **state) {
  (void)state;
  for (int64_t rows = 0; rows < 60; rows += 7) {
    for (int64_t page = 1; page < 12; page += 2) {
      for (int count = 0; count < 2; count++) {
        walk w;
        begin(&w, rows, page);
        w.spec.count = count == 1;
        walk_all(&w);
        assert_true(rows == 0 ? w.count == 0 : walk_is(&w, 1, rows));
        walk_fini(&w);
      }
    }
  }
}

/* The first answer is held back: what was asked meanwhile was foreseen. */
static void pages_are_asked_before_the_first_has_come(void **state) {
  (void)state;
  walk w;
  begin(&w, 100, 10);
  w.list.hold = true;
  w.list.fault_at = 0;
  w.list.cut_rows = 3;
  walk_begin(&w);
  orc_slice row;
  for (int i = 0; i < 3; i++) assert_int_equal(walk_next(&w, &row), ORC_OK);
  assert_string_equal(server_at(w.server, 3)->method, "GET");
  assert_in_range(walk_requests(&w), 4, 8);
  server_release(w.server);
  walk_ends(&w, 1, 100);
}

/* Those behind the first one have come and wait: the server has nothing to do,
** so that others are asked for, up to twice as many in all. */
static void pages_that_have_come_make_room(void **state) {
  (void)state;
  walk w;
  begin(&w, 200, 10);
  w.spec.eager = false; /* so that the first answer is the first page's */
  w.spec.count = true;
  w.list.hold = true;
  w.list.fault_at = 0;
  w.list.cut_rows = 3;
  walk_begin(&w);
  orc_slice row;
  for (int i = 0; i < 3; i++) assert_int_equal(walk_next(&w, &row), ORC_OK);
  while (walk_requests(&w) < 8) {
    assert_int_equal(orc_pager_next(w.pager, -1, &row, &w.err), ORC_AGAIN);
    drive_once(w.engine);
  }
  for (int i = 0; i < 20; i++) {
    assert_int_equal(orc_pager_next(w.pager, -1, &row, &w.err), ORC_AGAIN);
    assert_int_equal(orc_engine_step(w.engine, &w.err), ORC_OK);
  }
  assert_int_equal(walk_requests(&w), 8);
  server_release(w.server);
  walk_ends(&w, 1, 200);
}

static void nothing_is_asked_ahead_of_a_first_page_unless_eager(void **state) {
  (void)state;
  walk w;
  begin(&w, 5, 10);
  w.spec.eager = false;
  w.spec.count = true;
  walk_all(&w);
  assert_int_equal(walk_requests(&w), 1);
  walk_fini(&w);
}

static void the_count_bounds_what_is_asked_ahead(void **state) {
  (void)state;
  walk w;
  begin(&w, 28, 10); /* 10 and then 9 new ones a page */
  w.spec.eager = false;
  w.spec.count = true;
  walk_all(&w);
  assert_true(walk_is(&w, 1, 28));
  assert_true(walk_requests(&w) <= 4);
  walk_fini(&w);
}

static void a_cap_nobody_mentioned_loses_nothing(void **state) {
  (void)state;
  for (int64_t cap = 1; cap < 9; cap++) {
    walk w;
    begin(&w, 50, cap);
    w.spec.page = 10;
    walk_ends(&w, 1, 50);
  }
}

static void top_and_skip_hold(void **state) {
  (void)state;
  for (int64_t top = 1; top < 40; top += 3) {
    walk w;
    begin(&w, 60, 6);
    w.spec.top = top;
    w.spec.skip = 7;
    walk_ends(&w, 8, 7 + top);
  }
}

static void a_page_that_breaks_or_fails_loses_nothing(void **state) {
  (void)state;
  for (int64_t at = 0; at < 6; at++) {
    for (int kind = 0; kind < 2; kind++) {
      walk w;
      begin(&w, 60, 10);
      w.list.fault_at = at;
      w.list.cut_rows = 4;
      w.list.fault_status = kind == 0 ? NULL : "503 Service Unavailable";
      walk_ends(&w, 1, 60);
    }
  }
}

/* Pages of 4 MB, and the first ones are foreseen before that is known. One is
** held back until others wait behind it. */
static void bytes_that_wait_are_bounded(void **state) {
  (void)state;
  for (int held = 0; held < 2; held++) {
    walk w;
    begin(&w, 400, 20);
    w.list.pad = 200000;
    w.spec.flight = 16;
    w.spec.eager = held == 0;
    w.list.hold = true;
    w.list.fault_at = held;
    w.list.cut_rows = 3;
    walk_begin(&w);
    orc_slice row;
    for (int i = 0; i < 3 + 19 * held; i++) {
      assert_int_equal(walk_next(&w, &row), ORC_OK);
    }
    for (int i = 0; held && i < 5000 && w.mem.live < (size_t)10 << 20; i++) {
      assert_int_equal(orc_pager_next(w.pager, -1, &row, &w.err), ORC_AGAIN);
      drive_once(w.engine);
    }
    if (held) assert_true(w.mem.live >= (size_t)10 << 20); /* several */
    server_release(w.server);
    walk_all(&w);
    assert_true(walk_is(&w, 1, 400));
    assert_true(w.mem.peak < (size_t)30 << 20); /* and the page in hand */
    walk_fini(&w);
  }
}

static void the_end_of_what_skip_reaches_is_not_passed(void **state) {
  (void)state;
  walk w;
  begin(&w, 100, 10);
  w.spec.window = 50;
  walk_fails(&w, ORC_KIND_PROTOCOL);
  assert_non_null(strstr(w.err.message, "skip reach 50 rows only"));
  assert_true(walk_is(&w, 1, 50));
  for (size_t i = 0; i < walk_requests(&w); i++) {
    long long top = 0, skip = 0;
    const char *at = strstr(walk_query(&w, i), "top=");
    if (at != NULL) sscanf(at, "top=%lld", &top);
    at = strstr(walk_query(&w, i), "skip=");
    if (at != NULL) sscanf(at, "skip=%lld", &skip);
    assert_true(top + skip <= 50);
  }
  walk_fini(&w);
}

static void a_cursor_goes_on_behind_the_last_row(void **state) {
  (void)state;
  for (int paging = ORC_PAGING_SKIP; paging <= ORC_PAGING_KEY; paging++) {
    for (int stop = 0; stop < 25; stop++) {
      walk w;
      begin(&w, 25, 4);
      w.spec.paging = (orc_paging)paging;
      w.spec.settle = stop % 2 == 1;
      walk_begin(&w);
      orc_slice row;
      for (int i = 0; i < stop; i++) {
        assert_int_equal(walk_next(&w, &row), ORC_OK);
      }
      orc_buf cursor;
      orc_buf_init(&cursor, &orc_mem_libc, 1000);
      assert_int_equal(orc_pager_cursor(w.pager, &cursor, &w.err), ORC_OK);
      orc_pager_free(w.pager);
      w.spec.cursor = orc_buf_cstr(&cursor);
      w.pager = orc_pager_new(w.client, &w.spec, &w.err);
      assert_non_null(w.pager);
      walk_all(&w);
      assert_true(walk_is(&w, 1, 25));
      orc_buf_fini(&cursor);
      walk_fini(&w);
    }
  }
}

static void a_cursor_of_another_walk_is_refused(void **state) {
  (void)state;
  static const char *const cursors[] = {"x", "k", "k1", "k1.", "k1.5x", "t3.1",
                                        "s-1.0", "s1", "t9.1", "k1.5:3"};
  for (size_t i = 0; i < sizeof cursors / sizeof *cursors; i++) {
    walk w;
    walk_init(&w, 5, 2);
    w.spec.cursor = cursors[i];
    walk_fails(&w, ORC_KIND_ARGUMENT);
    walk_fini(&w);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_are_in_order),
      cmocka_unit_test(pages_are_asked_before_the_first_has_come),
      cmocka_unit_test(pages_that_have_come_make_room),
      cmocka_unit_test(nothing_is_asked_ahead_of_a_first_page_unless_eager),
      cmocka_unit_test(the_count_bounds_what_is_asked_ahead),
      cmocka_unit_test(a_cap_nobody_mentioned_loses_nothing),
      cmocka_unit_test(top_and_skip_hold),
      cmocka_unit_test(a_page_that_breaks_or_fails_loses_nothing),
      cmocka_unit_test(bytes_that_wait_are_bounded),
      cmocka_unit_test(the_end_of_what_skip_reaches_is_not_passed),
      cmocka_unit_test(a_cursor_goes_on_behind_the_last_row),
      cmocka_unit_test(a_cursor_of_another_walk_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
