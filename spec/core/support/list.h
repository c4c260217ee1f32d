/*
** list: an entity set behind the scripted server, for the pager's tests.
**
** Serves rows with an Id as an OData list would: $filter on Id, $orderby,
** $top, $skip, $count. Everything a server may do otherwise is a field here.
** Fields may be changed whenever no request is under way.
*/
#ifndef SUPPORT_LIST_H
#define SUPPORT_LIST_H

#include "server.h"

#include <stdint.h>

#define LIST_NEVER (-1)

typedef enum list_keys {
  LIST_INTEGERS, /* "Id":17 */
  LIST_GUIDS,    /* "Id":"0000…0017", ordered otherwise than written */
  LIST_NAMES,    /* "Id":"it's-17" */
  LIST_ZERO,     /* "Id":0, as RobotLogs have it, and a column No */
  LIST_NONE,     /* no Id, only No */
  LIST_EQUAL     /* nothing but a column that is always the same */
} list_keys;

typedef struct list list;
struct list {
  int64_t rows;          /* they are numbered from 1 */
  int64_t cap;           /* most rows in a page */
  list_keys keys;
  bool bare;             /* the answer is an array, without an envelope */
  /* misbehaviour */
  bool no_orderby, no_filter;         /* ignored */
  bool refuse_orderby, refuse_filter; /* 400 */
  bool no_skip, no_top, no_count;     /* ignored */
  bool shuffled;         /* every other row changes places */
  bool count_last;       /* the count stands behind the rows */
  bool always_count;     /* unasked too */
  int64_t count_lie;     /* said instead of the truth; LIST_NEVER */
  int64_t empty_at;      /* request that finds nothing, once; LIST_NEVER */
  int64_t without_key;   /* number of a row that lacks its key */
  int64_t backward;      /* number of a row whose Id is that of row 1 */
  int64_t pad;           /* bytes of filling in each row */
  /* faults: the answer to request `fault_at`, and to `fault_more` after it */
  int64_t fault_at, fault_more;
  int64_t cut_rows;      /* its body ends in the middle of that row (from 0) */
  int64_t cut_bytes;     /* its body ends so many bytes short of its end */
  bool cut_framed;       /* and Content-Length says that this was all */
  bool hold;             /* it stops there until server_release */
  const char *fault_status, *fault_headers, *fault_body; /* instead of rows */
  /* links */
  int64_t links;         /* pages go on by nextLink, so many rows each; 0 */
  const char *link;      /* this one instead */
  /* inside */
  int64_t requests;
  char *body;
  size_t len, size;
};

void list_init(list *l, int64_t rows, int64_t cap);
void list_fini(list *l);
/* Lets the list answer all requests of the server. */
void list_serve(list *l, server *s);

#endif
