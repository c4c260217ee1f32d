/*
** h2: as much of an HTTP/2 server as the tests need. Reads requests without
** looking into their compressed headers, and plays answers.
*/
#ifndef SUPPORT_H2_H
#define SUPPORT_H2_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

typedef enum h2_fate {
  H2_ANSWER,
  H2_LATER,   /* only after the next request has been answered */
  H2_CLOSE,   /* the connection ends unanswered */
  H2_REFUSE,  /* RST_STREAM, REFUSED_STREAM: not processed */
  H2_BREAK,   /* RST_STREAM, INTERNAL_ERROR */
  H2_GOAWAY   /* GOAWAY that names no stream, then the end */
} h2_fate;

typedef struct h2_answer {
  h2_fate fate;
  char status[4];
  const char *body;
  size_t body_len;
} h2_answer;

typedef struct h2_peer {
  void *ud;
  ssize_t (*take)(void *ud, char *data, size_t len);
  bool (*put)(void *ud, const char *data, size_t len);
  void (*record)(void *ud, const char *body, size_t len);
  void (*next)(void *ud, h2_answer *answer);
} h2_peer;

/* Serves one connection to its end. */
void h2_serve(const h2_peer *peer);

#endif
