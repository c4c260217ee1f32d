/*
** file: whole or not at all, also when the process forks meanwhile.
*/
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../src/core/file.h"

#include "support/drive.h"
#include "support/folder.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[FOLDER_SIZE], path[FOLDER_SIZE + 8];

static int set_up(void **state) {
  (void)state;
  folder_make(folder);
  snprintf(path, sizeof path, "%s/rows", folder);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  folder_remove(folder);
  return 0;
}

static void begin(orc_file *file) {
  orc_err err;
  assert_int_equal(orc_file_create(file, &orc_mem_libc, path, &err), ORC_OK);
  assert_int_equal(orc_file_write(file, "abc", 3, &err), ORC_OK);
}

static void is_there(const char *text) {
  char got[64] = "";
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  size_t len = fread(got, 1, sizeof got - 1, file);
  fclose(file);
  got[len] = '\0';
  assert_string_equal(got, text);
}

static void a_childs_end_leaves_the_parents_file_alone(void **state) {
  (void)state;
  orc_file file;
  orc_err err;
  begin(&file);
  fflush(NULL);
  pid_t pid = fork();
  if (pid == 0) {
    orc_file_discard(&file);
    drive_exit_child(0);
  }
  int status;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_int_equal(status, 0);
  assert_int_equal(access(file.part_path, F_OK), 0);
  assert_int_equal(orc_file_commit(&file, &err), ORC_OK);
  is_there("abc");
}

static void a_child_can_neither_write_nor_commit(void **state) {
  (void)state;
  orc_file file;
  orc_err err;
  begin(&file);
  fflush(NULL);
  pid_t pid = fork();
  if (pid == 0) {
    orc_err_clear(&err);
    bool refused = orc_file_write(&file, "x", 1, &err) == ORC_FAIL &&
                   err.kind == ORC_KIND_CLOSED;
    orc_err_clear(&err);
    refused = refused && orc_file_commit(&file, &err) == ORC_FAIL &&
              err.kind == ORC_KIND_CLOSED;
    drive_exit_child(refused ? 0 : 1);
  }
  int status;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_int_equal(status, 0);
  assert_int_equal(access(path, F_OK), -1);
  assert_int_equal(orc_file_commit(&file, &err), ORC_OK);
  is_there("abc");
}

static void what_is_discarded_leaves_nothing(void **state) {
  (void)state;
  orc_file file;
  begin(&file);
  char part[FOLDER_SIZE + 32];
  snprintf(part, sizeof part, "%s", file.part_path);
  assert_int_equal(access(part, F_OK), 0);
  orc_file_discard(&file);
  orc_file_discard(&file);
  assert_int_not_equal(access(part, F_OK), 0);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(a_childs_end_leaves_the_parents_file_alone),
      TEST(a_child_can_neither_write_nor_commit),
      TEST(what_is_discarded_leaves_nothing),
  };
  return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
