/* All memory of the core's own comes from the allocator that the host gives
** to the engine: this program's linker puts our counters in front of malloc
** and its kin for the core (not for libcurl, a library of its own). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../src/core/export.h"
#include "support/drive.h"
#include "support/folder.h"
#include "support/list.h"

static _Thread_local bool watching; /* the server has threads of its own */
static size_t strays;

static void stray(void) {
  if (watching) strays++;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void __real_free(void *block);
char *__real_strdup(const char *s);
char *__real_strndup(const char *s, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void __wrap_free(void *block);
char *__wrap_strdup(const char *s);
char *__wrap_strndup(const char *s, size_t size);

void *__wrap_malloc(size_t size) {
  stray();
  return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
  stray();
  return __real_calloc(count, size);
}

void *__wrap_realloc(void *block, size_t size) {
  stray();
  return __real_realloc(block, size);
}

void __wrap_free(void *block) {
  if (block != NULL) stray();
  __real_free(block);
}

char *__wrap_strdup(const char *s) {
  stray();
  return __real_strdup(s);
}

char *__wrap_strndup(const char *s, size_t size) {
  stray();
  return __real_strndup(s, size);
}

/* The host's. */
typedef struct counting_mem {
  orc_mem mem;
  size_t calls, held, peak;
} counting_mem;

static void *counting_resize(void *ud, void *block, size_t old_size,
                             size_t new_size) {
  counting_mem *m = ud;
  m->calls++;
  if (block != NULL) m->held -= old_size;
  m->held += new_size;
  if (m->held > m->peak) m->peak = m->held;
  if (new_size != 0) return __real_realloc(block, new_size);
  __real_free(block);
  return NULL;
}

typedef struct host {
  char folder[FOLDER_SIZE];
  server *server;
  list list;
  counting_mem mem;
  orc_engine *engine;
  orc_client *client;
  orc_err err;
} host;

static int set_up(void **state) {
  static host h;
  memset(&h, 0, sizeof h);
  folder_make(h.folder);
  h.server = server_start();
  list_init(&h.list, 500, 100);
  list_serve(&h.list, h.server);
  h.mem.mem = (orc_mem){counting_resize, &h.mem};
  orc_err_clear(&h.err);
  *state = &h;
  return 0;
}

static int tear_down(void **state) {
  host *h = *state;
  server_stop(h->server);
  list_fini(&h->list);
  folder_remove(h->folder);
  return 0;
}

static void connect(host *h) {
  const char *const origins[] = {server_url(h->server, ""), NULL};
  h->engine = orc_engine_new(&h->mem.mem, NULL, &h->err);
  assert_non_null(h->engine);
  h->client = orc_client_new(h->engine, &(orc_client_spec){
      .origins = origins, .limits = orc_pace_cloud, .events = true,
      .trace = true,
      .token = {.grant = ORC_GRANT_FIXED, .secret = "t"}}, &h->err);
  assert_non_null(h->client);
}

static void call(host *h) {
  orc_call *call = orc_call_new(h->client, &(orc_call_spec){
      .method = "POST", .url = server_url(h->server, "/odata/Jobs"),
      .body = "{\"a\":1}", .body_len = 7}, &h->err);
  assert_non_null(call);
  assert_int_equal(drive_call(h->engine, call, &h->err), ORC_OK);
  orc_call_free(call);
}

static void export(host *h) {
  char path[FOLDER_SIZE + 16];
  snprintf(path, sizeof path, "%s/rows.csv", h->folder);
  orc_pager *pager = orc_pager_new(h->client, &(orc_pager_spec){
      .url = server_url(h->server, "/odata/Jobs"), .paging = ORC_PAGING_KEY,
      .key = "Id", .top = -1, .skip = -1, .page = 100, .dollar = true},
      &h->err);
  orc_export *ex = orc_export_new(h->engine, &(orc_export_spec){
      .format = ORC_EXPORT_CSV, .file = path}, &h->err);
  assert_non_null(pager);
  assert_non_null(ex);
  orc_slice chunk;
  orc_status status;
  while ((status = orc_export_step(ex, pager, -1, &chunk, &h->err)) !=
         ORC_END) {
    assert_int_not_equal(status, ORC_FAIL);
    if (status == ORC_AGAIN) drive_once(h->engine);
  }
  assert_int_equal(orc_export_finish(ex, &chunk, &h->err), ORC_OK);
  assert_int_equal(orc_export_rows(ex), 500);
  orc_export_free(ex);
  orc_pager_free(pager);
}

static void everything_is_the_hosts(void **state) {
  host *h = *state;
  strays = 0;
  watching = true;
  connect(h);
  call(h);
  export(h);
  const orc_stats *stats = orc_engine_stats(h->engine);
  /* The engine itself is not in its own count. */
  size_t held = stats->held, peak = stats->peak;
  watching = false;
  assert_true(held > 0 && held < h->mem.held);
  assert_true(peak >= held && peak <= h->mem.peak);
  watching = true;
  orc_client_free(h->client);
  orc_engine_free(h->engine);
  watching = false;
  assert_int_equal(strays, 0);
  assert_true(h->mem.calls > 100);
  assert_int_equal(h->mem.held, 0);
}

/* That the counters count. */
static void a_stray_would_be_seen(void **state) {
  (void)state;
  strays = 0;
  watching = true;
  orc_mem_free(&orc_mem_libc, orc_mem_new(&orc_mem_libc, 100), 100);
  watching = false;
  assert_true(strays >= 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(everything_is_the_hosts, set_up,
                                      tear_down),
      cmocka_unit_test(a_stray_would_be_seen),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
