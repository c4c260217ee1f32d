/*
** Walks by time, by windows of time and by token, with every allocation
** failing in turn: the rows are right as far as they came, and the error says
** what it is. (The other ways: pager_fault_test.c.)
*/
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../src/core/instant.h"

#include "support/walk.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define START INT64_C(17935776000000000) /* 2026-11-02T00:00:00Z, in ticks */
#define MS INT64_C(10000)
#define YEAR (INT64_C(365) * 86400 * 1000 * MS)
#define BODY 8192

/* A log: row i is at `at[i]` times `unit`. */
typedef struct logs {
  const int *at;
  int64_t unit;
  int rows, cap;
  int windows, skips, tokens; /* requests of that kind */
  char body[BODY];
} logs;

/* Six of them in one instant, which is more than a page. */
static const int CROWDED[] = {0, 1, 3, 4, 7, 7, 7, 7, 7, 7, 8, 9, 12, 40};
/* Even, so that windows are of use. */
static const int EVEN[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
                           14, 15, 16, 17, 18, 19};

static int64_t ticks_of(const logs *l, int i) {
  return START + l->at[i] * l->unit;
}

static void unescape(const char *from, char *to) {
  while (*from != '\0') {
    unsigned byte;
    if (*from == '%' && sscanf(from + 1, "%2x", &byte) == 1) {
      *to++ = (char)byte;
      from += 3;
    } else {
      *to++ = *from++;
    }
  }
  *to = '\0';
}

/* The moment behind `name` in the filter; `otherwise` without one. */
static int64_t bound(const char *query, const char *name, int64_t otherwise) {
  const char *at = strstr(query, name);
  if (at == NULL) return otherwise;
  at += strlen(name);
  int64_t ticks;
  int digits;
  if (!orc_instant_read(at, strcspn(at, " &)"), &ticks, &digits)) abort();
  return ticks;
}

static int number(const char *query, const char *name, int otherwise) {
  const char *at = strstr(query, name);
  return at != NULL ? atoi(at + strlen(name)) : otherwise;
}

__attribute__((format(printf, 2, 3)))
static void put(logs *l, const char *format, ...) {
  size_t len = strlen(l->body);
  va_list args;
  va_start(args, format);
  vsnprintf(l->body + len, sizeof l->body - len, format, args);
  va_end(args);
}

static void put_row(logs *l, int i, const char *before) {
  char text[ORC_INSTANT_SIZE];
  orc_instant_write(ticks_of(l, i), text);
  put(l, "%s{\"No\":%d,\"TimeStamp\":\"%s\"}", before, i + 1, text);
}

static void put_log(logs *l, const char *query, bool total) {
  int64_t from = bound(query, "TimeStamp ge ", INT64_MIN);
  int64_t to = bound(query, "TimeStamp lt ", INT64_MAX);
  bool down = strstr(query, "TimeStamp desc") != NULL;
  int skip = number(query, "$skip=", 0);
  int top = number(query, "$top=", l->cap), found = 0, sent = 0;
  if (top > l->cap) top = l->cap;
  l->windows += !total && from != INT64_MIN && to != INT64_MAX;
  l->skips += skip > 0;
  if (!total) put(l, "{\"value\":[");
  for (int n = 0; n < l->rows; n++) {
    int i = down ? l->rows - 1 - n : n;
    if (ticks_of(l, i) < from || ticks_of(l, i) >= to) continue;
    bool in_page = !total && found >= skip && sent < top;
    if (in_page) put_row(l, i, sent++ > 0 ? "," : "");
    found++;
  }
  if (total) put(l, "{\"value\":%d}", found);
  else put(l, "],\"@odata.count\":%d}", found);
}

static void put_files(logs *l, const char *query) {
  int from = number(query, "continuationToken=at ", 0);
  l->tokens += from > 0;
  put(l, "{\"items\":[");
  int i = from;
  for (; i < l->rows && i < from + l->cap; i++) {
    put_row(l, i, i > from ? "," : "");
  }
  if (i < l->rows) put(l, "],\"continuationToken\":\"at %d\"}", i);
  else put(l, "],\"continuationToken\":null}");
}

static void answer(void *ud, const server_request *request,
                   server_answer *out) {
  logs *l = ud;
  char query[1024];
  unescape(request->target, query);
  l->body[0] = '\0';
  if (strstr(query, "takeHint=") != NULL) put_files(l, query);
  else put_log(l, query, strncmp(query, "/Total", 6) == 0);
  out->status = "200 OK";
  out->headers = "Content-Type: application/json\r\n";
  out->body = l->body;
}

/* One walk over a log, with pages of four; answers whether it failed. */
static bool failed(logs *l, const orc_pager_spec *spec, size_t fail_at) {
  walk w;
  walk_init(&w, 1, 4);
  server_handle(w.server, answer, l);
  w.spec = *spec;
  w.spec.total = spec->paging == ORC_PAGING_TIME
                     ? server_url(w.server, "/Total") : NULL;
  w.mem.fail_at = fail_at;
  orc_status status = walk_run(&w);
  if (status == ORC_FAIL) {
    if (w.err.kind != ORC_KIND_MEMORY) {
      fail_msg("allocation %zu: %s", fail_at, w.err.message);
    }
  } else {
    assert_int_equal(w.count, l->rows);
  }
  for (size_t i = 0; i < w.count; i++) {
    int64_t wanted = (int64_t)(spec->descending ? (size_t)l->rows - i : i + 1);
    assert_int_equal(w.numbers[i], wanted);
  }
  walk_fini(&w); /* looks for memory left */
  return status == ORC_FAIL;
}

static void fail_each(logs *l, const orc_pager_spec *spec) {
  assert_false(failed(l, spec, 0));
  size_t at = 1;
  while (failed(l, spec, at)) at++;
  assert_true(at > 50);
}

static orc_pager_spec by_time(int64_t flight) {
  return (orc_pager_spec){
      .key = "TimeStamp", .orderby = "TimeStamp", .paging = ORC_PAGING_TIME,
      .top = -1, .skip = -1, .page = 4, .dollar = true, .window = 10000,
      .flight = flight, .eager = flight > 1};
}

static logs log_of(const int *at, size_t size) {
  return (logs){.at = at, .unit = MS, .rows = (int)(size / sizeof *at),
                .cap = 4};
}

static void by_time_memory_may_fail_at_every_allocation(void **state) {
  (void)state;
  logs l = log_of(CROWDED, sizeof CROWDED);
  orc_pager_spec spec = by_time(1);
  fail_each(&l, &spec);
  assert_true(l.skips > 0);
}

static void by_windows_memory_may_fail_at_every_allocation(void **state) {
  (void)state;
  logs l = log_of(EVEN, sizeof EVEN);
  orc_pager_spec spec = by_time(3);
  assert_false(failed(&l, &spec, 0));
  assert_true(l.windows >= 4);
  fail_each(&l, &spec);
  l.windows = 0;
  spec.descending = true;
  spec.orderby = "TimeStamp desc";
  assert_false(failed(&l, &spec, 0));
  assert_true(l.windows >= 4);
  fail_each(&l, &spec);
}

/* As wide as windows may be, which is less than these rows are apart. */
static void windows_are_no_wider_than_some_years(void **state) {
  (void)state;
  logs l = log_of(EVEN, sizeof EVEN);
  l.unit = 4 * YEAR;
  orc_pager_spec spec = by_time(3);
  assert_false(failed(&l, &spec, 0));
  assert_true(l.windows >= 4);
}

static void by_token_memory_may_fail_at_every_allocation(void **state) {
  (void)state;
  logs l = log_of(EVEN, sizeof EVEN);
  orc_pager_spec spec = {.paging = ORC_PAGING_TOKEN, .top = -1, .skip = -1,
                         .page = 4};
  fail_each(&l, &spec);
  assert_true(l.tokens > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(by_time_memory_may_fail_at_every_allocation),
      cmocka_unit_test(by_windows_memory_may_fail_at_every_allocation),
      cmocka_unit_test(windows_are_no_wider_than_some_years),
      cmocka_unit_test(by_token_memory_may_fail_at_every_allocation),
  };
  return cmocka_run_group_tests_name("pager_memory", tests, NULL, NULL);
}
