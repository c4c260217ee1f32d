#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../src/core/csv.h"

#include <stdio.h>
#include <string.h>

static orc_csv csv;
static orc_buf out;

static int setup(void **state) {
  (void)state;
  orc_csv_init(&csv, &orc_mem_libc);
  orc_buf_init(&out, &orc_mem_libc, 1 << 20);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  orc_csv_fini(&csv);
  orc_buf_fini(&out);
  return 0;
}

static orc_slice slice(const char *s) { return (orc_slice){s, strlen(s)}; }

static const char *line(const char *row) {
  orc_err err;
  orc_err_clear(&err);
  orc_buf_clear(&out);
  if (orc_csv_row(&csv, slice(row), true, &out, &err) != ORC_OK) {
    fail_msg("%s", err.message);
  }
  return orc_buf_cstr(&out);
}

static void learn(const char *row) {
  orc_err err;
  assert_int_equal(orc_csv_learn(&csv, slice(row), &err), ORC_OK);
}

static void columns_come_from_the_first_rows(void **state) {
  (void)state;
  learn("{\"Id\":1,\"@odata.id\":\"x\",\"Name\":\"a\"}");
  learn("{\"Name\":\"b\",\"State\":null}");
  orc_csv_header(&csv, &out);
  assert_string_equal(orc_buf_cstr(&out), "Id,Name,State\r\n");
}

static void every_value_is_its_text(void **state) {
  (void)state;
  learn("{\"a\":0,\"b\":0,\"c\":0,\"d\":0,\"e\":0,\"f\":0}");
  assert_string_equal(
      line("{\"a\":9007199254740993,\"b\":1.50,\"c\":true,\"d\":null,"
           "\"e\":\"\",\"f\":\"x\"}"),
      "9007199254740993,1.50,true,,\"\",x\r\n");
  assert_string_equal(line("{\"f\":\"only\"}"), ",,,,,only\r\n");
  assert_string_equal(line("{\"a\" : {\"k\": [1,\"2\"]} ,\"b\":[] }"),
                      "\"{\"\"k\"\": [1,\"\"2\"\"]}\",\"[]\",,,,\r\n");
}

static void fields_are_quoted_when_they_must_be(void **state) {
  (void)state;
  learn("{\"a\":0,\"b\":0}");
  assert_string_equal(line("{\"a\":\"x,y\",\"b\":\"say \\\"hi\\\"\"}"),
                      "\"x,y\",\"say \"\"hi\"\"\"\r\n");
  assert_string_equal(line("{\"a\":\"1\\r\\n2\",\"b\":\" x\"}"),
                      "\"1\r\n2\",\" x\"\r\n");
}

static void formulas_are_escaped_on_request(void **state) {
  (void)state;
  learn("{\"a\":0,\"b\":0}");
  assert_string_equal(line("{\"a\":\"=1+1\",\"b\":-5}"), "=1+1,-5\r\n");
  csv.formulas_escaped = true;
  assert_string_equal(line("{\"a\":\"=1+\\\"1\",\"b\":-5}"),
                      "\"'=1+\"\"1\",-5\r\n");
}

static void secrets_are_masked(void **state) {
  (void)state;
  static const char *const masked[] = {"Password", NULL};
  csv.masked = masked;
  learn("{\"Name\":0,\"Password\":0}");
  assert_string_equal(line("{\"Name\":\"a\",\"Password\":\"hunter2\"}"),
                      "a,*****\r\n");
  assert_string_equal(line("{\"Name\":\"a\",\"Password\":null}"), "a,\r\n");
}

static void a_member_without_a_column_is_an_error(void **state) {
  (void)state;
  orc_err err;
  learn("{\"a\":0}");
  orc_buf_puts(&out, "before");
  orc_slice row = slice("{\"a\":1,\"new\":2}");
  assert_int_equal(orc_csv_row(&csv, row, true, &out, &err), ORC_FAIL);
  assert_int_equal(err.kind, ORC_KIND_DRIFT);
  assert_non_null(strstr(err.message, "new"));
  assert_string_equal(orc_buf_cstr(&out), "before");
  assert_int_equal(orc_csv_row(&csv, row, false, &out, &err), ORC_OK);
  assert_string_equal(orc_buf_cstr(&out), "before1\r\n");
}

static void a_row_that_is_no_object_is_an_error(void **state) {
  (void)state;
  orc_err err;
  learn("{\"a\":0}");
  const char *rows[] = {"[1]", "5", "{\"a\":1", "{\"a\":}", "{\"a\":\"\xff\"}"};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    assert_int_equal(orc_csv_row(&csv, slice(rows[i]), true, &out, &err),
                     ORC_FAIL);
    assert_int_equal(err.kind, ORC_KIND_PROTOCOL);
    assert_int_equal(out.len, 0);
  }
}

static void columns_have_an_end(void **state) {
  (void)state;
  orc_err err;
  char name[16];
  for (int i = 0; i < ORC_CSV_COLUMNS; i++) {
    int len = snprintf(name, sizeof name, "c%d", i);
    assert_int_equal(orc_csv_add_column(&csv, name, (size_t)len, &err),
                     ORC_OK);
  }
  assert_int_equal(orc_csv_learn(&csv, slice("{\"c0\":1}"), &err), ORC_OK);
  assert_int_equal(orc_csv_learn(&csv, slice("{\"more\":1}"), &err), ORC_FAIL);
  assert_int_equal(err.kind, ORC_KIND_TOO_LARGE);
  assert_int_equal(csv.count, ORC_CSV_COLUMNS);
}

static int left;
static void *scarce(void *ud, void *block, size_t old_size, size_t new_size) {
  (void)ud;
  if (new_size > old_size && left-- <= 0) return NULL;
  return orc_mem_libc.resize(NULL, block, old_size, new_size);
}

static void no_memory_is_an_error_and_leaks_nothing(void **state) {
  (void)state;
  orc_mem mem = {scarce, NULL};
  orc_slice row = slice("{\"a\\u0062\":\"x\\n\",\"b\":{\"c\":1}}");
  orc_status status = ORC_FAIL;
  int n = 0;
  for (; status != ORC_OK; n++) {
    orc_err err;
    orc_csv c;
    orc_buf text;
    left = n;
    orc_csv_init(&c, &mem);
    orc_buf_init(&text, &mem, 1 << 20);
    status = orc_csv_learn(&c, row, &err);
    if (status == ORC_OK) {
      status = orc_csv_row(&c, row, true, &text, &err);
    }
    if (status != ORC_OK) assert_int_equal(err.kind, ORC_KIND_MEMORY);
    orc_csv_fini(&c);
    orc_buf_fini(&text);
  }
  assert_true(n > 4);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(columns_come_from_the_first_rows),
      TEST(every_value_is_its_text),
      TEST(fields_are_quoted_when_they_must_be),
      TEST(formulas_are_escaped_on_request),
      TEST(secrets_are_masked),
      TEST(a_member_without_a_column_is_an_error),
      TEST(a_row_that_is_no_object_is_an_error),
      TEST(columns_have_an_end),
      TEST(no_memory_is_an_error_and_leaks_nothing),
  };
  return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
