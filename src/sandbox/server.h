/* The sandbox's HTTP side: one libmicrohttpd daemon in one thread, driven by
** whoever waits. A request is handed out whole, with its connection suspended,
** and goes on once an answer has been given: so nothing above this file runs
** inside a callback of the daemon, and an answer that is late on purpose holds
** up no other connection.
**
** Nothing here knows Lua, or what a request means. */

#ifndef SANDBOX_SERVER_H
#define SANDBOX_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct sbx_server sbx_server;
typedef struct sbx_request sbx_request;

typedef struct sbx_server_options {
  const char *address; /* IPv4, "127.0.0.1" when NULL */
  int port;            /* 0: the system chooses */
  size_t body_cap;     /* bytes of a body that are kept, 0: 64 MiB */
  int watch_fd;        /* its end of file means "stop"; -1: none */
} sbx_server_options;

typedef enum {
  SBX_TIME,    /* the time is up */
  SBX_REQUEST, /* a request wants an answer */
  SBX_STOP,    /* a signal, or the end of the watched descriptor */
  SBX_FAILED   /* the daemon cannot go on */
} sbx_event;

/* How a request is answered. `headers` are "Name: value" lines, `body` is
** taken (freed by the server, also when the call fails). */
typedef struct sbx_answer {
  unsigned status;
  const char *const *headers;
  size_t header_count;
  char *body;
  size_t size;
  double delay;      /* seconds before the first byte */
  int64_t cut_at;    /* close after so many bytes of the body; -1: never */
  int64_t stall_at;  /* wait `stall` seconds after so many bytes; -1 */
  double stall;
  int64_t piece;     /* and again after so many more; 0: once */
  bool close;        /* close the connection, unanswered */
} sbx_answer;

typedef void sbx_header_fn(void *context, const char *name, const char *value);

/* Listens. Blocks SIGINT, SIGTERM and SIGHUP in this thread, which from then
** on come out of sbx_server_wait. NULL: `message` says what failed. */
sbx_server *sbx_server_new(const sbx_server_options *options, char *message,
                           size_t size);
int sbx_server_port(const sbx_server *server);

/* Serves until a request wants an answer or `seconds` have passed (< 0:
** without end). The request is borrowed until it is answered. */
sbx_event sbx_server_wait(sbx_server *server, double seconds,
                          sbx_request **request);

/* Closes every connection. Requests still held become "gone". */
void sbx_server_free(sbx_server *server);

const char *sbx_request_method(const sbx_request *request);
/* The target as it was sent: path and query, nothing decoded. */
const char *sbx_request_target(const sbx_request *request);
const char *sbx_request_body(const sbx_request *request, size_t *size);
/* True when the body was over the cap; what was kept is not all of it. */
bool sbx_request_too_large(const sbx_request *request);
/* Calls `each` for every header; nothing when the connection is gone. */
void sbx_request_headers(sbx_request *request, sbx_header_fn *each,
                         void *context);

/* Answers, and gives the request back. False when there was no memory; the
** connection is closed then. */
bool sbx_request_answer(sbx_request *request, sbx_answer *answer);

#endif
