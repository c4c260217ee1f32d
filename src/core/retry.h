/*
** retry: may this request be made again, and when? Pure: facts in, a
** decision out. What may be repeated is decided here and nowhere else.
**
** - A read (GET, HEAD, or a POST that only reads) may always be repeated.
** - A write may be repeated only when nothing of it was sent, after a 429,
**   or after a 401 with a renewed token: once, or twice when the first of
**   them had been asked for before the 401.
** - Statuses that are worth repeating: 408, 429, 500, 502, 503, 504, 524;
**   of the failures without an answer only kind network.
*/
#ifndef ORC_RETRY_H
#define ORC_RETRY_H

#include "err.h"

typedef struct orc_retry_policy {
  int attempts;       /* most requests for one call, 0: 5 */
  double base;        /* seconds of the first backoff, 0: 0.5; doubles */
  double most;        /* longest backoff, 0: 30 */
} orc_retry_policy;

typedef struct orc_outcome {
  bool read;          /* repeating it does no harm */
  bool renewable;     /* the token can be renewed and was not yet for this */
  int attempts;       /* made so far, this one included */
  int status;         /* 0: no answer, or one that broke off */
  orc_kind kind;      /* of the failure when status is 0 */
  orc_sent sent;
  double retry_after; /* seconds, < 0: not said */
  double random;      /* [0, 1), for jitter */
} orc_outcome;

typedef enum orc_retry_verdict {
  ORC_RETRY_STOP,   /* report it */
  ORC_RETRY_AGAIN,  /* after *delay seconds */
  ORC_RETRY_RENEW   /* renew the token, then at once */
} orc_retry_verdict;

/* What a client may spend on repeating failed requests, so that many calls
** that fail at once do not become a storm: each repetition costs one, and one
** comes back every two seconds. A wait that the server asked for (429) is
** free. */
typedef struct orc_retry_budget {
  double left, at; /* at: engine's clock; 0: never used */
} orc_retry_budget;

#define ORC_RETRY_BUDGET 20.0

/* false: nothing is left; nothing was spent. */
bool orc_retry_spend(orc_retry_budget *budget, double now);

/* Retry-After is honoured in full; without one, or with one that has passed,
** the backoff is exponential, with jitter between half and whole. */
orc_retry_verdict orc_retry_decide(const orc_retry_policy *policy,
                                   const orc_outcome *outcome, double *delay);

/* May the same call be made again later without harm, and with some hope? */
bool orc_retry_hopeful(const orc_outcome *outcome);

/* The value of a Retry-After header (RFC 9110: seconds or a date, all three
** date forms) as seconds from `wall`; < 0: not understood, or NULL. A date
** that has passed is 0. */
double orc_retry_after(const char *value, double wall);

#endif
