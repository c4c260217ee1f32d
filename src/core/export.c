#include "export.h"

#include "csv.h"
#include "file.h"
#include "json.h"
#include "members.h"

#include <string.h>

#define CHUNK ((size_t)256 << 10)     /* written when it holds this much */
#define LEARN_ROWS 1000               /* rows that make a CSV header */
#define MAX_HELD ((size_t)128 << 20)

struct orc_export {
  const orc_mem *mem;
  orc_export_format format;
  bool to_file;
  bool strict;   /* CSV: the header was learned: nothing may be lost */
  bool given;    /* `out` has been handed out */
  bool broken;   /* failed or finished */
  bool learning; /* CSV: rows are held until the header is known */
  orc_file file;
  orc_csv csv;
  char **masked;
  size_t masked_count;
  orc_members members;
  orc_buf out;
  orc_slice run; /* lines that are written from where they were received;
                    come before `out` */
  orc_buf held;  /* rows while learning, each with a newline behind */
  uint64_t rows, bytes;
};

/* ------------------------------------------------------------- making -- */

static bool copy_names(orc_export *ex, const char *const *names) {
  size_t count = 0;
  while (names != NULL && names[count] != NULL) count++;
  if (count == 0) return true;
  ex->masked = orc_mem_new(ex->mem, (count + 1) * sizeof *ex->masked);
  if (ex->masked == NULL) return false;
  ex->masked_count = count;
  for (size_t i = 0; i < count; i++) {
    ex->masked[i] = orc_mem_string(ex->mem, names[i]);
    if (ex->masked[i] == NULL) return false;
  }
  ex->csv.masked = (const char *const *)ex->masked;
  return true;
}

static orc_status add_columns(orc_export *ex, const char *const *columns,
                              orc_err *err) {
  ex->csv.any_case = columns != NULL; /* as servers take names in $select */
  for (; columns != NULL && *columns != NULL; columns++) {
    if (orc_csv_add_column(&ex->csv, *columns, strlen(*columns), err) !=
        ORC_OK) {
      return ORC_FAIL;
    }
  }
  if (ex->csv.count > 0 && !orc_csv_header(&ex->csv, &ex->out)) {
    return orc_err_memory(err);
  }
  return ORC_OK;
}

orc_export *orc_export_new(orc_engine *engine, const orc_export_spec *spec,
                           orc_err *err) {
  const orc_mem *mem = orc_engine_mem(engine);
  orc_export *ex = orc_mem_new(mem, sizeof *ex);
  if (ex == NULL) {
    orc_err_memory(err);
    return NULL;
  }
  ex->mem = mem;
  ex->format = spec->format;
  orc_buf_init(&ex->out, mem, MAX_HELD);
  orc_buf_init(&ex->held, mem, MAX_HELD);
  orc_csv_init(&ex->csv, mem);
  ex->csv.formulas_escaped = spec->formulas_escaped;
  bool csv = spec->format == ORC_EXPORT_CSV;
  if (!orc_members_init(&ex->members, mem, csv ? NULL : spec->members) ||
      !copy_names(ex, spec->masked)) {
    orc_err_memory(err);
    goto fail;
  }
  if (csv && add_columns(ex, spec->columns, err) != ORC_OK) goto fail;
  ex->learning = ex->strict = csv && ex->csv.count == 0;
  if (spec->file != NULL) {
    ex->to_file = true;
    if (orc_file_create(&ex->file, mem, spec->file, err) != ORC_OK) goto fail;
  }
  return ex;
fail:
  orc_export_free(ex);
  return NULL;
}

void orc_export_free(orc_export *ex) {
  if (ex == NULL) return;
  orc_file_discard(&ex->file);
  orc_csv_fini(&ex->csv);
  for (size_t i = 0; i < ex->masked_count; i++) {
    orc_mem_string_free(ex->mem, ex->masked[i]);
  }
  orc_members_fini(&ex->members);
  orc_mem_free(ex->mem, ex->masked,
               (ex->masked_count + 1) * sizeof *ex->masked);
  orc_buf_fini(&ex->out);
  orc_buf_fini(&ex->held);
  orc_mem_free(ex->mem, ex, sizeof *ex);
}

/* --------------------------------------------------------------- rows -- */

static orc_status buf_failed(const orc_buf *buf, orc_err *err) {
  if (!buf->full) return orc_err_memory(err);
  return orc_err_set(err, ORC_KIND_TOO_LARGE,
                     "the rows of an export are over the cap of its buffer");
}

static bool names(const orc_json *json, const char *name) {
  return strlen(name) == json->text.len &&
         memcmp(name, json->text.data, json->text.len) == 0;
}

static bool is_masked(const orc_export *ex, const orc_json *json) {
  for (size_t i = 0; i < ex->masked_count; i++) {
    if (names(json, ex->masked[i])) return true;
  }
  return false;
}

static bool is_masked_in(const orc_export *ex, orc_slice row) {
  for (size_t i = 0; i < ex->masked_count; i++) {
    if (memmem(row.data, row.len, ex->masked[i], strlen(ex->masked[i]))) {
      return true;
    }
  }
  return false;
}

/* The value of a masked member: null stays, so that it tells itself apart. */
static void put_mask(orc_json *json, orc_buf *out) {
  orc_json_type type = orc_json_next(json);
  orc_json_skip(json, type);
  orc_buf_puts(out, type == ORC_JSON_NULL ? "null" : "\"*****\"");
}

/* The text of the token just read, quotes included. */
static void put_token(const orc_json *json, orc_json_type type, orc_buf *out) {
  bool text = type == ORC_JSON_KEY || type == ORC_JSON_STRING;
  size_t len = text ? json->text.len + 2 : (size_t)(json->at - json->token);
  orc_buf_append(out, json->token, len);
}

/* Copies a row token by token, which drops white space and what is not
** wanted, and can mask. */
static bool rewrite(const orc_export *ex, orc_slice row, orc_buf *out) {
  orc_json json;
  orc_json_init(&json, row.data, row.len);
  bool first = true; /* no comma before the next */
  orc_json_type type;
  while ((type = orc_json_next(&json)) != ORC_JSON_DONE) {
    bool key = type == ORC_JSON_KEY;
    if (key && json.depth == 1 && !orc_members_want(&ex->members, &json)) {
      orc_json_skip(&json, orc_json_next(&json));
      continue;
    }
    bool closes = type == ORC_JSON_OBJECT_END || type == ORC_JSON_ARRAY_END;
    bool opens = type == ORC_JSON_OBJECT || type == ORC_JSON_ARRAY;
    if (!first && !closes) orc_buf_putc(out, ',');
    put_token(&json, type, out);
    first = opens || key;
    if (!key) continue;
    orc_buf_putc(out, ':');
    if (is_masked(ex, &json)) {
      put_mask(&json, out);
      first = false;
    }
  }
  return !out->failed;
}

static orc_status check_row(const orc_export *ex, orc_slice row,
                            orc_err *err) {
  orc_json json;
  orc_json_init(&json, row.data, row.len);
  orc_json_type type;
  do {
    type = orc_json_next(&json);
  } while (type != ORC_JSON_DONE && type != ORC_JSON_ERROR);
  if (type == ORC_JSON_DONE) return ORC_OK;
  return orc_err_set(err, ORC_KIND_PROTOCOL,
                     "row %llu is not JSON: %s at byte %zu of it",
                     (unsigned long long)ex->rows + 1, json.message,
                     orc_json_position(&json));
}

/* In JSON a line break can only stand between tokens. */
static bool is_line(orc_slice row, orc_rows_known known) {
  return known == ORC_ROWS_COMPACT ||
         (memchr(row.data, '\n', row.len) == NULL &&
          memchr(row.data, '\r', row.len) == NULL);
}

static orc_status put_ndjson(orc_export *ex, orc_slice row,
                             orc_rows_known known, orc_err *err) {
  if (!is_line(row, known) || ex->members.count > 0 ||
      is_masked_in(ex, row)) {
    rewrite(ex, row, &ex->out);
  } else {
    orc_buf_append(&ex->out, row.data, row.len);
  }
  return orc_buf_putc(&ex->out, '\n') ? ORC_OK : buf_failed(&ex->out, err);
}

/* While the header is not known, rows wait as lines of compact JSON. */
static orc_status hold(orc_export *ex, orc_slice row, orc_err *err) {
  if (orc_csv_learn(&ex->csv, row, err) != ORC_OK) return ORC_FAIL;
  orc_export plain = {.masked_count = 0};
  rewrite(&plain, row, &ex->held);
  return orc_buf_putc(&ex->held, '\n') ? ORC_OK : buf_failed(&ex->held, err);
}

static orc_status put_row(orc_export *ex, orc_slice row,
                          orc_rows_known known, orc_err *err) {
  if (ex->format == ORC_EXPORT_NDJSON) return put_ndjson(ex, row, known, err);
  return orc_csv_row(&ex->csv, row, ex->strict, &ex->out, err);
}

static orc_status release_held(orc_export *ex, orc_err *err) {
  ex->learning = false;
  if (ex->csv.count > 0) orc_csv_header(&ex->csv, &ex->out);
  const char *at = ex->held.data;
  const char *end = at + ex->held.len;
  while (at < end) {
    const char *line = memchr(at, '\n', (size_t)(end - at));
    orc_slice row = {at, (size_t)(line - at)};
    if (put_row(ex, row, ORC_ROWS_COMPACT, err) != ORC_OK) return ORC_FAIL;
    at = line + 1;
  }
  orc_buf_fini(&ex->held);
  return ex->out.failed ? buf_failed(&ex->out, err) : ORC_OK;
}

/* A row of CSV is checked by reading it, once the columns are known. */
static bool wants_checks(const orc_export *ex) {
  return ex->learning || ex->format == ORC_EXPORT_NDJSON;
}

/* The row just taken may be written as it stands, its line break behind it. */
static bool is_run(const orc_export *ex, orc_pager *pager) {
  return ex->format == ORC_EXPORT_NDJSON && ex->members.count == 0 &&
         ex->masked_count == 0 && orc_pager_known(pager) == ORC_ROWS_COMPACT &&
         orc_pager_end_line(pager);
}

/* Follows a run from its first row. true: *row is one behind it that is none
** of it. */
static bool gather(orc_export *ex, orc_pager *pager, orc_slice *row) {
  const char *first = row->data, *end = first;
  bool part = true;
  for (bool more = true; more; more = orc_pager_take(pager, row)) {
    part = row->data == end && (end == first || is_run(ex, pager));
    if (!part) break;
    end = row->data + row->len + 1;
    ex->rows++;
  }
  ex->run = (orc_slice){first, (size_t)(end - first)};
  return !part;
}

static orc_status take(orc_export *ex, orc_pager *pager, double deadline,
                       orc_err *err) {
  orc_slice row;
  orc_status status = orc_pager_next(pager, deadline, &row, err);
  if (status != ORC_OK) return status;
  if (ex->out.len == 0 && is_run(ex, pager)) {
    if (!gather(ex, pager, &row)) return ORC_OK;
  }
  orc_rows_known known = orc_pager_known(pager);
  if (wants_checks(ex) && known == ORC_ROWS_UNKNOWN &&
      check_row(ex, row, err) != ORC_OK) {
    return ORC_FAIL;
  }
  status = ex->learning ? hold(ex, row, err) : put_row(ex, row, known, err);
  if (status != ORC_OK) return status;
  ex->rows++;
  if (ex->learning && ex->rows == LEARN_ROWS) return release_held(ex, err);
  return ORC_OK;
}

static orc_status give(orc_export *ex, orc_slice *chunk, orc_err *err) {
  bool run = ex->run.len > 0;
  *chunk = run ? ex->run : (orc_slice){ex->out.data, ex->out.len};
  ex->run.len = 0;
  ex->given = !run;
  ex->bytes += chunk->len;
  if (!ex->to_file) return ORC_OK;
  orc_status status = orc_file_write(&ex->file, chunk->data, chunk->len, err);
  *chunk = (orc_slice){"", 0};
  return status;
}

static orc_status failed(orc_export *ex) {
  orc_file_discard(&ex->file);
  ex->broken = true;
  return ORC_FAIL;
}

static void begin(orc_export *ex, orc_slice *chunk) {
  *chunk = (orc_slice){"", 0};
  if (ex->given) orc_buf_clear(&ex->out);
  ex->given = false;
}

static orc_status check_open(const orc_export *ex, orc_err *err) {
  if (!ex->broken) return ORC_OK;
  return orc_err_set(err, ORC_KIND_CLOSED, "the export has failed or ended");
}

orc_status orc_export_step(orc_export *ex, orc_pager *pager, double deadline,
                           orc_slice *chunk, orc_err *err) {
  if (check_open(ex, err) != ORC_OK) return ORC_FAIL;
  begin(ex, chunk);
  if (ex->format == ORC_EXPORT_NDJSON) orc_pager_check(pager);
  orc_status status = ORC_OK;
  while (status == ORC_OK && ex->out.len < CHUNK && ex->run.len == 0) {
    status = take(ex, pager, deadline, err);
  }
  if (status == ORC_FAIL) return failed(ex);
  if (status != ORC_OK) return status;
  return give(ex, chunk, err) == ORC_OK ? ORC_OK : failed(ex);
}

orc_status orc_export_finish(orc_export *ex, orc_slice *chunk, orc_err *err) {
  if (check_open(ex, err) != ORC_OK) return ORC_FAIL;
  begin(ex, chunk);
  if (ex->learning && release_held(ex, err) != ORC_OK) return failed(ex);
  if (give(ex, chunk, err) != ORC_OK) return failed(ex);
  ex->broken = true; /* nothing can follow */
  return ex->to_file ? orc_file_commit(&ex->file, err) : ORC_OK;
}

uint64_t orc_export_rows(const orc_export *ex) { return ex->rows; }
uint64_t orc_export_bytes(const orc_export *ex) { return ex->bytes; }
