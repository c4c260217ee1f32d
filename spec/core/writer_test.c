/*
** writer: every byte in its place, however it is put; a thread only while there
** is much to write; errors, signals, forks and the lack of threads.
*/
#include "writer.h"

#include "support/drive.h"
#include "support/failing_mem.h"
#include "support/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define LITTLE ((size_t)100 << 10)
#define MUCH ((size_t)9 << 20) /* several rings */

static char folder[FOLDER_SIZE], path[FOLDER_SIZE + 8];
static int fd = -1;
static bool threads_refused;
static int threads_asked, threads;

/* The linker leads the writer's calls here. */
typedef void *thread_body(void *ud);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attr,
                          thread_body *body, void *ud);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr,
                          thread_body *body, void *ud);
int __real_pthread_join(pthread_t thread, void **result);
int __wrap_pthread_join(pthread_t thread, void **result);

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attr,
                          thread_body *body, void *ud) {
  threads_asked++;
  if (threads_refused) return EAGAIN;
  threads++;
  return __real_pthread_create(thread, attr, body, ud);
}

int __wrap_pthread_join(pthread_t thread, void **result) {
  threads--;
  return __real_pthread_join(thread, result);
}

static int set_up(void **state) {
  (void)state;
  folder_make(folder);
  snprintf(path, sizeof path, "%s/rows", folder);
  fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  threads_refused = false;
  threads_asked = threads = 0;
  return fd < 0;
}

static int tear_down(void **state) {
  (void)state;
  close(fd);
  folder_remove(folder);
  return threads; /* each has ended */
}

static char byte_at(size_t i) { return (char)(i * 2654435761U >> 13); }

static char *text_of(size_t len) {
  char *text = malloc(len);
  assert_non_null(text);
  for (size_t i = 0; i < len; i++) text[i] = byte_at(i);
  return text;
}

static void is_written(size_t len) {
  static char block[1 << 16];
  size_t at = 0;
  ssize_t got;
  while ((got = pread(fd, block, sizeof block, (off_t)at)) > 0) {
    for (ssize_t i = 0; i < got; i++, at++) {
      if (block[i] != byte_at(at)) fail_msg("byte %zu is another", at);
    }
  }
  assert_int_equal(got, 0);
  assert_int_equal(at, len);
}

/* Pieces of one length, the last one shorter. */
static int put_all(orc_writer *writer, size_t len, size_t piece) {
  char *text = text_of(len);
  int error = 0;
  for (size_t at = 0; at < len && error == 0; at += piece) {
    size_t left = len - at;
    error = orc_writer_put(writer, text + at, left < piece ? left : piece);
  }
  free(text);
  return error;
}

static void write_it(size_t len, size_t piece) {
  orc_writer *writer = orc_writer_new(&orc_mem_libc, fd);
  assert_non_null(writer);
  assert_int_equal(put_all(writer, len, piece), 0);
  assert_int_equal(orc_writer_finish(writer), 0);
  orc_writer_free(writer);
  is_written(len);
}

static void much_is_written_by_one_thread(void **state) {
  (void)state;
  static const size_t pieces[] = {1000, 128 << 10, 957001, 2 << 20, MUCH};
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
    assert_int_equal(ftruncate(fd, 0), 0);
    threads_asked = 0;
    write_it(MUCH + i, pieces[i]);
    assert_int_equal(threads_asked, 1);
    assert_int_equal(threads, 0);
  }
}

static void little_takes_no_thread(void **state) {
  (void)state;
  static const size_t sizes[] = {0, 1, LITTLE, 128 << 10, (128 << 10) + 1};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    assert_int_equal(ftruncate(fd, 0), 0);
    write_it(sizes[i], 1000);
    assert_int_equal(threads_asked, 0);
  }
}

static void without_a_thread_its_owner_writes(void **state) {
  (void)state;
  threads_refused = true;
  write_it(MUCH, 957001);
  assert_int_equal(threads_asked, 1); /* it is not asked for again */
}

static void a_full_disk_is_told(void **state) {
  (void)state;
  for (int i = 0; i < 2; i++) {
    threads_refused = i == 1;
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    orc_writer *writer = orc_writer_new(&orc_mem_libc, full);
    assert_int_equal(put_all(writer, MUCH, LITTLE), ENOSPC);
    assert_int_equal(orc_writer_put(writer, "x", 1), ENOSPC);
    assert_int_equal(orc_writer_finish(writer), ENOSPC);
    orc_writer_free(writer);
    close(full);
  }
}

static void a_full_disk_is_told_at_last(void **state) {
  (void)state;
  int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  orc_writer *writer = orc_writer_new(&orc_mem_libc, full);
  assert_int_equal(put_all(writer, LITTLE, 1000), 0);
  assert_int_equal(orc_writer_finish(writer), ENOSPC);
  orc_writer_free(writer);
  close(full);
}

static void who_stops_leaves_out_the_rest(void **state) {
  (void)state;
  for (size_t len = 0; len < MUCH; len += MUCH / 7) {
    orc_writer *writer = orc_writer_new(&orc_mem_libc, fd);
    assert_int_equal(put_all(writer, len, 957001), 0);
    orc_writer_free(writer);
    assert_int_equal(threads, 0);
  }
}

/* Blocked here, so that the thread would be the one to take it. */
static void its_thread_takes_no_signal(void **state) {
  (void)state;
  sigset_t user, before, pending;
  sigemptyset(&user);
  sigaddset(&user, SIGUSR1); /* would end the process */
  orc_writer *writer = orc_writer_new(&orc_mem_libc, fd);
  assert_int_equal(put_all(writer, MUCH, LITTLE), 0);
  assert_int_equal(threads, 1);
  pthread_sigmask(SIG_BLOCK, &user, &before);
  kill(getpid(), SIGUSR1);
  sigpending(&pending);
  assert_int_equal(sigismember(&pending, SIGUSR1), 1);
  int taken;
  sigwait(&user, &taken);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  assert_int_equal(orc_writer_finish(writer), 0);
  orc_writer_free(writer);
}

/* The mask of the thread that puts is as it was. */
static void the_owners_signals_are_its_own(void **state) {
  (void)state;
  sigset_t before, after;
  pthread_sigmask(SIG_SETMASK, NULL, &before);
  write_it(MUCH, LITTLE);
  pthread_sigmask(SIG_SETMASK, NULL, &after);
  for (int i = 1; i < SIGRTMIN; i++) {
    assert_int_equal(sigismember(&after, i), sigismember(&before, i));
  }
}

/* There it has no thread, and somebody may hold its lock for ever. */
static void a_child_gives_back_its_memory_only(void **state) {
  (void)state;
  failing_mem mem;
  failing_mem_init(&mem, SIZE_MAX);
  orc_writer *writer = orc_writer_new(&mem.mem, fd);
  assert_int_equal(put_all(writer, MUCH / 2, LITTLE), 0);
  assert_int_equal(threads, 1);
  fflush(NULL);
  pid_t pid = fork();
  if (pid == 0) {
    alarm(30); /* should it wait for the thread */
    orc_writer_free(writer);
    drive_exit_child(mem.blocks == 0 && !mem.wrong ? 0 : 1);
  }
  int status;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_int_equal(status, 0);
  assert_int_equal(orc_writer_finish(writer), 0);
  orc_writer_free(writer);
  is_written(MUCH / 2);
  assert_int_equal(mem.blocks, 0);
}

static void without_memory_there_is_none(void **state) {
  (void)state;
  for (size_t left = 0; left < 2; left++) {
    failing_mem mem;
    failing_mem_init(&mem, left);
    assert_null(orc_writer_new(&mem.mem, fd));
    assert_int_equal(mem.blocks, 0);
  }
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(much_is_written_by_one_thread),
      TEST(little_takes_no_thread),
      TEST(without_a_thread_its_owner_writes),
      TEST(a_full_disk_is_told),
      TEST(a_full_disk_is_told_at_last),
      TEST(who_stops_leaves_out_the_rest),
      TEST(its_thread_takes_no_signal),
      TEST(the_owners_signals_are_its_own),
      TEST(a_child_gives_back_its_memory_only),
      TEST(without_memory_there_is_none),
  };
  return cmocka_run_group_tests_name("writer", tests, NULL, NULL);
}
