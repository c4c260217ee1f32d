/*
** folder: a temporary folder of a test, for us alone.
*/
#ifndef SUPPORT_FOLDER_H
#define SUPPORT_FOLDER_H

#include <stddef.h>

#define FOLDER_SIZE 64

/* Writes its path into `path`. Aborts the test program when it cannot. */
void folder_make(char path[FOLDER_SIZE]);
/* With the files in it; folders in it must be gone. */
void folder_remove(const char *path);
/* The whole of the first file in it whose name ends so, NUL-terminated; its
** length, 0: there is none. `name` (may be NULL) gets its path. */
size_t folder_read(const char *path, const char *ending, char *out,
                   size_t size, char *name);

#endif
