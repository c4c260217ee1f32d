/*
** events: what happened inside calls, kept until somebody asks.
**
** The core never calls its host. What a host may want to know of (a request
** that was made, a repetition, a long wait) is kept here, a few of each
** client; when nobody takes them the oldest are dropped and counted.
*/
#ifndef ORC_EVENTS_H
#define ORC_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

#define ORC_EVENTS 32

typedef struct orc_event {
  const char *name;   /* "request", "retry", "wait" */
  char method[12];
  char url[256];      /* without its query, cut when longer */
  int status;         /* request: 0 without an answer */
  int attempts;       /* requests made so far for this call */
  double seconds;     /* request: it took; retry, wait: until it goes on */
  const char *reason; /* retry, wait: static; NULL for a request */
} orc_event;

typedef struct orc_events {
  bool on;            /* nobody listens: nothing is kept */
  unsigned first, count;
  uint64_t dropped;
  orc_event ring[ORC_EVENTS];
} orc_events;

/* Copies the event; `url` is shortened to what may be shown. */
void orc_events_put(orc_events *events, const orc_event *event,
                    const char *method, const char *url);
/* false: there is none. */
bool orc_events_take(orc_events *events, orc_event *event);

#endif
