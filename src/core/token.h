/*
** token: one access token, its source and its life.
**
** Asked for a token, it answers one that is valid, or ORC_AGAIN while it
** signs in. However many ask, there is one renewal, and all share its
** outcome. It renews ahead of the end: the margin is a tenth of the life, at
** most 300 s and at least 5 s (half the life where that is shorter), less up
** to a fifth at random so that processes do not renew together. Life is
** counted on the engine's clock, which goes on while the machine sleeps. While
** the old token is still good it is handed out, and the renewal goes on beside.
** A life that the server does not say, or that cannot be (not a number, zero,
** negative, over a year), is unknown: then a 401 tells.
**
** The ways in are rows of one table in token.c: what is posted, and where in
** the answer the token stands.
*/
#ifndef ORC_TOKEN_H
#define ORC_TOKEN_H

#include "http.h"
#include "retry.h"

typedef enum orc_grant {
  ORC_GRANT_FIXED,     /* a ready access token: a 401 is final */
  ORC_GRANT_USER_KEY,  /* JSON {grant_type: refresh_token, client_id,
                          refresh_token: <user key>} */
  ORC_GRANT_CLIENT_CREDENTIALS /* form-encoded */
} orc_grant;

typedef struct orc_token_spec {
  orc_grant grant;
  const char *url;           /* token endpoint */
  const char *client_id;
  const char *secret;        /* access token, user key or client secret */
  const char *scope;         /* NULL: none asked for */
  const orc_net *net;        /* borrowed for the token's life */
  orc_retry_policy retry;    /* for the token endpoint */
} orc_token_spec;

typedef struct orc_token orc_token;

/* Copies the spec's strings (into memory that is wiped). Sends nothing.
** NULL: kind config (something is missing or cannot be right) or memory. */
orc_token *orc_token_new(orc_engine *engine, const orc_token_spec *spec,
                         orc_err *err);
void orc_token_free(orc_token *token);

/* `*ticket` is the caller's place among those who wait, 0 at first; the token
** changes it. ORC_OK: *value is valid now, borrowed until the next call that
** is given this token. ORC_AGAIN: signing in; wait on the engine. ORC_FAIL:
** refused (kind auth, the server's words), or network and so on after
** retries; all who waited are told. Who asks after a failure with a new
** ticket makes it try anew, but a refusal (4xx) is repeated without asking
** again until orc_token_expire. `deadline` (engine's clock, < 0: none): a
** backoff that goes beyond it fails for this caller only. */
orc_status orc_token_get(orc_token *token, uint64_t *ticket, double deadline,
                         const char **value, orc_err *err);
/* The server answered 401 to `value`: if it is still the one in use, the
** next get renews. false: this token cannot be renewed. */
bool orc_token_reject(orc_token *token, const char *value);

/* The rest also answers for NULL, which is "no token at all". */

/* Forgets everything but the spec; who waits is served by a new sign-in. */
void orc_token_expire(orc_token *token);

bool orc_token_renewable(const orc_token *token);
/* Seconds left; < 0: not known, or there is none yet. */
double orc_token_left(const orc_token *token);
/* Scopes granted, as the server said; NULL: it did not. */
const char *orc_token_scope(const orc_token *token);

#endif
