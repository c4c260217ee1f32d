/* The memory of answers: used again, bounded, and never a secret's. */
#include "spare.h"

#include "support/failing_mem.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static orc_buf filled(const orc_mem *mem, size_t size) {
  orc_buf buf;
  orc_buf_init(&buf, mem, (size_t)1 << 30);
  assert_true(orc_buf_reserve(&buf, size));
  buf.len = size;
  return buf;
}

static void what_is_given_is_taken_again(void **state) {
  (void)state;
  failing_mem m;
  failing_mem_init(&m, SIZE_MAX);
  orc_spare spare = {.count = 0};
  orc_buf buf = filled(&m.mem, 100000);
  const char *data = buf.data;
  orc_spare_give(&spare, &buf);
  assert_null(buf.data);
  assert_int_equal(buf.len, 0);
  orc_buf next;
  orc_buf_init(&next, &m.mem, 50);
  orc_spare_take(&spare, &next);
  assert_ptr_equal(next.data, data);
  assert_int_equal(next.len, 0);
  char text[51] = {0};
  assert_false(orc_buf_append(&next, text, 51)); /* its own cap holds */
  orc_buf_clear(&next);
  assert_true(orc_buf_append(&next, text, 50));
  orc_buf none;
  orc_buf_init(&none, &m.mem, 50);
  orc_spare_take(&spare, &none);
  assert_null(none.data);
  orc_buf_fini(&next);
  orc_spare_fini(&spare);
  assert_int_equal(m.blocks, 0);
  assert_false(m.wrong);
}

static void what_is_kept_is_bounded(void **state) {
  (void)state;
  failing_mem m;
  failing_mem_init(&m, SIZE_MAX);
  orc_spare spare = {.count = 0};
  for (int i = 0; i < 100; i++) {
    orc_buf buf = filled(&m.mem, (size_t)1 << 20);
    orc_spare_give(&spare, &buf);
    assert_null(buf.data);
    assert_true(spare.bytes <= ORC_SPARE_BYTES);
  }
  for (int i = 0; i < 100; i++) {
    orc_buf buf = filled(&m.mem, 20000);
    orc_spare_give(&spare, &buf);
    assert_true(spare.count <= ORC_SPARE_BUFS);
  }
  assert_int_equal(m.blocks, spare.count);
  orc_spare_trim(&spare, ORC_SPARE_IDLE);
  assert_true(spare.bytes <= ORC_SPARE_IDLE);
  assert_int_equal(m.blocks, spare.count);
  orc_spare_fini(&spare);
  assert_int_equal(m.blocks, 0);
  assert_false(m.wrong); /* freed with the sizes they were made with */
}

static void secrets_and_strangers_stay_out(void **state) {
  (void)state;
  failing_mem m, other;
  failing_mem_init(&m, SIZE_MAX);
  failing_mem_init(&other, SIZE_MAX);
  orc_spare spare = {.count = 0};
  orc_buf buf = filled(&m.mem, 100000);
  buf.secret = true;
  orc_spare_give(&spare, &buf);
  assert_int_equal(spare.count, 0);
  assert_int_equal(m.blocks, 0);
  buf = filled(&m.mem, 100000);
  orc_spare_give(&spare, &buf);
  orc_buf secret, stranger;
  orc_buf_init(&secret, &m.mem, 50);
  secret.secret = true;
  orc_spare_take(&spare, &secret);
  assert_null(secret.data);
  orc_buf_init(&stranger, &other.mem, 50);
  orc_spare_take(&spare, &stranger);
  assert_null(stranger.data);
  orc_spare_fini(&spare);
  assert_int_equal(m.blocks, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_given_is_taken_again),
      cmocka_unit_test(what_is_kept_is_bounded),
      cmocka_unit_test(secrets_and_strangers_stay_out),
  };
  return cmocka_run_group_tests_name("spare", tests, NULL, NULL);
}
