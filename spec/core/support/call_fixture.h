/*
** call_fixture: a client on a clock that is moved by hand, a scripted
** server, and calls between them.
*/
#ifndef SUPPORT_CALL_FIXTURE_H
#define SUPPORT_CALL_FIXTURE_H

#include "drive.h"
#include "server.h"

#define SECRET "t0p-s3cret-token"
#define JSON "Content-Type: application/json\r\n"

typedef struct call_fixture {
  server *server;
  hand_clock clock;
  orc_engine *engine;
  orc_client *client;
  orc_err err;
  orc_status status; /* of the last call_run */
} call_fixture;

int call_set_up(void **state); /* with the fixed token SECRET */
int call_tear_down(void **state);

orc_token_spec call_fixed(void);
orc_token_spec call_user_key(call_fixture *f); /* at "/oauth/token" */
/* Its origin is the server's where the spec has none. */
orc_client *call_client(call_fixture *f, orc_client_spec spec);
void call_use_user_key(call_fixture *f);

extern const orc_call_spec call_post; /* {"a":1} */
/* What the spec leaves out: GET, the server's "/odata/Jobs". */
orc_call *call_begin(call_fixture *f, orc_call_spec spec);
/* Runs to the end, jumping over backoffs; answers the seconds jumped. */
double call_run(call_fixture *f, orc_call_spec spec);

void call_answer(call_fixture *f, const char *status);
void call_answer_token(call_fixture *f, const char *value);
const server_request *call_at(call_fixture *f, size_t index);

#endif
