/*
** page: one request of a walk, and the rows of its answer as they arrive.
**
** Knows nothing of what the walk wants next: it asks, scans each byte once,
** and queues what its owner keeps. The walk (pager) owns some of them.
*/
#ifndef ORC_PAGE_H
#define ORC_PAGE_H

#include "call.h"
#include "rows.h"

#define ORC_PAGE_QUEUE 4096 /* most rows kept in the queue */

typedef enum orc_page_state {
  ORC_PAGE_IDLE,   /* nothing asked */
  ORC_PAGE_OPEN,   /* asked; more may come */
  ORC_PAGE_WHOLE,  /* read to its end, well-formed */
  ORC_PAGE_BROKEN, /* cut off: the rows found are good; see err */
  ORC_PAGE_FAILED  /* refused, or not what it must be; see err */
} orc_page_state;

/* What the walk wants to remember of a row until it is handed out. */
typedef struct orc_note {
  int64_t at; /* its key or time */
  uint64_t mark;
} orc_note;

typedef struct orc_place {
  size_t at, len; /* of a row in the body */
  orc_note note;
  orc_rows_known known;
} orc_place;

typedef struct orc_page {
  orc_client *client; /* borrowed */
  const orc_mem *mem; /* borrowed */
  orc_page_state state;
  orc_buf url;        /* what is asked; written by the owner */
  orc_rows rows;      /* the scan, and what it saw of the envelope */
  int64_t found;      /* rows in the answer so far */
  int status;         /* HTTP, 0: no answer yet */
  orc_err err;
  bool well_framed;   /* BROKEN although HTTP delivered it all */
  /* the owner's notes of what it asked for */
  int64_t asked;      /* rows, < 0: not said */
  bool counted;       /* its count can be relied on */
  bool confirms;      /* asked to make sure of what the page before said */
  bool filtered;      /* by the last key */
  bool early;         /* asked before its rows were needed */
  bool noted;         /* its owner has counted it */
  int phase;          /* what it is for, where a way asks for several things */
  bool number;        /* the answer is a count, not rows */
  bool probing;       /* asked to see whether there are rows at all */
  bool foreseen;      /* asked before the page before it had ended */
  bool bounded;       /* a window of time, counted, that ends at `far` */
  int64_t far;
  size_t room;        /* most bytes of its answer; 0: as many as any */
  int64_t overlap;    /* its first rows were received before */
  int64_t until;      /* rows received in all, if it is as asked for */
  int64_t fresh;      /* rows kept of it */
  orc_note note;      /* of the row being looked at */
  orc_place tail;     /* the last row kept; len 0: none */
  orc_place popped;   /* the last row handed out; len 0: none */
  /* inside */
  orc_call *call;     /* NULL: none, or done and its body taken */
  orc_status exchange;
  orc_buf body;
  orc_place *spans;    /* the queue: [first, last) of `size` */
  size_t first, last, size;
} orc_page;

void orc_page_init(orc_page *page, orc_client *client);
void orc_page_fini(orc_page *page);
/* Back to IDLE, cancelling what runs; `url` is emptied too. */
void orc_page_clear(orc_page *page);

/* Asks for `url`. false: see page->err; the page is FAILED. */
bool orc_page_start(orc_page *page, const char *const *headers);
/* Moves the exchange along; finds nothing. */
void orc_page_step(orc_page *page, double deadline);
/* ORC_OK: *row is the next row in the answer, borrowed until the engine's
** next step. ORC_AGAIN: none yet. ORC_END: `state` says how it ended. */
orc_status orc_page_find(orc_page *page, orc_slice *row);

/* The last row kept, until the page is cleared; empty: none. */
orc_slice orc_page_tail(const orc_page *page);
orc_slice orc_page_popped(const orc_page *page);
/* Has the server still to answer, or to send the rest? */
bool orc_page_pending(const orc_page *page);
/* Its answer is over `room`: what it has is good, the rest is not here. */
bool orc_page_over_room(const orc_page *page);
/* Bytes of the answer that are here. */
size_t orc_page_bytes(const orc_page *page);

/* The queue of found rows that are kept for the script, each with page->note.
*/
bool orc_page_keep(orc_page *page, orc_slice row); /* false: no memory */
bool orc_page_full(const orc_page *page);
size_t orc_page_kept(const orc_page *page);
/* false: none. The row is borrowed until the engine's next step. */
bool orc_page_pop(orc_page *page, orc_slice *row, orc_note *note);
/* Puts a line break behind the row just popped, in the place of the comma or
** bracket that was read there. false: the body is still the exchange's, or what
** is behind has not been read. */
bool orc_page_end_line(orc_page *page);
/* Forgets what is queued. */
void orc_page_drop(orc_page *page);

#endif
