#include "walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../../src/core/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE 20.0 /* seconds */

static void die(const char *what) {
  fprintf(stderr, "walk: %s\n", what);
  abort();
}

void walk_init(walk *w, int64_t rows, int64_t cap) {
  memset(w, 0, sizeof *w);
  list_init(&w->list, rows, cap);
  w->server = server_start();
  list_serve(&w->list, w->server);
  tight_mem_init(&w->mem, 0);
  w->spec = (orc_pager_spec){
      .key = "Id", .paging = ORC_PAGING_KEY, .top = -1, .skip = -1,
      .page = cap, .dollar = true,
  };
  orc_err_clear(&w->err);
}

static void make_client(walk *w) {
  const char *origins[] = {server_url(w->server, "/"), NULL};
  const orc_client_spec spec = {
      .token = {.grant = ORC_GRANT_FIXED, .secret = "the-token"},
      .origins = origins,
      .retry = {.attempts = w->attempts, .base = 0.001, .most = 0.01},
      .max_answer = w->max_answer,
  };
  w->engine = orc_engine_new(&w->mem.mem, NULL, &w->err);
  if (w->engine != NULL) {
    w->client = orc_client_new(w->engine, &spec, &w->err);
  }
}

void walk_begin(walk *w) {
  w->spec.url = server_url(w->server, "/Things");
  make_client(w);
  if (w->client != NULL) w->pager = orc_pager_new(w->client, &w->spec, &w->err);
}

void walk_fini(walk *w) {
  orc_pager_free(w->pager);
  orc_client_free(w->client);
  if (w->engine != NULL) orc_engine_free(w->engine);
  server_stop(w->server);
  list_fini(&w->list);
  free(w->numbers);
  if (w->mem.live != 0) die("memory is left");
}

static void note(walk *w, orc_slice row) {
  orc_json json;
  bool numbered = orc_json_find(&json, row.data, row.len, "No") ==
                  ORC_JSON_INTEGER;
  if (w->count == w->size) {
    w->size = w->size * 2 + 64;
    w->numbers = realloc(w->numbers, w->size * sizeof *w->numbers);
    if (w->numbers == NULL) die("no memory");
  }
  w->numbers[w->count++] = numbered ? json.integer : 0;
}

static double real_now(void) {
  return orc_clock_system.now(orc_clock_system.ud);
}

orc_status walk_next(walk *w, orc_slice *row) {
  double until = real_now() + PATIENCE;
  orc_status status;
  while ((status = orc_pager_next(w->pager, -1, row, &w->err)) == ORC_AGAIN) {
    if (real_now() > until) die("no row came");
    drive_once(w->engine);
  }
  if (status == ORC_OK) note(w, *row);
  return status;
}

orc_status walk_run(walk *w) {
  if (w->pager == NULL) walk_begin(w);
  if (w->pager == NULL) return ORC_FAIL;
  orc_slice row;
  orc_status status;
  while ((status = walk_next(w, &row)) == ORC_OK) {}
  return status;
}

void walk_all(walk *w) {
  if (walk_run(w) == ORC_END) return;
  die(w->err.message[0] != '\0' ? w->err.message : "it does not end well");
}

const char *walk_query(walk *w, size_t index) {
  const char *target = server_at(w->server, index)->target;
  const char *query = strchr(target, '?');
  return query != NULL ? query : "";
}

size_t walk_requests(walk *w) { return server_count(w->server); }

bool walk_is(const walk *w, int64_t first, int64_t last) {
  int64_t step = first <= last ? 1 : -1;
  size_t count = 0;
  for (int64_t n = first; n != last + step; n += step, count++) {
    if (count >= w->count || w->numbers[count] != n) return false;
  }
  return count == w->count;
}

void walk_take(walk *w, int rows) {
  orc_slice row;
  for (int i = 0; i < rows; i++) {
    if (walk_next(w, &row) != ORC_OK) {
      fail_msg("row %d of %d does not come: %s", i + 1, rows, w->err.message);
    }
  }
}

void walk_ends(walk *w, int64_t first, int64_t last) {
  walk_all(w);
  if (!walk_is(w, first, last)) {
    fail_msg("%zu rows came, and not those from %lld to %lld", w->count,
             (long long)first, (long long)last);
  }
  walk_fini(w);
}

void walk_fails(walk *w, orc_kind kind) {
  assert_int_equal(walk_run(w), ORC_FAIL);
  assert_int_equal(w->err.kind, kind);
}
