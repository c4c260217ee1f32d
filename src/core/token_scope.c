#include "token_impl.h"

#include <string.h>

/* The known traps, facts of the identity server: a scope asked for whole and
** in part, in both its parts, or offline_access without a user. */

typedef struct word {
  const char *at;
  size_t len;
} word;

static bool next_word(const char **at, word *out) {
  *at += strspn(*at, " ");
  *out = (word){*at, strcspn(*at, " ")};
  *at += out->len;
  return out->len > 0;
}

static bool holds(const char *scope, const char *name, size_t len,
                  const char *suffix) {
  word w;
  size_t more = strlen(suffix);
  while (next_word(&scope, &w)) {
    if (w.len == len + more && memcmp(w.at, name, len) == 0 &&
        memcmp(w.at + len, suffix, more) == 0) {
      return true;
    }
  }
  return false;
}

static bool is_part(const word *w, const char *suffix, size_t *stem) {
  size_t len = strlen(suffix);
  if (w->len <= len || memcmp(w->at + w->len - len, suffix, len) != 0) {
    return false;
  }
  *stem = w->len - len;
  return true;
}

static bool explain(const char *scope, orc_err *err) {
  const char *at = scope;
  word w;
  while (next_word(&at, &w)) {
    size_t stem;
    bool reads = is_part(&w, ".Read", &stem);
    if (!reads && !is_part(&w, ".Write", &stem)) continue;
    bool whole = holds(scope, w.at, stem, "");
    if (!whole && !(reads && holds(scope, w.at, stem, ".Write"))) continue;
    int len = (int)(stem < 60 ? stem : 60);
    if (whole) {
      orc_err_hint(err, "`scope` asks for %.*s whole and in part: leave out "
                   "%.*s.Read and %.*s.Write", len, w.at, len, w.at, len,
                   w.at);
    } else {
      orc_err_hint(err, "`scope` asks for both parts of %.*s: ask for %.*s "
                   "alone if that is what the application was given", len,
                   w.at, len, w.at);
    }
    return true;
  }
  return false;
}

void orc_token_scope_hint(const orc_token *token, orc_err *err) {
  const char *scope = token->spec.scope;
  if (scope == NULL || *scope == '\0') {
    orc_err_hint(err, "give `scope`: those assigned to the application, or "
                 "OR.Default");
  } else if (token->way == orc_token_way(ORC_GRANT_CLIENT_CREDENTIALS) &&
             holds(scope, "offline_access", 14, "")) {
    orc_err_hint(err, "leave offline_access out of `scope`: it goes with a "
                 "user's sign-in only");
  } else if (!explain(scope, err)) {
    orc_err_hint(err, "check `scope`: each one must be assigned to the "
                 "application, as application scope for client_secret, as "
                 "user scope for a user's sign-in");
  }
}
