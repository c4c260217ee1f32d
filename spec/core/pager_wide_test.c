/*
** Pages wider than they were taken for: those asked for at once, before their
** turn, give way, and no row is lost.
*/
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/walk.h"

/* Rows as wide as the test wants, in pages of ten; those of `held` stop behind
** `held_at` bytes until they are released. */
typedef struct wide {
  int rows, held;   /* held: number of the page's first row */
  size_t held_at;
  size_t first, others; /* bytes of a row: of the first page, of the others */
  bool eager, equal;    /* equal: the rows do not differ */
  char *body;
} wide;

#define WIDE_PAGE 10
/* Nothing says how long it is. */
#define WIDE_HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" \
                  "Connection: close\r\n\r\n"

static void answer_wide(void *ud, const server_request *request,
                        server_answer *out) {
  wide *x = ud;
  const char *at = strstr(request->target, "$skip=");
  int skip = at != NULL ? atoi(at + 6) : 0;
  size_t pad = skip == 0 ? x->first : x->others;
  size_t len = (size_t)sprintf(x->body, WIDE_HEAD "{\"value\":[");
  for (int i = skip + 1; i <= x->rows && i <= skip + WIDE_PAGE; i++) {
    int no = x->equal ? 1 : i;
    len += (size_t)sprintf(x->body + len, "%s{\"%s\":%d,\"No\":%d,\"P\":\"",
                           i > skip + 1 ? "," : "", x->equal ? "A" : "Id", no,
                           no);
    memset(x->body + len, 'x', pad);
    len += pad;
    len += (size_t)sprintf(x->body + len, "\"}");
  }
  strcpy(x->body + len, "]}");
  *out = (server_answer){.raw = x->body, .end = SERVER_CLOSE,
                         .hold = skip + 1 == x->held, .hold_at = x->held_at};
}

static void begin_wide(walk *w, wide *x, int64_t flight) {
  size_t most = x->first > x->others ? x->first : x->others;
  x->body = malloc(WIDE_PAGE * (most + 100) + sizeof WIDE_HEAD + 100);
  assert_non_null(x->body);
  walk_init(w, 1, WIDE_PAGE);
  w->spec.paging = ORC_PAGING_SKIP;
  w->spec.flight = flight;
  w->spec.eager = x->eager;
  server_handle(w->server, answer_wide, x);
  walk_begin(w);
}

/* Answers how many requests it took. */
static size_t end_wide(walk *w, wide *x) {
  x->held = 0;
  server_release(w->server);
  walk_all(w);
  assert_true(walk_is(w, 1, x->rows));
  size_t requests = walk_requests(w);
  walk_fini(w);
  free(x->body);
  return requests;
}

static int64_t under_way(const walk *w) {
  return (int64_t)orc_engine_stats(w->engine)->transfers;
}

/* Everything that the server does not hold back comes in. */
static void let_come(walk *w) {
  orc_slice row;
  while (walk_requests(w) < 3 || under_way(w) > 1) {
    assert_int_equal(orc_pager_next(w->pager, -1, &row, &w->err), ORC_AGAIN);
    drive_once(w->engine);
  }
  assert_int_equal(orc_pager_next(w->pager, -1, &row, &w->err), ORC_AGAIN);
}

/* Taken for less than a megabyte each, since nothing was known of them. */
static void pages_too_wide_to_wait_are_asked_for_later(void **state) {
  (void)state;
  wide x = {.rows = 35, .held = 1, .held_at = 300, .first = 2000,
            .others = 200000, .eager = true};
  walk w;
  begin_wide(&w, &x, 24);
  let_come(&w);
  end_wide(&w, &x);
}

/* The same of one that is read when it turns out to be. */
static void a_page_too_wide_while_it_is_read_goes_on(void **state) {
  (void)state;
  wide x = {.rows = 30, .held = 10, .held_at = 900000, .first = 20,
            .others = 200000, .eager = true};
  walk w;
  orc_slice row;
  begin_wide(&w, &x, 24);
  for (int i = 1; i <= 12; i++) assert_int_equal(walk_next(&w, &row), ORC_OK);
  end_wide(&w, &x);
}

static void rows_held_back_go_with_a_page_too_wide(void **state) {
  (void)state;
  wide x = {.rows = 30, .held = 10, .held_at = 900000, .first = 200000,
            .others = 200000, .eager = true, .equal = true};
  walk w;
  orc_slice row;
  begin_wide(&w, &x, 24);
  for (int i = 1; i <= 10; i++) assert_int_equal(walk_next(&w, &row), ORC_OK);
  let_come(&w);
  x.held = 0;
  server_release(w.server);
  assert_int_equal(walk_run(&w), ORC_FAIL);
  assert_int_equal(w.err.kind, ORC_KIND_PROTOCOL);
  assert_non_null(strstr(w.err.message, "the same rows again after row 10"));
  assert_int_equal(w.count, 10);
  walk_fini(&w);
  free(x.body);
}

static void a_wide_first_page_leaves_less_room(void **state) {
  (void)state;
  wide x = {.rows = 400, .held = 1, .held_at = 1500000, .first = 200000,
            .others = 20, .eager = true};
  walk w;
  orc_slice row;
  begin_wide(&w, &x, 64);
  for (int i = 1; i <= 7; i++) assert_int_equal(walk_next(&w, &row), ORC_OK);
  let_come(&w);
  end_wide(&w, &x);
}

/* After a narrow first page many are asked for: the last ones go again. */
static void what_waits_is_bounded(void **state) {
  (void)state;
  wide x = {.rows = 600, .held = 10, .held_at = 300, .first = 20,
            .others = 60000};
  walk w;
  orc_slice row;
  begin_wide(&w, &x, 100);
  for (int i = 1; i <= 10; i++) assert_int_equal(walk_next(&w, &row), ORC_OK);
  let_come(&w);
  assert_true(walk_requests(&w) > 60);     /* 36 MB, */
  assert_true(end_wide(&w, &x) > 67 + 10); /* of which 12 came twice */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pages_too_wide_to_wait_are_asked_for_later),
      cmocka_unit_test(a_page_too_wide_while_it_is_read_goes_on),
      cmocka_unit_test(rows_held_back_go_with_a_page_too_wide),
      cmocka_unit_test(a_wide_first_page_leaves_less_room),
      cmocka_unit_test(what_waits_is_bounded),
  };
  return cmocka_run_group_tests_name("pager_wide", tests, NULL, NULL);
}
