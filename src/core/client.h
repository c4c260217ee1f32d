/*
** client: what all calls to one tenant share: how to reach it, its token,
** where that token may go.
*/
#ifndef ORC_CLIENT_H
#define ORC_CLIENT_H

#include "events.h"
#include "http.h"
#include "pace.h"
#include "retry.h"
#include "token.h"

#define ORC_MAX_ANSWER ((size_t)64 << 20) /* default cap of one answer */

typedef struct orc_client_spec {
  orc_net net;                 /* strings copied; its trace and counters are
                                  ignored */
  orc_token_spec token;        /* strings copied; its net and retry are
                                  ignored; fixed without a secret: none */
  const char *const *origins;  /* URLs whose origins may see the token;
                                  NULL-terminated, copied */
  orc_retry_policy retry;
  size_t max_answer;           /* 0: ORC_MAX_ANSWER */
  const orc_pace_limit *limits; /* borrowed for ever; NULL: no pacing at all */
  double share;                /* of the limits, 0: ORC_PACE_SHARE */
  bool events;                 /* keep events for orc_events_take */
  bool trace;                  /* keep what goes over the wire, masked, for
                                  orc_trace_take of net.trace */
} orc_client_spec;

typedef struct orc_client {
  orc_engine *engine; /* borrowed */
  orc_net net;
  orc_token *token;   /* NULL: none was given, only anonymous calls */
  orc_retry_policy retry;
  orc_retry_budget budget;
  orc_pace *pace;     /* NULL: requests go out as they come */
  orc_events events;
  size_t max_answer;
  char **origins;     /* as orc_url_origin writes them */
  size_t origin_count;
  char *api_versions; /* last api-supported-versions header seen, or NULL */
} orc_client;

/* NULL: kind config (names the setting) or memory. */
orc_client *orc_client_new(orc_engine *engine, const orc_client_spec *spec,
                           orc_err *err);
/* Its calls and pagers must have gone before. NULL is allowed. */
void orc_client_free(orc_client *client);
/* May the token be sent there? ORC_FAIL: kind argument (no such origin was
** given, or no usable address) or memory. */
orc_status orc_client_check(const orc_client *client, const char *url,
                            orc_err *err);
bool orc_client_trusts(const orc_client *client, const char *url);
/* What it has done and holds; but for `waited`, which only the engine counts. */
const orc_stats *orc_client_stats(const orc_client *client);
/* Blots the client's secrets out of a message that a server wrote. */
void orc_client_mask(orc_client *client, orc_err *err);

#endif
