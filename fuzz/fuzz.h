/*
** fuzz: what the targets share. A target is a program of libFuzzer: it reads
** bytes that nobody would send and checks what must hold for all of them.
** What does not hold aborts, and libFuzzer keeps the bytes.
*/
#ifndef FUZZ_H
#define FUZZ_H

#include "buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(holds)                                                   \
  do {                                                                 \
    if (!(holds)) {                                                    \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #holds);      \
      abort();                                                         \
    }                                                                  \
  } while (0)

/* In memory of its own size, so that a byte too far is seen. */
static inline char *fuzz_copy(const void *data, size_t size) {
  char *copy = malloc(size > 0 ? size : 1);
  if (copy == NULL) abort();
  if (size > 0) memcpy(copy, data, size);
  return copy;
}

/* The same with a NUL behind it. What C is given as a string ends at its
** first NUL. */
static inline char *fuzz_string(const void *data, size_t size) {
  char *copy = malloc(size + 1);
  if (copy == NULL) abort();
  if (size > 0) memcpy(copy, data, size);
  copy[size] = '\0';
  return copy;
}

#endif
