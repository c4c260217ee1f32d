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
** The ways in are rows of one table in token_grants.c: what is needed, what is
** posted, and where in the answer the token stands.
**
** With a cache (cache_dir) the token outlives the process and is shared with
** others that sign in alike: it is read without a lock, renewed under one,
** and read again under the lock first, so that one process renews for all.
** A request under way with the lock held is waited for even while the old
** token is good: nobody else may renew meanwhile. What the cache cannot do is
** a warning (orc_token_warning) and the sign-in goes on without it. Not so
** for grants whose refresh token is replaced by each use: before one is spent
** the cache must have been written, and the new one is on the disk before its
** access token is handed out. Where that fails, kind config; what the server
** gave is kept, and who asks again makes it be written again.
**
** Files: token.c (making, asking), token_grants.c (ways in), token_round.c
** (one renewal), token_answer.c (what the server answers), token_scope.c
** (why scopes are refused), token_cache.c.
*/
#ifndef ORC_TOKEN_H
#define ORC_TOKEN_H

#include "cache.h"
#include "http.h"
#include "retry.h"

typedef enum orc_grant {
  ORC_GRANT_FIXED,     /* a ready access token: a 401 is final */
  ORC_GRANT_USER_KEY,  /* JSON {grant_type: refresh_token, client_id,
                          refresh_token: <user key>} */
  ORC_GRANT_CLIENT_CREDENTIALS, /* form-encoded */
  ORC_GRANT_REFRESH_TOKEN, /* form; every use brings a new refresh token */
  ORC_GRANT_AUTHORIZATION_CODE, /* form; once, then as REFRESH_TOKEN */
  ORC_GRANT_PASSWORD,  /* on-premises: JSON {tenancyName,
                          usernameOrEmailAddress, password} to
                          BASE/api/account/authenticate */
  ORC_GRANT_PAT,       /* a personal access token: a 401 is final */
  ORC_GRANT_EXTERNAL   /* the host supplies it, see orc_token_supply */
} orc_grant;

typedef struct orc_token_spec {
  orc_grant grant;
  const char *url;           /* token endpoint */
  const char *client_id;
  const char *secret;        /* access token, user key, personal access token
                                or client secret; for REFRESH_TOKEN and
                                AUTHORIZATION_CODE the client secret of a
                                confidential client, NULL: a public one */
  const char *scope;         /* NULL: none asked for */
  const char *refresh_token; /* REFRESH_TOKEN; NULL: it is in the cache */
  const char *code;          /* AUTHORIZATION_CODE */
  const char *code_verifier; /* the same; NULL: no PKCE */
  const char *redirect_uri;  /* the same; as it was in the authorization */
  const char *username, *password, *tenancy; /* PASSWORD; tenancy may be
                                                NULL: the host's */
  const char *cache_dir;     /* NULL: no cache. The folder is made, 0700 */
  bool cache_host;           /* the host keeps it, see orc_token_errand;
                                cache_dir is NULL then */
  const char *cache_key;     /* what else makes tokens differ (origin,
                                organisation …); may be NULL. Added to it:
                                url, client_id, scope, username, tenancy, and
                                a hash of the user key or refresh token */
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
** is given this token. ORC_AGAIN: signing in; supply what is wanted, then
** wait on the engine. ORC_FAIL: refused (kind auth, the server's words), or
** network and so on after retries; all who waited are told. Who asks after a
** failure with a new ticket makes it try anew, but a refusal (4xx) is repeated
** without asking again until orc_token_expire, or until another process has
** signed in anew into the cache. `deadline` (engine's clock, < 0: none): a
** backoff that goes beyond it fails for this caller only. */
orc_status orc_token_get(orc_token *token, uint64_t *ticket, double deadline,
                         const char **value, orc_err *err);
/* Who asked with that ticket does not wait any more. */
void orc_token_leave(orc_token *token, uint64_t *ticket);
/* Ends a sign-in that nobody waits for any more, unless something would be
** lost by it: a refresh token that the server may have replaced by now, or a
** renewal beside a token that is still good. NULL is allowed. */
void orc_token_abandon(orc_token *token);
/* The server answered 401 to `value`: if it is still the one in use, the
** next get renews, and does not take it from the cache again. false: this
** token cannot be renewed. */
bool orc_token_reject(orc_token *token, const char *value);
/* Was the token in use asked for before that moment of the engine's clock, or
** nobody knows when, as one from the cache? */
bool orc_token_older(const orc_token *token, double moment);

/* The rest also answers for NULL, which is "no token at all". */

/* Forgets the access token, also if it is met in the cache; who waits is
** served by a new sign-in. A refresh token that replaced the spec's stays. */
void orc_token_expire(orc_token *token);
/* The same, and nothing of it stays in the cache: the spec is what is left.
** ORC_AGAIN: another process is signing in; try again in a moment. */
orc_status orc_token_forget(orc_token *token, orc_err *err);

/* Of a cache that the host keeps: what it is to do now (see cache.h), and its
** answer. Look after every call that is given this token. */
orc_errand orc_token_errand(const orc_token *token, const char **key,
                            orc_slice *text);
void orc_token_answer(orc_token *token, orc_slice text, bool again,
                      const char *why);

/* EXTERNAL: a renewal waits for orc_token_supply. Look after every step that
** answered ORC_AGAIN, before waiting: no event will come of it. */
bool orc_token_wanted(const orc_token *token);
/* The host's token and its life in seconds (<= 0: not known), wanted or not.
** ORC_FAIL, kind config: not a token, or not of this grant; who waits is
** told. */
orc_status orc_token_supply(orc_token *token, const char *value, double life,
                            orc_err *err);
/* The host has none: who waits fails with `why` (kind auth). */
void orc_token_supply_failed(orc_token *token, const char *why);

bool orc_token_renewable(const orc_token *token);
/* The i-th secret that it holds, i < ORC_TOKEN_SECRETS; NULL: not that one. */
#define ORC_TOKEN_SECRETS 16
const char *orc_token_secret(orc_token *token, size_t i);
/* Seconds left; < 0: not known, or there is none yet. */
double orc_token_left(const orc_token *token);
/* Scopes granted, as the server said; NULL: it did not. */
const char *orc_token_scope(const orc_token *token);
/* What the cache could not do, once: the next call answers NULL until there
** is something new. Borrowed until the next call that is given this token. */
const char *orc_token_warning(orc_token *token);
/* The cache's file; NULL: there is no cache, or it was not opened yet. */
const char *orc_token_cache_path(const orc_token *token);

#endif
