/*
** pager_impl: what the files of the pager share; nobody else includes it.
**
** A walk is a chain of pages. The page being read is `page`; what comes after
** it is decided when it has ended (`then`), and the next request is made at
** once, while rows of `page` are still being handed out. A way that can
** foresee more asks for several pages before that; they wait in a ring behind
** `page`, and are dropped should the page end otherwise than foreseen.
**
** How a walk asks and what it makes of the answers is its way: one row of the
** table of functions below. A way may hand over to another.
*/
#ifndef ORC_PAGER_IMPL_H
#define ORC_PAGER_IMPL_H

#include "bag.h"
#include "page.h"
#include "pager.h"

#define ORC_KEY_MAX 256 /* longest key that is a string */

/* What a row or an ended page leads to. */
typedef enum orc_turn {
  ORC_TURN_TAKE, /* a row: keep it */
  ORC_TURN_HOLD, /* a row: keep it, but do not hand it out yet */
  ORC_TURN_PASS, /* a row: it came before, or is not for the script */
  ORC_TURN_NEXT, /* a row: forget this page, ask as the way now says;
                    an ended page: ask for the next */
  ORC_TURN_END,
  ORC_TURN_FAIL  /* pager->err says why */
} orc_turn;

typedef struct orc_way {
  const char *name;
  /* Writes page->url for what follows the rows received, and the notes of
  ** what is asked. false: no memory, or longer than any server takes. */
  bool (*ask)(orc_pager *pager, orc_page *page);
  /* The same for what follows `last`, should that be as it was asked for.
  ** NULL: nothing can be foreseen. */
  bool (*foresee)(orc_pager *pager, const orc_page *last, orc_page *page);
  /* Looks at a row before it is kept; NULL: any row will do. */
  orc_turn (*row)(orc_pager *pager, orc_page *page, orc_slice row);
  /* The page is WHOLE and has no nextLink. */
  orc_turn (*end)(orc_pager *pager, orc_page *page);
  /* The page begins as the one before did. May answer any turn but END.
  ** NULL: rows that come again are the way's own business. */
  orc_turn (*echoed)(orc_pager *pager, orc_page *page);
  /* The server refused this request with a 400. true: ask as the way now
  ** says; NULL: there is no other way. */
  bool (*refused)(orc_pager *pager, const orc_page *page);
  /* A broken page is asked for once more, and the rows that were received
  ** are passed over: there is no asking for those after them. */
  bool replays;
} orc_way;

/* The way `echoed` where the server alone knows what comes next. */
orc_turn orc_pager_echoed(orc_pager *pager, orc_page *page);

extern const orc_way orc_way_skip, orc_way_key, orc_way_one, orc_way_single,
    orc_way_link, orc_way_time, orc_way_token;

typedef struct orc_key {
  enum { ORC_KEY_NONE, ORC_KEY_INTEGER, ORC_KEY_TEXT } type;
  int64_t integer;
  char text[ORC_KEY_MAX];
  size_t len;
} orc_key;

/* Does a page begin as the one before did? Marks of the first rows of both. */
#define ORC_ECHO_ROWS 64
typedef struct orc_echo {
  uint64_t before[ORC_ECHO_ROWS], now[ORC_ECHO_ROWS];
  int before_count, now_count;
  bool same;       /* every row so far is as in the page before */
  bool uniform;    /* every row so far is as the first */
  bool identified; /* the rows carry an Id: equal rows are the same row */
} orc_echo;

/* Links followed: the last ones, and one kept ever longer (Brent), so that a
** circle of any length is noticed in constant memory. */
#define ORC_LINKS 64
typedef struct orc_trail {
  uint64_t last[ORC_LINKS], kept;
  uint64_t count, keep_next;
} orc_trail;

/* A page that is read once more: its first rows must be the same. */
typedef struct orc_replay {
  int64_t pass;  /* rows of this page that are not handed out */
  int64_t check; /* so many rows were seen before, */
  uint64_t mark; /* with this mark over all of them */
  uint64_t now;  /* the mark over those of this reading */
} orc_replay;

/* pager_time.c: how far the time has come, in ticks. */
typedef struct orc_time {
  int phase;
  bool begun;       /* there is a last row: */
  int64_t last;     /* its time, as the wire shows it, */
  orc_bag bag;      /* and the rows received that have this time too */
  bool past;        /* the last instant is read; */
  int64_t edge;     /* what is left lies from there on */
  bool limited;     /* upwards, the walk ends */
  int64_t limit;    /* before that time; downwards, the log's first one */
  int digits;       /* most that the server sent of a second */
  int64_t found;    /* in the last page of rows */
  int shorts;       /* pages of new rows, but less than asked for */
  int64_t expected, read; /* INSTANT: rows */
  bool finer;       /* INSTANT: it is less wide than was thought */
  int doubts;       /* times the server counted what it did not send */
  bool planned;     /* windows were thought of */
  int64_t width;    /* of a window, in ticks; 0: there are none */
  int empties;      /* windows without rows, one after the other */
  bool open;        /* the next page is no window */
} orc_time;

#define ORC_FLIGHT_MAX 64
#define ORC_FLIGHT_BYTES ((size_t)24 << 20) /* of pages that wait */
#define ORC_FLIGHT_WIDE ((size_t)1 << 20)   /* a page nothing is known of */

struct orc_pager {
  orc_client *client; /* borrowed */
  orc_engine *engine; /* the client's */
  const orc_mem *mem; /* the engine's */
  orc_pager_spec spec; /* strings owned */
  char **headers;
  size_t header_count;
  const orc_way *way;
  orc_page *pages;    /* the ring: the one being read and those ahead */
  int page_count, at; /* its size; where `page` is */
  orc_page *page;
  int flying;         /* pages behind `page` that were asked for */
  size_t widest;      /* bytes of the longest answer so far */
  bool wide;          /* one was wider than pages are taken for */
  orc_turn then;      /* after `page`; holds once it has ended */
  orc_err err;        /* why, when then is FAIL */
  orc_status over;    /* END or FAIL: for good */
  bool strict;        /* rows are checked where they are found */
  bool held;          /* rows of `page` may repeat the page before */
  bool confirm;       /* the next request asks to make sure */
  /* the walk so far */
  int64_t rows;       /* handed out */
  int64_t received;   /* kept for the script so far, handed out or not */
  int64_t answered;   /* requests */
  int64_t count;      /* first count seen, -1 */
  int64_t total;      /* first count asked for, -1 */
  int64_t largest;    /* rows in the largest page */
  int barren;         /* pages without rows, one after the other */
  /* failing and waiting */
  int fails;          /* broken pages without progress */
  double not_before;  /* the next request's time; < 0: at once */
  orc_timer timer;
  int undriven;       /* rows handed out since the engine was stepped */
  double driven;      /* when it was */
  /* the ways' own */
  orc_key last_key, first_key;
  bool key_proven;    /* the server has obeyed a filter by key */
  bool uncounted;     /* the server refused a count with such a filter */
  bool key_order;     /* skip goes on in the order the key was asked in */
  orc_echo echo;
  orc_replay replay;
  orc_trail trail;
  orc_buf link;
  orc_time time;
  uint64_t overlap;   /* skip: the mark of the last row received */
  bool overlapping;   /* there is one */
  bool probe;         /* the next page does not share it: is there more? */
  int64_t shift;      /* drift that was taken: places less than rows */
  int probes;         /* that found something, one after the other */
  int64_t beyond_rows; /* received in an order that can be gone on in */
  bool singly;        /* the server gives one row at a time */
  /* what was handed out, for cursors */
  orc_note given;
  orc_bag given_bag;  /* time: the rows of given.at */
  bool given_any, given_bad; /* bad: no memory for the bag */
  int64_t base;       /* rows handed out before the cursor */
  bool settling;      /* the first keys are those before the cursor */
  /* drift that was taken */
  int64_t drifts;
  orc_err drift;
};

/* pager_flight.c: requests. */

/* The page at place `i` behind the one being read; 0: that one. */
orc_page *orc_pager_ahead(orc_pager *pager, int i);
void orc_pager_drop_ahead(orc_pager *pager);
void orc_pager_step_ahead(orc_pager *pager);
/* The page being read has ended: drops those ahead that do not follow it. */
void orc_pager_settle(orc_pager *pager);
/* Asks for all that may be asked for now. `needed`: the next page's rows are.
** true: for the next page. */
bool orc_pager_ask(orc_pager *pager, bool needed);
/* The next page takes the place of the one being read. */
void orc_pager_turn(orc_pager *pager);

/* pager_skip.c: remembers the last row received, before its page goes. */
void orc_pager_note_tail(orc_pager *pager);
/* What the last row handed out is known by. */
uint64_t orc_pager_last_identity(const orc_pager *pager);

/* pager_cursor.c: a row was handed out. */
void orc_pager_given(orc_pager *pager, orc_note note);
/* Before the cursor: was this key handed out? */
bool orc_pager_was_given(const orc_pager *pager, int64_t key);
/* Goes on where the cursor was. false: it is not one of this walk. */
bool orc_pager_resume(orc_pager *pager, const char *cursor);

/* Rows moved while paging: an error, or, when the script takes drift, noted.
** Answers FAIL or TAKE. */
orc_turn orc_pager_drift(orc_pager *pager, const orc_page *page,
                         const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Prepares pager->err for something wrong with the answer `page`. */
orc_err *orc_pager_blame(orc_pager *pager, const orc_page *page);
/* The server sends the same rows again and again. */
orc_turn orc_pager_repeated(orc_pager *pager, const orc_page *page);
/* Rows still wanted, -1: all; and how many to ask for. */
int64_t orc_pager_wanted(const orc_pager *pager);
int64_t orc_pager_batch(const orc_pager *pager);
/* Rows that lie before the next one. */
int64_t orc_pager_offset(const orc_pager *pager);

/* pager_url.c: a request's address. */
typedef struct orc_query {
  bool user_filter, by_key; /* which filters */
  bool key_order;           /* else the user's */
  bool key_back;            /* in the other direction */
  bool has_from, has_to;    /* filtered by time: from, and before to */
  int64_t from, to;
  bool total;               /* a number is wanted: how many rows there are */
  int64_t top, skip;        /* < 0: not sent */
  bool count;
} orc_query;

bool orc_pager_write(const orc_pager *pager, const orc_query *query,
                     orc_buf *url);

/* pager_beyond.c: where skip reaches no further. */

/* The member that tells rows apart. */
const char *orc_pager_id(const orc_pager *pager);
/* Skip received this row. */
void orc_beyond_note(orc_pager *pager, orc_page *page, orc_slice row);
/* The way it can be gone on by; skip: none. */
const orc_way *orc_beyond_way(const orc_pager *pager);
/* Goes on by key or time. false: there is no such way. */
bool orc_beyond_go(orc_pager *pager);
/* pager_time.c: the row is the last one. false: it cannot be gone on from. */
bool orc_time_note(orc_pager *pager, orc_page *page, orc_slice row);

/* pager_window.c: several pages of the way "time" at once. */

/* May there be windows, and has nobody thought of them yet? */
bool orc_window_worth(const orc_pager *pager);
/* So many rows are left, up to time.limit. */
void orc_window_plan(orc_pager *pager, int64_t left);
/* Lets the page end where its window does. */
void orc_window_bound(orc_pager *pager, orc_page *page, orc_query *query);
bool orc_window_foresee(orc_pager *pager, const orc_page *last,
                        orc_page *page);
/* The page of a window is WHOLE. true: ask for rows as the time now says;
** false: it holds a part of one instant only. */
bool orc_window_end(orc_pager *pager, orc_page *page);

/* pager_key.c: keys. */

/* Reads the key of a row. false: there is none, or none that can be used. */
bool orc_key_read(const orc_pager *pager, orc_slice row, orc_key *key);
/* As OData writes it. */
bool orc_key_literal(const orc_key *key, bool quoted, orc_buf *out);

/* pager_echo.c: pages that come again. */

typedef enum orc_echo_state {
  ORC_ECHO_NO,
  ORC_ECHO_MAYBE, /* hold the rows back */
  ORC_ECHO_YES
} orc_echo_state;

uint64_t orc_mark(uint64_t seed, orc_slice bytes);
/* A new page begins: `now` becomes `before`. */
void orc_echo_turn(orc_echo *echo);
/* The page is read again: `now` is forgotten. */
void orc_echo_forget(orc_echo *echo);
orc_echo_state orc_echo_row(orc_echo *echo, orc_slice row, const char *key);
/* The page ended while MAYBE. */
bool orc_echo_ended(const orc_echo *echo);
/* Chance cannot have made these rows equal. */
bool orc_echo_sure(const orc_echo *echo);

/* pager_link.c: false: this link was followed before. */
bool orc_trail_add(orc_trail *trail, orc_slice link);
/* The page names a nextLink: go on there. */
orc_turn orc_pager_follow(orc_pager *pager, const orc_page *page);

#endif
