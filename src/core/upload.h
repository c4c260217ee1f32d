/*
** upload: a request's body that holds a file, read while it is sent: some
** bytes, the file, some bytes behind it (multipart has both).
**
** Its length is known before anything is sent. A file that changes meanwhile
** is an error: what arrived would be neither the old one nor the new one.
*/
#ifndef ORC_UPLOAD_H
#define ORC_UPLOAD_H

#include "buf.h"
#include "err.h"
#include "mem.h"

#include <stdint.h>
#include <sys/stat.h>

typedef struct orc_upload {
  const orc_mem *mem;
  int fd;               /* -1: not open */
  struct stat seen;     /* the file as it was opened */
  char *head, *tail;    /* copied */
  size_t head_len, tail_len;
  uint64_t at;          /* of the whole body */
} orc_upload;

typedef struct orc_upload_spec {
  const char *path;
  orc_slice head, tail; /* borrowed; may be empty */
} orc_upload_spec;

/* ORC_FAIL, kind argument: no regular file that can be read. Closed with
** orc_upload_fini either way. */
orc_status orc_upload_init(orc_upload *upload, const orc_mem *mem,
                           const orc_upload_spec *spec, orc_err *err);
void orc_upload_fini(orc_upload *upload);

uint64_t orc_upload_size(const orc_upload *upload);
void orc_upload_rewind(orc_upload *upload);
/* The next bytes: how many, 0 at the end, -1 when the file cannot be read or
** has become shorter. */
int64_t orc_upload_read(orc_upload *upload, char *out, size_t len);
/* ORC_FAIL, kind argument: the file is not what it was when it was opened. */
orc_status orc_upload_check(const orc_upload *upload, orc_err *err);

#endif
