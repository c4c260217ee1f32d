/*
** token_impl: what the files of the token share.
*/
#ifndef ORC_TOKEN_IMPL_H
#define ORC_TOKEN_IMPL_H

#include "cache.h"
#include "counters.h"
#include "token.h"

#define ORC_TOKEN_ANSWER ((size_t)1 << 20) /* cap of the endpoint's answer */
#define ORC_TOKEN_VALUE ((size_t)64 << 10) /* cap of a token */
#define ORC_TOKEN_YEAR (366 * 86400.0)     /* no token lives longer */

/* A way in. */
typedef struct orc_way {
  const char *name;
  const char *header;  /* what is posted is of this type; NULL: nothing is */
  bool (*write)(const orc_token *token, orc_buf *body);
  const char *member;  /* of the answer: the token */
  double life;         /* seconds, when the answer does not say; -1: unknown */
  bool rotates;        /* its refresh token is good once */
  bool once;           /* what is posted is: no cache can stand in for it */
  const char *invalid; /* hint on "invalid_grant" */
  const char *refused; /* hint on other refusals */
} orc_way;

typedef enum orc_token_step {
  ORC_TOKEN_IDLE,
  ORC_TOKEN_LOCKING,     /* another process has the cache: timer */
  ORC_TOKEN_ASKING,      /* http */
  ORC_TOKEN_BACKING_OFF, /* timer */
  ORC_TOKEN_SUPPLYING    /* the host is asked */
} orc_token_step;

struct orc_token {
  orc_engine *engine;
  const orc_mem *mem;
  const orc_way *way;
  orc_token_spec spec; /* its strings are owned, as secrets */
  /* the token in use */
  orc_buf value;      /* empty: none */
  orc_buf stale;      /* given up by expire: not to be taken from the cache */
  orc_buf refresh;    /* the refresh token to spend next; empty: none */
  bool rejected;      /* the server answered 401 to it */
  bool unsaved;       /* value and refresh must be on the disk before use */
  double life;        /* when it was new; < 0: not known */
  double ends;        /* engine's clock, < 0: not known */
  double renew;       /* from then on it is renewed, < 0: never */
  double asked;       /* when it was asked for; < 0: not known, by others */
  char *granted;      /* scopes, as the server said, or NULL */
  /* the renewal under way or last made */
  orc_token_step step;
  uint64_t round;     /* its number, the first is 1 */
  uint64_t failed;    /* number of the last one that failed */
  size_t waiting;     /* how many wait for it */
  bool refused;       /* by the server: do not ask again */
  int attempts;
  orc_http *http;
  orc_buf body;       /* what is posted */
  double patience;    /* engine's clock: so long a good token waits for it */
  orc_timer timer;
  orc_err failure;    /* of the last attempt that failed */
  /* the cache */
  orc_cache *cache;   /* NULL: not opened */
  double lock_until;  /* engine's clock: the patience with who has it */
  char warning[512];  /* empty: none */
  char told[512];     /* the one that was handed out last */
};

/* token_grants.c */
const orc_way *orc_token_way(orc_grant grant);
orc_status orc_token_check(const orc_token_spec *spec, orc_err *err);
/* Can it stand behind "Bearer "? */
bool orc_token_usable(const char *value, size_t len);

/* token.c */
#define ORC_TOKEN_STRINGS 13
/* The spec's strings; *masked (may be NULL): a server's words must not
** repeat it. */
char **orc_token_string(orc_token *token, size_t i, bool *masked);
/* NULL: nobody's in particular. */
orc_counters *orc_token_counters(const orc_token *token);
void orc_token_count_renewal(orc_token *token);
bool orc_token_good(const orc_token *token, double now);
/* Takes over the buffer `value`, whose life was `life` (< 0: not known) and
** ends at `ends`. */
void orc_token_adopt(orc_token *token, orc_buf *value, double ends,
                     double life);
void orc_token_set_scope(orc_token *token, const char *scope, size_t len);
/* How long before its end a token of that life is renewed; at random. */
double orc_token_margin(const orc_token *token, double life);

/* token_round.c */
void orc_token_begin(orc_token *token);
/* Takes the renewal as far as it goes now. */
void orc_token_advance(orc_token *token);
/* ORC_FAIL: token->failure says why. */
void orc_token_end(orc_token *token, orc_status status);
/* Is the renewal to be waited for even while the old token is good? */
bool orc_token_must_finish(const orc_token *token);
/* Ends whatever is under way, told to nobody. */
void orc_token_stop(orc_token *token);

/* token_answer.c */
/* A 2xx answer, or one that is none. */
orc_status orc_token_accept(orc_token *token, orc_err *err);
orc_status orc_token_refuse(orc_token *token, orc_err *err);

/* token_scope.c: what is wrong with the scopes asked for, as far as it is
** known, put into the hint. */
void orc_token_scope_hint(const orc_token *token, orc_err *err);

/* token_cache.c */
bool orc_token_has_cache(const orc_token_spec *spec);
/* Before asking. ORC_OK: ask, with the cache locked if it can be; ORC_END:
** the cache had it; ORC_AGAIN: another process has the cache; ORC_FAIL:
** see err. */
orc_status orc_token_consult(orc_token *token, orc_err *err);
/* What was accepted. ORC_FAIL only where it must not be used unsaved. */
orc_status orc_token_save(orc_token *token, orc_err *err);
void orc_token_unlock(orc_token *token);
/* Since our refresh token was refused, has the user signed in again, and is
** the new one in the cache? */
bool orc_token_signed_in_anew(orc_token *token);

#endif
