#include "upload.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static char *copy(const orc_mem *mem, orc_slice slice) {
  if (slice.len == 0) return NULL;
  char *bytes = orc_mem_resize(mem, NULL, 0, slice.len);
  if (bytes != NULL) memcpy(bytes, slice.data, slice.len);
  return bytes;
}

static orc_status refuse(orc_err *err, const char *path, const char *why) {
  orc_err_set(err, ORC_KIND_ARGUMENT, "the file %.200s cannot be sent: %s",
              path, why);
  orc_err_hint(err, "check the path, and that this account may read it");
  return ORC_FAIL;
}

orc_status orc_upload_init(orc_upload *upload, const orc_mem *mem,
                           const orc_upload_spec *spec, orc_err *err) {
  *upload = (orc_upload){.mem = mem, .fd = -1};
  upload->fd = open(spec->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (upload->fd < 0 || fstat(upload->fd, &upload->seen) != 0) {
    return refuse(err, spec->path, strerror(errno));
  }
  if (!S_ISREG(upload->seen.st_mode)) {
    return refuse(err, spec->path, "it is not a regular file");
  }
  upload->head = copy(mem, spec->head);
  upload->tail = copy(mem, spec->tail);
  if (upload->head != NULL) upload->head_len = spec->head.len;
  if (upload->tail != NULL) upload->tail_len = spec->tail.len;
  if (upload->head_len != spec->head.len ||
      upload->tail_len != spec->tail.len) {
    orc_err_memory(err);
    return ORC_FAIL;
  }
  return ORC_OK;
}

void orc_upload_fini(orc_upload *upload) {
  if (upload->mem == NULL) return;
  if (upload->fd >= 0) close(upload->fd);
  orc_mem_free(upload->mem, upload->head, upload->head_len);
  orc_mem_free(upload->mem, upload->tail, upload->tail_len);
  *upload = (orc_upload){.fd = -1};
}

static uint64_t file_size(const orc_upload *upload) {
  return (uint64_t)upload->seen.st_size;
}

uint64_t orc_upload_size(const orc_upload *upload) {
  return upload->head_len + file_size(upload) + upload->tail_len;
}

void orc_upload_rewind(orc_upload *upload) { upload->at = 0; }

static int64_t read_part(const char *part, size_t part_len, uint64_t at,
                         char *out, size_t len) {
  size_t left = part_len - (size_t)at;
  if (len > left) len = left;
  memcpy(out, part + at, len);
  return (int64_t)len;
}

static int64_t read_file(const orc_upload *upload, uint64_t at, char *out,
                         size_t len) {
  uint64_t left = file_size(upload) - at;
  if (len > left) len = (size_t)left;
  ssize_t got;
  do {
    got = pread(upload->fd, out, len, (off_t)at);
  } while (got < 0 && errno == EINTR);
  return got > 0 ? got : -1; /* 0: it has become shorter */
}

int64_t orc_upload_read(orc_upload *upload, char *out, size_t len) {
  uint64_t at = upload->at, middle = upload->head_len + file_size(upload);
  int64_t got = 0;
  if (len == 0 || at >= orc_upload_size(upload)) return 0;
  if (at < upload->head_len) {
    got = read_part(upload->head, upload->head_len, at, out, len);
  } else if (at < middle) {
    got = read_file(upload, at - upload->head_len, out, len);
  } else {
    got = read_part(upload->tail, upload->tail_len, at - middle, out, len);
  }
  if (got > 0) upload->at += (uint64_t)got;
  return got;
}

orc_status orc_upload_check(const orc_upload *upload, orc_err *err) {
  const struct stat *seen = &upload->seen;
  struct stat now;
  if (fstat(upload->fd, &now) == 0 && now.st_size == seen->st_size &&
      now.st_mtim.tv_sec == seen->st_mtim.tv_sec &&
      now.st_mtim.tv_nsec == seen->st_mtim.tv_nsec) {
    return ORC_OK;
  }
  orc_err_set(err, ORC_KIND_ARGUMENT, "the file was changed while it was "
              "sent: what arrived is neither the old nor the new one");
  orc_err_hint(err, "send it again when nobody writes to it");
  return ORC_FAIL;
}
