/*
** http_fault: what libcurl's failures mean, in words a user can act on.
*/
#ifndef ORC_HTTP_FAULT_H
#define ORC_HTTP_FAULT_H

#include "err.h"

#include <curl/curl.h>

typedef struct orc_http_fault {
  CURL *easy;        /* asked for what it knows */
  CURLcode code;
  const char *text;  /* libcurl's own words, may be empty */
  int status;        /* of the answer, 0: none came */
} orc_http_fault;

/* Fills kind, message, hint, status, retryable and sent of an error whose
** url is set. */
orc_status orc_http_explain(const orc_http_fault *fault, orc_err *err);

/* "no" only where it is sure: the connection was never ready for the
** request. What went to a proxy to open a tunnel does not count. Also of an
** exchange that is still under way. */
orc_sent orc_http_fault_sent(const orc_http_fault *fault);

#endif
