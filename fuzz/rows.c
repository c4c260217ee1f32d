/* The scanner of pages: the same rows in the same order however the bytes
** arrive; a page is taken when and only when its whole text is JSON and its
** envelope says nothing that cannot be. */
#include "rows.h"

#include "fuzz.h"

#include "../spec/core/support/plain_json.h"

typedef struct walk {
  orc_status status;
  bool rows_good; /* each row is JSON */
  size_t count;
  uint64_t hash;
  orc_err err;
  int64_t total;
} walk;

static void take_row(walk *w, orc_slice row) {
  w->count++;
  for (size_t i = 0; i < row.len; i++) {
    w->hash = (w->hash ^ (unsigned char)row.data[i]) * 0x100000001b3U;
  }
  w->hash = (w->hash ^ 0x100) * 0x100000001b3U;
  if (!plain_accepts(row.data, row.len, ORC_JSON_DEPTH)) {
    w->rows_good = false;
  }
}

/* `step` bytes more each time, in memory of its own. */
static walk scan(const char *text, size_t size, size_t step) {
  walk w = {ORC_AGAIN, true, 0, 0, {0}, -1};
  orc_err_clear(&w.err);
  orc_rows rows;
  orc_rows_init(&rows, &orc_mem_libc, orc_rows_members);
  for (size_t have = step; w.status == ORC_AGAIN; have += step) {
    bool complete = have >= size;
    size_t len = complete ? size : have;
    char *copy = fuzz_copy(text, len);
    orc_slice row;
    while ((w.status = orc_rows_next(&rows, copy, len, complete, &row,
                                     &w.err)) == ORC_OK) {
      CHECK(row.len > 0 && row.data >= copy &&
            row.data + row.len <= copy + len);
      take_row(&w, row);
    }
    CHECK(!complete || w.status != ORC_AGAIN);
    CHECK(complete || w.status != ORC_END);
    free(copy);
  }
  CHECK(rows.rows == w.count);
  w.total = rows.count;
  orc_rows_fini(&rows);
  return w;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0 || size > 4096) return 0;
  size_t step = 1 + data[0] % 40;
  const char *text = (const char *)data + 1;
  size--;
  walk whole = scan(text, size, size + 1), parts = scan(text, size, step);
  CHECK(whole.status == parts.status && whole.count == parts.count);
  CHECK(whole.hash == parts.hash && whole.total == parts.total);
  CHECK(strcmp(whole.err.message, parts.err.message) == 0);
  if (whole.status == ORC_END && whole.rows_good) {
    CHECK(plain_accepts(text, size, ORC_JSON_DEPTH + 2));
  }
  if (whole.status == ORC_FAIL) {
    CHECK(whole.err.kind == ORC_KIND_PROTOCOL);
  }
  return 0;
}
