/*
** wait: one descriptor to sleep on.
**
** An epoll set that holds the sockets libcurl wants watched and one timerfd,
** so that a host's loop needs to watch a single descriptor.
*/
#ifndef ORC_WAIT_H
#define ORC_WAIT_H

#include "err.h"

#define ORC_WAIT_EVENTS 32 /* most events of one orc_wait_poll */

typedef struct orc_wait {
  int epoll_fd;
  int timer_fd;
} orc_wait;

typedef struct orc_wait_event {
  int fd;          /* a socket */
  bool readable, writable, broken;
} orc_wait_event;

/* After a failure there is nothing to fini. */
orc_status orc_wait_init(orc_wait *wait, orc_err *err);
void orc_wait_fini(orc_wait *wait);
/* Watches, changes or (both false) forgets a socket. false: the system has
** no memory for it. */
bool orc_wait_watch(orc_wait *wait, int fd, bool read, bool write);
/* Fires once, `seconds` from now; < 0 disarms. Counts while the machine
** sleeps. */
void orc_wait_alarm(orc_wait *wait, double seconds);
/* Up to `max` (at most ORC_WAIT_EVENTS) socket events; sleeps at most
** `seconds` (0: a look; < 0: for ever). A fired alarm ends the sleep and sets
** *alarmed. EINTR ends it too, with 0 events, so that a signal handler of
** the host gets its turn. < 0: somebody has closed our descriptor. */
int orc_wait_poll(orc_wait *wait, double seconds, orc_wait_event *events,
                  int max, bool *alarmed);

#endif
