#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK ((size_t)128 << 10)
#define SYNC_BYTES (4 << 20) /* brought to the disk at a time */

static orc_status failed(const orc_file *file, orc_err *err,
                         const char *what) {
  int code = errno;
  orc_err_set(err, ORC_KIND_ARGUMENT, "cannot %s %s: %s", what, file->path,
              strerror(code));
  if (code == ENOSPC || code == EFBIG || code == EDQUOT) {
    orc_err_hint(err, "make room on that disk, or name a file on another; "
                      "nothing was left behind");
  }
  return ORC_FAIL;
}

static mode_t wanted_mode(const char *path) {
  struct stat st;
  if (stat(path, &st) == 0) return st.st_mode & 0777;
  mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

/* A device or a pipe would be replaced by the file, a folder cannot be. */
static bool is_replaceable(const char *path, orc_err *err) {
  struct stat st;
  if (stat(path, &st) != 0 || S_ISREG(st.st_mode)) return true;
  orc_err_set(err, ORC_KIND_ARGUMENT, "cannot write %s: it is no file", path);
  orc_err_hint(err, "name a file, or take the text piece by piece with write "
                    "= function(text)");
  return false;
}

orc_status orc_file_create(orc_file *file, const orc_mem *mem,
                           const char *path, orc_err *err) {
  orc_buf part;
  memset(file, 0, sizeof *file);
  if (!is_replaceable(path, err)) return ORC_FAIL;
  file->mem = mem;
  file->fd = -1;
  file->owner = getpid();
  orc_buf_init(&file->tail, mem, BLOCK);
  file->path = orc_mem_string(mem, path);
  orc_buf_init(&part, mem, 8192);
  orc_buf_printf(&part, "%s.XXXXXX.part", path);
  file->part_path = orc_mem_string(mem, orc_buf_cstr(&part));
  orc_buf_fini(&part);
  if (file->path == NULL || file->part_path == NULL) {
    orc_file_discard(file);
    return orc_err_memory(err);
  }
  file->fd = mkostemps(file->part_path, (int)strlen(".part"), O_CLOEXEC);
  if (file->fd < 0) {
    failed(file, err, "write");
    orc_mem_string_free(mem, file->part_path);
    file->part_path = NULL;
    orc_file_discard(file);
    return ORC_FAIL;
  }
  if (fchmod(file->fd, wanted_mode(path)) != 0) {
    failed(file, err, "write");
    orc_file_discard(file);
    return ORC_FAIL;
  }
  return ORC_OK;
}

/* The disk works while rows still come, so that the sync at the end finds
** little left to do. Only the start is made here: nothing waits. */
static void start_sync(orc_file *file) {
  int64_t waiting = file->written - file->sent;
  if (waiting < SYNC_BYTES) return;
  sync_file_range(file->fd, file->sent, waiting, SYNC_FILE_RANGE_WRITE);
  file->sent = file->written;
}

static orc_status put(orc_file *file, const char *at, size_t len,
                      orc_err *err) {
  while (len > 0) {
    ssize_t n = write(file->fd, at, len);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failed(file, err, "write");
    at += n;
    len -= (size_t)n;
    file->written += n;
  }
  start_sync(file);
  return ORC_OK;
}

static orc_status put_tail(orc_file *file, orc_err *err) {
  orc_status status = put(file, file->tail.data, file->tail.len, err);
  orc_buf_clear(&file->tail);
  return status;
}

orc_status orc_file_write(orc_file *file, const void *data, size_t len,
                          orc_err *err) {
  const char *at = data;
  while (len > 0) {
    size_t step = len - len % BLOCK;
    if (file->tail.len == 0 && step > 0) {
      if (put(file, at, step, err) != ORC_OK) return ORC_FAIL;
    } else {
      size_t left = BLOCK - file->tail.len;
      step = len < left ? len : left;
      if (!orc_buf_append(&file->tail, at, step)) return orc_err_memory(err);
      if (step == left && put_tail(file, err) != ORC_OK) return ORC_FAIL;
    }
    at += step;
    len -= step;
  }
  return ORC_OK;
}

orc_status orc_file_commit(orc_file *file, orc_err *err) {
  orc_status status = put_tail(file, err);
  if (status == ORC_OK && fsync(file->fd) != 0) {
    status = failed(file, err, "write");
  }
  int fd = file->fd;
  file->fd = -1;
  if (close(fd) != 0 && status == ORC_OK) {
    status = failed(file, err, "write");
  }
  if (status == ORC_OK && rename(file->part_path, file->path) != 0) {
    status = failed(file, err, "replace");
  }
  if (status == ORC_OK) {
    orc_mem_string_free(file->mem, file->part_path);
    file->part_path = NULL;
  }
  orc_file_discard(file);
  return status;
}

void orc_file_discard(orc_file *file) {
  if (file->mem == NULL) return;
  if (file->fd >= 0) close(file->fd);
  orc_buf_fini(&file->tail);
  if (file->part_path != NULL && file->owner == getpid()) {
    unlink(file->part_path);
  }
  orc_mem_string_free(file->mem, file->part_path);
  orc_mem_string_free(file->mem, file->path);
  file->fd = -1;
  file->part_path = file->path = NULL;
}
