/*
** request: what a call sends, copied from its spec, so that it can be sent
** again.
*/
#ifndef ORC_REQUEST_H
#define ORC_REQUEST_H

#include "call.h"
#include "upload.h"

typedef struct orc_request {
  const orc_mem *mem;
  char *method, *url;
  char **headers; /* NULL-terminated, and the first slot left free for one
                     that the owner lends: to be passed on from there, or from
                     the next */
  size_t header_count, header_size;
  char *body;
  size_t body_len;
  orc_upload upload; /* instead; mem NULL: none */
  bool read;         /* changes nothing: may be repeated */
} orc_request;

/* Adds the headers that every call has; opens the file that is to be sent.
** Ended with orc_request_fini either way. */
orc_status orc_request_init(orc_request *request, const orc_mem *mem,
                            const orc_call_spec *spec, orc_err *err);
void orc_request_fini(orc_request *request);

/* Is a header of that name among those given? */
bool orc_request_gives(const orc_call_spec *spec, const char *name);

#endif
