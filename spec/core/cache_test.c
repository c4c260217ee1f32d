#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../src/core/cache.h"
#include "support/folder.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define KEY "https://cloud.uipath.com:443 client scope"

/* A clock that the test sets. */
static double now_at, wall_at;
static double fake_now(void *ud) {
  (void)ud;
  return now_at;
}
static double fake_wall(void *ud) {
  (void)ud;
  return wall_at;
}
static const orc_clock fake = {fake_now, fake_wall, NULL};

static char folder[FOLDER_SIZE];

static int setup(void **state) {
  (void)state;
  now_at = 1000;
  wall_at = 1700000000;
  folder_make(folder);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  folder_remove(folder);
  return 0;
}

static orc_cache *open_key(const char *key) {
  orc_err err;
  orc_err_clear(&err);
  orc_cache *cache = orc_cache_open(&orc_mem_libc, &fake, folder, key, &err);
  if (cache == NULL) fail_msg("%s", err.message);
  return cache;
}

static void set(orc_buf *buf, const char *s) {
  orc_buf_clear(buf);
  assert_true(orc_buf_puts(buf, s));
}

static void write_token(orc_cache *cache, const char *token,
                        const char *refresh) {
  orc_err err;
  orc_cache_entry entry;
  orc_cache_entry_init(&entry, &orc_mem_libc);
  set(&entry.access_token, token);
  set(&entry.refresh_token, refresh);
  set(&entry.scope, "OR.Jobs offline_access");
  entry.left = entry.life = 3600;
  assert_int_equal(orc_cache_lock(cache, &err), ORC_OK);
  assert_int_equal(orc_cache_write(cache, &entry, &err), ORC_OK);
  orc_cache_unlock(cache);
  orc_cache_entry_fini(&entry);
}

/* The access token in the cache, or "" (static). */
static const char *token_of(orc_cache *cache, double *left) {
  static char token[256];
  orc_err err;
  orc_cache_entry entry;
  orc_cache_entry_init(&entry, &orc_mem_libc);
  token[0] = '\0';
  if (orc_cache_read(cache, &entry, &err) == ORC_OK) {
    snprintf(token, sizeof token, "%s", orc_buf_cstr(&entry.access_token));
    if (left != NULL) *left = entry.left;
  }
  orc_cache_entry_fini(&entry);
  return token;
}

static void what_was_written_is_read_back(void **state) {
  (void)state;
  orc_cache *cache = open_key(KEY);
  double left = 0;
  assert_string_equal(token_of(cache, NULL), "");
  assert_null(orc_cache_warning(cache));
  write_token(cache, "abc\"\\\n", "r1");
  now_at += 600;
  wall_at += 600;
  assert_string_equal(token_of(cache, &left), "abc\"\\\n");
  assert_true(left > 2999.9 && left < 3000.1);
  struct stat st;
  assert_int_equal(stat(orc_cache_path(cache), &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
  orc_cache_close(cache);
}

static void identities_do_not_meet(void **state) {
  (void)state;
  orc_cache *one = open_key(KEY), *other = open_key(KEY " more");
  write_token(one, "one", "");
  assert_string_equal(token_of(other, NULL), "");
  orc_cache_close(other);
  orc_cache_close(one);
}

/* Two keys of one hash must still not share a token. */
static void a_file_of_another_key_is_ignored(void **state) {
  (void)state;
  orc_cache *one = open_key(KEY), *other = open_key("other");
  write_token(one, "one", "");
  assert_int_equal(rename(orc_cache_path(one), orc_cache_path(other)), 0);
  assert_string_equal(token_of(other, NULL), "");
  assert_string_equal(orc_cache_warning(other), "it is another's");
  orc_cache_close(other);
  orc_cache_close(one);
}

static void a_clock_set_back_does_not_lengthen_a_life(void **state) {
  (void)state;
  orc_cache *cache = open_key(KEY);
  double left = 0;
  write_token(cache, "t", "");
  now_at += 3000;
  wall_at -= 3600;
  assert_string_equal(token_of(cache, &left), "t");
  assert_true(left > 599.9 && left < 600.1);
  orc_cache_close(cache);
}

static void replace(const char *path, const char *text, size_t len,
                    mode_t mode) {
  unlink(path);
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, mode);
  assert_true(fd >= 0);
  assert_int_equal(write(fd, text, len), (ssize_t)len);
  fchmod(fd, mode);
  close(fd);
}

static size_t slurp(const char *path, char *out, size_t size) {
  int fd = open(path, O_RDONLY);
  assert_true(fd >= 0);
  ssize_t len = read(fd, out, size);
  close(fd);
  assert_true(len > 0);
  return (size_t)len;
}

static void a_file_cut_at_any_byte_is_ignored(void **state) {
  (void)state;
  orc_cache *cache = open_key(KEY);
  write_token(cache, "token", "refresh");
  char text[2048];
  size_t len = slurp(orc_cache_path(cache), text, sizeof text);
  for (size_t cut = 0; cut + 1 < len; cut++) { /* the last is a newline */
    replace(orc_cache_path(cache), text, cut, 0600);
    assert_string_equal(token_of(cache, NULL), "");
    assert_string_equal(orc_cache_warning(cache), "it is broken");
  }
  orc_cache_close(cache);
}

static void a_file_that_others_could_have_written_is_ignored(void **state) {
  (void)state;
  orc_cache *cache = open_key(KEY);
  write_token(cache, "token", "");
  const char *path = orc_cache_path(cache);
  assert_int_equal(chmod(path, 0640), 0);
  assert_string_equal(token_of(cache, NULL), "");
  assert_string_equal(orc_cache_warning(cache), "it is open to other users");
  assert_int_equal(chmod(path, 0600), 0);
  assert_string_equal(token_of(cache, NULL), "token");
  char moved[128];
  snprintf(moved, sizeof moved, "%s/moved", folder);
  assert_int_equal(rename(path, moved), 0);
  assert_int_equal(symlink(moved, path), 0);
  assert_string_equal(token_of(cache, NULL), "");
  assert_string_equal(orc_cache_warning(cache), "it is a link");
  if (geteuid() == 0) {
    unlink(path);
    assert_int_equal(rename(moved, path), 0);
    assert_int_equal(chown(path, 65534, 65534), 0);
    assert_string_equal(token_of(cache, NULL), "");
    assert_string_equal(orc_cache_warning(cache),
                        "it belongs to another user");
  }
  orc_cache_close(cache);
}

static void a_folder_open_to_others_is_refused(void **state) {
  (void)state;
  orc_err err;
  orc_err_clear(&err);
  assert_int_equal(chmod(folder, 0755), 0);
  assert_null(orc_cache_open(&orc_mem_libc, &fake, folder, KEY, &err));
  assert_int_equal(err.kind, ORC_KIND_CONFIG);
  assert_non_null(strstr(err.message, "chmod 700"));
  assert_int_equal(chmod(folder, 0700), 0);
}

static void a_second_process_is_told_to_try_again(void **state) {
  (void)state;
  orc_err err;
  orc_cache *one = open_key(KEY), *other = open_key(KEY);
  assert_int_equal(orc_cache_lock(one, &err), ORC_OK);
  assert_int_equal(orc_cache_lock(other, &err), ORC_AGAIN);
  orc_cache_unlock(one);
  assert_int_equal(orc_cache_lock(other, &err), ORC_OK);
  orc_cache_close(other);
  assert_int_equal(orc_cache_lock(one, &err), ORC_OK);
  orc_cache_close(one);
}

/* Where a host forks while we hold the lock. */
static void a_child_does_not_keep_the_lock(void **state) {
  (void)state;
  orc_err err;
  int gate[2];
  orc_cache *one = open_key(KEY), *other = open_key(KEY);
  assert_int_equal(pipe(gate), 0);
  assert_int_equal(orc_cache_lock(one, &err), ORC_OK);
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) {
    char byte;
    close(gate[1]);
    ssize_t n = read(gate[0], &byte, 1); /* lives on, until told */
    _exit((int)n);
  }
  close(gate[0]);
  orc_cache_unlock(one);
  assert_int_equal(orc_cache_lock(other, &err), ORC_OK);
  close(gate[1]);
  assert_int_equal(waitpid(pid, NULL, 0), pid);
  orc_cache_close(other);
  orc_cache_close(one);
}

static void nor_does_it_end_its_parents(void **state) {
  (void)state;
  orc_err err;
  orc_cache *one = open_key(KEY), *other = open_key(KEY);
  assert_int_equal(orc_cache_lock(one, &err), ORC_OK);
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) {
    orc_cache_close(one);
    _exit(0);
  }
  assert_int_equal(waitpid(pid, NULL, 0), pid);
  assert_int_equal(orc_cache_lock(other, &err), ORC_AGAIN);
  orc_cache_close(other);
  orc_cache_close(one);
}

static void new_path_of(const orc_cache *cache, char *out) {
  const char *path = orc_cache_path(cache);
  size_t len = strlen(path) - strlen("json");
  memcpy(out, path, len);
  strcpy(out + len, "new");
}

/* Leaves what was written as the temporary file of a writer that died. */
static void leave_temporary(orc_cache *cache, char *path, const char *token) {
  new_path_of(cache, path);
  write_token(cache, token, "r2");
  assert_int_equal(rename(orc_cache_path(cache), path), 0);
}

static void a_whole_temporary_file_is_taken_into_use(void **state) {
  (void)state;
  orc_err err;
  orc_cache *cache = open_key(KEY);
  char path[128];
  leave_temporary(cache, path, "newer");
  write_token(cache, "older", "r1"); /* replaces the temporary file too */
  assert_int_equal(access(path, F_OK), -1);
  leave_temporary(cache, path, "newer");
  assert_string_equal(token_of(cache, NULL), ""); /* not without the lock */
  assert_int_equal(orc_cache_lock(cache, &err), ORC_OK);
  assert_string_equal(token_of(cache, NULL), "newer");
  assert_int_equal(access(path, F_OK), -1);
  orc_cache_close(cache);
}

static void a_part_of_a_temporary_file_is_thrown_away(void **state) {
  (void)state;
  orc_err err;
  orc_cache *cache = open_key(KEY);
  char path[128], text[2048];
  new_path_of(cache, path);
  write_token(cache, "old", "");
  size_t len = slurp(orc_cache_path(cache), text, sizeof text);
  replace(path, text, len / 2, 0600);
  assert_int_equal(orc_cache_lock(cache, &err), ORC_OK);
  assert_string_equal(token_of(cache, NULL), "old");
  assert_int_equal(access(path, F_OK), -1);
  orc_cache_close(cache);
}

/* It may hold the only refresh token: what cannot be looked at is kept. */
static void a_temporary_file_that_cannot_be_read_now_is_kept(void **state) {
  (void)state;
  orc_err err;
  orc_cache *cache = open_key(KEY);
  char path[128];
  leave_temporary(cache, path, "newer");
  assert_int_equal(orc_cache_lock(cache, &err), ORC_OK);
  struct rlimit old, none;
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
  none = (struct rlimit){0, old.rlim_max};
  orc_cache_entry entry;
  orc_cache_entry_init(&entry, &orc_mem_libc);
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
  orc_status status = orc_cache_read(cache, &entry, &err);
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
  assert_int_equal(status, ORC_FAIL);
  assert_int_equal(err.kind, ORC_KIND_CONFIG);
  assert_int_equal(access(path, F_OK), 0);
  assert_string_equal(token_of(cache, NULL), "newer");
  orc_cache_entry_fini(&entry);
  orc_cache_close(cache);
}

/* Nothing of a file that is not ours is handed on. */
static void what_another_wrote_does_not_come_out(void **state) {
  (void)state;
  orc_err err;
  orc_cache *one = open_key(KEY), *other = open_key("other");
  orc_cache_entry entry;
  write_token(one, "one", "refresh");
  assert_int_equal(rename(orc_cache_path(one), orc_cache_path(other)), 0);
  orc_cache_entry_init(&entry, &orc_mem_libc);
  assert_int_equal(orc_cache_read(other, &entry, &err), ORC_END);
  assert_int_equal(entry.access_token.len, 0);
  assert_int_equal(entry.refresh_token.len, 0);
  assert_true(entry.left < 0);
  orc_cache_entry_fini(&entry);
  orc_cache_close(other);
  orc_cache_close(one);
}

static void a_file_of_a_later_version_is_ignored(void **state) {
  (void)state;
  orc_cache *cache = open_key(KEY);
  char text[2048];
  write_token(cache, "token", "");
  size_t len = slurp(orc_cache_path(cache), text, sizeof text);
  text[len] = '\0';
  strstr(text, "\"version\":1")[10] = '2';
  replace(orc_cache_path(cache), text, len, 0600);
  assert_string_equal(token_of(cache, NULL), "");
  assert_string_equal(orc_cache_warning(cache), "it is of another version");
  orc_cache_close(cache);
}

static void a_folder_without_a_name_is_refused(void **state) {
  (void)state;
  static const char *const names[] = {"", "/", "/tmp/x/"};
  for (size_t i = 0; i < 3; i++) {
    orc_err err;
    orc_err_clear(&err);
    assert_null(orc_cache_open(&orc_mem_libc, &fake, names[i], KEY, &err));
    assert_int_equal(err.kind, ORC_KIND_CONFIG);
  }
}

/* A file size limit stands in for a full disk: the write fails half way. */
static void a_full_disk_leaves_the_old_file_whole(void **state) {
  (void)state;
  orc_cache *cache = open_key(KEY);
  write_token(cache, "old", "");
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) {
    struct rlimit limit = {64, 64};
    orc_err err;
    orc_cache_entry entry;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    orc_err_clear(&err);
    orc_cache_entry_init(&entry, &orc_mem_libc);
    orc_buf_puts(&entry.access_token, "new");
    entry.left = entry.life = 60;
    if (orc_cache_lock(cache, &err) != ORC_OK) _exit(2);
    if (orc_cache_write(cache, &entry, &err) != ORC_FAIL) _exit(3);
    _exit(err.kind == ORC_KIND_CONFIG && err.hint[0] != '\0' ? 0 : 4);
  }
  int status;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_int_equal(status, 0);
  assert_string_equal(token_of(cache, NULL), "old");
  orc_cache_close(cache);
}

static void writing_needs_the_lock(void **state) {
  (void)state;
  orc_err err;
  orc_cache *cache = open_key(KEY);
  orc_cache_entry entry;
  orc_cache_entry_init(&entry, &orc_mem_libc);
  assert_int_equal(orc_cache_write(cache, &entry, &err), ORC_FAIL);
  assert_int_equal(err.kind, ORC_KIND_BUSY);
  orc_cache_entry_fini(&entry);
  orc_cache_close(cache);
}

static void removed_is_gone(void **state) {
  (void)state;
  orc_err err;
  orc_cache *cache = open_key(KEY);
  write_token(cache, "t", "");
  assert_int_equal(orc_cache_remove(cache, &err), ORC_OK);
  assert_int_equal(orc_cache_remove(cache, &err), ORC_OK);
  assert_string_equal(token_of(cache, NULL), "");
  orc_cache_close(cache);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(what_was_written_is_read_back),
      TEST(identities_do_not_meet),
      TEST(a_file_of_another_key_is_ignored),
      TEST(a_clock_set_back_does_not_lengthen_a_life),
      TEST(a_file_cut_at_any_byte_is_ignored),
      TEST(a_file_that_others_could_have_written_is_ignored),
      TEST(a_folder_open_to_others_is_refused),
      TEST(a_second_process_is_told_to_try_again),
      TEST(a_whole_temporary_file_is_taken_into_use),
      TEST(a_part_of_a_temporary_file_is_thrown_away),
      TEST(a_full_disk_leaves_the_old_file_whole),
      TEST(writing_needs_the_lock),
      TEST(removed_is_gone),
      TEST(a_child_does_not_keep_the_lock),
      TEST(nor_does_it_end_its_parents),
      TEST(a_temporary_file_that_cannot_be_read_now_is_kept),
      TEST(what_another_wrote_does_not_come_out),
      TEST(a_file_of_a_later_version_is_ignored),
      TEST(a_folder_without_a_name_is_refused),
  };
  return cmocka_run_group_tests_name("cache", tests, NULL, NULL);
}
