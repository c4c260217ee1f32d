/*
** walk: an engine, a client, a list and a pager over it, for the pager's
** tests.
*/
#ifndef SUPPORT_WALK_H
#define SUPPORT_WALK_H

#include "../../../src/core/pager.h"

#include "drive.h"
#include "list.h"

typedef struct walk {
  server *server;
  list list;
  tight_mem mem;
  orc_engine *engine;
  orc_client *client;
  orc_pager_spec spec; /* as walk_init leaves it: key "Id", pages of `cap` */
  size_t max_answer;   /* 0: as ever */
  int attempts;        /* 0: as ever */
  orc_pager *pager;    /* walk_begin makes it */
  int64_t *numbers;    /* of the rows that came, 0: a row without */
  size_t count, size;
  orc_err err;
} walk;

/* A list of `rows` in pages of at most `cap`. */
void walk_init(walk *w, int64_t rows, int64_t cap);
void walk_fini(walk *w); /* fails the test when memory is left */
void walk_begin(walk *w);
/* The next row, waiting for it; fails the test after 20 s. Notes its number
** in `numbers`. */
orc_status walk_next(walk *w, orc_slice *row);
/* All rows to the end: ORC_END or ORC_FAIL. */
orc_status walk_run(walk *w);
/* The same; fails the test, with the words of the error, unless it ends. */
void walk_all(walk *w);
/* So many rows, each of which must come. */
void walk_take(walk *w, int rows);
/* All rows to the end, which must be as walk_is says; and walk_fini. */
void walk_ends(walk *w, int64_t first, int64_t last);
/* All rows to a failure of that kind. */
void walk_fails(walk *w, orc_kind kind);
/* The query of request `index`, "" without one; fails when there is none. */
const char *walk_query(walk *w, size_t index);
size_t walk_requests(walk *w);
/* Are `numbers` first, first + step, … last? */
bool walk_is(const walk *w, int64_t first, int64_t last);

#endif
