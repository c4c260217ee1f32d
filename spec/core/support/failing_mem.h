/*
** failing_mem: memory that runs out at a chosen request, and knows whether
** all of it came back with the sizes it was taken with.
*/
#ifndef FAILING_MEM_H
#define FAILING_MEM_H

#include "mem.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct failing_mem {
  orc_mem mem;
  size_t left;    /* requests that still succeed; SIZE_MAX: all */
  size_t blocks;  /* not given back */
  bool wrong;     /* an old size was not what the block was taken with */
} failing_mem;

#define FAILING_HEAD 16 /* keeps the size, and malloc's alignment */

static void *failing_resize(void *ud, void *block, size_t old_size,
                            size_t new_size) {
  failing_mem *m = ud;
  char *head = block != NULL ? (char *)block - FAILING_HEAD : NULL;
  size_t size = 0;
  if (head != NULL) memcpy(&size, head, sizeof size);
  if (size != old_size) m->wrong = true;
  if (new_size == 0) {
    if (head != NULL) m->blocks--;
    free(head);
    return NULL;
  }
  if (m->left == 0) return NULL;
  if (m->left != SIZE_MAX) m->left--;
  char *moved = malloc(FAILING_HEAD + new_size); /* always another place */
  if (moved == NULL) abort();
  memcpy(moved, &new_size, sizeof new_size);
  if (head != NULL) {
    memcpy(moved + FAILING_HEAD, block, size < new_size ? size : new_size);
    free(head);
  } else {
    m->blocks++;
  }
  return moved + FAILING_HEAD;
}

static void failing_mem_init(failing_mem *m, size_t left) {
  *m = (failing_mem){{failing_resize, m}, left, 0, false};
}

#endif
