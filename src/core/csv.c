#include "csv.h"

#include "json.h"

#include <string.h>
#include <strings.h>

#define MASK "*****"
#define MAX_FIELD ((size_t)64 << 20)

void orc_csv_init(orc_csv *csv, const orc_mem *mem) {
  memset(csv, 0, sizeof *csv);
  csv->mem = mem;
  orc_buf_init(&csv->scratch, mem, MAX_FIELD);
}

void orc_csv_fini(orc_csv *csv) {
  size_t count = (size_t)csv->count;
  for (size_t i = 0; i < count; i++) {
    orc_mem_string_free(csv->mem, csv->columns[i].name);
  }
  orc_mem_free(csv->mem, csv->columns, count * sizeof *csv->columns);
  orc_buf_fini(&csv->scratch);
  memset(csv, 0, sizeof *csv);
}

static bool is_named(const orc_csv *csv, int column, orc_slice name) {
  const char *own = csv->columns[column].name;
  if (strlen(own) != name.len) return false;
  return csv->any_case ? strncasecmp(own, name.data, name.len) == 0
                       : memcmp(own, name.data, name.len) == 0;
}

static int find(const orc_csv *csv, orc_slice name, int guess) {
  for (int n = 0; n < csv->count; n++) {
    /* rows of a page have their members in the same order */
    int i = (guess + n) % csv->count;
    if (is_named(csv, i, name)) return i;
  }
  return -1;
}

orc_status orc_csv_add_column(orc_csv *csv, const char *name, size_t len,
                              orc_err *err) {
  if (find(csv, (orc_slice){name, len}, 0) >= 0) return ORC_OK;
  if (memchr(name, '\0', len) != NULL) {
    return orc_err_set(err, ORC_KIND_ARGUMENT, "a column's name holds NUL");
  }
  if (csv->count == ORC_CSV_COLUMNS) {
    orc_err_set(err, ORC_KIND_TOO_LARGE, "the rows have more than %d columns",
                ORC_CSV_COLUMNS);
    orc_err_hint(err, "say which are wanted: `columns`, or `select`");
    return ORC_FAIL;
  }
  char *copy = orc_mem_new(csv->mem, len + 1);
  if (copy == NULL) return orc_err_memory(err);
  memcpy(copy, name, len);
  size_t count = (size_t)csv->count, size = sizeof *csv->columns;
  orc_csv_column *columns = orc_mem_resize(csv->mem, csv->columns,
                                           count * size, (count + 1) * size);
  if (columns == NULL) {
    orc_mem_free(csv->mem, copy, len + 1);
    return orc_err_memory(err);
  }
  columns[count] = (orc_csv_column){.name = copy};
  csv->columns = columns;
  csv->count++;
  return ORC_OK;
}

static orc_status not_a_row(const orc_json *json, orc_err *err) {
  return orc_err_set(err, ORC_KIND_PROTOCOL,
                     "a row is not a JSON object: %s at byte %zu",
                     json->message != NULL ? json->message : "another type",
                     orc_json_position(json));
}

/* The name of the member just met; resolved into the scratch if escaped. */
static bool member_name(orc_csv *csv, const orc_json *json, orc_slice *name) {
  *name = json->text;
  if (!json->escaped) return true;
  orc_buf_clear(&csv->scratch);
  if (!orc_json_unescape(json, &csv->scratch)) return false;
  *name = (orc_slice){csv->scratch.data, csv->scratch.len};
  return true;
}

static bool is_annotation(orc_slice name) {
  return memchr(name.data, '@', name.len) != NULL;
}

orc_status orc_csv_learn(orc_csv *csv, orc_slice row, orc_err *err) {
  orc_json json;
  orc_json_init(&json, row.data, row.len);
  if (orc_json_next(&json) != ORC_JSON_OBJECT) return not_a_row(&json, err);
  orc_json_type type;
  while ((type = orc_json_next(&json)) == ORC_JSON_KEY) {
    orc_slice name;
    if (!member_name(csv, &json, &name)) return orc_err_memory(err);
    if (!is_annotation(name) &&
        orc_csv_add_column(csv, name.data, name.len, err) != ORC_OK) {
      return ORC_FAIL;
    }
    if (!orc_json_skip(&json, orc_json_next(&json))) break;
  }
  return type == ORC_JSON_OBJECT_END ? ORC_OK : not_a_row(&json, err);
}

/* ------------------------------------------------------------- writing -- */

static bool must_quote(const char *s, size_t len) {
  for (size_t i = 0; i < len; i++) {
    if (s[i] == '"' || s[i] == ',' || s[i] == '\r' || s[i] == '\n') {
      return true;
    }
  }
  return len == 0 || s[0] == ' ' || s[len - 1] == ' ';
}

static bool put_quoted(orc_buf *out, const char *prefix, const char *s,
                       size_t len) {
  orc_buf_putc(out, '"');
  orc_buf_puts(out, prefix);
  const char *end = s + len, *quote;
  while ((quote = memchr(s, '"', (size_t)(end - s))) != NULL) {
    orc_buf_append(out, s, (size_t)(quote - s) + 1);
    orc_buf_putc(out, '"');
    s = quote + 1;
  }
  orc_buf_append(out, s, (size_t)(end - s));
  return orc_buf_putc(out, '"');
}

static bool is_formula(const char *s, size_t len) {
  return len > 0 && strchr("=+-@\t\r", s[0]) != NULL && s[0] != '\0';
}

static bool put_text(const orc_csv *csv, orc_buf *out, const char *s,
                     size_t len) {
  bool formula = csv->formulas_escaped && is_formula(s, len);
  if (!formula && !must_quote(s, len)) return orc_buf_append(out, s, len);
  return put_quoted(out, formula ? "'" : "", s, len);
}

static bool put_field(orc_csv *csv, orc_buf *out, orc_slice field) {
  orc_json json;
  if (field.data == NULL) return true;
  if (field.data[0] != '"') {
    if (field.len == 4 && memcmp(field.data, "null", 4) == 0) return true;
    bool plain = field.data[0] != '{' && field.data[0] != '[';
    return plain ? orc_buf_append(out, field.data, field.len)
                 : put_quoted(out, "", field.data, field.len);
  }
  orc_json_init(&json, field.data, field.len);
  orc_json_next(&json);
  if (!json.escaped) return put_text(csv, out, json.text.data, json.text.len);
  orc_buf_clear(&csv->scratch);
  return orc_json_unescape(&json, &csv->scratch) &&
         put_text(csv, out, csv->scratch.data, csv->scratch.len);
}

bool orc_csv_header(orc_csv *csv, orc_buf *out) {
  for (int i = 0; i < csv->count; i++) {
    if (i > 0) orc_buf_putc(out, ',');
    put_text(csv, out, csv->columns[i].name, strlen(csv->columns[i].name));
  }
  return orc_buf_puts(out, "\r\n");
}

static bool is_masked(const orc_csv *csv, orc_slice name) {
  for (const char *const *m = csv->masked; m != NULL && *m != NULL; m++) {
    if (strlen(*m) == name.len && memcmp(*m, name.data, name.len) == 0) {
      return true;
    }
  }
  return false;
}

/* Where each member's value stands, by column. */
static orc_status split(orc_csv *csv, orc_slice row, bool strict,
                        orc_err *err) {
  static const char mask[] = "\"" MASK "\"";
  for (int i = 0; i < csv->count; i++) {
    csv->columns[i].field = (orc_slice){NULL, 0};
  }
  orc_json json;
  orc_json_init(&json, row.data, row.len);
  if (orc_json_next(&json) != ORC_JSON_OBJECT) return not_a_row(&json, err);
  orc_json_type type;
  int guess = 0;
  while ((type = orc_json_next(&json)) == ORC_JSON_KEY) {
    orc_slice name;
    if (!member_name(csv, &json, &name)) return orc_err_memory(err);
    int column = csv->count > 0 ? find(csv, name, guess) : -1;
    if (column < 0 && strict && !is_annotation(name)) {
      orc_err_set(err, ORC_KIND_DRIFT, "a row has the member %.*s, which has "
                  "no column", (int)name.len, name.data);
      orc_err_hint(err, "name the columns that are wanted in `columns`");
      return ORC_FAIL;
    }
    bool masked = is_masked(csv, name);
    type = orc_json_next(&json);
    const char *start = json.token;
    if (!orc_json_skip(&json, type)) return not_a_row(&json, err);
    if (column < 0) continue;
    guess = column + 1;
    csv->columns[column].field =
        masked && type != ORC_JSON_NULL
            ? (orc_slice){mask, sizeof mask - 1}
            : (orc_slice){start, (size_t)(json.at - start)};
  }
  return type == ORC_JSON_OBJECT_END ? ORC_OK : not_a_row(&json, err);
}

orc_status orc_csv_row(orc_csv *csv, orc_slice row, bool strict, orc_buf *out,
                       orc_err *err) {
  if (split(csv, row, strict, err) != ORC_OK) return ORC_FAIL;
  size_t before = out->len;
  for (int i = 0; i < csv->count; i++) {
    if (i > 0) orc_buf_putc(out, ',');
    put_field(csv, out, csv->columns[i].field);
  }
  if (orc_buf_puts(out, "\r\n")) return ORC_OK;
  out->len = before;
  return out->full ? orc_err_set(err, ORC_KIND_TOO_LARGE,
                                 "a row is over the cap of its buffer")
                   : orc_err_memory(err);
}
