#include "file.h"

#include "buf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
  file->writer = orc_writer_new(mem, file->fd);
  if (file->writer == NULL) {
    orc_file_discard(file);
    return orc_err_memory(err);
  }
  return ORC_OK;
}

/* A child has the parent's descriptor, but the file is the parent's. */
static orc_status check_owner(const orc_file *file, orc_err *err) {
  if (file->owner == getpid()) return ORC_OK;
  orc_err_set(err, ORC_KIND_CLOSED, "%s belongs to the parent process: the "
              "process has forked since it was begun", file->path);
  return ORC_FAIL;
}

orc_status orc_file_write(orc_file *file, const void *data, size_t len,
                          orc_err *err) {
  if (check_owner(file, err) != ORC_OK) return ORC_FAIL;
  errno = orc_writer_put(file->writer, data, len);
  return errno == 0 ? ORC_OK : failed(file, err, "write");
}

orc_status orc_file_commit(orc_file *file, orc_err *err) {
  if (check_owner(file, err) != ORC_OK) {
    orc_file_discard(file);
    return ORC_FAIL;
  }
  orc_status status = ORC_OK;
  errno = orc_writer_finish(file->writer);
  if (errno != 0 || fsync(file->fd) != 0) status = failed(file, err, "write");
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
  orc_writer_free(file->writer);
  file->writer = NULL;
  if (file->fd >= 0) close(file->fd);
  if (file->part_path != NULL && file->owner == getpid()) {
    unlink(file->part_path);
  }
  orc_mem_string_free(file->mem, file->part_path);
  orc_mem_string_free(file->mem, file->path);
  file->fd = -1;
  file->part_path = file->path = NULL;
}
