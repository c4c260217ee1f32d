/*
** rows: finds the rows of one page while its bytes are still arriving.
**
** A page is an object with the rows in one of its members (`value`,
** `results`, `PageItems`, `items`, …) or a bare array. rows is told again
** and again of the whole body so far and hands out one row (the bytes of one
** element) at a time, as soon as that element has ended. It finds
** boundaries; the strict check of a row is its decoder's. Everything outside
** the rows is checked here with the same strictness, and a body that ends
** early is a failure, never an end.
*/
#ifndef ORC_ROWS_H
#define ORC_ROWS_H

#include "buf.h"
#include "err.h"
#include "json.h"

#include <stdint.h>

typedef struct orc_rows {
  const char *const *members; /* borrowed; NULL-terminated; tried by name */
  const orc_mem *mem;
  /* of the envelope, as far as it has been read */
  int64_t count;       /* @odata.count, totalCount, Count; -1: not seen */
  char *next_link;     /* @odata.nextLink; owned, NULL: not seen */
  char *continuation;  /* continuationToken; owned, NULL: not seen or null */
  size_t rows;         /* handed out so far */
  /* inside: where the scan stands */
  int state;
  size_t at;
  size_t row_start;
  int depth;
  bool in_string, in_escape;
} orc_rows;

/* The members that hold rows in the API's answers. */
extern const char *const orc_rows_members[];

void orc_rows_init(orc_rows *rows, const orc_mem *mem,
                   const char *const *members);
void orc_rows_fini(orc_rows *rows);

/* `data`, `len`: the whole body so far; between calls it may move and grow,
** never shrink or change. `complete`: nothing will follow.
** ORC_OK: *row is one element, borrowed from `data`. ORC_AGAIN: no whole row
** yet. ORC_END: the body was read to its end and is well-formed.
** ORC_FAIL, kind "protocol": not JSON, no such member, or cut off (message
** says at which byte). An empty or null rows member is a page without rows. */
orc_status orc_rows_next(orc_rows *rows, const char *data, size_t len,
                         bool complete, orc_slice *row, orc_err *err);

#endif
