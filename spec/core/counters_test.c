/* What one client has done and holds, beside what its engine counts. */
#include "counters.h"

#include "support/failing_mem.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

typedef struct fixture {
  failing_mem m;
  orc_engine *engine;
  orc_counters *one, *other;
} fixture;

static int set_up(void **state) {
  static fixture f;
  failing_mem_init(&f.m, SIZE_MAX);
  orc_err err;
  f.engine = orc_engine_new(&f.m.mem, NULL, &err);
  f.one = orc_counters_new(f.engine);
  f.other = orc_counters_new(f.engine);
  *state = &f;
  return f.engine != NULL && f.one != NULL && f.other != NULL ? 0 : -1;
}

static int tear_down(void **state) {
  fixture *f = *state;
  orc_counters_free(f->one);
  orc_counters_free(f->other);
  orc_engine_free(f->engine);
  assert_int_equal(f->m.blocks, 0);
  assert_false(f->m.wrong);
  return 0;
}

static void each_counts_its_own_and_the_engine_all(void **state) {
  fixture *f = *state;
  orc_count(f->engine, f->one, ORC_COUNTER(rows), 5);
  orc_count(f->engine, f->other, ORC_COUNTER(rows), 2);
  orc_count(f->engine, NULL, ORC_COUNTER(rows), 1);
  orc_count_seconds(f->engine, f->one, ORC_COUNTER(paced), 0.5);
  orc_count_transfer(f->engine, f->one, 1);
  orc_count_transfer(f->engine, f->other, 1);
  orc_count_transfer(f->engine, f->other, -1);
  const orc_stats *all = orc_engine_stats(f->engine);
  assert_int_equal(f->one->own.rows, 5);
  assert_int_equal(f->other->own.rows, 2);
  assert_int_equal(all->rows, 8);
  assert_float_equal(f->one->own.paced, 0.5, 1e-9);
  assert_float_equal(all->paced, 0.5, 1e-9);
  assert_int_equal(f->one->own.transfers, 1);
  assert_int_equal(f->other->own.transfers, 0);
  assert_int_equal(all->transfers, 1);
  orc_count_transfer(f->engine, f->one, -1);
}

static void memory_is_counted_on_its_way(void **state) {
  fixture *f = *state;
  const orc_mem *mem = orc_counters_mem(f->one, f->engine);
  assert_ptr_equal(orc_counters_mem(NULL, f->engine),
                   orc_engine_mem(f->engine));
  assert_ptr_equal(orc_counters_of(mem), f->one);
  assert_null(orc_counters_of(orc_engine_mem(f->engine)));
  size_t before = orc_engine_stats(f->engine)->held;
  void *block = orc_mem_new(mem, 1000);
  block = orc_mem_resize(mem, block, 1000, 3000);
  assert_non_null(block);
  assert_int_equal(f->one->own.held, 3000);
  assert_int_equal(f->other->own.held, 0);
  assert_int_equal(orc_engine_stats(f->engine)->held, before + 3000);
  f->m.left = 0;
  assert_null(orc_mem_resize(mem, block, 3000, 5000));
  f->m.left = SIZE_MAX;
  assert_int_equal(f->one->own.held, 3000);
  orc_mem_free(mem, block, 3000);
  assert_int_equal(f->one->own.held, 0);
  assert_int_equal(f->one->own.peak, 3000);
}

/* An answer's memory goes from one client to the next. */
static void what_is_spare_belongs_to_nobody(void **state) {
  fixture *f = *state;
  orc_spare *spare = orc_engine_spare(f->engine);
  orc_buf buf, next;
  orc_buf_init(&buf, &f->one->mem, (size_t)1 << 20);
  orc_buf_init(&next, &f->other->mem, (size_t)1 << 20);
  assert_true(orc_buf_reserve(&buf, 100000));
  size_t size = buf.size;
  assert_int_equal(f->one->own.held, size);
  orc_spare_give(spare, &buf);
  assert_int_equal(f->one->own.held, 0);
  orc_spare_take(spare, &next);
  assert_non_null(next.data);
  assert_int_equal(f->other->own.held, size);
  orc_buf_fini(&next);
  assert_int_equal(f->other->own.held, 0);
}

static void they_last_as_long_as_what_they_count(void **state) {
  fixture *f = *state;
  orc_buf buf;
  orc_buf_init(&buf, &f->one->mem, 1000);
  assert_true(orc_buf_puts(&buf, "being read"));
  size_t blocks = f->m.blocks;
  orc_counters_free(f->one);
  f->one = NULL;
  assert_int_equal(f->m.blocks, blocks);
  orc_buf_fini(&buf);
  assert_int_equal(f->m.blocks, blocks - 2);
}

static void no_memory_is_none(void **state) {
  fixture *f = *state;
  f->m.left = 0;
  assert_null(orc_counters_new(f->engine));
  f->m.left = SIZE_MAX;
  orc_counters_free(NULL);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(each_counts_its_own_and_the_engine_all),
      TEST(memory_is_counted_on_its_way),
      TEST(what_is_spare_belongs_to_nobody),
      TEST(they_last_as_long_as_what_they_count),
      TEST(no_memory_is_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
