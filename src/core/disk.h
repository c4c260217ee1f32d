/*
** disk: what lies in folders of this machine.
**
** Looks at names as they are: a symbolic link is a link, never what it points
** to.
*/
#ifndef ORC_DISK_H
#define ORC_DISK_H

#include <stdint.h>

#include "buf.h"
#include "err.h"

typedef enum orc_disk_kind {
  ORC_DISK_FILE,
  ORC_DISK_FOLDER,
  ORC_DISK_LINK,
  ORC_DISK_OTHER /* a device, a socket, a pipe */
} orc_disk_kind;

typedef struct orc_disk_entry {
  orc_disk_kind kind;
  int64_t size;  /* bytes */
  int64_t mtime; /* seconds since 1970 */
} orc_disk_entry;

/* ORC_END: there is no such thing. ORC_FAIL, kind argument: it cannot be
** looked at. */
orc_status orc_disk_look(const char *path, orc_disk_entry *entry,
                         orc_err *err);
/* Appends each name in the folder but "." and "..", with a NUL behind it. A
** folder that is a link is followed: its path is the caller's. */
orc_status orc_disk_list(const char *path, orc_buf *names, orc_err *err);
/* ORC_OK too when there is a folder already. */
orc_status orc_disk_make(const char *path, orc_err *err);
/* Sets when a file was last changed, in seconds since 1970. */
orc_status orc_disk_touch(const char *path, int64_t mtime, orc_err *err);

/* Who else than its owner and root may use a file, be it by a link. What its
** group may is its owner's choice; a folder above that lets nobody through
** hides it. */
typedef enum orc_disk_reach {
  ORC_DISK_OURS,
  ORC_DISK_SEEN,   /* everybody may read it */
  ORC_DISK_CHANGED /* everybody may write it, or another user owns it */
} orc_disk_reach;

orc_status orc_disk_reach_of(const char *path, orc_disk_reach *reach,
                             orc_err *err);

#endif
