#include "writer.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define BLOCK ((size_t)128 << 10) /* written whole at whole blocks' places,
                                     which costs the system a third less */
#define MOST (4 * BLOCK)          /* in one write: who stops waits for it */
#define RING (16 * BLOCK)
#define MUCH (4 * BLOCK)          /* makes a thread worth its while */
#define STACK ((size_t)256 << 10)
#define SYNC_BYTES ((uint64_t)4 << 20) /* brought to the disk at a time */

struct orc_writer {
  const orc_mem *mem;
  int fd;
  pid_t owner;       /* the process the thread is in */
  char *ring;
  uint64_t synced;   /* whoever writes: bytes the system shall bring to disk */
  bool alone;        /* the system gave no thread */
  bool threaded;     /* there is one: */
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t moved; /* either waits for the other, never both */
  /* under the lock; `in` is changed by the owner only */
  uint64_t in, out;  /* bytes put, and bytes written */
  int error;
  bool last;         /* nothing more will be put */
  bool stop;         /* leave out the rest */
};

orc_writer *orc_writer_new(const orc_mem *mem, int fd) {
  orc_writer *writer = orc_mem_new(mem, sizeof *writer);
  if (writer == NULL) return NULL;
  writer->mem = mem;
  writer->fd = fd;
  writer->owner = getpid();
  writer->ring = orc_mem_resize(mem, NULL, 0, RING);
  if (writer->ring == NULL) {
    orc_mem_free(mem, writer, sizeof *writer);
    return NULL;
  }
  pthread_mutex_init(&writer->lock, NULL);
  pthread_cond_init(&writer->moved, NULL);
  return writer;
}

/* The disk works while more is still to come, so that the sync at the end
** finds little left to do. This only makes it begin. */
static void start_sync(orc_writer *writer, uint64_t end) {
  uint64_t waiting = end - writer->synced;
  if (waiting < SYNC_BYTES) return;
  sync_file_range(writer->fd, (off_t)writer->synced, (off_t)waiting,
                  SYNC_FILE_RANGE_WRITE);
  writer->synced = end;
}

static int write_out(orc_writer *writer, uint64_t at, size_t len) {
  uint64_t end = at + len;
  while (at < end) {
    ssize_t n = pwrite(writer->fd, writer->ring + at % RING,
                       (size_t)(end - at), (off_t)at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    at += (uint64_t)n;
  }
  start_sync(writer, end);
  return 0;
}

/* Whole blocks that lie side by side; at last what is left, too. */
static size_t ready(const orc_writer *writer) {
  uint64_t held = writer->in - writer->out;
  size_t behind = RING - writer->out % RING;
  size_t len = held < behind ? (size_t)held : behind;
  if (len > MOST) len = MOST;
  return writer->last ? len : len - len % BLOCK;
}

/* The lock is held, but not while this writes. false: there was nothing to
** write, or nothing more can be written. */
static bool write_some(orc_writer *writer) {
  size_t len = ready(writer);
  if (len == 0 || writer->error != 0) return false;
  pthread_mutex_unlock(&writer->lock);
  int error = write_out(writer, writer->out, len);
  pthread_mutex_lock(&writer->lock);
  bool full = writer->in - writer->out == RING; /* its owner may wait */
  writer->error = error;
  writer->out += len;
  if (full || error != 0) pthread_cond_signal(&writer->moved);
  return error == 0;
}

static void *work(void *ud) {
  orc_writer *writer = ud;
  pthread_mutex_lock(&writer->lock);
  while (!writer->stop) {
    if (write_some(writer)) continue;
    if (writer->last || writer->error != 0) break;
    pthread_cond_wait(&writer->moved, &writer->lock);
  }
  pthread_mutex_unlock(&writer->lock);
  return NULL;
}

/* A signal of the host's must not end up in a thread it knows nothing of. */
static void start_thread(orc_writer *writer) {
  sigset_t all, before;
  pthread_attr_t attr;
  sigfillset(&all);
  writer->alone = true;
  if (pthread_attr_init(&attr) != 0) return;
  pthread_attr_setstacksize(&attr, STACK);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int refused = pthread_create(&writer->thread, &attr, work, writer);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attr);
  writer->threaded = refused == 0;
  if (writer->threaded) pthread_setname_np(writer->thread, "orc-writer");
}

/* Bytes that can be put; 0: nothing more can be written. */
static size_t wait_for_room(orc_writer *writer) {
  size_t room = 0;
  pthread_mutex_lock(&writer->lock);
  while (writer->error == 0) {
    room = RING - (size_t)(writer->in - writer->out);
    if (room > 0) break;
    if (writer->threaded) pthread_cond_wait(&writer->moved, &writer->lock);
    else write_some(writer);
  }
  size_t behind = RING - writer->in % RING;
  if (writer->error != 0) room = 0;
  pthread_mutex_unlock(&writer->lock);
  return room < behind ? room : behind;
}

/* The thread sleeps when less than a block is left, and is woken for much. */
static void hand_over(orc_writer *writer, size_t len) {
  pthread_mutex_lock(&writer->lock);
  uint64_t before = writer->in - writer->out;
  bool much = before < MUCH && before + len >= MUCH;
  writer->in += len;
  pthread_mutex_unlock(&writer->lock);
  if (much) pthread_cond_signal(&writer->moved); /* it finds the lock free */
  if (much && !writer->threaded && !writer->alone) start_thread(writer);
}

int orc_writer_put(orc_writer *writer, const void *data, size_t len) {
  const char *from = data;
  while (len > 0) {
    size_t step = wait_for_room(writer);
    if (step == 0) return writer->error;
    if (step > len) step = len;
    memcpy(writer->ring + writer->in % RING, from, step);
    hand_over(writer, step);
    from += step;
    len -= step;
  }
  return 0;
}

static void end_thread(orc_writer *writer, bool *how) {
  pthread_mutex_lock(&writer->lock);
  *how = true;
  pthread_cond_signal(&writer->moved);
  pthread_mutex_unlock(&writer->lock);
  if (writer->threaded) pthread_join(writer->thread, NULL);
  writer->threaded = false;
}

int orc_writer_finish(orc_writer *writer) {
  end_thread(writer, &writer->last);
  pthread_mutex_lock(&writer->lock);
  while (write_some(writer)) continue;
  pthread_mutex_unlock(&writer->lock);
  return writer->error;
}

void orc_writer_free(orc_writer *writer) {
  if (writer == NULL) return;
  if (writer->owner == getpid()) {
    end_thread(writer, &writer->stop);
    pthread_cond_destroy(&writer->moved);
    pthread_mutex_destroy(&writer->lock);
  }
  orc_mem_free(writer->mem, writer->ring, RING);
  orc_mem_free(writer->mem, writer, sizeof *writer);
}
