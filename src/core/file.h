/*
** file: a file that is there whole or not at all.
**
** Written beside its place under a name of its own, synced, then renamed
** over it. Whoever looks sees the old file or the new one; a failure or a
** kill leaves the old one, and a failure removes what was written.
*/
#ifndef ORC_FILE_H
#define ORC_FILE_H

#include "err.h"
#include "mem.h"
#include "writer.h"

#include <sys/types.h>

typedef struct orc_file {
  const orc_mem *mem;
  char *path;      /* where it will stand */
  char *part_path; /* PATH.XXXXXX.part until then */
  int fd;          /* -1: not open */
  pid_t owner;     /* the process whose file it is: not a child's */
  orc_writer *writer;
} orc_file;

/* ORC_FAIL, kind argument: the place cannot be written (the message names
** it and the system's reason). Keeps the mode of the file it will replace,
** else 0666 less the umask. */
orc_status orc_file_create(orc_file *file, const orc_mem *mem,
                           const char *path, orc_err *err);
/* Written behind the caller's back (see writer.h), so that a full disk may show
** later, in commit at last. ORC_FAIL: nothing more can be written; discard it.
** In a child after a fork: kind closed. */
orc_status orc_file_write(orc_file *file, const void *data, size_t len,
                          orc_err *err);
/* Synced and in its place. Closed either way. In a child: kind closed. */
orc_status orc_file_commit(orc_file *file, orc_err *err);
/* Removes what was written; fine after commit, and twice. In a child after a
** fork it closes the child's copies only: the file is the parent's. */
void orc_file_discard(orc_file *file);

#endif
