/*
** The walk over a list's pages, on real HTTP, with a list that misbehaves in
** every way known.
*/
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "support/walk.h"

/* To the end; says why not. */
static void walk_all(walk *w) {
  orc_status status = walk_run(w);
  if (status != ORC_END) print_error("%s\n", w->err.message);
  assert_int_equal(status, ORC_END);
}

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
                      "?$orderby=Name%20desc&$top=2&$skip=2");
  assert_int_equal(walk_requests(&w), 4);
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
  assert_string_equal(walk_query(&w, 1), "?$top=6&$skip=9");
  assert_string_equal(walk_query(&w, 2), "?$top=2&$skip=13");
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
  assert_string_equal(walk_query(&w, 1), "?top=2&skip=2");
  assert_int_equal(walk_requests(&w), 3);
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
    assert_int_equal(walk_requests(&w), 3);
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
    walk_all(&w);
    assert_true(walk_is(&w, 1, 23));
    walk_fini(&w);
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
      walk_all(&w);
      assert_true(walk_is(&w, 1, 12));
      walk_fini(&w);
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
      walk_all(&w);
      assert_true(walk_is(&w, 1, 12));
      walk_fini(&w);
    }
  }
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
  walk_all(&w);
  assert_true(walk_is(&w, 1, 8));
  walk_fini(&w);
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
    walk_all(&w);
    assert_true(walk_is(&w, 1, 50));
    walk_fini(&w);
  }
}

static void a_page_may_be_larger_than_the_queue(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 20000, 10000);
  walk_all(&w);
  assert_true(walk_is(&w, 1, 20000));
  assert_int_equal(walk_requests(&w), 3);
  walk_fini(&w);
}

/* ---- key is a probe ---- */

static void refused_at_first_means_skip(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 9, 4);
  w.list.refuse_orderby = true;
  walk_all(&w);
  assert_true(walk_is(&w, 1, 9));
  assert_string_equal(orc_pager_strategy(w.pager), "skip");
  assert_string_equal(walk_query(&w, 1), "?$top=4");
  assert_string_equal(walk_query(&w, 2), "?$top=4&$skip=4");
  walk_fini(&w);
}

static void a_filter_by_key_refused_means_skip(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 9, 4);
  w.list.refuse_filter = true;
  walk_all(&w);
  assert_true(walk_is(&w, 1, 9));
  assert_string_equal(walk_query(&w, 2), "?$orderby=Id%20asc&$top=4&$skip=4");
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
  assert_int_equal(walk_run(&w), ORC_FAIL);
  assert_int_equal(w.err.kind, ORC_KIND_INVALID);
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
                        "?$orderby=Id%20asc&$top=4&$skip=4");
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
  assert_int_equal(walk_run(&w), ORC_FAIL);
  assert_int_equal(w.err.kind, ORC_KIND_DRIFT);
  assert_true(w.err.hint[0] != '\0');
  assert_true(walk_is(&w, 1, 8)); /* none of the page that moved */
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
          assert_int_equal(w.err.kind, ORC_KIND_PROTOCOL);
          assert_non_null(strstr(w.err.message, "same rows again"));
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
  walk_init(&w, 20, 8);
  w.list.no_skip = true;
  w.spec.paging = ORC_PAGING_SKIP;
  w.spec.top = 11; /* 8, then the first 3 of them */
  w.spec.page = 8;
  assert_int_equal(walk_run(&w), ORC_FAIL);
  assert_int_equal(w.err.kind, ORC_KIND_PROTOCOL);
  assert_true(walk_is(&w, 1, 8));
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
  static const char *const links[] = {"http://", "mailto:a@b", "//", "http:///x"};
  for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
    walk w;
    walk_init(&w, 10, 100);
    w.list.links = 3;
    w.list.link = links[i];
    assert_int_equal(walk_run(&w), ORC_FAIL);
    assert_int_equal(w.err.kind, ORC_KIND_PROTOCOL);
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

/* ---- as rows arrive ---- */

static void the_first_row_comes_before_its_page_ends(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 10, 5);
  w.list.fault_at = 0;
  w.list.cut_rows = 2;
  w.list.hold = true;
  walk_begin(&w);
  orc_slice row;
  assert_int_equal(walk_next(&w, &row), ORC_OK);
  assert_int_equal(walk_next(&w, &row), ORC_OK);
  assert_int_equal(orc_pager_next(w.pager, -1, &row, &w.err), ORC_AGAIN);
  assert_int_equal(walk_requests(&w), 1); /* the next is not known yet */
  server_release(w.server);
  walk_all(&w);
  assert_true(walk_is(&w, 1, 10));
  walk_fini(&w);
}

static void the_next_page_comes_while_rows_are_used(void **state) {
  (void)state;
  for (int paging = ORC_PAGING_SKIP; paging <= ORC_PAGING_KEY; paging++) {
    walk w;
    walk_init(&w, 1000, 200);
    w.spec.paging = (orc_paging)paging;
    walk_begin(&w);
    orc_slice row;
    for (int i = 0; i < 100; i++) {
      assert_int_equal(walk_next(&w, &row), ORC_OK);
    }
    server_at(w.server, 1); /* asked for ahead */
    for (int i = 0; i < 99; i++) {
      assert_int_equal(walk_next(&w, &row), ORC_OK);
    }
    assert_int_equal(walk_requests(&w), 2); /* but never two pages ahead */
    walk_all(&w);
    assert_true(walk_is(&w, 1, 1000));
    walk_fini(&w);
  }
}

/* Nobody reads the page that was asked for ahead, until the server gives up
** on it. */
static void a_loop_body_may_take_long(void **state) {
  (void)state;
  for (int64_t cut = LIST_NEVER; cut < 200; cut += 50) {
    walk w;
    walk_init(&w, 500, 200);
    w.list.pad = 1000;
    w.list.fault_at = 1;
    w.list.cut_rows = cut;
    if (cut == LIST_NEVER) w.list.fault_status = "503 Service Unavailable";
    walk_begin(&w);
    orc_slice row;
    for (int i = 0; i < 100; i++) {
      assert_int_equal(walk_next(&w, &row), ORC_OK);
    }
    server_at(w.server, 1);
    if (cut != LIST_NEVER) server_wait_idle(w.server);
    walk_all(&w);
    assert_true(walk_is(&w, 1, 500));
    walk_fini(&w);
  }
}

static void a_prefetch_that_failed_is_made_again(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 100, 50);
  w.attempts = 1; /* the call itself never repeats */
  w.list.fault_at = 1;
  w.list.fault_status = "503 Service Unavailable";
  walk_all(&w);
  assert_true(walk_is(&w, 1, 100));
  walk_fini(&w);

  walk_init(&w, 100, 50);
  w.attempts = 1;
  w.list.fault_at = 1;
  w.list.fault_more = 1; /* but once only */
  w.list.fault_status = "503 Service Unavailable";
  assert_int_equal(walk_run(&w), ORC_FAIL);
  assert_int_equal(w.err.status, 503);
  assert_true(walk_is(&w, 1, 50)); /* every row that came first */
  assert_int_equal(walk_requests(&w), 3);
  walk_fini(&w);
}

static void what_fails_ahead_is_told_in_its_turn(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 100, 50);
  w.list.fault_at = 1;
  w.list.fault_status = "403 Forbidden";
  assert_int_equal(walk_run(&w), ORC_FAIL);
  assert_int_equal(w.err.kind, ORC_KIND_FORBIDDEN);
  assert_string_equal(w.err.url, server_url(w.server, "/Things"));
  assert_true(walk_is(&w, 1, 50));
  assert_int_equal(walk_requests(&w), 2);
  walk_fini(&w);
}

/* ---- pages that break ---- */

static void break_everywhere(int paging, bool framed, list_keys keys) {
  for (int64_t page = 0; page < 3; page++) {
    for (int64_t at = 0; at < 4; at++) {
      walk w;
      walk_init(&w, 10, 4);
      w.spec.paging = (orc_paging)paging;
      w.spec.top = paging == ORC_PAGING_ONE ? 10 : -1;
      w.list.keys = keys;
      w.list.fault_at = page;
      w.list.cut_rows = at;
      w.list.cut_framed = framed;
      walk_all(&w);
      assert_true(walk_is(&w, 1, 10));
      walk_fini(&w);
    }
  }
}

static void a_page_may_break_at_every_row(void **state) {
  (void)state;
  for (int paging = ORC_PAGING_SKIP; paging <= ORC_PAGING_ONE; paging++) {
    break_everywhere(paging, false, LIST_INTEGERS);
    break_everywhere(paging, true, LIST_INTEGERS);
  }
  break_everywhere(ORC_PAGING_KEY, false, LIST_GUIDS);
  break_everywhere(ORC_PAGING_SKIP, false, LIST_NONE);
}

static void a_page_may_break_at_every_byte(void **state) {
  (void)state;
  for (int64_t short_of = 1; short_of < 90; short_of++) {
    walk w;
    walk_init(&w, 3, 2);
    w.list.fault_at = 0;
    w.list.cut_bytes = short_of;
    walk_all(&w);
    assert_true(walk_is(&w, 1, 3));
    walk_fini(&w);
  }
}

static void a_page_may_come_in_two_parts_at_every_byte(void **state) {
  (void)state;
  for (int64_t short_of = 1; short_of < 90; short_of++) {
    walk w;
    walk_init(&w, 3, 2);
    w.list.fault_at = 0;
    w.list.cut_bytes = short_of;
    w.list.hold = true;
    walk_begin(&w);
    orc_slice row;
    orc_status status;
    /* Take what there is until all that came has been seen. */
    do {
      status = orc_pager_next(w.pager, -1, &row, &w.err);
      if (status == ORC_AGAIN) drive_once(w.engine);
    } while (status == ORC_AGAIN && walk_requests(&w) == 0);
    server_release(w.server);
    orc_pager_free(w.pager);
    w.pager = orc_pager_new(w.client, &w.spec, &w.err);
    walk_all(&w);
    assert_true(walk_is(&w, 1, 3));
    walk_fini(&w);
  }
}

static void linked_pages_are_read_again_and_compared(void **state) {
  (void)state;
  for (int64_t page = 0; page < 3; page++) {
    for (int64_t at = 0; at < 3; at++) {
      walk w;
      walk_init(&w, 8, 100);
      w.list.links = 3;
      w.list.fault_at = page;
      w.list.cut_rows = at;
      w.spec.single = true;
      walk_all(&w);
      assert_true(walk_is(&w, 1, 8));
      walk_fini(&w);
    }
  }
}

static void a_page_that_changed_when_read_again_is_drift(void **state) {
  (void)state;
  for (int fewer = 0; fewer < 2; fewer++) {
    walk w;
    walk_init(&w, 6, 100);
    w.spec.single = true;
    w.list.fault_at = 0;
    w.list.cut_rows = 4;
    walk_begin(&w);
    orc_slice row;
    assert_int_equal(walk_next(&w, &row), ORC_OK);
    if (fewer) w.list.rows = 2;
    else w.list.backward = 2;
    assert_int_equal(walk_run(&w), ORC_FAIL);
    assert_int_equal(w.err.kind, ORC_KIND_DRIFT);
    assert_true(walk_is(&w, 1, 4));
    walk_fini(&w);
  }
}

static void a_page_that_always_breaks_is_an_error(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 10, 4);
  w.list.fault_at = 1;
  w.list.fault_more = 1000;
  w.list.cut_rows = 0;
  assert_int_equal(walk_run(&w), ORC_FAIL);
  assert_int_equal(w.err.kind, ORC_KIND_NETWORK);
  assert_int_equal(w.err.attempts, 5);
  assert_true(walk_is(&w, 1, 4));
  assert_int_equal(walk_requests(&w), 6);
  walk_fini(&w);
}

static void a_page_that_breaks_with_progress_goes_on(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 30, 10);
  w.list.fault_at = 0;
  w.list.fault_more = 1000;
  w.list.cut_rows = 1; /* one row each time */
  w.spec.top = 25;
  walk_all(&w);
  assert_true(walk_is(&w, 1, 25));
  walk_fini(&w);
}

static void a_deadline_ends_waiting_that_is_of_no_use(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 10, 4);
  w.list.fault_at = 0;
  w.list.fault_more = 1000;
  w.list.cut_rows = 0;
  walk_begin(&w);
  w.client->retry.base = w.client->retry.most = 3600;
  orc_slice row;
  orc_status status;
  double deadline = orc_engine_now(w.engine) + 60;
  while ((status = orc_pager_next(w.pager, deadline, &row, &w.err)) ==
         ORC_AGAIN) {
    drive_once(w.engine);
  }
  assert_int_equal(status, ORC_FAIL);
  assert_int_equal(w.err.kind, ORC_KIND_NETWORK);
  walk_fini(&w);
}

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
    assert_int_equal(walk_run(&w), ORC_FAIL);
    assert_int_equal(w.err.kind, ORC_KIND_PROTOCOL);
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
  assert_int_equal(walk_run(&w), ORC_FAIL);
  assert_int_equal(w.err.kind, ORC_KIND_PROTOCOL);
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
  assert_int_equal(walk_run(&w), ORC_FAIL);
  assert_int_equal(w.err.kind, ORC_KIND_TOO_LARGE);
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
  assert_int_equal(walk_run(&w), ORC_FAIL);
  assert_int_equal(w.err.kind, ORC_KIND_TOO_LARGE);
  assert_int_equal(walk_requests(&w), 0);
  walk_fini(&w);
}

static void a_row_of_no_use_ends_the_walk(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 10, 4);
  walk_begin(&w);
  orc_slice row;
  assert_int_equal(walk_next(&w, &row), ORC_OK);
  assert_int_equal(walk_next(&w, &row), ORC_OK);
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

#define TEST(name) cmocka_unit_test(name)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(key_asks_for_what_lies_behind_the_last_key),
      TEST(key_walks_downwards_too),
      TEST(keys_may_be_guids_or_text),
      TEST(skip_goes_on_at_the_rows_received),
      TEST(one_is_sent_as_it_was_written),
      TEST(one_that_came_short_goes_on_as_skip),
      TEST(one_without_a_top_is_not_cut_short_either),
      TEST(single_sends_no_options_of_ours),
      TEST(options_can_go_without_a_dollar),
      TEST(headers_go_with_every_request),
      TEST(a_spec_that_cannot_be_is_refused),
      TEST(nothing_is_sent_for_no_rows),
      TEST(no_more_rows_than_wanted),
      TEST(the_last_page_asks_for_the_rest_only),
      TEST(an_empty_list_takes_one_request),
      TEST(a_count_saves_the_request_that_finds_nothing),
      TEST(a_short_page_alone_ends_nothing),
      TEST(a_count_that_lies_cuts_nothing),
      TEST(a_count_too_large_is_an_error_at_the_end),
      TEST(an_empty_page_in_the_middle_is_asked_for_again),
      TEST(rows_deleted_meanwhile_are_no_fault_of_the_key),
      TEST(it_stays_at_its_end),
      TEST(pages_may_be_larger_than_asked_for),
      TEST(a_page_may_be_larger_than_the_queue),
      TEST(refused_at_first_means_skip),
      TEST(a_filter_by_key_refused_means_skip),
      TEST(what_the_user_asked_wrongly_is_an_error),
      TEST(an_unordered_first_page_means_skip),
      TEST(a_filter_by_key_ignored_means_skip),
      TEST(a_key_that_goes_backwards_later_is_an_error),
      TEST(a_row_without_its_key_later_is_an_error),
      TEST(key_passes_over_rows_once),
      TEST(a_count_that_changes_is_drift),
      TEST(the_same_page_for_ever_is_an_error),
      TEST(a_beginning_that_comes_again_is_seen_too),
      TEST(rows_that_are_all_equal_keep_their_number),
      TEST(a_next_link_is_followed),
      TEST(links_end_at_the_rows_wanted),
      TEST(a_link_elsewhere_is_not_followed),
      TEST(a_link_that_cannot_be_is_an_error),
      TEST(the_same_link_twice_is_an_error),
      TEST(the_first_row_comes_before_its_page_ends),
      TEST(the_next_page_comes_while_rows_are_used),
      TEST(a_loop_body_may_take_long),
      TEST(a_prefetch_that_failed_is_made_again),
      TEST(what_fails_ahead_is_told_in_its_turn),
      TEST(a_page_may_break_at_every_row),
      TEST(a_page_may_break_at_every_byte),
      TEST(a_page_may_come_in_two_parts_at_every_byte),
      TEST(linked_pages_are_read_again_and_compared),
      TEST(a_page_that_changed_when_read_again_is_drift),
      TEST(a_page_that_always_breaks_is_an_error),
      TEST(a_page_that_breaks_with_progress_goes_on),
      TEST(a_deadline_ends_waiting_that_is_of_no_use),
      TEST(no_page_at_all_is_an_error),
      TEST(a_well_framed_page_cut_short_is_tried_twice),
      TEST(no_content_is_a_page_without_rows),
      TEST(a_page_over_the_cap_is_an_error),
      TEST(a_filter_that_no_server_takes_is_an_error),
      TEST(a_row_of_no_use_ends_the_walk),
      TEST(freeing_it_at_any_moment_leaves_nothing),
      TEST(memory_does_not_grow_with_rows),
      TEST(memory_may_fail_at_every_allocation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
