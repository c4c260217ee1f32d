/* What orc_buf and orc_mem promise: caps, sticky failures, nothing lost. */
#include "buf.h"

#include "support/failing_mem.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void grows_and_keeps_what_was_there(void **state) {
  (void)state;
  failing_mem m;
  failing_mem_init(&m, SIZE_MAX);
  orc_buf buf;
  orc_buf_init(&buf, &m.mem, 100000);
  for (int i = 0; i < 100000; i++) {
    assert_true(orc_buf_putc(&buf, (char)('a' + i % 26)));
  }
  assert_int_equal(buf.len, 100000);
  for (int i = 0; i < 100000; i++) {
    assert_int_equal(buf.data[i], 'a' + i % 26);
  }
  orc_buf_fini(&buf);
  orc_buf_fini(&buf);
  assert_int_equal(m.blocks, 0);
  assert_false(m.wrong);
}

static void over_the_cap_is_an_error_and_changes_nothing(void **state) {
  (void)state;
  orc_buf buf;
  orc_buf_init(&buf, &orc_mem_libc, 10);
  assert_true(orc_buf_puts(&buf, "0123456"));
  assert_false(orc_buf_append(&buf, "789x", 4));
  assert_true(buf.failed && buf.full);
  assert_int_equal(buf.len, 7);
  assert_memory_equal(buf.data, "0123456", 7);
  assert_false(orc_buf_putc(&buf, '7')); /* sticky */
  assert_null(orc_buf_cstr(&buf));
  orc_buf_clear(&buf);
  assert_true(orc_buf_append(&buf, "0123456789", 10));
  assert_string_equal(orc_buf_cstr(&buf), "0123456789");
  assert_false(orc_buf_reserve(&buf, SIZE_MAX)); /* no overflow */
  orc_buf_fini(&buf);
}

static void no_memory_is_an_error_and_changes_nothing(void **state) {
  (void)state;
  failing_mem m;
  failing_mem_init(&m, 1);
  orc_buf buf;
  orc_buf_init(&buf, &m.mem, SIZE_MAX / 2);
  assert_true(orc_buf_puts(&buf, "kept"));
  char big[1000] = {0};
  assert_false(orc_buf_append(&buf, big, sizeof big));
  assert_true(buf.failed && !buf.full);
  assert_memory_equal(buf.data, "kept", 4);
  orc_buf_fini(&buf);
  assert_int_equal(m.blocks, 0);
  assert_false(m.wrong);
}

static void prints_and_terminates(void **state) {
  (void)state;
  orc_buf buf;
  orc_buf_init(&buf, &orc_mem_libc, 1000);
  assert_string_equal(orc_buf_cstr(&buf), "");
  assert_true(orc_buf_printf(&buf, "%d-%s", 42, "x"));
  assert_true(orc_buf_printf(&buf, "%0200d", 7));
  assert_int_equal(buf.len, 204);
  assert_int_equal(strlen(orc_buf_cstr(&buf)), 204);
  assert_memory_equal(buf.data, "42-x000", 7);
  assert_false(orc_buf_printf(&buf, "%01000d", 7));
  assert_int_equal(buf.len, 204);
  orc_buf_fini(&buf);
}

/* An allocator that looks at each block that comes back. */
static bool leaked;

static void *wiping_resize(void *ud, void *block, size_t old_size,
                           size_t new_size) {
  (void)ud;
  assert_true(block == NULL || new_size == 0); /* realloc leaves copies */
  if (new_size > 0) return malloc(new_size);
  const char *bytes = block;
  for (size_t i = 0; i < old_size; i++) leaked = leaked || bytes[i] != 0;
  free(block);
  return NULL;
}

static void a_secret_is_wiped_wherever_it_was(void **state) {
  (void)state;
  orc_mem mem = {wiping_resize, NULL};
  leaked = false;
  orc_buf buf;
  orc_buf_init(&buf, &mem, 100000);
  buf.secret = true;
  for (int i = 0; i < 1000; i++) assert_true(orc_buf_puts(&buf, "hunter2"));
  assert_memory_equal(buf.data + 6993, "hunter2", 7);
  orc_buf_clear(&buf);
  for (size_t i = 0; i < buf.size; i++) assert_int_equal(buf.data[i], 0);
  assert_true(orc_buf_puts(&buf, "hunter2"));
  orc_buf_fini(&buf);
  assert_false(leaked);
}

static void memory_is_zeroed_copied_and_given_back(void **state) {
  (void)state;
  failing_mem m;
  failing_mem_init(&m, 2);
  char *zeros = orc_mem_new(&m.mem, 40);
  for (int i = 0; i < 40; i++) assert_int_equal(zeros[i], 0);
  char *copy = orc_mem_string(&m.mem, "text");
  assert_string_equal(copy, "text");
  assert_null(orc_mem_string(&m.mem, "no more"));
  assert_null(orc_mem_new(&m.mem, 1));
  assert_null(orc_mem_string(&m.mem, NULL));
  orc_mem_free(&m.mem, zeros, 40);
  orc_mem_free(&m.mem, NULL, 40);
  orc_mem_string_free(&m.mem, copy);
  orc_mem_string_free(&m.mem, NULL);
  assert_int_equal(m.blocks, 0);
  assert_false(m.wrong);
  char secret[] = "hunter2";
  orc_mem_wipe(secret, sizeof secret);
  for (size_t i = 0; i < sizeof secret; i++) assert_int_equal(secret[i], 0);
}

static void a_secret_string_is_wiped_when_freed(void **state) {
  (void)state;
  orc_mem mem = {wiping_resize, NULL};
  leaked = false;
  orc_mem_secret_free(&mem, orc_mem_string(&mem, "hunter2"));
  orc_mem_secret_free(&mem, NULL);
  assert_false(leaked);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(grows_and_keeps_what_was_there),
      cmocka_unit_test(over_the_cap_is_an_error_and_changes_nothing),
      cmocka_unit_test(no_memory_is_an_error_and_changes_nothing),
      cmocka_unit_test(prints_and_terminates),
      cmocka_unit_test(a_secret_is_wiped_wherever_it_was),
      cmocka_unit_test(a_secret_string_is_wiped_when_freed),
      cmocka_unit_test(memory_is_zeroed_copied_and_given_back),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
