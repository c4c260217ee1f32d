/*
** err: how the core says what failed.
**
** A function that can fail answers an orc_status and fills the caller's
** orc_err. The core never prints and never aborts. An orc_err owns nothing:
** it can live on the stack and be copied. It never holds a secret, a header
** value or a query string with values.
*/
#ifndef ORC_ERR_H
#define ORC_ERR_H

#include <stdbool.h>
#include <stddef.h>

typedef enum orc_status {
  ORC_OK,    /* done; the answer is there */
  ORC_AGAIN, /* not yet: wait on the engine, then call again */
  ORC_END,   /* nothing more, and that is sure */
  ORC_FAIL   /* see the orc_err */
} orc_status;

/* The kinds, with the names that scripts see (orc_kind_name). */
typedef enum orc_kind {
  ORC_KIND_NONE,
  ORC_KIND_ARGUMENT,   /* "argument": the caller's value is unusable */
  ORC_KIND_CONFIG,     /* "config": the connection's settings are unusable */
  ORC_KIND_AUTH,       /* "auth": 401, or the token server refused */
  ORC_KIND_FORBIDDEN,  /* "forbidden": 403 */
  ORC_KIND_NOT_FOUND,  /* "not_found": 404 */
  ORC_KIND_CONFLICT,   /* "conflict": 409, or changed in between */
  ORC_KIND_INVALID,    /* "invalid": the server refused the request, 4xx */
  ORC_KIND_RATE_LIMIT, /* "rate_limit": 429 */
  ORC_KIND_SERVER,     /* "server": 5xx */
  ORC_KIND_NETWORK,    /* "network": DNS, connect, reset, cut off */
  ORC_KIND_TLS,        /* "tls": certificate or handshake */
  ORC_KIND_TIMEOUT,    /* "timeout": the caller's deadline */
  ORC_KIND_PROTOCOL,   /* "protocol": the answer is not what it must be */
  ORC_KIND_TOO_LARGE,  /* "too_large": over a cap */
  ORC_KIND_DRIFT,      /* "drift": rows moved while paging */
  ORC_KIND_BUSY,       /* "busy": used while in use */
  ORC_KIND_CLOSED,     /* "closed": used after close, or after a fork */
  ORC_KIND_CANCELLED,  /* "cancelled" */
  ORC_KIND_MEMORY      /* "memory" */
} orc_kind;

/* Has the server seen the request? */
typedef enum orc_sent {
  ORC_SENT_NO,    /* nothing of it left this machine */
  ORC_SENT_UNSURE,/* some of it may have; no answer says so */
  ORC_SENT_YES    /* the server answered it */
} orc_sent;

typedef struct orc_err {
  orc_kind kind;
  int status;          /* HTTP status, 0 without an answer */
  long code;           /* the API's errorCode; see has_code */
  bool has_code;
  bool retryable;      /* the same call may succeed later */
  orc_sent sent;
  int attempts;        /* requests made for this call */
  double retry_after;  /* seconds the server asked for, < 0 unknown */
  char method[12];
  char url[512];       /* without its query */
  char trace_id[96];
  char message[1024];  /* what failed, in the server's words if it has any */
  char hint[256];      /* what to try, may be empty */
} orc_err;

/* All fields to "nothing failed". */
void orc_err_clear(orc_err *err);

/* Fills kind, message (printf-like, cut with an ellipsis at the field's size)
** and answers ORC_FAIL, so that `return orc_err_set(...)` reads well. Leaves
** the other fields alone. `err` may be NULL. */
orc_status orc_err_set(orc_err *err, orc_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
orc_status orc_err_memory(orc_err *err);
void orc_err_hint(orc_err *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Sets method and url; everything from '?' or '#' on is left out, and so is
** user information before '@'. */
void orc_err_request(orc_err *err, const char *method, const char *url);

const char *orc_kind_name(orc_kind kind);
const char *orc_sent_name(orc_sent sent); /* "yes", "no", "unsure" */

/* The kind that an HTTP status stands for; ORC_KIND_NONE below 400. */
orc_kind orc_kind_of_status(int status);

#endif
