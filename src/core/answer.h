/*
** answer: what a server's refusal says, whichever of the API's shapes it has.
**
** Reads the JSON shapes of Orchestrator, of its identity server and of the
** frameworks below them into one message, code and trace id. A web page or
** XML is never shown: the message says what it probably means.
*/
#ifndef ORC_ANSWER_H
#define ORC_ANSWER_H

#include "buf.h"
#include "err.h"

/* What to try when a server wants a certificate of us. */
#define ORC_ANSWER_CERTIFICATE "give `client_cert`, of an authority that the " \
                               "server trusts, with its own key"

typedef struct orc_answer {
  int status;
  const char *content_type; /* NULL: not said */
  const char *location;     /* of a redirect, or NULL */
  orc_slice body;
} orc_answer;

/* Fills kind, status, sent, message, hint, code, has_code and trace_id. */
void orc_answer_error(const orc_mem *mem, const orc_answer *answer,
                      orc_err *err);
/* A 2xx answer that is a web page (facts: portals answer so). */
bool orc_answer_is_page(const char *content_type);
void orc_answer_page(int status, orc_err *err);
/* Blots a secret out of the message, should a server have repeated it. */
void orc_answer_mask(orc_err *err, const char *secret);

#endif
