#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../src/core/export.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/folder.h"
#include "support/walk.h"

static walk w;
static char folder[FOLDER_SIZE], path[FOLDER_SIZE + 8];

static int set_up(void **state) {
  (void)state;
  folder_make(folder);
  snprintf(path, sizeof path, "%s/out", folder);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  unlink(path);
  return rmdir(folder); /* fails when something was left behind */
}

static char *slurp(void) {
  static char text[1 << 20];
  int fd = open(path, O_RDONLY);
  assert_true(fd >= 0);
  ssize_t len = read(fd, text, sizeof text - 1);
  close(fd);
  assert_true(len >= 0);
  text[len] = '\0';
  return text;
}

static int count_lines(const char *text) {
  int n = 0;
  for (; *text != '\0'; text++) n += *text == '\n';
  return n;
}

/* Steps to the end; chunks are collected in `out`, which may be NULL. */
static orc_status run(orc_export *ex, orc_buf *out) {
  for (;;) {
    orc_slice chunk;
    orc_status status = orc_export_step(ex, w.pager, -1, &chunk, &w.err);
    if (status == ORC_AGAIN) {
      drive_once(w.engine);
      continue;
    }
    if (status == ORC_FAIL) return ORC_FAIL;
    bool ended = status == ORC_END;
    if (ended && orc_export_finish(ex, &chunk, &w.err) != ORC_OK) {
      return ORC_FAIL;
    }
    if (out != NULL) assert_true(orc_buf_append(out, chunk.data, chunk.len));
    if (ended) return ORC_END;
  }
}

static orc_export *begin(orc_export_spec spec) {
  walk_begin(&w);
  orc_export *ex = orc_export_new(w.engine, &spec, &w.err);
  if (ex == NULL) fail_msg("%s", w.err.message);
  return ex;
}

static void every_row_is_a_line(void **state) {
  (void)state;
  walk_init(&w, 2500, 1000);
  orc_export *ex = begin((orc_export_spec){.file = path});
  assert_int_equal(access(path, F_OK), -1); /* not before it is whole */
  assert_int_equal(run(ex, NULL), ORC_END);
  char *text = slurp();
  assert_int_equal(count_lines(text), 2500);
  assert_memory_equal(text, "{\"Id\":1,", 8);
  assert_non_null(strstr(text, "\n{\"Id\":2500,"));
  assert_int_equal(orc_export_rows(ex), 2500);
  assert_int_equal(orc_export_bytes(ex), strlen(text));
  orc_export_free(ex);
  walk_fini(&w);
}

/* Fails unless `text` is the list's rows 1 to `rows`, each on its line. */
static void check_lines(const char *text, int rows, int pad) {
  for (int i = 1; i <= rows; i++) {
    char line[512];
    int len = snprintf(line, sizeof line, "{\"Id\":%d,\"No\":%d,\"Pad\":\"",
                       i, i);
    memset(line + len, ' ', (size_t)pad);
    strcpy(line + len + pad, "\"}\n");
    len += pad + 3;
    if (strncmp(text, line, (size_t)len) != 0) {
      fail_msg("line %d is %.60s", i, text);
    }
    text += len;
  }
  assert_int_equal(*text, '\0');
}

/* Pages smaller and larger than what is taken at once, waits or is queued, by
** key and by skip, where pages share a row. */
static void every_line_is_its_row_whatever_the_page(void **state) {
  (void)state;
  static const int pages[] = {1, 7, 127, 128, 129, 1000, 4096, 4097, 6000};
  static const int rows = 6100;
  for (size_t i = 0; i < 2 * sizeof pages / sizeof *pages; i++) {
    int page = pages[i / 2], some = page < 100 ? 300 : rows;
    walk_init(&w, some, page);
    w.spec.page = page;
    w.spec.paging = i % 2 ? ORC_PAGING_SKIP : ORC_PAGING_KEY;
    w.list.pad = 20;
    bool file = page != 4096;
    orc_buf out;
    orc_buf_init(&out, &orc_mem_libc, 4 << 20);
    orc_export *ex = begin((orc_export_spec){.file = file ? path : NULL});
    assert_int_equal(run(ex, &out), ORC_END);
    check_lines(file ? slurp() : orc_buf_cstr(&out), some, 20);
    assert_int_equal(orc_export_rows(ex), some);
    orc_export_free(ex);
    orc_buf_fini(&out);
    walk_fini(&w);
  }
}

/* Rows that may be written as they stand between those that may not. */
static void every_line_is_its_row_however_it_is_written(void **state) {
  (void)state;
  static const char *const bodies[][2] = {
      {"[{\"a\":1},{\"a\":2}]", "{\"a\":1}\n{\"a\":2}\n"},
      {"[{\"a\":1} , {\"a\":2}\n,\n{\"a\":3}]  ",
       "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n"},
      {"{\"value\":[{\"a\":1},{\"a\":\n2},{\"a\":3},{\"a\":4}],\"x\":1}",
       "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n{\"a\":4}\n"},
      {"[1,{\"a\":1},\"x\",{\"a\":2},null,[3,4],{\"a\" :3}]",
       "1\n{\"a\":1}\n\"x\"\n{\"a\":2}\nnull\n[3,4]\n{\"a\" :3}\n"},
      {"[{\"a\":1}]", "{\"a\":1}\n"},
      {"{\"value\":[]}", ""},
  };
  for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
    walk_init(&w, 10, 10);
    w.spec.single = true;
    w.list.fault_at = 0;
    w.list.fault_more = 0;
    w.list.fault_status = "200 OK";
    w.list.fault_body = bodies[i][0];
    orc_buf out;
    orc_buf_init(&out, &orc_mem_libc, 4096);
    orc_export *ex = begin((orc_export_spec){.file = NULL});
    if (run(ex, &out) != ORC_END) fail_msg("%s", w.err.message);
    assert_string_equal(orc_buf_cstr(&out), bodies[i][1]);
    orc_export_free(ex);
    orc_buf_fini(&out);
    walk_fini(&w);
  }
}

/* A row that is no JSON is refused, with its number, however good the ones
** around it are. */
static void a_row_that_is_no_json_is_refused(void **state) {
  (void)state;
  static const char *const bad[] = {"{\"a\":01}", "{\"a\":\"\xFF\"}",
                                    "{\"a\":\"\\x\"}", "{\"a\"}", "01"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    char body[200];
    snprintf(body, sizeof body, "[{\"a\":1},{\"a\":2},%s,{\"a\":4}]", bad[i]);
    walk_init(&w, 10, 10);
    w.spec.single = true;
    w.list.fault_at = 0;
    w.list.fault_status = "200 OK";
    w.list.fault_body = body;
    orc_export *ex = begin((orc_export_spec){.file = path});
    assert_int_equal(run(ex, NULL), ORC_FAIL);
    assert_int_equal(w.err.kind, ORC_KIND_PROTOCOL);
    assert_non_null(strstr(w.err.message, "row 3 "));
    assert_int_equal(access(path, F_OK), -1);
    orc_export_free(ex);
    walk_fini(&w);
  }
}

static void chunks_are_the_same_text(void **state) {
  (void)state;
  walk_init(&w, 2500, 1000);
  w.list.pad = 300;
  orc_buf out;
  orc_buf_init(&out, &orc_mem_libc, 4 << 20);
  orc_export *ex = begin((orc_export_spec){.format = ORC_EXPORT_CSV});
  assert_int_equal(run(ex, &out), ORC_END);
  assert_int_equal(count_lines(orc_buf_cstr(&out)), 2501);
  assert_memory_equal(out.data, "Id,", 3);
  orc_slice chunk;
  assert_int_equal(orc_export_step(ex, w.pager, -1, &chunk, &w.err),
                   ORC_FAIL);
  assert_int_equal(w.err.kind, ORC_KIND_CLOSED);
  orc_export_free(ex);
  orc_buf_fini(&out);
  walk_fini(&w);
}

static void columns_choose_and_order(void **state) {
  (void)state;
  static const char *const columns[] = {"Missing", "Id", NULL};
  static const char *const masked[] = {"Missing", NULL};
  walk_init(&w, 2, 1000);
  orc_export *ex = begin((orc_export_spec){
      .format = ORC_EXPORT_CSV, .file = path, .columns = columns,
      .masked = masked});
  orc_status status = run(ex, NULL);
  if (status == ORC_FAIL) fail_msg("%s", w.err.message);
  assert_string_equal(slurp(), "Missing,Id\r\n,1\r\n,2\r\n");
  orc_export_free(ex);
  walk_fini(&w);
}

static void a_masked_member_is_masked_in_ndjson(void **state) {
  (void)state;
  static const char *const masked[] = {"Id", NULL};
  walk_init(&w, 2, 1000);
  orc_export *ex = begin((orc_export_spec){.file = path, .masked = masked});
  assert_int_equal(run(ex, NULL), ORC_END);
  assert_memory_equal(slurp(), "{\"Id\":\"*****\"", 13);
  orc_export_free(ex);
  walk_fini(&w);
}

static void only_the_members_that_are_wanted_are_written(void **state) {
  (void)state;
  walk_init(&w, 2, 1000);
  static const char *const members[] = {"no", "Pad", "Else", NULL};
  orc_export *ex = begin((orc_export_spec){.file = path, .members = members});
  assert_int_equal(run(ex, NULL), ORC_END);
  assert_string_equal(slurp(), "{\"No\":1,\"Pad\":\"\"}\n"
                               "{\"No\":2,\"Pad\":\"\"}\n");
  orc_export_free(ex);
  walk_fini(&w);
}

/* What stood there before stays, and nothing else is left. */
static void a_walk_that_fails_leaves_the_old_file(void **state) {
  (void)state;
  int fd = open(path, O_WRONLY | O_CREAT, 0600);
  assert_int_equal(write(fd, "old", 3), 3);
  close(fd);
  walk_init(&w, 2500, 1000);
  w.list.without_key = 2100;
  orc_export *ex = begin((orc_export_spec){.file = path});
  assert_int_equal(run(ex, NULL), ORC_FAIL);
  assert_string_equal(slurp(), "old");
  orc_export_free(ex);
  walk_fini(&w);
}

static void a_stopped_export_leaves_nothing(void **state) {
  (void)state;
  walk_init(&w, 2500, 1000);
  orc_export *ex = begin((orc_export_spec){.file = path});
  orc_slice chunk;
  orc_export_step(ex, w.pager, -1, &chunk, &w.err);
  orc_export_free(ex);
  assert_int_equal(access(path, F_OK), -1);
  walk_fini(&w);
}

static void a_place_that_cannot_be_written_is_told_first(void **state) {
  (void)state;
  walk_init(&w, 5, 1000);
  walk_begin(&w);
  orc_export_spec spec = {.file = "/nowhere/at/all"};
  assert_null(orc_export_new(w.engine, &spec, &w.err));
  assert_int_equal(w.err.kind, ORC_KIND_ARGUMENT);
  assert_non_null(strstr(w.err.message, "/nowhere/at/all"));
  assert_int_equal(walk_requests(&w), 0);
  walk_fini(&w);
}

/* A limit of the file's size stands in for a full disk. */
static void a_full_disk_is_an_error_and_leaves_nothing(void **state) {
  (void)state;
  walk_init(&w, 50000, 1000);
  void (*before)(int) = signal(SIGXFSZ, SIG_IGN);
  struct rlimit all, little;
  getrlimit(RLIMIT_FSIZE, &all);
  little = all;
  little.rlim_cur = 100 << 10;
  orc_export *ex = begin((orc_export_spec){.file = path});
  setrlimit(RLIMIT_FSIZE, &little);
  orc_status status = run(ex, NULL);
  setrlimit(RLIMIT_FSIZE, &all);
  signal(SIGXFSZ, before);
  assert_int_equal(status, ORC_FAIL);
  assert_int_equal(w.err.kind, ORC_KIND_ARGUMENT);
  assert_non_null(strstr(w.err.hint, "room"));
  assert_int_equal(access(path, F_OK), -1);
  orc_export_free(ex);
  walk_fini(&w);
}

static void without_memory_it_fails_cleanly(void **state) {
  (void)state;
  orc_status status = ORC_FAIL;
  int n = 0;
  for (; status != ORC_END; n++) {
    walk_init(&w, 3, 1000);
    walk_begin(&w);
    orc_export_spec spec = {.format = ORC_EXPORT_CSV, .file = path};
    w.mem.fail_at = w.mem.count + 1 + (size_t)n;
    orc_export *ex = orc_export_new(w.engine, &spec, &w.err);
    status = ex != NULL ? run(ex, NULL) : ORC_FAIL;
    w.mem.fail_at = 0;
    if (status == ORC_FAIL) {
      assert_int_equal(w.err.kind, ORC_KIND_MEMORY);
    }
    orc_export_free(ex);
    walk_fini(&w);
  }
  assert_true(n > 10);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(every_row_is_a_line),
      TEST(every_line_is_its_row_whatever_the_page),
      TEST(every_line_is_its_row_however_it_is_written),
      TEST(a_row_that_is_no_json_is_refused),
      TEST(chunks_are_the_same_text),
      TEST(columns_choose_and_order),
      TEST(a_masked_member_is_masked_in_ndjson),
      TEST(only_the_members_that_are_wanted_are_written),
      TEST(a_walk_that_fails_leaves_the_old_file),
      TEST(a_stopped_export_leaves_nothing),
      TEST(a_place_that_cannot_be_written_is_told_first),
      TEST(a_full_disk_is_an_error_and_leaves_nothing),
      TEST(without_memory_it_fails_cleanly),
  };
  return cmocka_run_group_tests_name("export", tests, NULL, NULL);
}
