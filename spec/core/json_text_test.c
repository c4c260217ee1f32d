/* Strings both ways: UTF-8, escapes, and the borders of the chunks in which
** they are read. */
#include "json.h"

#include "support/failing_mem.h"
#include "support/mutate.h"
#include "support/plain_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* Reads `len` bytes as one JSON string. NULL: refused; else the text behind
** its escapes, in memory that the caller frees. */
static char *read_string(const char *text, size_t len, size_t *out_len) {
  char *copy = malloc(len); /* its size exactly, for sanitizers */
  assert_non_null(copy);
  memcpy(copy, text, len);
  orc_json json;
  orc_json_init(&json, copy, len);
  char *out = NULL;
  if (orc_json_next(&json) == ORC_JSON_STRING) {
    out = malloc(json.text.len + 1);
    assert_non_null(out);
    *out_len = orc_json_copy(&json, out);
    assert_true(*out_len <= json.text.len);
    assert_true(json.escaped || *out_len == json.text.len);
    if (orc_json_next(&json) != ORC_JSON_DONE) {
      free(out);
      out = NULL;
    }
  }
  free(copy);
  return out;
}

/* The bytes of a code point below 0x110000, surrogates and all. */
static size_t encode(char *out, unsigned code) {
  if (code < 0x80) {
    out[0] = (char)code;
    return 1;
  }
  if (code < 0x800) {
    out[0] = (char)(0xC0 | code >> 6);
    out[1] = (char)(0x80 | (code & 0x3F));
    return 2;
  }
  if (code < 0x10000) {
    out[0] = (char)(0xE0 | code >> 12);
    out[1] = (char)(0x80 | (code >> 6 & 0x3F));
    out[2] = (char)(0x80 | (code & 0x3F));
    return 3;
  }
  out[0] = (char)(0xF0 | code >> 18);
  out[1] = (char)(0x80 | (code >> 12 & 0x3F));
  out[2] = (char)(0x80 | (code >> 6 & 0x3F));
  out[3] = (char)(0x80 | (code & 0x3F));
  return 4;
}

static void every_code_point_but_surrogates_is_utf8(void **state) {
  (void)state;
  for (unsigned code = 0; code < 0x110000; code++) {
    char text[4];
    size_t len = encode(text, code);
    bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    assert_int_equal(orc_json_utf8(text, len), surrogate ? 0 : len);
    if (len > 1) assert_int_equal(orc_json_utf8(text, len - 1), 0);
  }
}

static bool plain_is_utf8(const char *text, size_t len) {
  const unsigned char *at = (const unsigned char *)text;
  plain_json p = {at, at + len, 0, 0};
  while (p.at < p.end) {
    if (!plain_utf8(&p)) return false;
  }
  return true;
}

static void every_pair_of_bytes_is_judged_right(void **state) {
  (void)state;
  for (unsigned pair = 0; pair < 0x10000; pair++) {
    char text[4] = {(char)(pair >> 8), (char)pair, (char)0x80, (char)0x80};
    for (size_t len = 2; len <= 4; len++) {
      bool good = orc_json_utf8(text, len) == len;
      assert_int_equal(good, plain_is_utf8(text, len));
    }
  }
}

static void the_first_bad_byte_is_found_anywhere(void **state) {
  (void)state;
  char text[80];
  for (size_t len = 1; len <= sizeof text; len++) {
    for (size_t bad = 0; bad < len; bad++) {
      memset(text, 'a', len);
      assert_int_equal(orc_json_utf8(text, len), len);
      text[bad] = (char)0xFE;
      assert_int_equal(orc_json_utf8(text, len), bad);
    }
  }
  assert_int_equal(orc_json_utf8("", 0), 0);
  assert_int_equal(orc_json_utf8("\0\"\\\x7F", 4), 4);
}

/* Every kind of byte that stops a plain run, and what it stands for. */
static const struct {
  const char *written, *read;
  size_t read_len;
} pieces[] = {
    {"\\n", "\n", 1},          {"\\\\", "\\", 1},
    {"\\\"", "\"", 1},         {"\\u0000", "\0", 1},
    {"\\u20ac", "\xE2\x82\xAC", 3},
    {"\\ud83d\\ude00", "\xF0\x9F\x98\x80", 4},
    {"\xC3\xA4", "\xC3\xA4", 2},
    {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80", 4},
    {"\\\\\\\\", "\\\\", 2},   {"\\\"\\n", "\"\n", 2},
    {"\\\\\xC3\xA4\\t", "\\\xC3\xA4\t", 4},
};

static void a_piece_is_read_at_every_place_of_every_length(void **state) {
  (void)state;
  for (size_t piece = 0; piece < sizeof pieces / sizeof *pieces; piece++) {
    for (size_t before = 0; before < 50; before++) {
      for (size_t after = 0; after < 50; after++) {
        char text[128], expected[128];
        size_t len = 0, written = strlen(pieces[piece].written);
        text[len++] = '"';
        memset(text + len, 'x', before);
        memcpy(text + len + before, pieces[piece].written, written);
        memset(text + len + before + written, 'y', after);
        len += before + written + after;
        text[len++] = '"';
        memset(expected, 'x', before);
        memcpy(expected + before, pieces[piece].read, pieces[piece].read_len);
        memset(expected + before + pieces[piece].read_len, 'y', after);
        size_t got_len;
        char *got = read_string(text, len, &got_len);
        assert_non_null(got);
        assert_int_equal(got_len, before + pieces[piece].read_len + after);
        assert_memory_equal(got, expected, got_len);
        free(got);
        assert_null(read_string(text, len - 1, &got_len));
      }
    }
  }
}

static void a_bad_byte_is_seen_at_every_place(void **state) {
  (void)state;
  static const char bad[] = {0x1F, 0, '\n', (char)0x80, (char)0xFF};
  for (size_t i = 0; i < sizeof bad; i++) {
    for (size_t at = 1; at <= 60; at++) {
      char text[62];
      memset(text, 'x', sizeof text);
      text[0] = text[61] = '"';
      text[at] = bad[i];
      orc_json json;
      orc_json_init(&json, text, sizeof text);
      assert_int_equal(orc_json_next(&json), ORC_JSON_ERROR);
      assert_int_equal(orc_json_position(&json), at);
    }
  }
}

static void every_u_escape_is_its_code_point(void **state) {
  (void)state;
  for (unsigned code = 0; code < 0x110000; code += code < 0x11000 ? 1 : 97) {
    char text[32], expected[4];
    if (code < 0x10000) {
      snprintf(text, sizeof text, "\"\\u%04X\"", code);
    } else {
      snprintf(text, sizeof text, "\"\\u%04x\\u%04X\"",
               0xD800 + ((code - 0x10000) >> 10),
               0xDC00 + ((code - 0x10000) & 0x3FF));
    }
    size_t len, expected_len = encode(expected, code);
    char *got = read_string(text, strlen(text), &len);
    if (code >= 0xD800 && code <= 0xDFFF) {
      assert_null(got);
      continue;
    }
    assert_non_null(got);
    assert_int_equal(len, expected_len);
    assert_memory_equal(got, expected, len);
    free(got);
  }
}

/* ---- writing ---- */

static void put_string_escapes_what_it_must_and_no_more(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"", "\"\""},
      {"plain", "\"plain\""},
      {"\"\\/", "\"\\\"\\\\/\""},
      {"\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\""},
      {"\x01\x1F\x7F", "\"\\u0001\\u001f\x7F\""},
      {"\xE2\x80\xA8\xE2\x80\xA9", "\"\xE2\x80\xA8\xE2\x80\xA9\""},
      {"\xC3\xA4\n\xF0\x9F\x98\x80", "\"\xC3\xA4\\n\xF0\x9F\x98\x80\""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    orc_buf out;
    orc_buf_init(&out, &orc_mem_libc, 1000);
    assert_true(orc_json_put_string(&out, cases[i][0], strlen(cases[i][0])));
    assert_string_equal(orc_buf_cstr(&out), cases[i][1]);
    orc_buf_fini(&out);
  }
}

static void what_is_written_reads_back(void **state) {
  (void)state;
  dice d = {77};
  for (int round = 0; round < 20000; round++) {
    char text[100];
    size_t len = dice_roll(&d, sizeof text - 4);
    for (size_t i = 0; i < len;) {
      unsigned code = (unsigned)dice_roll(&d, 4) == 0
                          ? (unsigned)dice_roll(&d, 0x110000)
                          : (unsigned)dice_roll(&d, 0x80);
      if (code >= 0xD800 && code <= 0xDFFF) continue;
      i += encode(text + i, code);
      if (i > len) len = i;
    }
    orc_buf out;
    orc_buf_init(&out, &orc_mem_libc, 1000);
    assert_true(orc_json_put_string(&out, text, len));
    size_t back_len;
    char *back = read_string(out.data, out.len, &back_len);
    assert_non_null(back);
    assert_int_equal(back_len, len);
    assert_memory_equal(back, text, len);
    free(back);
    orc_buf_fini(&out);
  }
}

static void writers_and_unescape_lose_nothing_without_memory(void **state) {
  (void)state;
  const char *text = "\"some \\\"text\\\" that is longer than the smallest "
                     "block of a buffer, with \\u00e4 in it\"";
  for (size_t left = 0; left < 8; left++) {
    failing_mem m;
    failing_mem_init(&m, left);
    orc_buf out;
    orc_buf_init(&out, &m.mem, 10000);
    orc_json json;
    orc_json_init(&json, text, strlen(text));
    orc_json_next(&json);
    bool ok = orc_json_unescape(&json, &out) &&
              orc_json_put_string(&out, text, strlen(text)) &&
              orc_json_put_integer(&out, 5) &&
              orc_json_put_number(&out, 0.5);
    assert_int_equal(ok, !out.failed);
    assert_int_equal(ok, left >= 3);
    orc_buf_fini(&out);
    assert_int_equal(m.blocks, 0);
    assert_false(m.wrong);
  }
}

static void the_cap_of_the_buffer_holds(void **state) {
  (void)state;
  for (size_t cap = 0; cap < 16; cap++) {
    orc_buf out;
    orc_buf_init(&out, &orc_mem_libc, cap);
    assert_int_equal(orc_json_put_string(&out, "a\nb\x01", 4), cap >= 12);
    assert_int_equal(out.full, cap < 12);
    assert_true(out.len <= cap);
    orc_buf_fini(&out);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_code_point_but_surrogates_is_utf8),
      cmocka_unit_test(every_pair_of_bytes_is_judged_right),
      cmocka_unit_test(the_first_bad_byte_is_found_anywhere),
      cmocka_unit_test(a_piece_is_read_at_every_place_of_every_length),
      cmocka_unit_test(a_bad_byte_is_seen_at_every_place),
      cmocka_unit_test(every_u_escape_is_its_code_point),
      cmocka_unit_test(put_string_escapes_what_it_must_and_no_more),
      cmocka_unit_test(what_is_written_reads_back),
      cmocka_unit_test(writers_and_unescape_lose_nothing_without_memory),
      cmocka_unit_test(the_cap_of_the_buffer_holds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
