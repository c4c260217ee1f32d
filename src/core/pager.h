/*
** pager: every row of a query, page after page.
**
** Keeps one page being read and at most one being fetched ahead, which is
** asked for as soon as the one before it has been received whole. Strategies
** (design section "Pages"): key, skip, link; `one` is a query that a single
** request answers, sent as written. Memory does not grow with rows.
**
** The end is an empty page, the rows wanted, or a count that was asked for
** and reached by a page smaller than any before it; never a short page or a
** count alone, since servers cap pages silently and some counts stop at
** 10,000. A page that breaks goes on behind its last row; one that cannot
** (linked, single) is read again and compared. Rows that come again, keys
** that go back, and counts that change or cannot be are errors (protocol,
** drift), never a loop or a silent cut.
*/
#ifndef ORC_PAGER_H
#define ORC_PAGER_H

#include "call.h"
#include "rows.h"

typedef enum orc_paging {
  ORC_PAGING_SKIP,
  ORC_PAGING_KEY,
  ORC_PAGING_ONE   /* as written; goes on as skip when the page came short */
} orc_paging;

typedef struct orc_pager_spec {
  const char *url;       /* absolute, without a query */
  const char *fixed;     /* further query options, escaped, "a=b&c=d" or NULL;
                            sent first, on every page */
  const char *filter;    /* the user's filter, not escaped, or NULL */
  const char *orderby;   /* not escaped, or NULL */
  const char *const *headers;
  orc_paging paging;
  const char *key;       /* KEY: the property, e.g. "Id". Integers must
                            ascend; of text only change is asked, since its
                            order is the server's own */
  bool key_quoted;       /* its literals are quoted strings */
  bool descending;
  int64_t top;           /* rows wanted, < 0: all */
  int64_t skip;          /* rows to pass over first, < 0: not given */
  int64_t page;          /* rows asked for per request */
  bool count;            /* ask for @odata.count: key on the first page, skip
                            on every one (a change is drift), one never */
  bool dollar;           /* options are $top, $skip …; false: top, skip */
  bool single;           /* the endpoint does not page: one request, no
                            options of ours; top and skip are ours to do */
} orc_pager_spec;

typedef struct orc_pager orc_pager;

orc_pager *orc_pager_new(orc_client *client, const orc_pager_spec *spec,
                         orc_err *err);
/* ORC_OK: *row is one row, borrowed until the next call with this engine.
** ORC_AGAIN, ORC_END, ORC_FAIL as ever; after END and FAIL it stays there. */
orc_status orc_pager_next(orc_pager *pager, double deadline, orc_slice *row,
                          orc_err *err);
/* The row just handed out is of no use to its taker, who says why: ends the
** walk. Answers ORC_FAIL, kind "protocol", with the row's number. */
orc_status orc_pager_refuse(orc_pager *pager, const char *fault,
                            orc_err *err);
void orc_pager_free(orc_pager *pager); /* NULL is allowed; cancels */

/* What it is doing now: "key", "skip", "link", "one". Changes when a probe
** fails or a nextLink comes. */
const char *orc_pager_strategy(const orc_pager *pager);
int64_t orc_pager_rows(const orc_pager *pager);   /* handed out */
int64_t orc_pager_pages(const orc_pager *pager);  /* requests answered */
int64_t orc_pager_count(const orc_pager *pager);  /* first one seen, -1 */

#endif
