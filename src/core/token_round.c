#include "token_impl.h"

#include <string.h>

#define PATIENCE 10.0    /* seconds that a good token waits for its renewal */
#define ANSWER_WITHIN 45.0 /* seconds that the endpoint has for one answer */
#define LOCK_FIRST 0.02  /* seconds between two tries of the lock … */
#define LOCK_SPREAD 0.03 /* … and as much more at random */
#define LOCK_PATIENCE 30.0

void orc_token_stop(orc_token *token) {
  orc_engine_disarm(token->engine, &token->timer);
  orc_http_free(token->http);
  token->http = NULL;
  orc_buf_fini(&token->body);
  token->step = ORC_TOKEN_IDLE;
  orc_token_unlock(token);
}

static void wake_after(orc_token *token, double seconds) {
  orc_engine_wake_at(token->engine, &token->timer,
                     orc_engine_now(token->engine) + seconds);
}

void orc_token_end(orc_token *token, orc_status status) {
  if (status == ORC_FAIL) {
    token->failed = token->round;
    /* A token that is still good is renewed again halfway to its end. */
    double now = orc_engine_now(token->engine);
    if (token->ends > now) token->renew = now + (token->ends - now) / 2;
  }
  orc_token_stop(token);
  orc_engine_stir(token->engine); /* one who waits ended it for all */
}

static orc_status ask(orc_token *token, orc_err *err) {
  const char *const headers[] = {token->way->header,
                                 "Accept: application/json", NULL};
  const orc_http_request request = {
      .method = "POST",
      .url = token->spec.url,
      .headers = headers,
      .body = token->body.data,
      .body_len = token->body.len,
      .max_body = ORC_TOKEN_ANSWER,
      .secret = true,
  };
  orc_err_clear(err);
  orc_err_request(err, "POST", token->spec.url);
  token->http =
      orc_http_start(token->engine, token->spec.net, &request, err);
  if (token->http == NULL) return ORC_FAIL;
  token->attempts++;
  token->step = ORC_TOKEN_ASKING;
  token->patience = orc_engine_now(token->engine) + PATIENCE;
  wake_after(token, PATIENCE);
  return ORC_OK;
}

/* The body is made anew for every attempt: the cache may have had a newer
** refresh token. */
static orc_status write_and_ask(orc_token *token) {
  orc_http_free(token->http);
  token->http = NULL;
  orc_buf_fini(&token->body);
  orc_buf_init(&token->body, token->mem, ORC_TOKEN_VALUE);
  token->body.secret = true;
  if (!token->way->write(token, &token->body)) {
    orc_err_memory(&token->failure);
    return ORC_FAIL;
  }
  return ask(token, &token->failure);
}

static orc_status check_refresh(const orc_token *token, orc_err *err) {
  if (!token->way->rotates || token->way->once || token->refresh.len > 0) {
    return ORC_OK;
  }
  orc_err_set(err, ORC_KIND_AUTH, "there is no refresh token to go on with");
  orc_err_hint(err, "sign in again; the scope `offline_access` brings a "
               "refresh token along");
  return ORC_FAIL;
}

/* As far as the cache lets it. */
static void go_on(orc_token *token) {
  orc_err *err = &token->failure;
  orc_status status = orc_token_consult(token, err);
  if (status == ORC_AGAIN) {
    token->step = ORC_TOKEN_LOCKING;
    wake_after(token, LOCK_FIRST +
                          LOCK_SPREAD * orc_engine_random(token->engine));
    return;
  }
  if (status == ORC_OK) status = check_refresh(token, err);
  if (status == ORC_OK) {
    if (write_and_ask(token) != ORC_OK) orc_token_end(token, ORC_FAIL);
    return;
  }
  orc_token_end(token, status == ORC_END ? ORC_OK : ORC_FAIL);
}

void orc_token_begin(orc_token *token) {
  token->round++;
  token->waiting = 0;
  token->attempts = 0;
  token->lock_until = orc_engine_now(token->engine) + LOCK_PATIENCE;
  orc_err_clear(&token->failure);
  if (token->way == orc_token_way(ORC_GRANT_EXTERNAL)) {
    token->step = ORC_TOKEN_SUPPLYING;
  } else {
    go_on(token);
  }
}

/* A sign-in can be repeated: either the endpoint changes nothing by it, or
** what it changed is lost with its answer anyhow. */
static void retry_or_end(orc_token *token) {
  orc_err *err = &token->failure;
  const orc_outcome outcome = {
      .read = true,
      .attempts = token->attempts,
      .status = err->kind == ORC_KIND_NETWORK ? 0 : err->status,
      .kind = err->kind,
      .sent = err->sent,
      .retry_after = err->retry_after,
      .random = orc_engine_random(token->engine),
  };
  double delay;
  err->retryable = orc_retry_hopeful(&outcome);
  if (orc_retry_decide(&token->spec.retry, &outcome, &delay) !=
      ORC_RETRY_AGAIN) {
    orc_token_end(token, ORC_FAIL);
    return;
  }
  orc_counters *counters = orc_token_counters(token);
  orc_count(token->engine, counters, ORC_COUNTER(retries), 1);
  orc_count_seconds(token->engine, counters, ORC_COUNTER(backed_off), delay);
  token->step = ORC_TOKEN_BACKING_OFF;
  orc_token_unlock(token); /* others need not wait for this one */
  wake_after(token, delay);
}

static void conclude(orc_token *token, orc_status status) {
  orc_err *err = &token->failure;
  int code = orc_http_status(token->http);
  const orc_clock *clock = orc_engine_clock(token->engine);
  err->retry_after = orc_retry_after(
      orc_http_header(token->http, "Retry-After"), clock->wall(clock->ud));
  if (status == ORC_OK) {
    err->status = code;
    err->sent = ORC_SENT_YES;
    status = code >= 200 && code < 300 ? orc_token_accept(token, err)
                                       : orc_token_refuse(token, err);
  }
  if (status == ORC_OK) {
    orc_token_end(token, ORC_OK);
  } else if (status == ORC_AGAIN) {
    token->step = ORC_TOKEN_LOCKING;
    wake_after(token, LOCK_FIRST);
  } else {
    retry_or_end(token);
  }
}

/* Who waits has a deadline; a round that nobody answers would outlive them
** all, and whoever comes next would wait for it in vain. */
static void give_up_waiting(orc_token *token) {
  orc_err *err = &token->failure;
  orc_err_set(err, ORC_KIND_NETWORK, "no answer within %.0f s", ANSWER_WITHIN);
  err->sent = ORC_SENT_UNSURE;
  orc_http_free(token->http);
  token->http = NULL;
  retry_or_end(token);
}

static void look_for_answer(orc_token *token) {
  orc_status status = orc_http_poll(token->http, &token->failure);
  double now = orc_engine_now(token->engine);
  double limit = orc_http_started(token->http) + ANSWER_WITHIN;
  if (status != ORC_AGAIN) {
    conclude(token, status);
  } else if (now >= limit) {
    give_up_waiting(token);
  } else if (now >= token->patience) {
    wake_after(token, limit - now);
  }
}

void orc_token_advance(orc_token *token) {
  bool due = orc_engine_now(token->engine) >= token->timer.at;
  if (token->step == ORC_TOKEN_ASKING) {
    look_for_answer(token);
  } else if (token->step == ORC_TOKEN_LOCKING && due) {
    go_on(token);
  } else if (token->step == ORC_TOKEN_BACKING_OFF && due) {
    token->lock_until = orc_engine_now(token->engine) + LOCK_PATIENCE;
    go_on(token);
  }
}

/* A renewal that other processes wait for, or that the end of the script
** must not cut off, is waited for even while the old token is good. */
bool orc_token_must_finish(const orc_token *token) {
  const char *key;
  orc_slice text;
  if (token->step == ORC_TOKEN_LOCKING &&
      orc_token_errand(token, &key, &text) != ORC_ERRAND_NONE) {
    return true;
  }
  return token->step == ORC_TOKEN_ASKING &&
         (token->way->rotates || token->cache != NULL) &&
         orc_engine_now(token->engine) < token->patience;
}
