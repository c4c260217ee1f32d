/*
** pace: leave to send a request, so that a tenant's rate limits are kept
** instead of hit.
**
** A limit is "so many requests in any window of so many seconds" for one
** kind of request. The moments of the last requests are kept, so a burst up
** to the limit goes out at once and no window ever holds more. By default
** only a share of each limit is used, because people look at the same tenant
** through the web page.
**
** A 429 holds back every request of the tenant for as long as the server
** asked, and from then on that kind of request is spaced out: the gap
** doubles with each further 429 and shrinks while there is none.
*/
#ifndef ORC_PACE_H
#define ORC_PACE_H

#include "err.h"
#include "mem.h"

typedef struct orc_pace_limit {
  const char *name;    /* what explain() and events call it */
  const char *method;  /* exactly */
  const char *path;    /* the URL's path ends with it, or, when it ends in
                          '*', holds the part before the '*' */
  int requests;        /* in any window; 0: not limited, only watched */
  double window;       /* seconds */
} orc_pace_limit;

/* Cloud's documented limits, ended by a NULL name. */
extern const orc_pace_limit orc_pace_cloud[];
/* Watches without limits; spaces out after a first 429. */
extern const orc_pace_limit orc_pace_none[];

#define ORC_PACE_SHARE 0.8

typedef struct orc_pace orc_pace;

/* `limits` is borrowed. `share` of each limit is used (0 < share <= 1). */
orc_pace *orc_pace_new(const orc_mem *mem, const orc_pace_limit *limits,
                       double share, orc_err *err);
void orc_pace_free(orc_pace *pace); /* NULL is allowed */

/* So many requests in a window instead of what the table says, counted from
** now; 0: no limit. false: no such limit, or no memory. */
bool orc_pace_set(orc_pace *pace, const char *name, int requests);

/* 0: go, and it has been counted. Otherwise the seconds after which to ask
** again; nothing was counted. `now` never goes back. */
double orc_pace_ask(orc_pace *pace, const char *method, const char *url,
                    double now);
/* The server answered 429 and asked for `seconds` (< 0: it did not say). */
void orc_pace_refused(orc_pace *pace, const char *method, const char *url,
                      double seconds, double now);

/* Least seconds that `requests` such requests take from a fresh start, and
** the limit's name (NULL: none applies). For explain(). */
double orc_pace_least(const orc_pace *pace, const char *method,
                      const char *url, double requests, const char **name);

#endif
