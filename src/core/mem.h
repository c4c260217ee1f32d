/*
** mem: where the core's own memory comes from.
**
** Every object of the core holds a borrowed `const orc_mem *`, which must
** outlive it. libcurl's memory stays outside (never curl_global_init_mem).
*/
#ifndef ORC_MEM_H
#define ORC_MEM_H

#include <stddef.h>

typedef struct orc_mem {
  /* Like Lua's allocator: new_size 0 frees and answers NULL; NULL for a
  ** larger size means "no memory" and leaves the old block as it was. */
  void *(*resize)(void *ud, void *block, size_t old_size, size_t new_size);
  void *ud;
} orc_mem;

/* malloc, realloc and free. */
extern const orc_mem orc_mem_libc;

/* Zeroed memory, or NULL. */
void *orc_mem_new(const orc_mem *mem, size_t size);
void *orc_mem_resize(const orc_mem *mem, void *block, size_t old_size,
                     size_t new_size);
/* NULL is allowed. `size` is the size it was made with. */
void orc_mem_free(const orc_mem *mem, void *block, size_t size);
/* Overwrites a secret; the compiler may not drop it. */
void orc_mem_wipe(void *block, size_t size);

/* A NUL-terminated copy, freed with orc_mem_string_free. NULL: no memory
** (or `s` was NULL). */
char *orc_mem_string(const orc_mem *mem, const char *s);
void orc_mem_string_free(const orc_mem *mem, char *s);
/* The same for a secret: wiped first. */
void orc_mem_secret_free(const orc_mem *mem, char *s);

#endif
