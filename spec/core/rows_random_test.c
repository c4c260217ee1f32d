/* Damaged pages: the row scanner takes them when they are JSON, and no others.
*/
#include "support/page_text.h"

#include "support/mutate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static bool is_json(const char *text, size_t len) {
  orc_json json;
  orc_json_init(&json, text, len);
  return orc_json_skip(&json, orc_json_next(&json)) &&
         orc_json_next(&json) == ORC_JSON_DONE;
}

/* As a user of rows sees it: the page ended well, and each row could be
** read. */
static bool walk_accepts(const char *text, size_t len, size_t step,
                         orc_err *err) {
  orc_rows rows;
  page_rows_init(&rows, &orc_mem_libc);
  orc_slice row;
  orc_status status = ORC_AGAIN;
  bool good = true;
  orc_err_clear(err);
  for (size_t have = step; good && status == ORC_AGAIN; have += step) {
    bool complete = have >= len;
    while (good && (status = orc_rows_next(&rows, text, complete ? len : have,
                                           complete, &row, err)) == ORC_OK) {
      page_check_known(&rows, row);
      good = is_json(row.data, row.len);
    }
  }
  orc_rows_fini(&rows);
  return good && status == ORC_END;
}

/* A page is taken when and only when its whole text is JSON, but for what
** the envelope may not say. */
static void damaged_pages_are_taken_when_they_are_json(void **state) {
  (void)state;
  dice d = {2147483647};
  size_t taken = 0, refused = 0;
  for (int round = 0; round < 40000; round++) {
    char text[400];
    const char *seed = page_texts[dice_roll(&d, PAGES)][0];
    size_t len = strlen(seed);
    memcpy(text, seed, len);
    len = mutate(&d, text, len, sizeof text);
    char *copy = page_copy(text, len);
    orc_err err, other;
    bool accepted = walk_accepts(copy, len, len + 1, &err);
    assert_int_equal(accepted,
                     walk_accepts(copy, len, 1 + dice_roll(&d, 9), &other));
    assert_string_equal(err.message, other.message);
    bool envelope = strstr(err.message, "the answer h") != NULL ||
                    strstr(err.message, "the link") != NULL ||
                    strstr(err.message, "the answer's") != NULL ||
                    strstr(err.message, "expected '{' or '['") != NULL;
    if (!envelope) assert_int_equal(accepted, is_json(copy, len));
    page_outcome peeked = page_peek(copy, len);
    assert_int_equal(accepted, peeked.status == ORC_END);
    orc_buf_fini(&peeked.out);
    taken += accepted;
    refused += !accepted && !envelope;
    free(copy);
  }
  assert_true(taken > 3000 && refused > 3000); /* both are tried */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      PAGE_TEST(damaged_pages_are_taken_when_they_are_json),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
