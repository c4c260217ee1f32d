#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../src/core/disk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[] = "/tmp/disk_test.XXXXXX";
static char place[256];
static orc_err err;

static const char *at(const char *name) {
  snprintf(place, sizeof place, "%s/%s", root, name);
  return place;
}

static int setup(void **state) {
  (void)state;
  strcpy(strrchr(root, '.'), ".XXXXXX");
  orc_err_clear(&err);
  return mkdtemp(root) == NULL;
}

static int teardown(void **state) {
  (void)state;
  char command[256];
  snprintf(command, sizeof command, "rm -rf -- '%s'", root);
  return system(command);
}

static void write_file(const char *name, const char *text) {
  FILE *file = fopen(at(name), "w");
  assert_non_null(file);
  fputs(text, file);
  fclose(file);
}

static void things_are_what_they_are(void **state) {
  (void)state;
  orc_disk_entry entry;
  write_file("a", "12345");
  assert_int_equal(orc_disk_look(at("a"), &entry, &err), ORC_OK);
  assert_int_equal(entry.kind, ORC_DISK_FILE);
  assert_int_equal(entry.size, 5);
  assert_int_equal(symlink("a", at("link")), 0);
  assert_int_equal(orc_disk_look(at("link"), &entry, &err), ORC_OK);
  assert_int_equal(entry.kind, ORC_DISK_LINK);
  assert_int_equal(mkfifo(at("pipe"), 0600), 0);
  assert_int_equal(orc_disk_look(at("pipe"), &entry, &err), ORC_OK);
  assert_int_equal(entry.kind, ORC_DISK_OTHER);
  assert_int_equal(orc_disk_look(root, &entry, &err), ORC_OK);
  assert_int_equal(entry.kind, ORC_DISK_FOLDER);
  assert_int_equal(orc_disk_look(at("none"), &entry, &err), ORC_END);
  assert_int_equal(orc_disk_look(at("a/b"), &entry, &err), ORC_FAIL);
  assert_int_equal(err.kind, ORC_KIND_ARGUMENT);
}

static void a_folder_lists_its_names(void **state) {
  (void)state;
  orc_buf names;
  orc_buf_init(&names, &orc_mem_libc, 100);
  assert_int_equal(orc_disk_list(root, &names, &err), ORC_OK);
  assert_int_equal(names.len, 0);
  write_file(".hidden", "");
  assert_int_equal(orc_disk_list(root, &names, &err), ORC_OK);
  assert_memory_equal(names.data, ".hidden\0", 8);
  assert_int_equal(orc_disk_list(at("none"), &names, &err), ORC_FAIL);
  assert_non_null(strstr(err.message, "none cannot be listed"));
  orc_buf_fini(&names);
}

static void names_over_the_cap_are_an_error(void **state) {
  (void)state;
  orc_buf names;
  orc_buf_init(&names, &orc_mem_libc, 3);
  write_file("long-name", "");
  assert_int_equal(orc_disk_list(root, &names, &err), ORC_FAIL);
  orc_buf_fini(&names);
}

static void a_folder_is_made_once(void **state) {
  (void)state;
  assert_int_equal(orc_disk_make(at("x"), &err), ORC_OK);
  assert_int_equal(orc_disk_make(at("x"), &err), ORC_OK);
  assert_int_equal(orc_disk_make(at("y/z"), &err), ORC_FAIL);
  write_file("f", "");
  assert_int_equal(orc_disk_make(at("f"), &err), ORC_FAIL);
}

static void a_file_is_dated_and_its_link_is_not_followed(void **state) {
  (void)state;
  orc_disk_entry entry;
  write_file("a", "");
  assert_int_equal(symlink("a", at("link")), 0);
  assert_int_equal(orc_disk_touch(at("a"), 1000000, &err), ORC_OK);
  assert_int_equal(orc_disk_touch(at("link"), 5, &err), ORC_OK);
  assert_int_equal(orc_disk_look(at("a"), &entry, &err), ORC_OK);
  assert_int_equal(entry.mtime, 1000000);
  assert_int_equal(orc_disk_touch(at("none"), 5, &err), ORC_FAIL);
}

static orc_disk_reach reach_at(const char *name, mode_t mode, mode_t above) {
  orc_disk_reach reach = ORC_DISK_OURS;
  assert_int_equal(chmod(at(name), mode), 0);
  assert_int_equal(chmod(root, above), 0);
  assert_int_equal(orc_disk_reach_of(at(name), &reach, &err), ORC_OK);
  return reach;
}

static void it_is_told_who_may_use_a_file(void **state) {
  (void)state;
  write_file("a", "");
  assert_int_equal(symlink("a", at("link")), 0);
  assert_int_equal(reach_at("a", 0600, 0755), ORC_DISK_OURS);
  assert_int_equal(reach_at("a", 0660, 0755), ORC_DISK_OURS);
  assert_int_equal(reach_at("a", 0644, 0755), ORC_DISK_SEEN);
  assert_int_equal(reach_at("a", 0666, 0755), ORC_DISK_CHANGED);
  assert_int_equal(reach_at("link", 0602, 0755), ORC_DISK_CHANGED);
  assert_int_equal(reach_at("a", 0666, 0700), ORC_DISK_OURS);
  orc_disk_reach reach;
  assert_int_equal(orc_disk_reach_of(at("none"), &reach, &err), ORC_FAIL);
  if (geteuid() != 0) return;
  assert_int_equal(chown(at("a"), 65534, 0), 0);
  assert_int_equal(reach_at("a", 0600, 0700), ORC_DISK_CHANGED);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(things_are_what_they_are),
      TEST(a_folder_lists_its_names),
      TEST(names_over_the_cap_are_an_error),
      TEST(a_folder_is_made_once),
      TEST(it_is_told_who_may_use_a_file),
      TEST(a_file_is_dated_and_its_link_is_not_followed),
  };
  return cmocka_run_group_tests_name("disk", tests, NULL, NULL);
}
