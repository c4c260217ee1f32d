/*
** Moments as text and as ticks, and bags of marks.
*/
#include "bag.h"
#include "instant.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void moments_are_read_and_written(void **state) {
  (void)state;
  static const struct {
    const char *text, *written;
    int digits;
  } cases[] = {
      {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z", 0},
      {"2026-11-01T09:30:00.1234567Z", "2026-11-01T09:30:00.1234567Z", 7},
      {"2026-11-01T09:30:00.123456789Z", "2026-11-01T09:30:00.1234567Z", 7},
      {"2026-11-01T09:30:00.1200Z", "2026-11-01T09:30:00.12Z", 4},
      {"2026-11-01T09:30:00", "2026-11-01T09:30:00Z", 0},
      {"2026-11-01T09:30:00.5+01:30", "2026-11-01T08:00:00.5Z", 1},
      {"2026-11-01T09:30:00-0200", "2026-11-01T11:30:00Z", 0},
      {"1969-12-31T23:59:59.9Z", "1969-12-31T23:59:59.9Z", 1},
      {"2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z", 0},
      {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", 0},
      {"9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z", 7},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    int64_t ticks;
    int digits;
    char text[ORC_INSTANT_SIZE];
    assert_true(orc_instant_read(cases[i].text, strlen(cases[i].text), &ticks,
                                 &digits));
    assert_int_equal(digits, cases[i].digits);
    orc_instant_write(ticks, text);
    assert_string_equal(text, cases[i].written);
  }
}

static void what_is_no_moment_is_refused(void **state) {
  (void)state;
  static const char *const texts[] = {
      "", "2026", "2026-11-01", "2026-11-01T09:30Z", "2026-13-01T00:00:00Z",
      "2026-11-00T00:00:00Z", "2026-11-01T24:00:00Z", "2026-11-01T00:60:00Z",
      "2026-11-01T00:00:00.Z", "2026-11-01T00:00:00Zx",
      "2026-11-01T00:00:00+1", "2026-11-01 00:00:00Z", "null",
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    int64_t ticks;
    int digits;
    assert_false(orc_instant_read(texts[i], strlen(texts[i]), &ticks,
                                  &digits));
  }
}

static void digits_have_a_width(void **state) {
  (void)state;
  assert_int_equal(orc_instant_unit(0), ORC_TICKS);
  assert_int_equal(orc_instant_unit(3), 10000);
  assert_int_equal(orc_instant_unit(7), 1);
  assert_int_equal(orc_instant_unit(9), 1);
}

static void a_bag_passes_each_as_often_as_it_was_there(void **state) {
  (void)state;
  orc_bag bag;
  orc_bag_init(&bag, &orc_mem_libc);
  assert_false(orc_bag_take(&bag, 1));
  for (uint64_t i = 0; i < 100; i++) assert_true(orc_bag_add(&bag, i % 50));
  assert_false(orc_bag_take(&bag, 1)); /* of this very round */
  orc_bag_again(&bag);
  assert_int_equal(orc_bag_left(&bag), 100);
  for (int again = 0; again < 2; again++) {
    for (uint64_t i = 0; i < 50; i++) assert_true(orc_bag_take(&bag, 49 - i));
  }
  assert_false(orc_bag_take(&bag, 7));
  assert_int_equal(orc_bag_left(&bag), 0);
  orc_bag_again(&bag);
  assert_true(orc_bag_take(&bag, 7));
  orc_bag_clear(&bag);
  assert_false(orc_bag_take(&bag, 7));
  orc_bag_fini(&bag);
}

static void a_bag_holds_so_many(void **state) {
  (void)state;
  orc_bag bag;
  orc_bag_init(&bag, &orc_mem_libc);
  for (uint64_t i = 0; i < ORC_BAG_MOST; i++) orc_bag_add(&bag, i);
  assert_int_equal(bag.count, ORC_BAG_MOST);
  assert_false(orc_bag_add(&bag, 0));
  assert_int_equal(bag.size, ORC_BAG_MOST);
  orc_bag_clear(&bag);
  assert_true(orc_bag_add(&bag, 0));
  orc_bag_fini(&bag);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(moments_are_read_and_written),
      cmocka_unit_test(what_is_no_moment_is_refused),
      cmocka_unit_test(digits_have_a_width),
      cmocka_unit_test(a_bag_passes_each_as_often_as_it_was_there),
      cmocka_unit_test(a_bag_holds_so_many),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
