/* The classes of bytes as machines without SSE2 find them. (Where there is
** SSE2 every other test of JSON runs on that.) */
#ifndef ORC_SCAN_PORTABLE
#define ORC_SCAN_PORTABLE
#endif
#include "json_scan.h"

#include "support/mutate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>

#include <cmocka.h>

static bool is_odd(char c) {
  unsigned char b = (unsigned char)c;
  return b < 0x20 || b >= 0x80 || b == '"' || b == '\\';
}

static bool is_bracket(char c) {
  return c == '{' || c == '}' || c == '[' || c == ']';
}

static void check_chunk(const char *p) {
  orc_chunk x = orc_chunk_load(p);
  orc_bits odd = 0, quotes = 0, brackets = 0;
  for (unsigned i = 0; i < ORC_CHUNK; i++) {
    odd |= (orc_bits)is_odd(p[i]) << i;
    quotes |= (orc_bits)(p[i] == '"') << i;
    brackets |= (orc_bits)is_bracket(p[i]) << i;
  }
  assert_int_equal(orc_chunk_odd(x), odd);
  assert_int_equal(orc_chunk_equal(x, '"'), quotes);
  assert_int_equal(orc_chunk_brackets(x), brackets);
}

static void every_byte_at_every_place(void **state) {
  (void)state;
  static const char around[] = {'x', '"', 0, (char)0x80, (char)0xFF, '!'};
  for (unsigned other = 0; other < sizeof around; other++) {
    for (int byte = 0; byte < 256; byte++) {
      for (unsigned at = 0; at < ORC_CHUNK; at++) {
        char text[ORC_CHUNK];
        memset(text, around[other], sizeof text);
        text[at] = (char)byte;
        check_chunk(text);
      }
    }
  }
}

static void random_bytes(void **state) {
  (void)state;
  dice d = {12};
  for (int round = 0; round < 20000; round++) {
    char text[ORC_CHUNK];
    for (unsigned i = 0; i < ORC_CHUNK; i++) {
      text[i] = (char)dice_roll(&d, round % 2 ? 256 : 128);
    }
    check_chunk(text);
  }
}

static void a_plain_run_ends_where_it_ends(void **state) {
  (void)state;
  for (size_t len = 0; len < 70; len++) {
    /* its size exactly, for sanitizers */
    char *text = malloc(len > 0 ? len : 1);
    assert_non_null(text);
    memset(text, 'x', len);
    assert_ptr_equal(orc_scan_plain(text, text + len), text + len);
    for (size_t at = 0; at < len; at++) {
      text[at] = '"';
      assert_ptr_equal(orc_scan_plain(text, text + len), text + at);
      text[at] = 'x';
    }
    free(text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_byte_at_every_place),
      cmocka_unit_test(random_bytes),
      cmocka_unit_test(a_plain_run_ends_where_it_ends),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
