#include "events.h"

#include "err.h"

#include <stdio.h>
#include <string.h>

void orc_events_put(orc_events *events, const orc_event *event,
                    const char *method, const char *url) {
  if (!events->on) return;
  if (events->count == ORC_EVENTS) {
    events->first = (events->first + 1) % ORC_EVENTS;
    events->count--;
    events->dropped++;
  }
  unsigned at = (events->first + events->count++) % ORC_EVENTS;
  orc_event *kept = &events->ring[at];
  orc_err shown;
  orc_err_clear(&shown);
  orc_err_request(&shown, method, url);
  *kept = *event;
  memcpy(kept->method, shown.method, sizeof kept->method);
  size_t len = strlen(shown.url);
  if (len >= sizeof kept->url) len = sizeof kept->url - 1;
  memcpy(kept->url, shown.url, len);
  kept->url[len] = '\0';
}

bool orc_events_take(orc_events *events, orc_event *event) {
  if (events->count == 0) return false;
  *event = events->ring[events->first];
  events->first = (events->first + 1) % ORC_EVENTS;
  events->count--;
  return true;
}
