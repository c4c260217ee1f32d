/*
** call: one call of the API: token, HTTP exchange, and what retry decides.
**
** PACE -> SIGN IN -> EXCHANGE -> (BACK OFF ->) … -> DONE. Advances only when
** its owner steps it.
*/
#ifndef ORC_CALL_H
#define ORC_CALL_H

#include "client.h"

#include <stdint.h>

typedef struct orc_call_spec {
  const char *method;
  const char *url;             /* absolute */
  const char *const *headers;  /* "Name: value", NULL-terminated, copied */
  const char *body;            /* copied; NULL: none */
  size_t body_len;
  const char *upload;  /* path of a file that is the body; `body` and `tail`
                          stand before and behind it. NULL: none */
  orc_slice tail;      /* copied */
  bool read;       /* a POST that only reads: may be repeated (GET and HEAD
                      are reads anyhow) */
  bool anonymous;  /* no token */
  bool stream;     /* the owner looks at the body while it arrives: once a
                      2xx status has come, failures are its to handle */
  bool accept_any; /* a web page is an answer too; else a 2xx with HTML is
                      kind protocol, since portals answer wrong addresses
                      so */
  size_t max_body; /* 0: the client's */
} orc_call_spec;

typedef struct orc_call orc_call;

/* Adds `Authorization: Bearer`, `Accept: application/json` unless given, and
** with a body `Content-Type: application/json` unless given. Refuses, before
** anything is sent: what orc_http_check refuses; an origin that may not see
** the token; a header Authorization where the token goes (kind argument or
** config). A NUL inside a header is for the binding to refuse. */
orc_call *orc_call_new(orc_client *client, const orc_call_spec *spec,
                       orc_err *err);
/* `deadline` on the engine's clock (< 0: none) bounds what it may decide to
** wait for: a Retry-After beyond it fails at once as rate_limit. The call
** itself never times out: its owner stops waiting and frees it.
** ORC_OK: a 2xx answer is complete. ORC_FAIL: err tells all (for a status
** >= 300 the API's message, errorCode and traceId out of any of its error
** shapes; HTML is never shown raw). err->sent of a write says whether it may
** have happened: an answer that promises nothing (5xx, 408) leaves it unsure.
** A DELETE that was repeated and finds nothing (404) is done, as 204. Steps
** nothing but itself. */
orc_status orc_call_step(orc_call *call, double deadline, orc_err *err);
void orc_call_free(orc_call *call); /* NULL is allowed; cancels */

/* Of the exchange under way or done; 0, NULL and empty before. */
int orc_call_status(const orc_call *call);
const char *orc_call_header(const orc_call *call, const char *name);
orc_slice orc_call_body(const orc_call *call);
void orc_call_take_body(orc_call *call, orc_buf *out);
/* With `stream`: appends to `out` what has arrived of a 2xx answer, and
** forgets it. false: no memory. */
bool orc_call_drain(orc_call *call, orc_buf *out);
int orc_call_attempts(const orc_call *call); /* requests made */
/* Of the answer that is complete: see orc_http_bounded. */
bool orc_call_bounded(const orc_call *call);
/* Bytes of the body that have been handed to the network, with `upload`;
** else 0. For an owner who waits as long as they move. */
uint64_t orc_call_uploaded(const orc_call *call);
/* May it have reached the server by now? For an owner who gives up waiting. */
orc_sent orc_call_sent(const orc_call *call);
/* Why it is being repeated, or NULL. For an owner who gives up waiting: what
** failed before says more than that time is up. */
const orc_err *orc_call_before(const orc_call *call);

#endif
