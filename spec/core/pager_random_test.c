/*
** Walks put together at random: whatever the list's size, caps, keys, lies
** and faults, the rows are those that were asked for, each once, in order.
*/
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/walk.h"

#define WALKS 500

static uint64_t seed;

static int64_t pick(int64_t least, int64_t most) {
  seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return least + (int64_t)((seed >> 33) % (uint64_t)(most - least + 1));
}

static bool one_in(int64_t n) { return pick(1, n) == 1; }

static void pick_list(list *l) {
  static const list_keys keys[] = {LIST_INTEGERS, LIST_INTEGERS, LIST_GUIDS,
                                   LIST_ZERO, LIST_NONE};
  l->keys = keys[pick(0, 4)];
  l->pad = one_in(10) ? pick(0, 20000) : 0;
  l->no_orderby = one_in(6);
  l->no_filter = one_in(6);
  l->refuse_orderby = one_in(8);
  l->refuse_filter = one_in(8);
  l->no_top = one_in(6);
  l->no_count = one_in(4);
  l->always_count = one_in(4);
  l->count_last = one_in(2);
  l->links = one_in(6) ? pick(1, 9) : 0;
}

static void pick_fault(list *l) {
  if (one_in(3)) return;
  l->fault_at = pick(0, 6);
  l->cut_rows = pick(0, 6);
  l->cut_framed = one_in(3);
  if (one_in(3)) l->fault_status = "503 Service Unavailable";
}

static void pick_query(walk *w) {
  orc_pager_spec *spec = &w->spec;
  spec->paging = (orc_paging)pick(ORC_PAGING_SKIP, ORC_PAGING_ONE);
  spec->page = pick(1, 12);
  spec->top = one_in(2) ? pick(0, 45) : -1;
  spec->skip = one_in(3) ? pick(0, 20) : -1;
  spec->count = one_in(2);
  spec->single = one_in(10);
  spec->filter = one_in(4) ? "No gt 0" : NULL;
}

/* A server with links says itself how it goes on, and starts at the first
** row whatever was skipped; a single answer must hold everything. */
static void make_fair(walk *w) {
  if (w->list.links > 0) w->spec.skip = -1;
  if (w->spec.single && w->list.links == 0) w->list.cap = 1000;
}

static void check(const walk *w, uint64_t start) {
  int64_t first = w->spec.skip > 0 ? w->spec.skip + 1 : 1;
  int64_t count = w->list.rows - first + 1;
  if (count < 0) count = 0;
  if (w->spec.top >= 0 && count > w->spec.top) count = w->spec.top;
  bool right = (int64_t)w->count == count;
  for (size_t i = 0; right && i < w->count; i++) {
    right = w->numbers[i] == first + (int64_t)i;
  }
  if (!right) {
    fail_msg("seed %" PRIu64 ": %zu rows, not %" PRId64 " from %" PRId64,
             start, w->count, count, first);
  }
}

static void whatever_comes_the_rows_are_right(void **state) {
  (void)state;
  for (uint64_t i = 1; i <= WALKS; i++) {
    const char *given = getenv("PAGER_SEED");
    uint64_t start = given != NULL ? strtoull(given, NULL, 10) : i;
    seed = start * UINT64_C(0x9E3779B97F4A7C15);
    walk w;
    walk_init(&w, pick(0, 40), pick(1, 10));
    pick_list(&w.list);
    pick_fault(&w.list);
    pick_query(&w);
    make_fair(&w);
    if (walk_run(&w) != ORC_END) {
      fail_msg("seed %" PRIu64 ": %s", start, w.err.message);
    }
    check(&w, start);
    walk_fini(&w);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(whatever_comes_the_rows_are_right),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
