#include "mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void *libc_resize(void *ud, void *block, size_t old_size,
                         size_t new_size) {
  (void)ud;
  (void)old_size;
  if (new_size == 0) {
    free(block);
    return NULL;
  }
  return realloc(block, new_size);
}

const orc_mem orc_mem_libc = {libc_resize, NULL};

void *orc_mem_new(const orc_mem *mem, size_t size) {
  void *block = mem->resize(mem->ud, NULL, 0, size);
  if (block != NULL) memset(block, 0, size);
  return block;
}

void *orc_mem_resize(const orc_mem *mem, void *block, size_t old_size,
                     size_t new_size) {
  return mem->resize(mem->ud, block, old_size, new_size);
}

void orc_mem_free(const orc_mem *mem, void *block, size_t size) {
  if (block != NULL) mem->resize(mem->ud, block, size, 0);
}

void orc_mem_wipe(void *block, size_t size) {
  volatile unsigned char *p = block;
  while (size-- > 0) *p++ = 0;
}

char *orc_mem_string(const orc_mem *mem, const char *s) {
  if (s == NULL) return NULL;
  size_t size = strlen(s) + 1;
  char *copy = mem->resize(mem->ud, NULL, 0, size);
  if (copy != NULL) memcpy(copy, s, size);
  return copy;
}

void orc_mem_string_free(const orc_mem *mem, char *s) {
  if (s != NULL) orc_mem_free(mem, s, strlen(s) + 1);
}

void orc_mem_secret_free(const orc_mem *mem, char *s) {
  if (s == NULL) return;
  size_t size = strlen(s) + 1;
  orc_mem_wipe(s, size);
  orc_mem_free(mem, s, size);
}
