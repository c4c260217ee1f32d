/*
** http_fixture: an engine, a scripted server, and exchanges between them.
*/
#ifndef SUPPORT_HTTP_FIXTURE_H
#define SUPPORT_HTTP_FIXTURE_H

#include "drive.h"
#include "server.h"

#define BIG ((size_t)1 << 20) /* cap of an answer where none is given */

typedef struct http_fixture {
  server *server;
  orc_engine *engine;
  orc_net net;
  orc_err err; /* of the last exchange */
} http_fixture;

int http_set_up(void **state);
int http_tear_down(void **state);

/* What the request leaves out: GET, the server's "/x", BIG. */
orc_http *http_begin(http_fixture *f, orc_http_request request);
/* Runs to the end. */
orc_status http_run(http_fixture *f, orc_http_request request);
void http_assert_body(const orc_http *http, const char *text);
const server_request *http_last(http_fixture *f);

#endif
