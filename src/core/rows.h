/*
** rows: finds the rows of one page while its bytes are still arriving.
**
** A page is an object with the rows in one of its members (`value`,
** `results`, `PageItems`, `items`, …) or a bare array. rows is told again
** and again of the whole body so far and hands out one row (the bytes of one
** element) at a time, as soon as that element has ended. It finds
** boundaries; the strict check of a row is its decoder's, unless the owner
** asks for it here (`strict`), where it comes almost for free. Everything
** outside the rows is checked here with the same strictness, and a body that
** ends early is a failure, never an end. No byte is looked at twice but those
** of the envelope's keys and values, which are checked once they are whole,
** and with `strict` those of a row that arrives in pieces.
*/
#ifndef ORC_ROWS_H
#define ORC_ROWS_H

#include "buf.h"
#include "err.h"
#include "json.h"
#include "json_span.h"

#include <stdint.h>

/* What is known of a row besides its bytes. */
typedef enum orc_rows_known {
  ORC_ROWS_UNKNOWN, /* to be checked by its taker */
  ORC_ROWS_JSON,    /* it is well-formed, */
  ORC_ROWS_COMPACT  /* and without white space between its tokens */
} orc_rows_known;

typedef struct orc_rows {
  const char *const *members; /* borrowed; NULL-terminated; tried by name */
  const orc_mem *mem;
  /* of the envelope, as far as it has been read */
  int64_t count;       /* @odata.count, totalCount, Count; -1: not seen */
  char *next_link;     /* @odata.nextLink; owned, NULL: not seen or null */
  char *continuation;  /* continuationToken; owned, NULL: not seen or null */
  size_t rows;         /* handed out so far */
  bool scalar;         /* set by the owner: a number in the place of the rows
                          is their count */
  bool strict;         /* set by the owner: rows are checked where they are
                          whole when they are found */
  orc_rows_known known; /* of the row handed out last */
  /* inside */
  int state;
  int member;          /* what the member being read means */
  bool bare;           /* the root is the array of rows */
  bool found;          /* a rows member: an array, or null in its place */
  bool array;          /* the array has been met */
  bool fresh;          /* nothing of the row has been looked at */
  size_t at;           /* where the scan stands */
  size_t begin;        /* of the key, value or row being scanned */
  orc_json_span span;       /* how far it has been followed */
  const char *message; /* FAILED: why; NULL: no memory */
  size_t position;     /* FAILED: bytes before the fault */
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
** ORC_FAIL, kind "protocol": not JSON, no such member, or cut off (then and
** only then err->retryable is set); the message says at which byte, counted
** from 1. `err` may be NULL.
** END and FAIL are for good. An empty or null rows member is a page without
** rows; two that hold arrays are a failure, since neither may be dropped. */
orc_status orc_rows_next(orc_rows *rows, const char *data, size_t len,
                         bool complete, orc_slice *row, orc_err *err);

/* For a reader of complete bodies that finds the end of a row by itself, so
** that its bytes are looked at once. ORC_OK: *rest is the body from the next
** row's first byte on; orc_rows_pass then says how long that row was. */
orc_status orc_rows_peek(orc_rows *rows, const char *data, size_t len,
                         orc_slice *rest, orc_err *err);
void orc_rows_pass(orc_rows *rows, size_t len);

#endif
