/*
** trace: what went over the wire, for people, with its secrets masked.
**
** Text that grows until somebody takes it: the core never calls its host.
** Each exchange has a number, lines that were sent begin with "N > ", lines
** that came with "N < ", what was noticed with "N * ". Heads are as libcurl
** sent and got them, every leg of a handshake included; bodies are shown up
** to a cap, and only when they are text. What finds no memory, or no room, is
** left out and counted.
*/
#ifndef ORC_TRACE_H
#define ORC_TRACE_H

#include "buf.h"
#include "err.h"

#include <stdint.h>

#define ORC_TRACE_KEPT ((size_t)8 << 20) /* most that waits to be taken */
#define ORC_TRACE_BODY ((size_t)64 << 10) /* most that is shown of a body */

/* The i-th secret that is known here by its value, "" where there is none at
** that place; NULL behind the last. */
typedef const char *orc_trace_secret(void *ud, size_t i);

typedef struct orc_trace {
  orc_buf text;
  uint64_t last;  /* number of the exchange begun last */
  orc_trace_secret *secret; /* NULL: none is known; set by who owns it */
  void *ud;
  orc_slice sent; /* borrowed: a request's body, whose secrets what is written
                     now may repeat; len 0: none */
  uint64_t lost;  /* pieces that were left out since the last take */
} orc_trace;

/* NULL: no memory. */
orc_trace *orc_trace_new(const orc_mem *mem);
void orc_trace_free(orc_trace *trace); /* NULL is allowed */

/* An exchange's number. */
uint64_t orc_trace_begin(orc_trace *trace, const char *method,
                         const char *url);
/* Lines of a head, each ending in a line break. `mark` is '>' or '<'. */
void orc_trace_head(orc_trace *trace, uint64_t number, char mark,
                    const char *data, size_t len);
/* `type` is its Content-Type, or NULL. */
void orc_trace_body(orc_trace *trace, uint64_t number, char mark,
                    const char *type, orc_slice body);
void orc_trace_note(orc_trace *trace, uint64_t number, const char *format,
                    ...) __attribute__((format(printf, 3, 4)));

/* What there is, borrowed until the next call; len 0: nothing. Forgotten by
** the next take. */
orc_slice orc_trace_take(orc_trace *trace);

#endif
