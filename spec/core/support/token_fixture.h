/*
** token_fixture: a token on a clock that is moved by hand, and the scripted
** server that it signs in to.
*/
#ifndef SUPPORT_TOKEN_FIXTURE_H
#define SUPPORT_TOKEN_FIXTURE_H

#include "drive.h"
#include "server.h"

#define KEY "user-key-0815"
#define JSON "Content-Type: application/json\r\n"

typedef struct token_fixture {
  server *server;
  hand_clock clock;
  orc_engine *engine;
  orc_net net;
  orc_token *token;
  orc_err err;
} token_fixture;

int token_set_up(void **state); /* with a user key */
int token_tear_down(void **state);

orc_token_spec token_user_key(token_fixture *f); /* KEY */
orc_token_spec token_credentials(token_fixture *f);
void token_use(token_fixture *f, orc_token_spec spec);
/* The token in use, which is no longer; taken back, it is again, and the one
** that was meanwhile is gone. */
orc_token *token_set_aside(token_fixture *f);
void token_take_back(token_fixture *f, orc_token *token);

void token_answer(token_fixture *f, const char *status, const char *body);
/* A token with the rest of its members as given, e.g. "\"expires_in\":60". */
void token_answer_with(token_fixture *f, const char *value,
                       const char *rest);

/* Gets until there is an end to it; jumps over backoffs. */
orc_status token_get(token_fixture *f, uint64_t *ticket,
                     const char **value);
void token_assert(token_fixture *f, const char *expected);
/* A new one, which the server gives `value` and `rest` to, as above. */
void token_sign_in(token_fixture *f, orc_token_spec spec, const char *value,
                   const char *rest);
void token_assert_fails(token_fixture *f, orc_kind kind);
/* One get and one expire of a token of its own, with an engine of its own in
** that memory. */
orc_status token_try(token_fixture *f, const orc_token_spec *spec,
                     const orc_mem *mem);
/* Lets a renewal that nobody waits for come to its end. */
void token_settle(token_fixture *f);

#endif
