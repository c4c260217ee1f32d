/* The check without tokens against the reader with them: the same texts are
** well-formed, and as long. */
#include "json_check.h"

#include "json.h"
#include "support/mutate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Of the array or object that `text` begins with; 0: none. */
static size_t read_length(const char *text, size_t len) {
  orc_json json;
  orc_json_init(&json, text, len);
  orc_json_type type = orc_json_next(&json);
  if (type != ORC_JSON_ARRAY && type != ORC_JSON_OBJECT) return 0;
  if (json.token != text || !orc_json_skip(&json, type)) return 0;
  return (size_t)(json.at - text);
}

/* Of a well-formed text. */
static bool has_space(const char *text, size_t len) {
  bool inside = false;
  for (size_t i = 0; i < len; i++) {
    if (inside && text[i] == '\\') i++;
    else if (text[i] == '"') inside = !inside;
    else if (!inside && strchr(" \t\r\n", text[i]) != NULL) return true;
  }
  return false;
}

/* In memory of its own size, so that a sanitizer sees a byte too far. */
static bool agree(const char *text, size_t len) {
  char *copy = malloc(len > 0 ? len : 1);
  assert_non_null(copy);
  if (len > 0) memcpy(copy, text, len);
  bool spaced = false;
  size_t expected = read_length(copy, len);
  size_t got = orc_json_check(copy, len, &spaced);
  if (got != expected || (got > 0 && spaced != has_space(copy, got))) {
    fail_msg("%.*s: %zu for %zu", (int)len, text, got, expected);
  }
  free(copy);
  return got > 0;
}

static const char *const texts[] = {
    "{}", "[]", "{ }", "[\t]", "[[],{}]", "[[],[[]],{\"a\":{}}]",
    "{\"Level\":\"Info\",\"Id\":0,\"n\":9007199254740993,\"x\":[1,2,3]}",
    "{\"a\" : [ true , false , null ] ,\r\n \"b\" : \"c\" }",
    "[0,-0,1.5,1e5,-1E-5,123456789012345678,1234567890123456789,"
    "12345678901234567890,0.1]",
    "{\"s\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\ud83d\\ude00\\u0000\"}",
    "{\"RawMessage\":\"{\\\"message\\\":\\\"a b c d e f g h i j k\\\","
    "\\\"level\\\":\\\"Info\\\",\\\"n\\\":1}\",\"W\":\"ACME\\\\robot-01\"}",
    "[\"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\",\"\x7F\"]",
    "{\"ends like a pair\":\"\\\\\",\"\\\\\":\"\\\"\"}",
    /* wrong */
    "", "{", "[", "}", "]", "[]]", "{]", "[}", "[1,]", "[,1]", "{,}", "[1 2]",
    "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "[01]", "[00]",
    "[-]", "[+1]", "[1.]", "[.5]", "[1e]", "[1e999]", "[nul]", "[nullx]",
    "[truefalse]", "[\"\\x\"]", "[\"\\u12\"]", "[\"\\ud800\"]",
    "[\"\\udc00\"]", "[\"\\ud800\\u0041\"]", "[\"a\nb\"]", "[\"\x01\"]",
    "[\"\xC0\x80\"]", "[\"\xED\xA0\x80\"]", "[\"\xF4\x90\x80\x80\"]",
    "[\"\xE2\x82\"]", "[\"\xFF\"]", "[\x0B]", "[\xC2\xA0]", " []", "\"a\"",
    "5", "null", "[\"", "[\"\\", "[\"\\\"", "{\"a\":{\"b\":[}}", "[1}",
};

static void each_text_and_each_beginning_of_it(void **state) {
  (void)state;
  size_t well = 0;
  for (size_t i = 0; i < COUNT(texts); i++) {
    size_t len = strlen(texts[i]);
    for (size_t have = 0; have < len; have++) agree(texts[i], have);
    well += agree(texts[i], len);
  }
  assert_int_equal(well, 14); /* of those above "wrong", and "[]]" */
}

/* Everything falls on every place of the chunks. */
static void each_text_behind_a_string_of_each_length(void **state) {
  (void)state;
  char text[600];
  for (size_t i = 0; i < COUNT(texts); i++) {
    for (size_t pad = 0; pad < 40; pad++) {
      int len = snprintf(text, sizeof text, "[\"%.*s\",%s,\"%.*s\"]", (int)pad,
                         "0123456789012345678901234567890123456789", texts[i],
                         (int)(pad % 17), "\xC3\xA4xxxxxxxxxxxxxxx");
      agree(text, (size_t)len);
    }
  }
}

static void damaged_texts(void **state) {
  (void)state;
  dice d = {2026};
  size_t well = 0, rounds = 120000;
  for (size_t round = 0; round < rounds; round++) {
    char text[512];
    const char *from = texts[dice_roll(&d, COUNT(texts))];
    size_t len = strlen(from);
    memcpy(text, from, len);
    len = mutate(&d, text, len, sizeof text);
    well += agree(text, len);
  }
  assert_true(well > rounds / 20 && well < rounds / 2);
}

static void nesting_has_the_same_limit(void **state) {
  (void)state;
  static char text[6 * ORC_JSON_DEPTH + 64];
  for (size_t depth = ORC_JSON_DEPTH - 1; depth < ORC_JSON_DEPTH + 2;
       depth++) {
    for (size_t kind = 0; kind < 3; kind++) { /* arrays, objects, in turns */
      char *p = text;
      for (size_t i = 0; i < depth; i++) {
        bool object = kind == 1 || (kind == 2 && i % 2);
        p = stpcpy(p, object ? "{\"\":" : "[");
        if (i + 1 == depth) p = stpcpy(p, "1");
      }
      for (size_t i = depth; i-- > 0;) {
        *p++ = kind == 1 || (kind == 2 && i % 2) ? '}' : ']';
      }
      assert_int_equal(agree(text, (size_t)(p - text)),
                       depth <= ORC_JSON_DEPTH);
      p[-1] = p[-1] == ']' ? '}' : ']';
      assert_false(agree(text, (size_t)(p - text)));
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_text_and_each_beginning_of_it),
      cmocka_unit_test(each_text_behind_a_string_of_each_length),
      cmocka_unit_test(damaged_texts),
      cmocka_unit_test(nesting_has_the_same_limit),
  };
  return cmocka_run_group_tests_name("json_check", tests, NULL, NULL);
}
