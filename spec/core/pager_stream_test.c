/*
** Rows as they arrive, pages fetched ahead, and pages that break.
*/
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/walk.h"

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
  walk_take(&w, 2);
  assert_int_equal(orc_pager_next(w.pager, -1, &row, &w.err), ORC_AGAIN);
  assert_int_equal(walk_requests(&w), 1); /* the next is not known yet */
  server_release(w.server);
  walk_ends(&w, 1, 10);
}

static void the_next_page_comes_while_rows_are_used(void **state) {
  (void)state;
  for (int paging = ORC_PAGING_SKIP; paging <= ORC_PAGING_KEY; paging++) {
    walk w;
    walk_init(&w, 1000, 200);
    w.spec.paging = (orc_paging)paging;
    walk_begin(&w);
    walk_take(&w, 100);
    server_at(w.server, 1); /* asked for ahead */
    walk_take(&w, 99);
    assert_int_equal(walk_requests(&w), 2); /* but never two pages ahead */
    walk_ends(&w, 1, 1000);
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
    walk_take(&w, 100);
    server_at(w.server, 1);
    if (cut != LIST_NEVER) server_wait_idle(w.server);
    walk_ends(&w, 1, 500);
  }
}

static void a_prefetch_that_failed_is_made_again(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 100, 50);
  w.attempts = 1; /* the call itself never repeats */
  w.list.fault_at = 1;
  w.list.fault_status = "503 Service Unavailable";
  walk_ends(&w, 1, 100);

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

static void a_prefetch_may_have_to_wait(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 100, 50);
  w.list.fault_at = 1;
  w.list.fault_more = 2;
  w.list.fault_status = "429 Too Many Requests";
  walk_all(&w);
  assert_true(walk_is(&w, 1, 100));
  assert_int_equal(orc_engine_stats(w.engine)->retries, 3);
  walk_fini(&w);
}

/* In a child after a fork the walk is refused; the parent's goes on. */
static void a_fork_ends_it_in_the_child(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 300, 100);
  walk_begin(&w);
  orc_slice row;
  assert_int_equal(walk_next(&w, &row), ORC_OK);
  pid_t child = fork();
  if (child == 0) {
    orc_status status;
    do {
      status = orc_pager_next(w.pager, -1, &row, &w.err);
    } while (status == ORC_OK);
    bool refused = status == ORC_FAIL && w.err.kind == ORC_KIND_CLOSED;
    orc_pager_free(w.pager);
    orc_client_free(w.client);
    orc_engine_free(w.engine);
    drive_exit_child(refused ? 0 : 1);
  }
  int result;
  assert_int_equal(waitpid(child, &result, 0), child);
  assert_int_equal(result, 0);
  walk_ends(&w, 1, 300);
}

static void what_fails_ahead_is_told_in_its_turn(void **state) {
  (void)state;
  walk w;
  walk_init(&w, 100, 50);
  w.list.fault_at = 1;
  w.list.fault_status = "403 Forbidden";
  walk_fails(&w, ORC_KIND_FORBIDDEN);
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
      walk_ends(&w, 1, 10);
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
    walk_ends(&w, 1, 3);
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
    walk_ends(&w, 1, 3);
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
      walk_ends(&w, 1, 8);
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
    walk_fails(&w, ORC_KIND_DRIFT);
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
  walk_fails(&w, ORC_KIND_NETWORK);
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
  walk_ends(&w, 1, 25);
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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_first_row_comes_before_its_page_ends),
      cmocka_unit_test(the_next_page_comes_while_rows_are_used),
      cmocka_unit_test(a_loop_body_may_take_long),
      cmocka_unit_test(a_prefetch_that_failed_is_made_again),
      cmocka_unit_test(a_prefetch_may_have_to_wait),
      cmocka_unit_test(a_fork_ends_it_in_the_child),
      cmocka_unit_test(what_fails_ahead_is_told_in_its_turn),
      cmocka_unit_test(a_page_may_break_at_every_row),
      cmocka_unit_test(a_page_may_break_at_every_byte),
      cmocka_unit_test(a_page_may_come_in_two_parts_at_every_byte),
      cmocka_unit_test(linked_pages_are_read_again_and_compared),
      cmocka_unit_test(a_page_that_changed_when_read_again_is_drift),
      cmocka_unit_test(a_page_that_always_breaks_is_an_error),
      cmocka_unit_test(a_page_that_breaks_with_progress_goes_on),
      cmocka_unit_test(a_deadline_ends_waiting_that_is_of_no_use),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
