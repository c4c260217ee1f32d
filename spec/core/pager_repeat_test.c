/*
** Walks whose rows move, repeat, or are linked.
*/
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "pager_impl.h"
#include "support/walk.h"

/* ---- drift, and pages that come again ---- */

static void a_count_that_changes_is_drift(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 12, 4);
  w.spec.paging = ORC_PAGING_SKIP;
  w.spec.count = true;
  walk_begin(&w);
  orc_slice row;
  assert_int_equal(walk_next(&w, &row), ORC_OK);
  server_at(w.server, 0);
  while (walk_requests(&w) < 2) assert_int_equal(walk_next(&w, &row), ORC_OK);
  w.list.rows = 13;
  walk_fails(&w, ORC_KIND_DRIFT);
  assert_true(w.err.hint[0] != '\0');
  assert_true(walk_is(&w, 1, 7)); /* none of the page that moved */
  walk_fini(&w);
}

static void the_same_page_for_ever_is_an_error(void **state) {
  (void)state;
  static const list_keys keys[] = {LIST_INTEGERS, LIST_GUIDS, LIST_NONE,
                                   LIST_EQUAL};
  for (int paging = ORC_PAGING_SKIP; paging <= ORC_PAGING_ONE; paging++) {
    for (int k = 0; k < 4; k++) {
      for (int count = 0; count < 3; count++) {
        walk w;
        walk_init(&w, 20, 20);
        w.list.keys = keys[k];
        w.list.no_skip = w.list.no_filter = w.list.no_top = true;
        w.list.no_count = count == 0;
        w.spec.count = count == 2;
        w.spec.paging = (orc_paging)paging;
        w.spec.page = 10;
        orc_status status = walk_run(&w);
        if (status == ORC_FAIL) {
          bool moved = strstr(w.err.message, "is another now") != NULL;
          if (moved) assert_int_equal(w.err.kind, ORC_KIND_DRIFT);
          else assert_non_null(strstr(w.err.message, "same rows again"));
        }
        if (w.list.keys == LIST_EQUAL) assert_int_equal(w.count, 20);
        else assert_true(walk_is(&w, 1, 20)); /* none of them twice */
        walk_fini(&w);
      }
    }
  }
}

static void a_beginning_that_comes_again_is_seen_too(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 90, 40);
  w.list.no_skip = true;
  w.spec.paging = ORC_PAGING_SKIP;
  w.spec.top = 75; /* 40, then the first 36 of them */
  w.spec.page = 40;
  walk_fails(&w, ORC_KIND_PROTOCOL);
  assert_true(walk_is(&w, 1, 40));
  walk_fini(&w);
}

static void rows_that_are_all_equal_keep_their_number(void **state) {
  (void)state;
  for (int last = 0; last < 2; last++) {
    for (int64_t page = 1; page <= 150; page += 149) {
      walk w;
      walk_init(&w, page * 5 / 2 + 1, page);
      w.list.keys = LIST_EQUAL;
      w.list.count_last = last != 0;
      w.spec.paging = ORC_PAGING_SKIP;
      walk_all(&w);
      assert_int_equal(w.count, w.list.rows);
      walk_fini(&w);
    }
  }
}

/* ---- nextLink ---- */

static void a_next_link_is_followed(void **state) {
  (void)state;
  for (int paging = ORC_PAGING_SKIP; paging <= ORC_PAGING_ONE; paging++) {
    walk w;
    walk_init(&w, 10, 100);
    w.list.links = 3;
    w.spec.paging = (orc_paging)paging;
    walk_all(&w);
    assert_true(walk_is(&w, 1, 10));
    assert_int_equal(walk_requests(&w), 4);
    assert_string_equal(walk_query(&w, 1), "?$skip=3");
    assert_string_equal(orc_pager_strategy(w.pager), "link");
    walk_fini(&w);
  }
}

static void links_end_at_the_rows_wanted(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 10, 100);
  w.list.links = 3;
  w.spec.top = 5;
  walk_all(&w);
  assert_true(walk_is(&w, 1, 5));
  assert_int_equal(walk_requests(&w), 2);
  walk_fini(&w);
}

static void a_link_elsewhere_is_not_followed(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 10, 100);
  w.list.links = 3;
  w.list.link = "http://evil.example:8080/Things?a=secret";
  assert_int_equal(walk_run(&w), ORC_FAIL);
  assert_true(walk_is(&w, 1, 3));
  assert_int_equal(w.err.kind, ORC_KIND_PROTOCOL);
  assert_non_null(strstr(w.err.message, "http://evil.example:8080"));
  assert_null(strstr(w.err.message, "secret"));
  assert_int_equal(walk_requests(&w), 1);
  walk_fini(&w);
}

static void a_link_that_cannot_be_is_an_error(void **state) {
  (void)state;
  static const char *const links[] = {"http://", "mailto:a@b", "//",
                                      "http:///x"};
  for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
    walk w;
    walk_init(&w, 10, 100);
    w.list.links = 3;
    w.list.link = links[i];
    walk_fails(&w, ORC_KIND_PROTOCOL);
    assert_non_null(strstr(w.err.message, "nextLink"));
    walk_fini(&w);
  }
}

static void the_same_link_twice_is_an_error(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 10, 100);
  w.list.links = 3;
  w.list.link = "Things?$skip=3";
  assert_int_equal(walk_run(&w), ORC_FAIL);
  assert_true(walk_is(&w, 1, 6));
  assert_int_equal(w.err.kind, ORC_KIND_PROTOCOL);
  assert_non_null(strstr(w.err.message, "same nextLink twice"));
  walk_fini(&w);
}

/* Links that go round: noticed whatever the length of the circle, and long
** walks in a straight line are not mistaken for one. */
static void a_circle_of_links_is_noticed(void **state) {
  (void)state;
  for (int round = 1; round < 300; round++) {
    for (int lead = 0; lead < 100; lead += 33) {
      orc_trail trail = {0};
      int steps = 0;
      for (bool new = true; new; steps++) {
        int at = steps < lead ? steps : lead + (steps - lead) % round;
        char link[16];
        int len = snprintf(link, sizeof link, "/x?%d", at);
        new = orc_trail_add(&trail, (orc_slice){link, (size_t)len});
      }
      int known = lead + round + 1; /* the first link that came before */
      assert_true(steps == known || round > ORC_LINKS);
      assert_true(steps <= 4 * known);
    }
  }
  orc_trail trail = {0};
  for (int i = 0; i < 100000; i++) {
    char link[16];
    int len = snprintf(link, sizeof link, "/x?%d", i);
    assert_true(orc_trail_add(&trail, (orc_slice){link, (size_t)len}));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_count_that_changes_is_drift),
      cmocka_unit_test(the_same_page_for_ever_is_an_error),
      cmocka_unit_test(a_beginning_that_comes_again_is_seen_too),
      cmocka_unit_test(rows_that_are_all_equal_keep_their_number),
      cmocka_unit_test(a_next_link_is_followed),
      cmocka_unit_test(links_end_at_the_rows_wanted),
      cmocka_unit_test(a_link_elsewhere_is_not_followed),
      cmocka_unit_test(a_link_that_cannot_be_is_an_error),
      cmocka_unit_test(the_same_link_twice_is_an_error),
      cmocka_unit_test(a_circle_of_links_is_noticed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
