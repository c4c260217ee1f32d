/* What orc_upload promises: every byte once, whatever the pieces; a file that
** changes meanwhile is noticed; nothing lost. */
#include "upload.h"

#include "support/failing_mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char path[64];

static void write_file(const char *text) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
  assert_int_equal(fclose(file), 0);
}

static int make_file(void **state) {
  (void)state;
  strcpy(path, "/tmp/orc-upload-XXXXXX");
  int fd = mkstemp(path);
  if (fd >= 0) close(fd);
  return fd >= 0 ? 0 : -1;
}

static int remove_file(void **state) {
  (void)state;
  return unlink(path);
}

static orc_upload_spec spec_of(const char *head, const char *tail) {
  return (orc_upload_spec){path, {head, strlen(head)}, {tail, strlen(tail)}};
}

static void gives_head_file_and_tail_in_any_pieces(void **state) {
  (void)state;
  write_file("the file");
  const char *whole = "<head>the file<tail>";
  const orc_upload_spec spec = spec_of("<head>", "<tail>");
  for (size_t piece = 1; piece <= strlen(whole) + 1; piece++) {
    orc_upload upload;
    orc_err err;
    assert_int_equal(orc_upload_init(&upload, &orc_mem_libc, &spec, &err),
                     ORC_OK);
    assert_int_equal(orc_upload_size(&upload), strlen(whole));
    for (int round = 0; round < 2; round++) {
      char out[64] = {0};
      size_t at = 0;
      int64_t got;
      orc_upload_rewind(&upload);
      while ((got = orc_upload_read(&upload, out + at, piece)) > 0) {
        at += (size_t)got;
      }
      assert_int_equal(got, 0);
      assert_string_equal(out, whole);
    }
    assert_int_equal(orc_upload_check(&upload, &err), ORC_OK);
    orc_upload_fini(&upload);
  }
}

static void takes_an_empty_file(void **state) {
  (void)state;
  write_file("");
  const orc_upload_spec spec = spec_of("", "");
  orc_upload upload;
  orc_err err;
  char byte;
  assert_int_equal(orc_upload_init(&upload, &orc_mem_libc, &spec, &err),
                   ORC_OK);
  assert_int_equal(orc_upload_size(&upload), 0);
  assert_int_equal(orc_upload_read(&upload, &byte, 1), 0);
  orc_upload_fini(&upload);
}

static void notices_a_file_that_changes(void **state) {
  (void)state;
  write_file("0123456789");
  const orc_upload_spec spec = spec_of("", "");
  orc_upload upload;
  orc_err err;
  char out[16];
  assert_int_equal(orc_upload_init(&upload, &orc_mem_libc, &spec, &err),
                   ORC_OK);
  assert_int_equal(orc_upload_read(&upload, out, 4), 4);
  write_file("01");
  assert_int_equal(orc_upload_read(&upload, out, 4), -1);
  orc_err_clear(&err);
  assert_int_equal(orc_upload_check(&upload, &err), ORC_FAIL);
  assert_int_equal(err.kind, ORC_KIND_ARGUMENT);
  orc_upload_fini(&upload);
}

static void refuses_what_is_no_file(void **state) {
  (void)state;
  const char *const bad[] = {"/nonexistent/file", "/tmp", "/dev/null"};
  for (size_t i = 0; i < 3; i++) {
    const orc_upload_spec spec = {bad[i], {"head", 4}, {NULL, 0}};
    orc_upload upload;
    orc_err err;
    orc_err_clear(&err);
    assert_int_equal(orc_upload_init(&upload, &orc_mem_libc, &spec, &err),
                     ORC_FAIL);
    assert_int_equal(err.kind, ORC_KIND_ARGUMENT);
    orc_upload_fini(&upload);
    orc_upload_fini(&upload);
  }
}

static void gives_back_everything_when_memory_runs_out(void **state) {
  (void)state;
  write_file("x");
  const orc_upload_spec spec = spec_of("head", "tail");
  for (size_t allowed = 0; allowed < 3; allowed++) {
    failing_mem m;
    failing_mem_init(&m, allowed);
    orc_upload upload;
    orc_err err;
    orc_err_clear(&err);
    orc_status status = orc_upload_init(&upload, &m.mem, &spec, &err);
    assert_int_equal(status, allowed < 2 ? ORC_FAIL : ORC_OK);
    orc_upload_fini(&upload);
    assert_int_equal(m.blocks, 0);
    assert_false(m.wrong);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(gives_head_file_and_tail_in_any_pieces,
                                      make_file, remove_file),
      cmocka_unit_test_setup_teardown(takes_an_empty_file, make_file,
                                      remove_file),
      cmocka_unit_test_setup_teardown(notices_a_file_that_changes, make_file,
                                      remove_file),
      cmocka_unit_test(refuses_what_is_no_file),
      cmocka_unit_test_setup_teardown(
          gives_back_everything_when_memory_runs_out, make_file, remove_file),
  };
  return cmocka_run_group_tests_name("upload", tests, NULL, NULL);
}
