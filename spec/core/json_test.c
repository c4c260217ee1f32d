/* The pull reader: tokens, grammar, positions, depth, finding a member. */
#include "json.h"

#include "support/mutate.h"
#include "support/plain_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* In memory of its own size, so that a sanitizer sees a byte too far. */
static char *exact(const char *text, size_t len) {
  char *copy = malloc(len > 0 ? len : 1);
  assert_non_null(copy);
  if (len > 0) memcpy(copy, text, len);
  return copy;
}

static void put_token(orc_buf *out, const orc_json *json,
                      orc_json_type type) {
  static const char *const marks[] = {
      [ORC_JSON_ERROR] = "! ", [ORC_JSON_DONE] = ".",
      [ORC_JSON_NULL] = "null", [ORC_JSON_TRUE] = "true",
      [ORC_JSON_FALSE] = "false", [ORC_JSON_INTEGER] = "i",
      [ORC_JSON_NUMBER] = "n", [ORC_JSON_STRING] = "s",
      [ORC_JSON_KEY] = "k", [ORC_JSON_ARRAY] = "[",
      [ORC_JSON_ARRAY_END] = "]", [ORC_JSON_OBJECT] = "{",
      [ORC_JSON_OBJECT_END] = "}"};
  orc_buf_printf(out, "%s%s", out->len > 0 ? " " : "", marks[type]);
  switch (type) {
    case ORC_JSON_INTEGER:
      orc_buf_printf(out, "%lld", (long long)json->integer);
      break;
    case ORC_JSON_NUMBER: orc_buf_printf(out, "%.17g", json->number); break;
    case ORC_JSON_STRING: case ORC_JSON_KEY:
      orc_json_unescape(json, out);
      break;
    case ORC_JSON_ERROR:
      orc_buf_printf(out, "%s @%zu", json->message, orc_json_position(json));
      break;
    default: break;
  }
}

/* All tokens of a text as one line; the caller frees it. */
static char *tokens(const char *text, size_t len) {
  char *copy = exact(text, len);
  orc_buf out;
  orc_buf_init(&out, &orc_mem_libc, 1 << 20);
  orc_json json;
  orc_json_init(&json, copy, len);
  orc_json_type type;
  do {
    type = orc_json_next(&json);
    put_token(&out, &json, type);
  } while (type != ORC_JSON_DONE && type != ORC_JSON_ERROR);
  assert_int_equal(orc_json_next(&json), type); /* for good */
  assert_int_equal(orc_json_next(&json), type);
  free(copy);
  assert_non_null(orc_buf_cstr(&out));
  return out.data;
}

static void check_tokens(const char *const (*cases)[2], size_t count) {
  for (size_t i = 0; i < count; i++) {
    char *line = tokens(cases[i][0], strlen(cases[i][0]));
    assert_string_equal(line, cases[i][1]);
    free(line);
  }
}

static void every_token_comes_as_it_is_written(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"null", "null ."},
      {" \t\r\n true \n", "true ."},
      {"false", "false ."},
      {"0", "i0 ."},
      {"-7", "i-7 ."},
      {"-0", "n-0 ."},
      {"0.5", "n0.5 ."},
      {"1E2", "n100 ."},
      {"1e+2", "n100 ."},
      {"25e-2", "n0.25 ."},
      {"1e-400", "n0 ."},
      {"9007199254740993", "i9007199254740993 ."},
      {"9223372036854775807", "i9223372036854775807 ."},
      {"9223372036854775808", "n9.2233720368547758e+18 ."},
      {"-9223372036854775808", "i-9223372036854775808 ."},
      {"-9223372036854775809", "n-9.2233720368547758e+18 ."},
      {"18446744073709551616", "n1.8446744073709552e+19 ."},
      {"18446744073709551617", "n1.8446744073709552e+19 ."},
      {"\"\"", "s ."},
      {"\"a b\"", "sa b ."},
      {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "s\"\\/\b\f\n\r\t ."},
      {"\"\\u0041\\u00e4\\u20AC\\uD83D\\ude00\"",
       "sA\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80 ."},
      {"\"\x7F\xC2\x80\xF4\x8F\xBF\xBF\"", "s\x7F\xC2\x80\xF4\x8F\xBF\xBF ."},
      {"[]", "[ ] ."},
      {"{}", "{ } ."},
      {" [ ] ", "[ ] ."},
      {"[1,[2],{}]", "[ i1 [ i2 ] { } ] ."},
      {" { \"a\" : 1 , \"b\" : [ { } , null ] } ",
       "{ ka i1 kb [ { } null ] } ."},
      {"{\"a\":{\"a\":1},\"a\":2}", "{ ka { ka i1 } ka i2 } ."},
      {"{\"\":\"\"}", "{ k s } ."},
      {"[{\"a\":[1]},[[2],3]]", "[ { ka [ i1 ] } [ [ i2 ] i3 ] ] ."},
      {"{\"\\u0061\":0}", "{ ka i0 } ."},
  };
  check_tokens(cases, COUNT(cases));
}

static void what_is_wrong_is_named_with_its_place(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"", "! unexpected end @0"},
      {"  ", "! unexpected end @2"},
      {"\xEF\xBB\xBF{}", "! byte order mark @0"},
      {"<!DOCTYPE html>", "! HTML or XML instead of JSON @0"},
      {"\n <html>", "! HTML or XML instead of JSON @2"},
      {"[<", "[ ! expected a value @1"},
      {"nul", "! unexpected end @3"},
      {"nulL", "! expected null, true or false @3"},
      {"truth", "! expected null, true or false @3"},
      {"nullx", "null ! more text behind the value @4"},
      {"NaN", "! expected a value @0"},
      {"Infinity", "! expected a value @0"},
      {"-Infinity", "! expected a digit @1"},
      {"-", "! unexpected end @1"},
      {"+1", "! expected a value @0"},
      {".5", "! expected a value @0"},
      {"01", "! leading zero @0"},
      {"-01", "! leading zero @1"},
      {"00", "! leading zero @0"},
      {"1.", "! unexpected end @2"},
      {"1.x", "! expected a digit @2"},
      {"1e", "! unexpected end @2"},
      {"1e+]", "! expected a digit @3"},
      {"0x10", "i0 ! more text behind the value @1"},
      {"1e400", "! number too large for a float @0"},
      {"[-1e400]", "[ ! number too large for a float @1"},
      {"1 2", "i1 ! more text behind the value @2"},
      {"[1]]", "[ i1 ] ! more text behind the value @3"},
      {"\"abc", "! unterminated string @4"},
      {"\"", "! unterminated string @1"},
      {"\"a\tb\"", "! control character in a string @2"},
      {"\"\x1F\"", "! control character in a string @1"},
      {"\"\\x\"", "! invalid escape @1"},
      {"\"\\", "! invalid escape @1"},
      {"\"\\u12\"", "! invalid escape @1"},
      {"\"\\u12g4\"", "! invalid escape @1"},
      {"\"\\U0041\"", "! invalid escape @1"},
      {"\"\\ud800\"", "! lone surrogate @1"},
      {"\"\\udc00\"", "! lone surrogate @1"},
      {"\"\\ud800\\u0041\"", "! lone surrogate @1"},
      {"\"\\ud800\\ud800\"", "! lone surrogate @1"},
      {"\"\\udc00\\ud800\"", "! lone surrogate @1"},
      {"\"\\ud800xxxxxx\"", "! lone surrogate @1"},
      {"\"\\ud800\\udc0\"", "! lone surrogate @1"},
      {"\"\x80\"", "! invalid UTF-8 @1"},
      {"\"ab\xC3\"", "! invalid UTF-8 @3"},
      {"\"\xC0\x80\"", "! invalid UTF-8 @1"},
      {"\"\xC1\xBF\"", "! invalid UTF-8 @1"},
      {"\"\xE0\x9F\xBF\"", "! invalid UTF-8 @1"},
      {"\"\xED\xA0\x80\"", "! invalid UTF-8 @1"},
      {"\"\xF0\x8F\xBF\xBF\"", "! invalid UTF-8 @1"},
      {"\"\xF4\x90\x80\x80\"", "! invalid UTF-8 @1"},
      {"\"\xF8\x88\x80\x80\x80\"", "! invalid UTF-8 @1"},
      {"\"\xFF\"", "! invalid UTF-8 @1"},
      {"'a'", "! expected a value @0"},
      {"[", "[ ! unexpected end @1"},
      {"[1", "[ i1 ! unexpected end @2"},
      {"[1,", "[ i1 ! unexpected end @3"},
      {"[1,]", "[ i1 ! expected a value @3"},
      {"[,1]", "[ ! expected a value @1"},
      {"[1 2]", "[ i1 ! expected ',' or ']' @3"},
      {"[1}", "[ i1 ! expected ',' or ']' @2"},
      {"]", "! expected a value @0"},
      {"{", "{ ! unexpected end @1"},
      {"{1:2}", "{ ! expected a member's name in quotes @1"},
      {"{a:1}", "{ ! expected a member's name in quotes @1"},
      {"{\"a\"}", "{ ! expected ':' @4"},
      {"{\"a\"", "{ ! unexpected end @4"},
      {"{\"a\":}", "{ ka ! expected a value @5"},
      {"{\"a\":1,}", "{ ka i1 ! expected a member's name in quotes @7"},
      {"{\"a\":1]", "{ ka i1 ! expected ',' or '}' @6"},
      {"{\"a\" 1}", "{ ! expected ':' @5"},
      {"{,}", "{ ! expected a member's name in quotes @1"},
      {"// no\n1", "! expected a value @0"},
      {"[1/**/]", "[ i1 ! expected ',' or ']' @2"},
      {"\f1", "! expected a value @0"},
      {"\xC2\xA0" "1", "! expected a value @0"},
  };
  check_tokens(cases, COUNT(cases));
}

static void a_nul_is_a_byte_like_others(void **state) {
  (void)state;
  char *line = tokens("1\0", 2);
  assert_string_equal(line, "i1 ! more text behind the value @1");
  free(line);
  line = tokens("\"a\0b\"", 5);
  assert_string_equal(line, "! control character in a string @2");
  free(line);
  orc_json json;
  orc_json_init(&json, "\"a\\u0000b\"", 10);
  assert_int_equal(orc_json_next(&json), ORC_JSON_STRING);
  char text[8];
  assert_int_equal(orc_json_copy(&json, text), 3);
  assert_memory_equal(text, "a\0b", 3);
}

/* Objects and arrays in turn, `depth` of them. */
static char *nested(int depth, size_t *len) {
  orc_buf out;
  orc_buf_init(&out, &orc_mem_libc, 1 << 20);
  for (int i = 0; i < depth; i++) {
    orc_buf_puts(&out, i % 3 == 0 ? "{\"k\":" : "[");
  }
  orc_buf_puts(&out, "0");
  for (int i = depth; i-- > 0;) orc_buf_puts(&out, i % 3 == 0 ? "}" : "]");
  *len = out.len;
  return out.data;
}

static void depth_is_capped_at_512(void **state) {
  (void)state;
  size_t len;
  char *text = nested(ORC_JSON_DEPTH, &len);
  orc_json json;
  orc_json_init(&json, text, len);
  int opened = 0, deepest = 0;
  orc_json_type type;
  while ((type = orc_json_next(&json)) > ORC_JSON_DONE) {
    if (type == ORC_JSON_OBJECT || type == ORC_JSON_ARRAY) opened++;
    if (json.depth > deepest) deepest = json.depth;
  }
  assert_int_equal(type, ORC_JSON_DONE);
  assert_int_equal(opened, 512);
  assert_int_equal(deepest, 512);
  assert_int_equal(json.depth, 0);
  free(text);
  text = nested(ORC_JSON_DEPTH + 1, &len);
  orc_json_init(&json, text, len);
  assert_false(orc_json_skip(&json, orc_json_next(&json)));
  assert_string_equal(json.message, "nested deeper than 512");
  assert_int_equal(orc_json_position(&json), strcspn(text, "0") - 1);
  free(text);
}

static void a_text_beyond_the_size_cap_is_not_even_looked_at(void **state) {
  (void)state;
  orc_json json;
  orc_json_init(&json, "1", ORC_JSON_SIZE + 1);
  assert_int_equal(orc_json_next(&json), ORC_JSON_ERROR);
  assert_string_equal(json.message, "longer than 1 GiB");
  assert_int_equal(orc_json_position(&json), 0);
}

static void skip_ends_behind_the_value(void **state) {
  (void)state;
  const char *text = "[{\"a\":[1,{}],\"b\":2},[],\"s\",7]";
  orc_json json;
  orc_json_init(&json, text, strlen(text));
  assert_int_equal(orc_json_next(&json), ORC_JSON_ARRAY);
  assert_true(orc_json_skip(&json, orc_json_next(&json)));
  assert_true(orc_json_skip(&json, orc_json_next(&json)));
  assert_true(orc_json_skip(&json, orc_json_next(&json)));
  assert_int_equal(orc_json_next(&json), ORC_JSON_INTEGER);
  assert_int_equal(json.integer, 7);
  const char *object = "{\"a\":[1,2],\"b\":3}";
  orc_json_init(&json, object, strlen(object));
  orc_json_next(&json);
  assert_true(orc_json_skip(&json, orc_json_next(&json))); /* key and value */
  assert_int_equal(orc_json_next(&json), ORC_JSON_KEY);
  assert_memory_equal(json.text.data, "b", json.text.len);
  orc_json_init(&json, "[[1,]]", 6);
  assert_false(orc_json_skip(&json, orc_json_next(&json)));
  assert_int_equal(orc_json_position(&json), 4);
}

static void find_goes_to_a_member_of_the_top_level(void **state) {
  (void)state;
  static const struct {
    const char *text, *name;
    orc_json_type type;
  } cases[] = {
      {"{\"Id\":5,\"Name\":\"x\"}", "Id", ORC_JSON_INTEGER},
      {"{\"Id\":5,\"Name\":\"x\"}", "Name", ORC_JSON_STRING},
      {"{\"Id\":5}", "id", ORC_JSON_DONE},
      {"{\"Id\":5}", "I", ORC_JSON_DONE},
      {"{\"Id\":5}", "Idx", ORC_JSON_DONE},
      {"{}", "Id", ORC_JSON_DONE},
      {"{\"a\":{\"Id\":1},\"b\":[{\"Id\":2}],\"Id\":null}", "Id",
       ORC_JSON_NULL},
      {"{\"\\u0049\\u0064\":true}", "Id", ORC_JSON_TRUE},
      {"{\"\\u0049\\u0064x\":true}", "Id", ORC_JSON_DONE},
      {"{\"\\ud83d\\ude00\":[1]}", "\xF0\x9F\x98\x80", ORC_JSON_ARRAY},
      {"[{\"Id\":1}]", "Id", ORC_JSON_DONE},
      {"\"Id\"", "Id", ORC_JSON_DONE},
      {"{\"a\":1,]", "Id", ORC_JSON_ERROR},
      {"{\"a\":[1,]}", "Id", ORC_JSON_ERROR},
      {"{\"a\":x}", "Id", ORC_JSON_ERROR},
      {"{\"Id\":x}", "Id", ORC_JSON_ERROR},
      {"{\"Id\":1", "Id", ORC_JSON_INTEGER}, /* what is behind is unread */
      {"", "Id", ORC_JSON_ERROR},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    size_t len = strlen(cases[i].text);
    char *text = exact(cases[i].text, len);
    orc_json json;
    assert_int_equal(orc_json_find(&json, text, len, cases[i].name),
                     cases[i].type);
    free(text);
  }
}

static bool reader_accepts(orc_json *read, const char *text, size_t len) {
  orc_json json;
  orc_json_init(&json, text, len);
  orc_json_type type;
  do type = orc_json_next(&json);
  while (type > ORC_JSON_DONE);
  if (type == ORC_JSON_DONE) assert_int_equal(json.depth, 0);
  if (type == ORC_JSON_ERROR) {
    assert_non_null(json.message);
    assert_true(orc_json_position(&json) <= len);
  }
  *read = json;
  return type == ORC_JSON_DONE;
}

static const char *const seeds[] = {
    "{\"Id\":9007199254740993,\"Message\":\"a \\\"quoted\\\" \\\\ text\","
    "\"Raw\":\"{\\\"k\\\":\\\"v\\\\n\\\"}\",\"At\":null,\"Ok\":true}",
    "[1,-2.5e3,0.001,1E+9,\"\\u00e4\\ud83d\\ude00\",[],{},[[[null]]],false]",
    "\"plain text longer than one chunk, \xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"
    " and more of it, until the end\"",
    " { \"a\" : [ 1 , 2 ] , \"b\" : { \"c\" : \"\" } } ",
    "-12.75e-10",
};

/* All they may not agree on is a number beyond double's range. */
static void accepts_what_a_plain_checker_accepts(void **state) {
  (void)state;
  dice d = {20261121};
  size_t taken = 0;
  for (int round = 0; round < 60000; round++) {
    char text[400];
    const char *seed = seeds[dice_roll(&d, COUNT(seeds))];
    size_t len = strlen(seed);
    memcpy(text, seed, len);
    len = mutate(&d, text, len, sizeof text);
    char *copy = exact(text, len);
    bool expected = plain_accepts(copy, len, ORC_JSON_DEPTH);
    orc_json json;
    bool accepted = reader_accepts(&json, copy, len);
    bool range = !accepted && strstr(json.message, "too large") != NULL;
    if (accepted != expected && !range) {
      print_message("%.*s\n", (int)len, copy);
      fail();
    }
    taken += accepted;
    free(copy);
  }
  assert_in_range(taken, 3000, 40000); /* both answers are tried */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_token_comes_as_it_is_written),
      cmocka_unit_test(what_is_wrong_is_named_with_its_place),
      cmocka_unit_test(a_nul_is_a_byte_like_others),
      cmocka_unit_test(depth_is_capped_at_512),
      cmocka_unit_test(a_text_beyond_the_size_cap_is_not_even_looked_at),
      cmocka_unit_test(skip_ends_behind_the_value),
      cmocka_unit_test(find_goes_to_a_member_of_the_top_level),
      cmocka_unit_test(accepts_what_a_plain_checker_accepts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
