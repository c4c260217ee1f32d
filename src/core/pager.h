/*
** pager: every row of a query, page after page.
**
** Keeps one page being read and those being fetched ahead, in bounded memory.
** Strategies (design section "Pages"): key, time, skip, token, link; `one` is
** a query that a single request answers, sent as written.
**
** The end is a page with nothing new, the rows wanted, or a count that was
** asked for and reached by a page smaller than any before it; never a short
** page or a count alone, since servers cap pages silently and some counts stop
** at 10,000. A page that breaks goes on behind its last row; one that cannot
** (linked, single) is read again and compared. Rows that come again, keys that
** go back, and counts that change or cannot be are errors (protocol, drift),
** never a loop or a silent cut.
*/
#ifndef ORC_PAGER_H
#define ORC_PAGER_H

#include "call.h"
#include "rows.h"

typedef enum orc_paging {
  ORC_PAGING_SKIP,
  ORC_PAGING_KEY,
  ORC_PAGING_ONE,  /* as written; goes on as skip when the page came short */
  ORC_PAGING_TIME, /* in the order of the time `key` */
  ORC_PAGING_TOKEN /* takeHint and continuationToken */
} orc_paging;

typedef struct orc_pager_spec {
  const char *url;       /* absolute, without a query */
  const char *fixed;     /* further query options, escaped, "a=b&c=d" or NULL;
                            sent first, on every page */
  const char *filter;    /* the user's filter, not escaped, or NULL */
  const char *orderby;   /* not escaped, or NULL */
  const char *const *headers;
  orc_paging paging;
  const char *key;       /* KEY, TIME: the property. Integers must
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
  bool take;             /* the option top is called take */
  const char *total;     /* TIME: the url that counts rows, without a query;
                            NULL: the list's own $count does */
  int64_t window;        /* most skip + top that the server takes; 0: any */
  int64_t flight;        /* SKIP: pages asked for at once, 1 … 64; 0: 1 */
  bool eager;            /* several from the very first one on */
  bool drifting;         /* drift is noted, not an error */
  orc_paging beyond;     /* SKIP: KEY or TIME when the order asked for is that
                            of `key`: how to go on where skip reaches no
                            further; SKIP: not at all */
  const char *cursor;    /* from orc_pager_cursor: go on there; or NULL */
  bool settle;           /* KEY: keys may be committed out of their order, so
                            a cursor reads the last ones once more */
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
/* The same for a row that is at hand, when nothing else is due: false sends
** its caller to orc_pager_next. Nothing moves meanwhile: rows taken like this
** one after the other stay where they are. */
bool orc_pager_take(orc_pager *pager, orc_slice *row);
/* The row just handed out is of no use to its taker, who says why: ends the
** walk. Answers ORC_FAIL, kind "protocol", with the row's number. */
orc_status orc_pager_refuse(orc_pager *pager, const char *fault,
                            orc_err *err);
/* From now on rows are checked as they are found, where they can be: for a
** taker that does not decode them, and takes many at once. orc_pager_known:
** what that told of the row just handed out. */
void orc_pager_check(orc_pager *pager);
orc_rows_known orc_pager_known(const orc_pager *pager);
/* Puts a line break behind the row just handed out, so that rows that stand
** one behind the other are lines as they are. false: there is no place. */
bool orc_pager_end_line(orc_pager *pager);
void orc_pager_free(orc_pager *pager); /* NULL is allowed; cancels */

/* Where to go on behind the row just handed out: a printable text, appended
** to `out`. ORC_FAIL, kind "argument": this way of walking cannot go on. */
orc_status orc_pager_cursor(const orc_pager *pager, orc_buf *out,
                            orc_err *err);
/* Of a walk by time: the mark of the row just handed out (the same bytes, the
** same mark), and its time in ticks. */
uint64_t orc_pager_mark(const orc_pager *pager, int64_t *ticks);

/* With spec.drifting: how often rows moved, and how at last. */
int64_t orc_pager_drifts(const orc_pager *pager);
const orc_err *orc_pager_drift_seen(const orc_pager *pager);

/* What it is doing now: "key", "time", "skip", "token", "link", "one".
** Changes when a probe fails or a nextLink comes. */
const char *orc_pager_strategy(const orc_pager *pager);
int64_t orc_pager_rows(const orc_pager *pager);   /* handed out */
int64_t orc_pager_pages(const orc_pager *pager);  /* requests answered */
int64_t orc_pager_count(const orc_pager *pager);  /* first one seen, -1 */

#endif
