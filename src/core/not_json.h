/*
** not_json: says what an answer is that should have been JSON and is not.
*/
#ifndef ORC_NOT_JSON_H
#define ORC_NOT_JSON_H

#include "buf.h"
#include "err.h"

typedef struct orc_not_json {
  int status;               /* of the answer */
  const char *content_type; /* NULL: not said */
  orc_slice body;           /* as far as it came */
  const char *fault;        /* the reader's words */
} orc_not_json;

/* Fills kind "protocol", status, sent, message and hint, and answers
** ORC_FAIL. Never shows the body. */
orc_status orc_not_json_explain(const orc_not_json *answer, orc_err *err);

#endif
