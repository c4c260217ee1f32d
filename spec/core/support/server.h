/*
** server: a scripted HTTP server on 127.0.0.1 for the C tests.
**
** A thread accepts, one thread per connection reads requests, records them
** and plays the next answer of the script, whichever connection asks. With
** nothing left to play it answers 200 and `{}`. Faults are part of the
** script: bytes as given, a stop in the middle until released, an end by
** close or by reset.
*/
#ifndef SUPPORT_SERVER_H
#define SUPPORT_SERVER_H

#include "h2.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum server_end {
  SERVER_KEEP,  /* wait for the next request on this connection */
  SERVER_CLOSE,
  SERVER_RESET  /* with RST instead of FIN */
} server_end;

/* Copied by server_play. */
typedef struct server_answer {
  const char *status;   /* "200 OK": a whole answer is built; NULL: `raw` */
  const char *headers;  /* "A: b\r\n" each, or NULL */
  const char *body;     /* NULL: none; Content-Length is added */
  size_t body_len;      /* 0: strlen */
  const char *raw;      /* sent as it is; NULL: nothing */
  bool hold;            /* stop after `hold_at` bytes until released */
  size_t hold_at;
  server_end end;
  h2_fate h2;           /* HTTP/2: what happens to the request */
} server_answer;

typedef struct server_request {
  char method[16];
  char target[1024];
  char *head;           /* all lines, NUL-terminated */
  char *body;           /* NUL-terminated */
  size_t body_len;
  int connection;       /* 0 for the first one accepted */
} server_request;

typedef struct server server;

server *server_start(void);
/* https: a certificate for 127.0.0.1 (`for_name` NULL) or for that name,
** signed by an authority of its own, see server_ca. */
server *server_start_tls(const char *for_name);
/* The same, speaking HTTP/2 only. Of a request only the body is recorded, of
** an answer only status and body are sent; `h2` says what happens instead. */
server *server_start_h2(void);
void server_stop(server *server);

int server_port(const server *server);
/* "http://127.0.0.1:port" + path, in one of a few static buffers. */
const char *server_url(const server *server, const char *path);
/* PEM text of the authority; NULL without TLS. */
const char *server_ca(const server *server);

void server_play(server *server, server_answer answer);
/* Instead of a script: called for every request, one at a time, on the
** connection's thread. What `out` points to is copied. Requests beyond the
** record's size are counted, not kept. */
typedef void server_handler(void *ud, const server_request *request,
                            server_answer *out);
void server_handle(server *server, server_handler *handler, void *ud);
/* Lets every answer that holds go on. */
void server_release(server *server);

size_t server_count(server *server);       /* requests so far */
int server_connections(server *server);    /* accepted so far */
/* Waits until there is a request of that index; fails the test after 10 s.
** Lives as long as the server. */
const server_request *server_at(server *server, size_t index);
/* A header's value, borrowed from a static buffer; NULL: not sent. */
const char *server_header(const server_request *request, const char *name);
/* Waits until every connection has ended; fails the test after 10 s. */
void server_wait_idle(server *server);

/* A port of 127.0.0.1 on which nothing listens. */
int server_free_port(void);
/* A listener of 127.0.0.1, accepting without waiting; the caller's. */
int server_listen(int *port);
/* A listener of 127.0.0.1 that takes no connection any more: its queue is
** full of `clients`. Answers its descriptor; all are the caller's. */
int server_full_port(int *port, int clients[3]);
/* Open descriptors of this process. */
int server_open_files(void);

#endif
