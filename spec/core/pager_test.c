/*
** What a walk asks for, and where it ends: on real HTTP, with a list that
** misbehaves in every way known (as in the other pager tests).
*/
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "support/walk.h"

/* ---- what is asked ---- */

static void key_asks_for_what_lies_behind_the_last_key(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 5, 2);
  w.spec.filter = "Name eq 'a & b'";
  w.spec.fixed = "$select=Id,No&$expand=Robot";
  walk_all(&w);
  assert_true(walk_is(&w, 1, 5));
  assert_string_equal(walk_query(&w, 0),
                      "?$select=Id,No&$expand=Robot"
                      "&$filter=Name%20eq%20'a%20%26%20b'"
                      "&$orderby=Id%20asc&$top=2");
  assert_string_equal(walk_query(&w, 1),
                      "?$select=Id,No&$expand=Robot"
                      "&$filter=(Name%20eq%20'a%20%26%20b')%20and%20"
                      "Id%20gt%202&$orderby=Id%20asc&$top=2");
  assert_int_equal(walk_requests(&w), 4); /* the last one finds nothing */
  assert_string_equal(orc_pager_strategy(w.pager), "key");
  assert_int_equal(orc_pager_pages(w.pager), 4);
  assert_int_equal(orc_pager_rows(w.pager), 5);
  assert_int_equal(orc_pager_count(w.pager), -1);
  walk_fini(&w);
}

static void key_walks_downwards_too(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 7, 3);
  w.spec.descending = true;
  walk_all(&w);
  assert_true(walk_is(&w, 7, 1));
  assert_string_equal(walk_query(&w, 1),
                      "?$filter=Id%20lt%205&$orderby=Id%20desc&$top=3");
  walk_fini(&w);
}

static void keys_may_be_guids_or_text(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 7, 3);
  w.list.keys = LIST_GUIDS;
  walk_all(&w);
  assert_true(walk_is(&w, 1, 7));
  assert_string_equal(walk_query(&w, 1),
                      "?$filter=Id%20gt%20daa66d13-0000-4000-8000-"
                      "000000000003&$orderby=Id%20asc&$top=3");
  walk_fini(&w);

  walk_init(&w, 7, 3);
  w.list.keys = LIST_NAMES;
  w.spec.key_quoted = true;
  walk_all(&w);
  assert_true(walk_is(&w, 1, 7));
  assert_string_equal(walk_query(&w, 1),
                      "?$filter=Id%20gt%20'it''s-3'&$orderby=Id%20asc&$top=3");
  walk_fini(&w);
}

static void skip_goes_on_at_the_rows_received(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 5, 2);
  w.spec.paging = ORC_PAGING_SKIP;
  w.spec.orderby = "Name desc";
  walk_all(&w);
  assert_true(walk_is(&w, 1, 5));
  assert_string_equal(walk_query(&w, 0), "?$orderby=Name%20desc&$top=2");
  assert_string_equal(walk_query(&w, 1),
                      "?$orderby=Name%20desc&$top=2&$skip=1");
  assert_int_equal(walk_requests(&w), 6);
  walk_fini(&w);
}

static void one_is_sent_as_it_was_written(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 4000, 1000);
  w.spec.paging = ORC_PAGING_ONE;
  w.spec.page = 1000;
  w.spec.top = 1000;
  w.spec.skip = 2000;
  w.spec.count = true;
  walk_all(&w);
  assert_true(walk_is(&w, 2001, 3000));
  assert_int_equal(walk_requests(&w), 1);
  assert_string_equal(walk_query(&w, 0), "?$top=1000&$skip=2000");
  assert_string_equal(orc_pager_strategy(w.pager), "one");
  walk_fini(&w);
}

static void one_that_came_short_goes_on_as_skip(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 30, 4); /* a cap that nobody mentioned */
  w.spec.paging = ORC_PAGING_ONE;
  w.spec.page = 1000;
  w.spec.top = 10;
  w.spec.skip = 5;
  walk_all(&w);
  assert_true(walk_is(&w, 6, 15));
  assert_string_equal(walk_query(&w, 0), "?$top=10&$skip=5");
  assert_string_equal(walk_query(&w, 1), "?$top=7&$skip=8");
  assert_string_equal(walk_query(&w, 2), "?$top=4&$skip=11");
  assert_int_equal(walk_requests(&w), 3);
  assert_string_equal(orc_pager_strategy(w.pager), "skip");
  walk_fini(&w);
}

static void one_without_a_top_is_not_cut_short_either(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 9, 4);
  w.spec.paging = ORC_PAGING_ONE;
  walk_all(&w);
  assert_true(walk_is(&w, 1, 9));
  assert_string_equal(walk_query(&w, 0), "");
  walk_fini(&w);
}

static void single_sends_no_options_of_ours(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 9, 100);
  w.list.bare = true;
  w.spec.single = true;
  w.spec.fixed = "a=b";
  w.spec.top = 4;
  w.spec.skip = 2;
  walk_all(&w);
  assert_true(walk_is(&w, 3, 6));
  assert_int_equal(walk_requests(&w), 1);
  assert_string_equal(walk_query(&w, 0), "?a=b");
  walk_fini(&w);
}

static void options_can_go_without_a_dollar(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 5, 2);
  w.spec.paging = ORC_PAGING_SKIP;
  w.spec.dollar = false;
  w.spec.count = true; /* always there, never asked for */
  w.list.always_count = true;
  walk_all(&w);
  assert_true(walk_is(&w, 1, 5));
  assert_string_equal(walk_query(&w, 1), "?top=2&skip=1");
  assert_int_equal(walk_requests(&w), 5);
  walk_fini(&w);
}

static void headers_go_with_every_request(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 3, 2);
  const char *headers[] = {"X-UIPATH-OrganizationUnitId: 7", NULL};
  w.spec.headers = headers;
  walk_all(&w);
  for (size_t i = 0; i < walk_requests(&w); i++) {
    const server_request *request = server_at(w.server, i);
    assert_string_equal(server_header(request, "X-UIPATH-OrganizationUnitId"),
                        "7");
    assert_string_equal(server_header(request, "Authorization"),
                        "Bearer the-token");
  }
  walk_fini(&w);
}

static void a_spec_that_cannot_be_is_refused(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 3, 2);
  w.spec.key = NULL;
  walk_begin(&w);
  assert_null(w.pager);
  assert_int_equal(w.err.kind, ORC_KIND_ARGUMENT);
  w.spec.key = "Id";
  w.spec.url = "http://127.0.0.1/Things?a=b";
  assert_null(orc_pager_new(w.client, &w.spec, &w.err));
  assert_int_equal(w.err.kind, ORC_KIND_ARGUMENT);
  walk_fini(&w);
}

/* ---- where it ends ---- */

static void nothing_is_sent_for_no_rows(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 9, 4);
  w.spec.top = 0;
  walk_all(&w);
  assert_int_equal(w.count, 0);
  assert_int_equal(walk_requests(&w), 0);
  walk_fini(&w);
}

static void no_more_rows_than_wanted(void **state) {
  (void)state;
  static const orc_paging pagings[] = {ORC_PAGING_KEY, ORC_PAGING_SKIP,
                                       ORC_PAGING_ONE};
  for (int i = 0; i < 3; i++) {
    for (int no_top = 0; no_top < 2; no_top++) {
      walk w;
      walk_init(&w, 100, 4);
      w.spec.paging = pagings[i];
      w.spec.top = 10;
      w.list.no_top = no_top != 0; /* sends more than it was asked for */
      walk_all(&w);
      assert_true(walk_is(&w, 1, 10));
      assert_int_equal(walk_requests(&w), 3);
      walk_fini(&w);
    }
  }
}

static void the_last_page_asks_for_the_rest_only(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 100, 4);
  w.spec.top = 10;
  walk_all(&w);
  assert_string_equal(walk_query(&w, 2),
                      "?$filter=Id%20gt%208&$orderby=Id%20asc&$top=2");
  walk_fini(&w);
}

static void an_empty_list_takes_one_request(void **state) {
  (void)state;
  for (int paging = ORC_PAGING_SKIP; paging <= ORC_PAGING_ONE; paging++) {
    walk w;
    walk_init(&w, 0, 4);
    w.spec.paging = (orc_paging)paging;
    walk_all(&w);
    assert_int_equal(walk_requests(&w), 1);
    walk_fini(&w);
  }
}

static void a_count_saves_the_request_that_finds_nothing(void **state) {
  (void)state;
  for (int last = 0; last < 2; last++) {
    walk w;
    walk_init(&w, 3, 4);
    w.spec.count = true;
    w.list.count_last = last != 0;
    walk_all(&w);
    assert_true(walk_is(&w, 1, 3));
    assert_int_equal(walk_requests(&w), 1);
    assert_string_equal(walk_query(&w, 0),
                        "?$orderby=Id%20asc&$top=4&$count=true");
    assert_int_equal(orc_pager_count(w.pager), 3);
    walk_fini(&w);

    walk_init(&w, 11, 4);
    w.spec.paging = ORC_PAGING_SKIP;
    w.spec.count = true;
    w.list.count_last = last != 0;
    walk_all(&w);
    assert_true(walk_is(&w, 1, 11));
    assert_int_equal(walk_requests(&w), 4); /* pages share a row */
    walk_fini(&w);
  }
}

static void a_short_page_alone_ends_nothing(void **state) {
  (void)state;
  for (int paging = ORC_PAGING_SKIP; paging <= ORC_PAGING_KEY; paging++) {
    walk w;
    walk_init(&w, 23, 5); /* caps what is asked for, without a word */
    w.spec.paging = (orc_paging)paging;
    w.spec.page = 1000;
    walk_ends(&w, 1, 23);
  }
}

static void a_count_that_lies_cuts_nothing(void **state) {
  (void)state;
  for (int paging = ORC_PAGING_SKIP; paging <= ORC_PAGING_KEY; paging++) {
    for (int64_t lie = 0; lie <= 12; lie++) {
      walk w;
      walk_init(&w, 12, 4);
      w.spec.paging = (orc_paging)paging;
      w.spec.count = true;
      w.list.count_lie = lie;
      walk_ends(&w, 1, 12);
    }
  }
}

static void a_count_too_large_is_an_error_at_the_end(void **state) {
  (void)state;
  for (int paging = ORC_PAGING_SKIP; paging <= ORC_PAGING_KEY; paging++) {
    walk w;
    walk_init(&w, 12, 4);
    w.spec.paging = (orc_paging)paging;
    w.spec.count = true;
    w.list.count_lie = 20;
    assert_int_equal(walk_run(&w), ORC_FAIL);
    assert_true(walk_is(&w, 1, 12));
    assert_int_equal(w.err.kind, ORC_KIND_PROTOCOL);
    assert_non_null(strstr(w.err.message, "sends none after row 12"));
    assert_string_equal(w.err.method, "GET");
    assert_string_equal(w.err.url, server_url(w.server, "/Things"));
    walk_fini(&w);
  }
}

static void an_empty_page_in_the_middle_is_asked_for_again(void **state) {
  (void)state;
  for (int paging = ORC_PAGING_SKIP; paging <= ORC_PAGING_KEY; paging++) {
    for (int64_t at = 0; at < 4; at++) {
      walk w;
      walk_init(&w, 12, 4);
      w.spec.paging = (orc_paging)paging;
      w.spec.count = true;
      w.list.empty_at = at;
      walk_ends(&w, 1, 12);
    }
  }
}

/* Nobody counted at first. Behind a short page the next is asked for with a
** count of what is left; an empty one without is asked for again. */
static void an_empty_page_is_not_believed_without_a_count(void **state) {
  (void)state;
  for (int64_t rows = 48; rows <= 51; rows++) {
    for (int64_t at = 1; at < 6; at++) {
      walk w;
      walk_init(&w, rows, 10);
      w.list.empty_at = at;
      walk_ends(&w, 1, rows);
    }
  }
}

static void the_end_takes_no_more_requests_for_that(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 23, 10);
  walk_all(&w);
  assert_int_equal(walk_requests(&w), 4);
  assert_string_equal(walk_query(&w, 3), "?$filter=Id%20gt%2023&"
                      "$orderby=Id%20asc&$top=10&$count=true");
  walk_fini(&w);
}

static void rows_deleted_meanwhile_are_no_fault_of_the_key(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 12, 4);
  w.spec.count = true;
  walk_begin(&w);
  orc_slice row;
  assert_int_equal(walk_next(&w, &row), ORC_OK);
  while (walk_requests(&w) < 2) assert_int_equal(walk_next(&w, &row), ORC_OK);
  w.list.rows = 8; /* before the third request */
  walk_ends(&w, 1, 8);
}

static void it_stays_at_its_end(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 3, 4);
  walk_all(&w);
  size_t requests = walk_requests(&w);
  orc_slice row;
  assert_int_equal(walk_next(&w, &row), ORC_END);
  assert_int_equal(walk_next(&w, &row), ORC_END);
  assert_int_equal(walk_requests(&w), requests);
  walk_fini(&w);
}

static void pages_may_be_larger_than_asked_for(void **state) {
  (void)state;
  for (int paging = ORC_PAGING_SKIP; paging <= ORC_PAGING_KEY; paging++) {
    walk w;
    walk_init(&w, 50, 7);
    w.list.no_top = true;
    w.spec.paging = (orc_paging)paging;
    w.spec.page = 3;
    walk_ends(&w, 1, 50);
  }
}

static void a_page_may_be_larger_than_the_queue(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 20000, 10000);
  walk_all(&w);
  assert_true(walk_is(&w, 1, 20000));
  assert_int_equal(walk_requests(&w), 4); /* the empty page is asked twice */
  walk_fini(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(key_asks_for_what_lies_behind_the_last_key),
      cmocka_unit_test(key_walks_downwards_too),
      cmocka_unit_test(keys_may_be_guids_or_text),
      cmocka_unit_test(skip_goes_on_at_the_rows_received),
      cmocka_unit_test(one_is_sent_as_it_was_written),
      cmocka_unit_test(one_that_came_short_goes_on_as_skip),
      cmocka_unit_test(one_without_a_top_is_not_cut_short_either),
      cmocka_unit_test(single_sends_no_options_of_ours),
      cmocka_unit_test(options_can_go_without_a_dollar),
      cmocka_unit_test(headers_go_with_every_request),
      cmocka_unit_test(a_spec_that_cannot_be_is_refused),
      cmocka_unit_test(nothing_is_sent_for_no_rows),
      cmocka_unit_test(no_more_rows_than_wanted),
      cmocka_unit_test(the_last_page_asks_for_the_rest_only),
      cmocka_unit_test(an_empty_list_takes_one_request),
      cmocka_unit_test(a_count_saves_the_request_that_finds_nothing),
      cmocka_unit_test(a_short_page_alone_ends_nothing),
      cmocka_unit_test(a_count_that_lies_cuts_nothing),
      cmocka_unit_test(a_count_too_large_is_an_error_at_the_end),
      cmocka_unit_test(an_empty_page_in_the_middle_is_asked_for_again),
      cmocka_unit_test(an_empty_page_is_not_believed_without_a_count),
      cmocka_unit_test(the_end_takes_no_more_requests_for_that),
      cmocka_unit_test(rows_deleted_meanwhile_are_no_fault_of_the_key),
      cmocka_unit_test(it_stays_at_its_end),
      cmocka_unit_test(pages_may_be_larger_than_asked_for),
      cmocka_unit_test(a_page_may_be_larger_than_the_queue),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
