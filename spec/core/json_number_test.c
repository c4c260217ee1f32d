/* Numbers both ways: exact, correctly rounded, and the same in any locale. */
#include "json.h"

#include "support/mutate.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static orc_json_type read_number(const char *text, orc_json *json) {
  orc_json_init(json, text, strlen(text));
  return orc_json_next(json);
}

static double read_double(const char *text) {
  orc_json json;
  orc_json_type type = read_number(text, &json);
  if (type == ORC_JSON_INTEGER) return (double)json.integer;
  assert_int_equal(type, ORC_JSON_NUMBER);
  return json.number;
}

static const char *write_double(double value) {
  static char text[64];
  orc_buf out;
  orc_buf_init(&out, &orc_mem_libc, sizeof text - 1);
  assert_true(orc_json_put_number(&out, value));
  strcpy(text, orc_buf_cstr(&out));
  orc_buf_fini(&out);
  return text;
}

static bool same(double a, double b) {
  return memcmp(&a, &b, sizeof a) == 0;
}

#define JUST_BELOW_HALF_THE_SMALLEST \
  ("2.470328229206232720882843964341106861825299013071623822127928412503" \
   "37753635104375932649918180817996189898282347722858865463328355177969" \
   "898199387398005390939063150356595155702263922908583924491051844359318" \
   "02849936536152500319370457678249219365623669863658480757001585769269" \
   "90370631192827955855133292783433840935197801553124659726357957462276" \
   "64652728272200563740064854999770965994704540208281662262378573934507" \
   "36339007967761930577506740176324673600968951340535537458516661134223" \
   "76678060880554783637152416270009402210840999999999999999999999999999" \
   "99999999999999999999999e-324")

/* Half-way cases, the ends of the range, and numbers with many digits. */
static const char *const hard[] = {
    "0.1", "0.3", "123456789012345678", "1e23", "8.5e-10",
    "9007199254740992.5", "9007199254740993.0", "9007199254740993e0",
    "9007199254740992.9999999999999999999999999999999999999999999999999999",
    "9007199254740993.0000000000000000000000000000000000000000000000000001",
    "2.2250738585072011e-308", "2.2250738585072012e-308",
    "2.2250738585072014e-308", "4.9406564584124654e-324",
    "2.4703282292062327208e-324", "2.4703282292062328e-324",
    JUST_BELOW_HALF_THE_SMALLEST,
    "1.7976931348623157e308", "1.7976931348623158e308",
    "0.000000000000000000000000000000000000000000000000000000000000000001",
    "1000000000000000000000000000000000000000000000000000000000000000001",
    "0e999999999999999999999", "0.0e-99999999999999999999999",
    "1e-99999999999999999999", "0.1e1", "12345678901234567890.5e-3",
    "3.14159265358979323846264338327950288419716939937510582097494459230781",
    "6.25e-2", "1e22", "1e-22", "9007199254740991e22", "9007199254740993e-22",
};

static void hard_cases_are_rounded_as_strtod_does(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof hard / sizeof *hard; i++) {
    char negative[1000];
    snprintf(negative, sizeof negative, "-%s", hard[i]);
    assert_true(same(read_double(hard[i]), strtod(hard[i], NULL)));
    assert_true(same(read_double(negative), strtod(negative, NULL)));
  }
}

static void digits_without_end_are_counted_all(void **state) {
  (void)state;
  enum { LONG = 20000 };
  char *text = malloc(LONG + 64);
  assert_non_null(text);
  /* half-way between two doubles, and one digit far behind decides */
  int len = sprintf(text, "9007199254740993.");
  memset(text + len, '0', LONG);
  strcpy(text + len + LONG, "1");
  assert_true(same(read_double(text), 9007199254740994.0));
  text[len + LONG] = '0';
  assert_true(same(read_double(text), 9007199254740992.0));
  /* an exponent that takes a long way back */
  len = sprintf(text, "0.");
  memset(text + len, '0', LONG);
  sprintf(text + len + LONG, "125e%d", LONG + 2);
  assert_true(same(read_double(text), 12.5));
  memset(text, '1', LONG);
  sprintf(text + LONG, "e-%d", LONG - 1);
  assert_true(same(read_double(text), 1.1111111111111112));
  sprintf(text + LONG, "e-99999999999999999999999");
  assert_true(same(read_double(text), 0.0));
  orc_json json;
  sprintf(text + LONG, "e5");
  assert_int_equal(read_number(text, &json), ORC_JSON_ERROR);
  free(text);
}

static void beyond_the_range_is_an_error_and_too_small_is_zero(void **state) {
  (void)state;
  static const char *const large[] = {
      "1e309", "-1e309", "1.7976931348623159e308", "1e400",
      "1e99999999999999999999999999", "123e307"};
  for (size_t i = 0; i < sizeof large / sizeof *large; i++) {
    orc_json json;
    assert_int_equal(read_number(large[i], &json), ORC_JSON_ERROR);
    assert_string_equal(json.message, "number too large for a float");
  }
  assert_true(same(read_double("1e-400"), 0.0));
  assert_true(same(read_double("-1e-400"), -0.0));
  assert_true(same(read_double("-0"), -0.0));
  assert_true(same(read_double("-0.0e5"), -0.0));
}

static void random_decimals_are_rounded_as_strtod_does(void **state) {
  (void)state;
  dice d = {4711};
  for (int round = 0; round < 40000; round++) {
    char text[64];
    size_t len = 0, before = 1 + dice_roll(&d, 20), after = dice_roll(&d, 20);
    text[len++] = (char)('1' + dice_roll(&d, 9));
    while (len < before) text[len++] = (char)('0' + dice_roll(&d, 10));
    text[len++] = '.';
    for (size_t i = 0; i <= after; i++) {
      text[len++] = (char)('0' + dice_roll(&d, 10));
    }
    sprintf(text + len, "e%d", (int)dice_roll(&d, 600) - 320);
    double expected = strtod(text, NULL);
    if (isinf(expected)) continue;
    assert_true(same(read_double(text), expected));
  }
}

/* ---- integers ---- */

static void integers_are_exact_both_ways(void **state) {
  (void)state;
  dice d = {99};
  for (int round = 0; round < 20000; round++) {
    uint64_t bits = (uint64_t)dice_roll(&d, 1 << 30) << 34 ^
                    (uint64_t)dice_roll(&d, 1 << 30) << 17 ^
                    (uint64_t)dice_roll(&d, 1 << 30);
    int64_t value = (int64_t)(bits >> dice_roll(&d, 63));
    if (round % 2 == 1) value = -value - (round % 4 == 1);
    if (round == 0) value = INT64_MIN;
    if (round == 2) value = INT64_MAX;
    if (round == 4) value = 0;
    char expected[32];
    snprintf(expected, sizeof expected, "%lld", (long long)value);
    orc_buf out;
    orc_buf_init(&out, &orc_mem_libc, 100);
    assert_true(orc_json_put_integer(&out, value));
    assert_string_equal(orc_buf_cstr(&out), expected);
    orc_json json;
    assert_int_equal(read_number(out.data, &json), ORC_JSON_INTEGER);
    assert_true(json.integer == value);
    orc_buf_fini(&out);
  }
}

/* ---- writing floats ---- */

static void floats_are_written_short_and_stay_floats(void **state) {
  (void)state;
  static const struct {
    double value;
    const char *text;
  } cases[] = {
      {0.0, "0.0"}, {-0.0, "-0.0"}, {1.0, "1.0"}, {-1.5, "-1.5"},
      {0.1, "0.1"}, {100.0, "100.0"}, {0.00001, "0.00001"},
      {0.000001, "1e-6"}, {1.25e-6, "1.25e-6"}, {123456.75, "123456.75"},
      {1e16, "10000000000000000.0"}, {1e17, "1e17"}, {1.5e300, "1.5e300"},
      {0.1 + 0.2, "0.30000000000000004"}, {1.0 / 3, "0.3333333333333333"},
      {9007199254740993.0, "9007199254740992.0"},
      {9223372036854775808.0, "9.223372036854776e18"},
      {1.7976931348623157e308, "1.7976931348623157e308"},
      {2.2250738585072014e-308, "2.2250738585072014e-308"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_string_equal(write_double(cases[i].value), cases[i].text);
  }
}

static void every_float_reads_back_the_same(void **state) {
  (void)state;
  dice d = {31337};
  for (int round = 0; round < 40000; round++) {
    uint64_t bits = (uint64_t)dice_roll(&d, (size_t)1 << 32) << 32 |
                    dice_roll(&d, (size_t)1 << 32);
    double value;
    memcpy(&value, &bits, sizeof value);
    if (round % 4 == 0) value = (double)(bits % 1000000) / 100;
    if (isnan(value) || isinf(value)) continue;
    const char *text = write_double(value);
    assert_non_null(strpbrk(text, ".e"));
    assert_true(same(read_double(text), value));
    assert_true(same(strtod(text, NULL), value));
  }
}

/* ---- locales ---- */

/* A compiled LC_NUMERIC with a decimal comma, as glibc reads it: magic
** number, number of fields, their offsets, the fields. No locale need be
** installed, and none is on a bare machine. */
static void write_locale(const char *path) {
  static const struct {
    uint32_t magic, fields, offsets[6];
    char point[4], thousands[4], grouping[4];
    uint32_t wide_point, wide_thousands;
    char codeset[8];
  } file = {
      0x20031115 ^ LC_NUMERIC, 6, {32, 36, 40, 44, 48, 52},
      ",", ".", {3, 3}, ',', '.', "UTF-8"};
  FILE *out = fopen(path, "wb");
  assert_non_null(out);
  assert_int_equal(fwrite(&file, sizeof file, 1, out), 1);
  assert_int_equal(fclose(out), 0);
}

static int use_decimal_comma(void **state) {
  char *dir = strdup("/tmp/orc-locale-XXXXXX");
  if (dir == NULL || mkdtemp(dir) == NULL) return -1;
  char path[64];
  snprintf(path, sizeof path, "%s/xx_XX", dir);
  mkdir(path, 0700);
  snprintf(path, sizeof path, "%s/xx_XX/LC_NUMERIC", dir);
  write_locale(path);
  setenv("LOCPATH", dir, 1);
  *state = dir;
  return setlocale(LC_NUMERIC, "xx_XX") != NULL ? 0 : -1;
}

static int use_c_locale(void **state) {
  char *dir = *state, path[64];
  setlocale(LC_NUMERIC, "C");
  unsetenv("LOCPATH");
  snprintf(path, sizeof path, "%s/xx_XX/LC_NUMERIC", dir);
  unlink(path);
  snprintf(path, sizeof path, "%s/xx_XX", dir);
  rmdir(path);
  rmdir(dir);
  free(dir);
  return 0;
}

static void a_decimal_comma_changes_nothing(void **state) {
  (void)state;
  char printed[16];
  snprintf(printed, sizeof printed, "%.1f", 1.5);
  assert_string_equal(printed, "1,5"); /* the locale is in force */
  assert_true(same(read_double("1.5"), 1.5));
  assert_true(same(read_double("0.30000000000000004"), 0.1 + 0.2));
  assert_true(same(read_double("12345678901234567890.5e-3"),
                   12345678901234567.8905));
  floats_are_written_short_and_stay_floats(state);
  dice d = {5};
  for (int round = 0; round < 2000; round++) {
    uint64_t bits = (uint64_t)dice_roll(&d, (size_t)1 << 32) << 32 |
                    dice_roll(&d, (size_t)1 << 32);
    double value;
    memcpy(&value, &bits, sizeof value);
    if (isnan(value) || isinf(value)) continue;
    assert_true(same(read_double(write_double(value)), value));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(hard_cases_are_rounded_as_strtod_does),
      cmocka_unit_test(digits_without_end_are_counted_all),
      cmocka_unit_test(beyond_the_range_is_an_error_and_too_small_is_zero),
      cmocka_unit_test(random_decimals_are_rounded_as_strtod_does),
      cmocka_unit_test(integers_are_exact_both_ways),
      cmocka_unit_test(floats_are_written_short_and_stay_floats),
      cmocka_unit_test(every_float_reads_back_the_same),
      cmocka_unit_test_setup_teardown(a_decimal_comma_changes_nothing,
                                      use_decimal_comma, use_c_locale),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
