#include "token_impl.h"

#include <stdio.h>
#include <string.h>

static void warn(orc_token *token, const char *what, const char *why) {
  snprintf(token->warning, sizeof token->warning, "%.400s%s", what, why);
}

/* ---- opening ---- */

/* FNV-1a of a secret that is long and random: tells two users of one client
** apart, and tells nothing else. Never of a password. */
static uint64_t fingerprint(const char *secret) {
  uint64_t h = 0xcbf29ce484222325u;
  for (; *secret != '\0'; secret++) {
    h ^= (unsigned char)*secret;
    h *= 0x100000001b3u;
  }
  return h;
}

/* Every part stands behind its length, so that no two identities meet. */
static bool put_part(orc_buf *key, const char *part) {
  if (part == NULL) part = "";
  return orc_buf_printf(key, " %zu:", strlen(part)) &&
         orc_buf_puts(key, part);
}

static bool write_key(const orc_token *token, orc_buf *key) {
  const orc_token_spec *spec = &token->spec;
  const char *parts[] = {spec->cache_key, spec->url,      spec->client_id,
                         spec->scope,     spec->username, spec->tenancy};
  orc_buf_puts(key, "1");
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    put_part(key, parts[i]);
  }
  const char *secret = spec->refresh_token;
  if (spec->grant == ORC_GRANT_USER_KEY) secret = spec->secret;
  if (secret != NULL) {
    orc_buf_printf(key, " #%016llx",
                   (unsigned long long)fingerprint(secret));
  }
  return orc_buf_cstr(key) != NULL && !key->failed;
}

static orc_status open_cache(orc_token *token, orc_err *err) {
  if (token->cache != NULL) return ORC_OK;
  orc_buf key;
  orc_buf_init(&key, token->mem, ORC_TOKEN_VALUE);
  if (!write_key(token, &key)) {
    orc_err_memory(err);
  } else if (token->spec.cache_host) {
    token->cache = orc_cache_open_host(
        token->mem, orc_engine_clock(token->engine), key.data);
    if (token->cache == NULL) orc_err_memory(err);
  } else {
    token->cache =
        orc_cache_open(token->mem, orc_engine_clock(token->engine),
                       token->spec.cache_dir, key.data, err);
  }
  orc_buf_fini(&key);
  return token->cache != NULL ? ORC_OK : ORC_FAIL;
}

void orc_token_unlock(orc_token *token) {
  if (token->cache != NULL) orc_cache_unlock(token->cache);
}

/* ---- a host's ---- */

bool orc_token_has_cache(const orc_token_spec *spec) {
  return spec->cache_dir != NULL || spec->cache_host;
}

orc_errand orc_token_errand(const orc_token *token, const char **key,
                            orc_slice *text) {
  if (token == NULL || token->cache == NULL) return ORC_ERRAND_NONE;
  return orc_cache_errand(token->cache, key, text);
}

void orc_token_answer(orc_token *token, orc_slice text, bool again,
                      const char *why) {
  orc_cache_answer(token->cache, text, again, why);
  /* What waited for it goes on at once, but for a lock that another has. */
  if (token->step == ORC_TOKEN_LOCKING && !again) {
    orc_engine_wake_at(token->engine, &token->timer,
                       orc_engine_now(token->engine));
  }
}

/* ---- reading ---- */

static bool same(const orc_buf *a, const orc_buf *b) {
  return a->len > 0 && a->len == b->len &&
         memcmp(a->data, b->data, a->len) == 0;
}

/* May an access token of the cache be used, and for long enough? */
static bool is_fresh(const orc_token *token, const orc_cache_entry *entry) {
  const orc_buf *found = &entry->access_token;
  if (!orc_token_usable(found->data, found->len)) return false;
  if (same(found, &token->stale)) return false;
  if (token->rejected && same(found, &token->value)) return false;
  return entry->left > 0 && entry->life <= ORC_TOKEN_YEAR &&
         entry->left > orc_token_margin(token, entry->life);
}

static orc_status read_cache(orc_token *token, orc_cache_entry *entry,
                             orc_err *err) {
  orc_status status = orc_cache_read(token->cache, entry, err);
  const char *why = orc_cache_warning(token->cache);
  if (status == ORC_END && why != NULL) {
    snprintf(token->warning, sizeof token->warning,
             "the token cache %.380s was ignored: %.60s",
             orc_cache_path(token->cache), why);
  }
  return status;
}

/* The refresh token of the cache is newer than ours: others may have spent
** ours. */
static bool take_refresh(orc_token *token, orc_cache_entry *entry) {
  if (!token->way->rotates || token->way->once) return true;
  const orc_buf *found = &entry->refresh_token;
  if (!orc_token_usable(found->data, found->len)) return true;
  orc_buf_clear(&token->refresh);
  return orc_buf_append(&token->refresh, found->data, found->len);
}

/* ORC_END: it had a token that will do. */
static orc_status look(orc_token *token, orc_cache_entry *entry,
                       orc_err *err) {
  if (token->unsaved || token->way->once) return ORC_OK;
  orc_status status = read_cache(token, entry, err);
  if (status != ORC_OK) return status == ORC_END ? ORC_OK : status;
  if (!is_fresh(token, entry)) return ORC_OK;
  if (!take_refresh(token, entry)) return orc_err_memory(err);
  orc_token_set_scope(token, entry->scope.data, entry->scope.len);
  orc_token_adopt(token, &entry->access_token,
                  orc_engine_now(token->engine) + entry->left, entry->life);
  return ORC_END;
}

/* ---- writing ---- */

static bool copy(orc_buf *to, const char *data, size_t len) {
  orc_buf_clear(to);
  return len == 0 || orc_buf_append(to, data, len);
}

static orc_status write_token(orc_token *token, orc_err *err) {
  orc_cache_entry entry;
  orc_cache_entry_init(&entry, token->mem);
  const char *scope = token->granted;
  bool ok = copy(&entry.access_token, token->value.data, token->value.len) &&
            copy(&entry.refresh_token, token->refresh.data,
                 token->way->rotates ? token->refresh.len : 0) &&
            copy(&entry.scope, scope, scope != NULL ? strlen(scope) : 0);
  entry.life = token->life;
  entry.left = token->life < 0
                   ? -1 : token->ends - orc_engine_now(token->engine);
  orc_status status = ok ? orc_cache_write(token->cache, &entry, err)
                         : orc_err_memory(err);
  orc_cache_entry_fini(&entry);
  return status;
}

/* The token has been accepted but could not be kept. */
static orc_status not_saved(orc_token *token, orc_err *err) {
  char words[sizeof err->message];
  strcpy(words, err->message);
  if (!token->unsaved || !token->way->rotates) {
    token->unsaved = false;
    warn(token, words, "; the token is kept in memory only");
    return ORC_OK;
  }
  err->status = 0;
  return orc_err_set(err, err->kind, "the new refresh token could not be "
                     "kept, so the sign-in is not used yet: %s", words);
}

orc_status orc_token_save(orc_token *token, orc_err *err) {
  if (!orc_token_has_cache(&token->spec)) return ORC_OK;
  if (token->cache == NULL || !orc_cache_locked(token->cache)) {
    /* The sign-in went on without it, and said so. */
    return ORC_OK;
  }
  orc_status status = write_token(token, err);
  if (status == ORC_AGAIN) {
    token->unsaved = true; /* the host is to keep it first */
    return ORC_AGAIN;
  }
  if (status != ORC_OK) return not_saved(token, err);
  token->unsaved = false;
  return ORC_OK;
}

/* Nothing is spent that could not be replaced: what the cache holds is
** written once more, which tells whether it can be. */
static orc_status prove_writable(orc_token *token, orc_cache_entry *entry,
                                 orc_err *err) {
  if (!token->way->rotates) return ORC_OK;
  if (!token->way->once &&
      !copy(&entry->refresh_token, token->refresh.data, token->refresh.len)) {
    return orc_err_memory(err);
  }
  return orc_cache_write(token->cache, entry, err);
}

/* ---- before asking ---- */

static orc_status with_lock(orc_token *token, orc_err *err) {
  if (token->unsaved) {
    orc_status saved = orc_token_save(token, err);
    if (saved != ORC_OK) return saved;
    double now = orc_engine_now(token->engine);
    if (orc_token_good(token, now)) return ORC_END;
  }
  orc_cache_entry entry;
  orc_cache_entry_init(&entry, token->mem);
  orc_status status = look(token, &entry, err);
  if (status == ORC_OK && token->way->once) {
    orc_status known = read_cache(token, &entry, err);
    if (known != ORC_END) status = known;
  }
  if (status == ORC_OK && !take_refresh(token, &entry)) {
    status = orc_err_memory(err);
  }
  if (status == ORC_OK) status = prove_writable(token, &entry, err);
  orc_cache_entry_fini(&entry);
  return status;
}

static orc_status without_lock(orc_token *token, orc_err *err) {
  orc_cache_entry entry;
  orc_cache_entry_init(&entry, token->mem);
  orc_status status = look(token, &entry, err);
  orc_cache_entry_fini(&entry);
  if (status != ORC_OK) return status;
  status = orc_cache_lock(token->cache, err);
  if (status != ORC_AGAIN) return status;
  if (orc_engine_now(token->engine) < token->lock_until) return ORC_AGAIN;
  orc_err_set(err, ORC_KIND_BUSY, "another process holds the token cache %s "
              "and does not let go", orc_cache_path(token->cache));
  orc_err_hint(err, "is one of your scripts stopped or hanging? End it, or "
               "set cache = false");
  err->retryable = true;
  return ORC_FAIL;
}

orc_status orc_token_consult(orc_token *token, orc_err *err) {
  if (!orc_token_has_cache(&token->spec)) return ORC_OK;
  orc_status status = open_cache(token, err);
  if (status == ORC_OK) status = without_lock(token, err);
  if (status == ORC_OK) status = with_lock(token, err);
  if (status != ORC_FAIL || token->way->rotates ||
      err->kind == ORC_KIND_MEMORY) {
    return status;
  }
  warn(token, err->message, "; going on without it");
  orc_err_clear(err);
  bool signed_in = token->unsaved; /* and now it is not kept, that is all */
  token->unsaved = false;
  return signed_in ? ORC_END : ORC_OK;
}

bool orc_token_signed_in_anew(orc_token *token) {
  if (token->cache == NULL || !token->way->rotates) return false;
  orc_err ignored;
  orc_cache_entry entry;
  orc_cache_entry_init(&entry, token->mem);
  bool anew = orc_cache_read(token->cache, &entry, &ignored) == ORC_OK &&
              entry.refresh_token.len > 0 &&
              !same(&entry.refresh_token, &token->refresh);
  orc_cache_entry_fini(&entry);
  return anew;
}

orc_status orc_token_forget(orc_token *token, orc_err *err) {
  if (token == NULL) return ORC_OK;
  if (orc_token_has_cache(&token->spec)) {
    orc_status status = open_cache(token, err);
    if (status == ORC_OK) status = orc_cache_lock(token->cache, err);
    if (status == ORC_OK) status = orc_cache_remove(token->cache, err);
    if (status == ORC_AGAIN) return ORC_AGAIN;
    orc_token_unlock(token);
    if (status != ORC_OK) return status;
  }
  orc_token_expire(token);
  token->unsaved = false;
  const char *given = token->spec.refresh_token;
  if (!copy(&token->refresh, given, given != NULL ? strlen(given) : 0)) {
    return orc_err_memory(err);
  }
  return ORC_OK;
}
