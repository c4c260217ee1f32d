#include "token_impl.h"

#include <string.h>

/* ---- making one ---- */

#define AT(field) offsetof(orc_token_spec, field)
static const struct {
  size_t at;
  bool masked;
} strings[ORC_TOKEN_STRINGS] = {
    {AT(url), false},          {AT(client_id), false},
    {AT(secret), true},        {AT(scope), false},
    {AT(refresh_token), true}, {AT(code), true},
    {AT(code_verifier), true}, {AT(redirect_uri), false},
    {AT(username), false},     {AT(password), true},
    {AT(tenancy), false},      {AT(cache_dir), false},
    {AT(cache_key), false},
};
#undef AT

char **orc_token_string(orc_token *token, size_t i, bool *masked) {
  if (masked != NULL) *masked = strings[i].masked;
  return (char **)(void *)((char *)&token->spec + strings[i].at);
}

const char *orc_token_secret(orc_token *token, size_t i) {
  if (token == NULL) return NULL;
  if (i < ORC_TOKEN_STRINGS) {
    return strings[i].masked ? *orc_token_string(token, i, NULL) : NULL;
  }
  orc_buf *held[] = {&token->value, &token->stale, &token->refresh};
  orc_buf *buf = held[i - ORC_TOKEN_STRINGS];
  return buf->len > 0 ? orc_buf_cstr(buf) : NULL;
}

static bool copy(orc_token *token, const char **to) {
  const char *given = *to;
  if (given == NULL) return true;
  *to = orc_mem_string(token->mem, given);
  return *to != NULL;
}

static bool copy_spec(orc_token *token, const orc_token_spec *spec) {
  token->spec = *spec;
  bool ok = true;
  for (size_t i = 0; i < ORC_TOKEN_STRINGS; i++) {
    /* After a failure the rest must not stay borrowed: it would be freed. */
    const char **to = (const char **)(void *)orc_token_string(token, i, NULL);
    if (!ok) *to = NULL;
    ok = ok && copy(token, to);
  }
  if (!ok) return false;
  if (token->way->header == NULL && spec->secret != NULL) {
    return orc_buf_puts(&token->value, spec->secret);
  }
  return spec->refresh_token == NULL ||
         orc_buf_puts(&token->refresh, spec->refresh_token);
}

orc_token *orc_token_new(orc_engine *engine, const orc_token_spec *spec,
                         orc_err *err) {
  if (orc_token_check(spec, err) != ORC_OK) return NULL;
  orc_counters *counters = spec->net != NULL ? spec->net->counters : NULL;
  const orc_mem *mem = orc_counters_mem(counters, engine);
  orc_token *token = orc_mem_new(mem, sizeof *token);
  if (token == NULL) {
    orc_err_memory(err);
    return NULL;
  }
  token->engine = engine;
  token->mem = mem;
  token->way = orc_token_way(spec->grant);
  token->life = token->ends = token->renew = -1;
  orc_buf *secrets[] = {&token->value, &token->stale, &token->refresh};
  for (size_t i = 0; i < 3; i++) {
    orc_buf_init(secrets[i], mem, ORC_TOKEN_VALUE);
    secrets[i]->secret = true;
  }
  if (copy_spec(token, spec)) return token;
  orc_err_memory(err);
  orc_token_free(token);
  return NULL;
}

void orc_token_free(orc_token *token) {
  if (token == NULL) return;
  orc_token_stop(token);
  orc_cache_close(token->cache);
  orc_buf_fini(&token->value);
  orc_buf_fini(&token->stale);
  orc_buf_fini(&token->refresh);
  orc_mem_string_free(token->mem, token->granted);
  for (size_t i = 0; i < ORC_TOKEN_STRINGS; i++) {
    orc_mem_secret_free(token->mem, *orc_token_string(token, i, NULL));
  }
  orc_mem_free(token->mem, token, sizeof *token);
}

/* ---- the token in use ---- */

void orc_token_count_renewal(orc_token *token) {
  orc_count(token->engine, orc_token_counters(token), ORC_COUNTER(renewals),
            1);
}

orc_counters *orc_token_counters(const orc_token *token) {
  return token->spec.net != NULL ? token->spec.net->counters : NULL;
}

bool orc_token_good(const orc_token *token, double now) {
  return token->value.len > 0 && !token->rejected && !token->unsaved &&
         (token->ends < 0 || now < token->ends);
}

double orc_token_margin(const orc_token *token, double life) {
  double margin = life / 10;
  if (margin > 300) margin = 300;
  if (margin < 5) margin = 5;
  if (margin > life / 2) margin = life / 2;
  return margin * (1 - orc_engine_random(token->engine) / 5);
}

void orc_token_adopt(orc_token *token, orc_buf *value, double ends,
                     double life) {
  orc_buf_fini(&token->value);
  token->value = *value;
  orc_buf_init(value, token->mem, ORC_TOKEN_VALUE);
  token->rejected = false;
  token->asked = -1;
  token->life = life;
  token->ends = life < 0 ? -1 : ends;
  token->renew = life < 0 ? -1 : ends - orc_token_margin(token, life);
}

void orc_token_set_scope(orc_token *token, const char *scope, size_t len) {
  orc_mem_string_free(token->mem, token->granted);
  token->granted = NULL;
  orc_buf copied; /* a notice only: without memory it is left out */
  orc_buf_init(&copied, token->mem, ORC_TOKEN_VALUE);
  if (len > 0 && orc_buf_append(&copied, scope, len) &&
      orc_buf_cstr(&copied) != NULL) {
    token->granted = orc_mem_string(token->mem, copied.data);
  }
  orc_buf_fini(&copied);
}

/* ---- for those who ask ---- */

static orc_status tell_failure(const orc_token *token, uint64_t *ticket,
                               orc_err *err) {
  *ticket = 0;
  *err = token->failure;
  err->attempts = token->attempts;
  return ORC_FAIL;
}

static orc_status wait_for_round(orc_token *token, uint64_t *ticket,
                                 double deadline, orc_err *err) {
  if (*ticket != 0 && *ticket == token->failed) {
    return tell_failure(token, ticket, err);
  }
  if (token->refused) {
    if (!orc_token_signed_in_anew(token)) {
      return tell_failure(token, ticket, err);
    }
    token->refused = false;
  }
  if (token->step == ORC_TOKEN_IDLE) orc_token_begin(token);
  if (token->step == ORC_TOKEN_IDLE) {
    return tell_failure(token, ticket, err);
  }
  if (token->step == ORC_TOKEN_BACKING_OFF && deadline >= 0 &&
      token->timer.at > deadline) {
    return tell_failure(token, ticket, err);
  }
  if (*ticket != token->round) token->waiting++;
  *ticket = token->round;
  return ORC_AGAIN;
}

void orc_token_leave(orc_token *token, uint64_t *ticket) {
  if (token == NULL || *ticket == 0) return;
  if (*ticket == token->round && token->waiting > 0) token->waiting--;
  *ticket = 0;
}

void orc_token_abandon(orc_token *token) {
  if (token == NULL || token->waiting > 0 || token->spec.cache_host) return;
  if (token->step == ORC_TOKEN_IDLE ||
      orc_token_good(token, orc_engine_now(token->engine)) ||
      (token->step == ORC_TOKEN_ASKING && token->way->rotates)) {
    return;
  }
  orc_token_stop(token);
}

static orc_status hand_out(orc_token *token, uint64_t *ticket,
                           const char **value) {
  orc_token_leave(token, ticket);
  *value = orc_buf_cstr(&token->value); /* its room came with the bytes */
  return ORC_OK;
}

orc_status orc_token_get(orc_token *token, uint64_t *ticket, double deadline,
                         const char **value, orc_err *err) {
  if (orc_engine_check(token->engine, err) != ORC_OK) return ORC_FAIL;
  orc_token_advance(token);
  double now = orc_engine_now(token->engine);
  if (orc_token_good(token, now)) {
    if (token->renew >= 0 && now >= token->renew &&
        token->step == ORC_TOKEN_IDLE && !token->refused &&
        orc_token_renewable(token)) {
      orc_token_begin(token);
    }
    if (!orc_token_must_finish(token) && orc_token_good(token, now)) {
      return hand_out(token, ticket, value);
    }
  }
  orc_status status = wait_for_round(token, ticket, deadline, err);
  if (status == ORC_FAIL && orc_token_good(token, now)) {
    /* The cache had it: the round ended as it began. */
    return hand_out(token, ticket, value);
  }
  return status;
}

bool orc_token_reject(orc_token *token, const char *value) {
  if (!orc_token_renewable(token)) return false;
  const char *current = orc_buf_cstr(&token->value);
  if (current != NULL && strcmp(current, value) == 0) token->rejected = true;
  return true;
}

bool orc_token_older(const orc_token *token, double moment) {
  return token->asked < moment;
}

void orc_token_expire(orc_token *token) {
  if (token == NULL) return;
  orc_token_stop(token);
  token->refused = false;
  token->rejected = false;
  if (token->way->header == NULL && token->spec.secret != NULL) return;
  if (token->value.len > 0) {
    orc_buf_fini(&token->stale);
    token->stale = token->value;
    orc_buf_init(&token->value, token->mem, ORC_TOKEN_VALUE);
    token->value.secret = true;
  }
  token->life = token->ends = token->renew = -1;
  orc_token_set_scope(token, NULL, 0);
}

bool orc_token_wanted(const orc_token *token) {
  return token != NULL && token->step == ORC_TOKEN_SUPPLYING;
}

static orc_status not_external(const orc_token *token, orc_err *err) {
  if (token != NULL && token->way == orc_token_way(ORC_GRANT_EXTERNAL)) {
    return ORC_OK;
  }
  return orc_err_set(err, ORC_KIND_CONFIG,
                     "a token is supplied, but the connection signs in by "
                     "itself");
}

orc_status orc_token_supply(orc_token *token, const char *value, double life,
                            orc_err *err) {
  if (not_external(token, err) != ORC_OK) return ORC_FAIL;
  orc_buf copied;
  orc_buf_init(&copied, token->mem, ORC_TOKEN_VALUE);
  copied.secret = true;
  orc_status status = ORC_OK;
  if (!orc_token_usable(value, strlen(value))) {
    status = orc_err_set(err, ORC_KIND_CONFIG, "what the token function gave "
                         "is no token: it is empty or has a space, line "
                         "break or other such character in it");
    orc_err_hint(err, "return the bare access token, without \"Bearer\"");
  } else if (!orc_buf_puts(&copied, value)) {
    status = orc_err_memory(err);
  } else {
    bool known = life > 0 && life <= ORC_TOKEN_YEAR;
    orc_token_adopt(token, &copied, orc_engine_now(token->engine) + life,
                    known ? life : -1);
    token->asked = orc_engine_now(token->engine);
    orc_token_count_renewal(token);
  }
  orc_buf_fini(&copied);
  if (status == ORC_FAIL) token->failure = *err;
  if (orc_token_wanted(token)) orc_token_end(token, status);
  return status;
}

void orc_token_supply_failed(orc_token *token, const char *why) {
  if (!orc_token_wanted(token)) return;
  orc_err_clear(&token->failure);
  orc_err_set(&token->failure, ORC_KIND_AUTH, "the token function failed: %s",
              why);
  orc_token_end(token, ORC_FAIL);
}

bool orc_token_renewable(const orc_token *token) {
  if (token == NULL) return false;
  if (token->way == orc_token_way(ORC_GRANT_EXTERNAL)) return true;
  if (token->way->header == NULL) return false;
  return !token->way->rotates || token->way->once ||
         token->refresh.len > 0 || orc_token_has_cache(&token->spec);
}

double orc_token_left(const orc_token *token) {
  if (token == NULL) return -1;
  double left = token->ends - orc_engine_now(token->engine);
  return token->value.len > 0 && token->ends >= 0 && left > 0 ? left : -1;
}

const char *orc_token_scope(const orc_token *token) {
  return token != NULL ? token->granted : NULL;
}

const char *orc_token_warning(orc_token *token) {
  if (token == NULL || *token->warning == '\0') return NULL;
  memcpy(token->told, token->warning, sizeof token->told);
  token->warning[0] = '\0';
  return token->told;
}

const char *orc_token_cache_path(const orc_token *token) {
  if (token == NULL || token->cache == NULL) return NULL;
  return orc_cache_path(token->cache);
}
