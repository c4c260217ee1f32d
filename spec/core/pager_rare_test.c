/*
** Walks on rare roads: together with pager_refuse_test.c they reach every
** branch of the pager that no other test does (`make check`'s coverage says
** so).
*/
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "support/walk.h"

#define PAGE(rows) "{\"value\":[" rows "]}"
#define COUNTED(count, rows) \
  "{\"@odata.count\":" #count ",\"value\":[" rows "]}"
#define ROW(id) "{\"Id\":" #id ",\"No\":" #id "}"
#define NAMED(id, no) "{\"Id\":\"" #id "\",\"No\":" #no "}"
#define TIMED(no, time) "{\"No\":" #no ",\"Time\":\"" time "\"}"

#define COUNTED_LAST(count, rows) \
  "{\"value\":[" rows "],\"@odata.count\":" #count "}"

typedef struct step {
  const char *body;
  const char *status; /* NULL: 200 */
  bool cut;           /* the connection ends behind the body, too early */
} step;

/* What the server answers, one after the other; the last one for ever. */
typedef struct script {
  const step *steps;
  size_t count, at;
} script;

#define SCRIPT(steps) {steps, sizeof (steps) / sizeof *(steps), 0}

static void play(void *ud, const server_request *request,
                 server_answer *out) {
  static char raw[1000];
  script *s = ud;
  (void)request;
  const step *now = &s->steps[s->at];
  if (s->at + 1 < s->count) s->at++;
  *out = (server_answer){
      .status = now->status != NULL ? now->status : "200 OK",
      .headers = "Content-Type: application/json\r\n", .body = now->body};
  if (!now->cut) return;
  snprintf(raw, sizeof raw, "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n"
           "Content-Type: application/json\r\n\r\n%s", now->body);
  *out = (server_answer){.raw = raw, .end = SERVER_CLOSE};
}

static void begin(walk *w, script *s, int64_t page, orc_paging paging) {
  walk_init(w, 1, page);
  w->spec.paging = paging;
  server_handle(w->server, play, s);
}

static void assert_refused(walk *w, orc_kind kind, const char *words) {
  assert_int_equal(walk_run(w), ORC_FAIL);
  assert_int_equal(w->err.kind, kind);
  if (strstr(w->err.message, words) == NULL) fail_msg("%s", w->err.message);
}

/* ---- by key ---- */

static void bare_keys_may_have_capitals_and_dashes(void **state) {
  (void)state;
  static const step steps[] = {
      {.body = PAGE(NAMED(AB-1, 1) "," NAMED(AC-2, 2))},
      {.body = COUNTED(0, "")},
  };
  walk w;
  script s = SCRIPT(steps);
  begin(&w, &s, 4, ORC_PAGING_KEY);
  walk_all(&w);
  assert_true(walk_is(&w, 1, 2));
  assert_non_null(strstr(walk_query(&w, 1), "Id%20gt%20AC-2"));
  walk_fini(&w);
}

static void keys_do_not_change_their_type(void **state) {
  (void)state;
  static const step steps[] = {
      {.body = PAGE(ROW(1))}, {.body = PAGE(ROW(2))},
      {.body = PAGE(NAMED(x, 3))},
  };
  walk w;
  script s = SCRIPT(steps);
  begin(&w, &s, 4, ORC_PAGING_KEY);
  assert_refused(&w, ORC_KIND_PROTOCOL, "the server sent Id x after 2");
  assert_true(walk_is(&w, 1, 2));
  walk_fini(&w);
}

static void a_filter_that_worked_may_not_be_refused(void **state) {
  (void)state;
  static const step steps[] = {
      {.body = PAGE(ROW(1) "," ROW(2))}, {.body = PAGE(ROW(3) "," ROW(4))},
      {.body = "{\"message\":\"no\"}", .status = "400 Bad Request"},
  };
  walk w;
  script s = SCRIPT(steps);
  begin(&w, &s, 2, ORC_PAGING_KEY);
  assert_int_equal(walk_run(&w), ORC_FAIL);
  assert_int_equal(w.err.status, 400);
  assert_true(walk_is(&w, 1, 4));
  walk_fini(&w);
}

/* Perhaps it minds the count that was asked for beside it. */
static void a_filter_with_a_count_may_be_refused(void **state) {
  (void)state;
  static const step steps[] = {
      {.body = PAGE(ROW(1))},
      {.body = "{\"message\":\"no\"}", .status = "400 Bad Request"},
      {.body = PAGE(ROW(2))}, {.body = PAGE("")},
  };
  walk w;
  script s = SCRIPT(steps);
  begin(&w, &s, 4, ORC_PAGING_KEY);
  walk_all(&w);
  assert_true(walk_is(&w, 1, 2));
  assert_non_null(strstr(walk_query(&w, 1), "$count=true"));
  assert_null(strstr(walk_query(&w, 2), "$count=true"));
  walk_fini(&w);
}

/* Nothing would show that a filter by them is ignored. */
static void names_behind_a_skip_are_walked_by_skip(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 9, 3);
  w.list.keys = LIST_NAMES;
  w.spec.key_quoted = true;
  w.spec.skip = 2;
  walk_all(&w);
  assert_true(walk_is(&w, 3, 9));
  assert_string_equal(orc_pager_strategy(w.pager), "skip");
  walk_fini(&w);
}

#define FIRST PAGE(NAMED(a, 1) "," NAMED(b, 2) "," NAMED(c, 3))
#define SECOND PAGE(NAMED(d, 4) "," NAMED(e, 5) "," NAMED(f, 6))
#define AGAIN "{\"value\":[" NAMED(d, 4) "," NAMED(e, 5)

static void run_echo(walk *w, script *s) {
  begin(w, s, 3, ORC_PAGING_KEY);
  w->spec.key_quoted = true;
}

static void names_that_come_again_end_the_walk(void **state) {
  (void)state;
  static const step steps[] = {{.body = FIRST}, {.body = SECOND},
                               {.body = SECOND}};
  walk w;
  script s = SCRIPT(steps);
  run_echo(&w, &s);
  assert_refused(&w, ORC_KIND_PROTOCOL, "the same rows again after row 6");
  assert_true(walk_is(&w, 1, 6));
  walk_fini(&w);
}

static void rows_held_back_go_with_a_page_that_is_none(void **state) {
  (void)state;
  static const step steps[] = {{.body = FIRST}, {.body = SECOND},
                               {.body = AGAIN "}"}};
  walk w;
  script s = SCRIPT(steps);
  run_echo(&w, &s);
  assert_int_equal(walk_run(&w), ORC_FAIL);
  assert_true(walk_is(&w, 1, 6));
  walk_fini(&w);
}

static void rows_held_back_go_with_a_page_that_breaks(void **state) {
  (void)state;
  static const step steps[] = {{.body = FIRST}, {.body = SECOND},
                               {.body = AGAIN, .cut = true},
                               {.body = COUNTED(0, "")}};
  walk w;
  script s = SCRIPT(steps);
  run_echo(&w, &s);
  walk_all(&w);
  assert_true(walk_is(&w, 1, 6));
  walk_fini(&w);
}

/* ---- by skip ---- */

/* Held back for their count, which stands behind more than are kept. */
static void equal_rows_are_not_kept_without_end(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 15000, 5000);
  w.list.keys = LIST_EQUAL;
  w.list.count_last = true;
  w.spec.paging = ORC_PAGING_SKIP;
  w.spec.count = true;
  assert_refused(&w, ORC_KIND_PROTOCOL, "the same rows again after row 5000");
  assert_int_equal(w.count, 5000);
  walk_fini(&w);
}

static void equal_rows_need_a_count_to_be_believed(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 6, 2);
  w.list.keys = LIST_EQUAL;
  w.spec.paging = ORC_PAGING_SKIP;
  w.spec.dollar = false;
  assert_refused(&w, ORC_KIND_PROTOCOL, "the same rows again");
  walk_fini(&w);
}

static void equal_rows_behind_links_are_believed(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 6, 2);
  w.list.keys = LIST_EQUAL;
  w.list.links = 2;
  walk_all(&w);
  assert_int_equal(w.count, 6);
  walk_fini(&w);
}

/* The same page whatever is skipped; it ends as it begins, so that it seems to
** go on where the one before ended. */
static void answer_circle(void *ud, const server_request *request,
                          server_answer *out) {
  char *body = ud;
  (void)request;
  size_t len = (size_t)sprintf(body, "{\"value\":[{\"No\":0}");
  for (int i = 1; i <= 20; i++) {
    len += (size_t)sprintf(body + len, ",{\"No\":%d}", i);
  }
  strcpy(body + len, ",{\"No\":0}]}");
  *out = (server_answer){.status = "200 OK", .body = body,
                         .headers = "Content-Type: application/json\r\n"};
}

static void a_circle_of_rows_is_noticed(void **state) {
  (void)state;
  char body[1000];
  walk w;
  walk_init(&w, 1, 22);
  w.spec.paging = ORC_PAGING_SKIP;
  server_handle(w.server, answer_circle, body);
  assert_refused(&w, ORC_KIND_PROTOCOL, "the same rows again after row 43");
  walk_fini(&w);
}

/* There are rows behind the last one only as long as it is not asked for. */
static void rows_that_come_and_go_are_drift(void **state) {
  (void)state;
  static const step steps[] = {
      {.body = PAGE(ROW(1) "," ROW(2))},
      {.body = PAGE(ROW(2))}, {.body = PAGE(ROW(3))},
      {.body = PAGE(ROW(2))}, {.body = PAGE(ROW(3))},
      {.body = PAGE(ROW(2))}, {.body = PAGE(ROW(3))},
  };
  walk w;
  script s = SCRIPT(steps);
  begin(&w, &s, 4, ORC_PAGING_SKIP);
  assert_refused(&w, ORC_KIND_DRIFT, "is another now than before");
  assert_true(walk_is(&w, 1, 2));
  walk_fini(&w);
}

static void a_count_that_changes_may_be_taken(void **state) {
  (void)state;
  static const step steps[] = {
      {.body = COUNTED(3, ROW(1) "," ROW(2))},
      {.body = COUNTED(4, ROW(2) "," ROW(3))},
      {.body = COUNTED(4, ROW(3) "," ROW(4))},
      {.body = COUNTED(4, ROW(4))},
  };
  walk w;
  script s = SCRIPT(steps);
  begin(&w, &s, 2, ORC_PAGING_SKIP);
  w.spec.count = w.spec.drifting = true;
  walk_all(&w);
  assert_true(walk_is(&w, 1, 4));
  assert_int_equal(orc_pager_drifts(w.pager), 1);
  assert_non_null(strstr(orc_pager_drift_seen(w.pager)->message,
                         "counted 3 at first and 4"));
  walk_fini(&w);
}

static void a_count_behind_the_rows_may_have_changed(void **state) {
  (void)state;
  static const step steps[] = {
      {.body = COUNTED_LAST(3, ROW(1) "," ROW(2))},
      {.body = COUNTED_LAST(4, ROW(2) "," ROW(3))},
  };
  walk w;
  script s = SCRIPT(steps);
  begin(&w, &s, 2, ORC_PAGING_SKIP);
  w.spec.count = true;
  assert_refused(&w, ORC_KIND_DRIFT, "counted 3 at first and 4");
  assert_true(walk_is(&w, 1, 3));
  walk_fini(&w);
}

/* Nor is there another in its place. */
static void a_last_row_that_goes_is_drift(void **state) {
  (void)state;
  static const step steps[] = {
      {.body = PAGE(ROW(1) "," ROW(2))}, {.body = PAGE("")},
      {.body = COUNTED(1, "")},
  };
  walk w;
  script s = SCRIPT(steps);
  begin(&w, &s, 4, ORC_PAGING_SKIP);
  assert_refused(&w, ORC_KIND_DRIFT, "is another now than before");
  assert_true(walk_is(&w, 1, 2));
  walk_fini(&w);
}

static void all_that_skip_reaches_may_be_all(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 10, 4); /* 4 rows, and twice 3 more */
  w.spec.paging = ORC_PAGING_SKIP;
  w.spec.count = true;
  w.spec.window = 10;
  walk_all(&w);
  assert_true(walk_is(&w, 1, 10));
  walk_fini(&w);
}

/* Whether it is any row or the last one that has no key. */
static void beyond_skip_every_row_needs_its_key(void **state) {
  (void)state;
  for (int64_t row = 2; row <= 7; row += 5) {
    walk w;
    walk_init(&w, 20, 4);
    w.list.without_key = row;
    w.spec.paging = ORC_PAGING_SKIP;
    w.spec.beyond = ORC_PAGING_KEY;
    w.spec.window = 7;
    assert_refused(&w, ORC_KIND_PROTOCOL, "lets skip reach 7 rows only");
    assert_true(walk_is(&w, 1, 7));
    walk_fini(&w);
  }
}

static void beyond_skip_every_row_needs_its_time(void **state) {
  (void)state;
  static const step steps[] = {
      {.body = PAGE(TIMED(1, "2026-11-01T09:30:00Z") ",{\"No\":2}")},
  };
  walk w;
  script s = SCRIPT(steps);
  begin(&w, &s, 2, ORC_PAGING_SKIP);
  w.spec.key = "Time";
  w.spec.beyond = ORC_PAGING_TIME;
  w.spec.window = 2;
  assert_refused(&w, ORC_KIND_PROTOCOL, "lets skip reach 2 rows only");
  walk_fini(&w);
}

/* ---- by time ---- */

static void by_time(walk *w, script *s) {
  begin(w, s, 2, ORC_PAGING_TIME);
  w->spec.key = "Time";
}

static void a_time_must_be_one(void **state) {
  (void)state;
  static const step steps[] = {{.body = PAGE(TIMED(1, "yesterday"))}};
  walk w;
  script s = SCRIPT(steps);
  by_time(&w, &s);
  assert_refused(&w, ORC_KIND_PROTOCOL, "row 1 of the walk has no usable Time");
  walk_fini(&w);
}

static void a_walk_by_time_may_be_refused(void **state) {
  (void)state;
  static const step steps[] = {{.body = "{}", .status = "400 Bad Request"}};
  walk w;
  script s = SCRIPT(steps);
  by_time(&w, &s);
  assert_int_equal(walk_run(&w), ORC_FAIL);
  assert_int_equal(w.err.status, 400);
  walk_fini(&w);
}

static void rows_that_are_counted_must_come(void **state) {
  (void)state;
  static const step steps[] = {
      {.body = PAGE(TIMED(1, "2026-11-01T09:30:00Z"))},
      {.body = PAGE("")}, {.body = COUNTED(5, "")},
      {.body = PAGE("")}, {.body = COUNTED(5, "")},
  };
  walk w;
  script s = SCRIPT(steps);
  by_time(&w, &s);
  assert_refused(&w, ORC_KIND_PROTOCOL, "counts 5 more rows but sends none "
                 "after row 1");
  walk_fini(&w);
}

#define NOON TIMED(1, "2026-11-01T12:00:00Z") "," \
             TIMED(2, "2026-11-01T12:00:00Z")

static void an_instant_may_fill_a_page(void **state) {
  (void)state;
  static const step steps[] = {
      {.body = PAGE(NOON)}, {.body = PAGE(NOON)}, {.body = COUNTED(2, "")},
      {.body = PAGE("")}, {.body = COUNTED(0, "")},
  };
  for (int64_t window = 0; window <= 100; window += 100) {
    walk w;
    script s = SCRIPT(steps);
    by_time(&w, &s);
    w.spec.window = window;
    walk_all(&w);
    assert_true(walk_is(&w, 1, 2));
    walk_fini(&w);
  }
}

/* ---- beginning ---- */

static void a_walk_needs_an_address(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 1, 1);
  walk_begin(&w);
  orc_pager_free(w.pager);
  w.spec.url = NULL;
  w.pager = orc_pager_new(w.client, &w.spec, &w.err);
  assert_null(w.pager);
  assert_int_equal(w.err.kind, ORC_KIND_ARGUMENT);
  walk_fini(&w);
}

static void cursors_are_of_their_walk(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 1, 1);
  w.spec.paging = ORC_PAGING_SKIP;
  w.spec.key = NULL;
  w.spec.cursor = "S5.a";
  walk_begin(&w);
  assert_null(w.pager);
  assert_int_equal(w.err.kind, ORC_KIND_ARGUMENT);
  w.spec.key = "Time";
  w.spec.beyond = ORC_PAGING_TIME;
  w.spec.cursor = "t3.17935776000000000";
  w.pager = orc_pager_new(w.client, &w.spec, &w.err);
  assert_non_null(w.pager);
  assert_string_equal(orc_pager_strategy(w.pager), "time");
  walk_fini(&w);
}

static void a_cursor_passes_over_rows_of_a_single_page(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 5, 5);
  w.spec.single = true;
  w.spec.cursor = "s2.a";
  walk_all(&w);
  assert_true(walk_is(&w, 3, 5));
  walk_fini(&w);
}

/* A host without end is no name to be told. */
static void links_elsewhere_are_refused_whatever_their_name(void **state) {
  (void)state;
  char link[2000] = "http://";
  memset(link + 7, 'a', 1500);
  walk w;
  walk_init(&w, 4, 2);
  w.list.links = 2;
  w.list.link = link;
  assert_int_equal(walk_run(&w), ORC_FAIL);
  assert_int_equal(w.err.kind, ORC_KIND_PROTOCOL);
  assert_non_null(strstr(w.err.message, "the nextLink"));
  walk_fini(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bare_keys_may_have_capitals_and_dashes),
      cmocka_unit_test(keys_do_not_change_their_type),
      cmocka_unit_test(a_filter_that_worked_may_not_be_refused),
      cmocka_unit_test(a_filter_with_a_count_may_be_refused),
      cmocka_unit_test(names_behind_a_skip_are_walked_by_skip),
      cmocka_unit_test(names_that_come_again_end_the_walk),
      cmocka_unit_test(rows_held_back_go_with_a_page_that_is_none),
      cmocka_unit_test(rows_held_back_go_with_a_page_that_breaks),
      cmocka_unit_test(equal_rows_are_not_kept_without_end),
      cmocka_unit_test(equal_rows_need_a_count_to_be_believed),
      cmocka_unit_test(equal_rows_behind_links_are_believed),
      cmocka_unit_test(a_circle_of_rows_is_noticed),
      cmocka_unit_test(rows_that_come_and_go_are_drift),
      cmocka_unit_test(a_count_that_changes_may_be_taken),
      cmocka_unit_test(a_count_behind_the_rows_may_have_changed),
      cmocka_unit_test(a_last_row_that_goes_is_drift),
      cmocka_unit_test(all_that_skip_reaches_may_be_all),
      cmocka_unit_test(beyond_skip_every_row_needs_its_key),
      cmocka_unit_test(beyond_skip_every_row_needs_its_time),
      cmocka_unit_test(a_time_must_be_one),
      cmocka_unit_test(a_walk_by_time_may_be_refused),
      cmocka_unit_test(rows_that_are_counted_must_come),
      cmocka_unit_test(an_instant_may_fill_a_page),
      cmocka_unit_test(a_walk_needs_an_address),
      cmocka_unit_test(cursors_are_of_their_walk),
      cmocka_unit_test(a_cursor_passes_over_rows_of_a_single_page),
      cmocka_unit_test(links_elsewhere_are_refused_whatever_their_name),
  };
  return cmocka_run_group_tests_name("pager_rare", tests, NULL, NULL);
}
