/* Rows as lines of RFC 4180: a second, strict reader finds the fields again,
** one for each column, and none that a spreadsheet would run. */
#include "csv.h"

#include "json.h"

#include "fuzz.h"

static bool is_number(const char *s, size_t len) {
  orc_json json;
  orc_json_init(&json, s, len);
  orc_json_type type = orc_json_next(&json);
  return (type == ORC_JSON_INTEGER || type == ORC_JSON_NUMBER) &&
         orc_json_next(&json) == ORC_JSON_DONE;
}

/* Reads a field at `at` into `field`; answers where it ends. */
static const char *read_field(const char *at, const char *end,
                              orc_buf *field) {
  orc_buf_clear(field);
  if (at == end || *at != '"') {
    while (at < end && *at != ',' && *at != '\r') {
      CHECK(*at != '"' && *at != '\n');
      CHECK(orc_buf_putc(field, *at++));
    }
    return at;
  }
  for (at++;; at++) {
    CHECK(at < end);
    if (*at == '"') {
      if (at + 1 == end || at[1] != '"') return at + 1;
      at++;
    }
    CHECK(orc_buf_putc(field, *at));
  }
}

static void check_line(const orc_buf *line, int columns, bool formulas) {
  orc_buf field;
  orc_buf_init(&field, &orc_mem_libc, 1 << 20);
  const char *at = line->data, *end = line->data + line->len;
  int count = 0;
  for (;;) {
    at = read_field(at, end, &field);
    count++;
    if (formulas && field.len > 0 && field.data[0] != '\0' &&
        strchr("=+-@\t\r", field.data[0]) != NULL) {
      CHECK(is_number(field.data, field.len));
    }
    CHECK(at < end);
    if (*at != ',') break;
    at++;
  }
  CHECK(count == columns);
  CHECK(at + 2 == end && at[0] == '\r' && at[1] == '\n');
  orc_buf_fini(&field);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1 || size > 4096) return 0;
  char *text = fuzz_copy(data + 1, size - 1);
  orc_slice row = {text, size - 1};
  orc_csv csv;
  orc_buf out;
  orc_err err;
  orc_err_clear(&err);
  orc_csv_init(&csv, &orc_mem_libc);
  orc_buf_init(&out, &orc_mem_libc, 1 << 20);
  csv.formulas_escaped = (data[0] & 1) != 0;
  bool learned = orc_csv_learn(&csv, row, &err) == ORC_OK;
  if (learned && csv.count > 0) {
    CHECK(orc_csv_header(&csv, &out));
    check_line(&out, csv.count, csv.formulas_escaped);
    orc_buf_clear(&out);
    orc_status status = orc_csv_row(&csv, row, true, &out, &err);
    if (status == ORC_OK) {
      check_line(&out, csv.count, csv.formulas_escaped);
    } else {
      CHECK(err.kind == ORC_KIND_PROTOCOL && out.len == 0);
    }
  }
  orc_buf_fini(&out);
  orc_csv_fini(&csv);
  free(text);
  return 0;
}
