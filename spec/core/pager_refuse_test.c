/*
** The walks that end with an error for reasons that are rare: what `make
** check`'s coverage found that no other test reaches.
*/
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "support/walk.h"

static void a_count_whose_url_has_a_query_is_refused(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 3, 4);
  w.spec.paging = ORC_PAGING_TIME;
  w.spec.total = "http://127.0.0.1:9/odata/Things/$count?a=b";
  walk_begin(&w);
  assert_null(w.pager);
  assert_int_equal(w.err.kind, ORC_KIND_ARGUMENT);
  assert_non_null(strstr(w.err.message, "the url of the count has a query"));
  walk_fini(&w);
}

static void a_walk_by_names_has_no_cursor(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 6, 4);
  w.list.keys = LIST_NAMES;
  w.spec.key_quoted = true;
  walk_begin(&w);
  orc_slice row;
  assert_int_equal(walk_next(&w, &row), ORC_OK);
  orc_buf out;
  orc_buf_init(&out, &orc_mem_libc, 100);
  assert_int_equal(orc_pager_cursor(w.pager, &out, &w.err), ORC_FAIL);
  assert_int_equal(w.err.kind, ORC_KIND_ARGUMENT);
  assert_non_null(strstr(w.err.message, "a key that is no number"));
  assert_int_equal(out.len, 0);
  orc_buf_fini(&out);
  walk_fini(&w);
}

static void a_cursor_without_room_leaves_the_text_as_it_was(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 6, 4);
  walk_begin(&w);
  orc_slice row;
  assert_int_equal(walk_next(&w, &row), ORC_OK);
  orc_buf out;
  orc_buf_init(&out, &orc_mem_libc, 3);
  assert_true(orc_buf_puts(&out, "at"));
  assert_int_equal(orc_pager_cursor(w.pager, &out, &w.err), ORC_FAIL);
  assert_int_equal(w.err.kind, ORC_KIND_MEMORY);
  assert_int_equal(out.len, 2);
  orc_buf_fini(&out);
  walk_fini(&w);
}

/* Each page names another one, and none has a row. */
static void answer_barren(void *ud, const server_request *request,
                          server_answer *out) {
  static char body[200];
  int *count = ud;
  (void)request;
  snprintf(body, sizeof body,
           "{\"value\":[],\"@odata.nextLink\":\"Things?page=%d\"}",
           ++*count);
  *out = (server_answer){.status = "200 OK", .body = body,
                         .headers = "Content-Type: application/json\r\n"};
}

static void pages_without_rows_end_some_time(void **state) {
  (void)state;
  walk w;
  int count = 0;
  walk_init(&w, 1, 4);
  server_handle(w.server, answer_barren, &count);
  walk_fails(&w, ORC_KIND_PROTOCOL);
  assert_non_null(strstr(w.err.message, "pages without a row"));
  assert_true(count > 30 && count < 40);
  walk_fini(&w);
}

/* Full pages of one instant, and never a count. */
static void answer_uncounted(void *ud, const server_request *request,
                             server_answer *out) {
  (void)ud;
  bool count = strstr(request->target, "count") != NULL;
#define ROW(id) "{\"Id\":" #id ",\"Time\":\"2026-11-01T09:30:00Z\"}"
  *out = (server_answer){
      .status = "200 OK", .headers = "Content-Type: application/json\r\n",
      .body = count ? "{\"value\":[]}"
                    : "{\"value\":[" ROW(1) "," ROW(2) "]}"};
#undef ROW
}

static void an_instant_that_nobody_counts_cannot_be_walked(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 1, 2);
  w.spec.paging = ORC_PAGING_TIME;
  w.spec.key = "Time";
  server_handle(w.server, answer_uncounted, NULL);
  walk_fails(&w, ORC_KIND_PROTOCOL);
  assert_non_null(strstr(w.err.message, "does not say how many rows"));
  walk_fini(&w);
}

/* Each page names the next by a token. */
static void answer_tokens(void *ud, const server_request *request,
                          server_answer *out) {
  static char body[200];
  int *count = ud;
  (void)request;
  bool last = ++*count % 3 == 0;
  snprintf(body, sizeof body,
           "{\"items\":[{\"Id\":%d,\"No\":%d}],\"continuationToken\":%s}",
           *count, *count, last ? "null" : *count % 3 == 1 ? "\"one\""
                                                            : "\"two\"");
  *out = (server_answer){.status = "200 OK", .body = body,
                         .headers = "Content-Type: application/json\r\n"};
}

/* Two rows, and then none, which is all there are. */
static void answer_times(void *ud, const server_request *request,
                         server_answer *out) {
  int *count = ud;
  (void)request;
  *out = (server_answer){
      .status = "200 OK", .headers = "Content-Type: application/json\r\n",
      .body = ++*count == 1
                  ? "{\"value\":[{\"No\":1,\"Time\":\"2026-11-01T09:30:00Z\"},"
                    "{\"No\":2,\"Time\":\"2026-11-01T09:31:00Z\"}]}"
                  : "{\"@odata.count\":0,\"value\":[]}"};
}

static void a_broken_cursor_is_refused(void **state) {
  (void)state;
  static const char *const cursors[] = {
      "t3.17:zz", "t3.17:", "t8.17", "t3", "t3.x", "t-1.5", "x", "k1", "s5",
  };
  for (size_t i = 0; i < sizeof cursors / sizeof *cursors; i++) {
    walk w;
    walk_init(&w, 1, 2);
    w.spec.paging = ORC_PAGING_TIME;
    w.spec.key = "Time";
    w.spec.cursor = cursors[i];
    walk_begin(&w);
    assert_null(w.pager);
    assert_int_equal(w.err.kind, ORC_KIND_ARGUMENT);
    walk_fini(&w);
  }
}

static const char *const headers[] = {"X-One: 1", "X-Two: 2", NULL};

static void set_links(walk *w) {
  w->list.links = 2;
  w->spec.headers = headers;
}

static int served; /* requests */

static void set_tokens(walk *w) {
  served = 0;
  w->spec.paging = ORC_PAGING_TOKEN;
  server_handle(w->server, answer_tokens, &served);
}

static void set_times(walk *w) {
  served = 0;
  w->spec.paging = ORC_PAGING_TIME;
  w->spec.key = "Time";
  server_handle(w->server, answer_times, &served);
}

/* Whatever allocation fails, the error says so; the first walk that gets
** through has all rows. */
static void starve(void (*set)(walk *w), size_t rows) {
  orc_status status = ORC_FAIL;
  for (size_t at = 1; status == ORC_FAIL; at++) {
    walk w;
    walk_init(&w, (int64_t)rows, 2);
    set(&w);
    w.mem.fail_at = at;
    status = walk_run(&w);
    if (status == ORC_FAIL) assert_int_equal(w.err.kind, ORC_KIND_MEMORY);
    else assert_int_equal(w.count, rows);
    walk_fini(&w);
  }
}

static void memory_may_fail_in_a_walk_by_links(void **state) {
  (void)state;
  starve(set_links, 5);
}

/* Not even the name of the other server can be told then. */
static void memory_may_fail_where_a_link_leads_elsewhere(void **state) {
  (void)state;
  orc_kind kind = ORC_KIND_MEMORY;
  for (size_t at = 1; kind == ORC_KIND_MEMORY; at++) {
    walk w;
    walk_init(&w, 5, 2);
    set_links(&w);
    w.list.link = "http://elsewhere.example/Things";
    w.mem.fail_at = at;
    assert_int_equal(walk_run(&w), ORC_FAIL);
    kind = w.err.kind;
    if (kind != ORC_KIND_MEMORY) {
      assert_int_equal(kind, ORC_KIND_PROTOCOL);
      assert_non_null(strstr(w.err.message, "another server"));
    }
    walk_fini(&w);
  }
}

static void memory_may_fail_in_a_walk_by_time(void **state) {
  (void)state;
  starve(set_times, 2);
}

static void memory_may_fail_in_a_walk_by_tokens(void **state) {
  (void)state;
  starve(set_tokens, 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_count_whose_url_has_a_query_is_refused),
      cmocka_unit_test(a_walk_by_names_has_no_cursor),
      cmocka_unit_test(a_cursor_without_room_leaves_the_text_as_it_was),
      cmocka_unit_test(pages_without_rows_end_some_time),
      cmocka_unit_test(an_instant_that_nobody_counts_cannot_be_walked),
      cmocka_unit_test(memory_may_fail_in_a_walk_by_links),
      cmocka_unit_test(memory_may_fail_where_a_link_leads_elsewhere),
      cmocka_unit_test(memory_may_fail_in_a_walk_by_tokens),
      cmocka_unit_test(memory_may_fail_in_a_walk_by_time),
      cmocka_unit_test(a_broken_cursor_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
