#include "token_impl.h"

#include "answer.h"
#include "json.h"

#include <stdlib.h>
#include <string.h>

/* ---- a token ---- */

/* The member `name`, a string, with its escapes resolved. */
static bool read_string(orc_slice body, const char *name, orc_buf *out) {
  orc_json json;
  if (orc_json_find(&json, body.data, body.len, name) != ORC_JSON_STRING) {
    return false;
  }
  return orc_json_unescape(&json, out);
}

static double number_of(const char *text) {
  char *end;
  double value = strtod(text, &end);
  return end != text && *end == '\0' ? value : -1;
}

/* Seconds that the token lives; < 0: not said, or not to be believed. */
static double read_life(const orc_token *token, orc_slice body) {
  orc_json json;
  double life = -1;
  orc_json_type type =
      orc_json_find(&json, body.data, body.len, "expires_in");
  if (type == ORC_JSON_DONE) return token->way->life;
  if (type == ORC_JSON_INTEGER) life = (double)json.integer;
  if (type == ORC_JSON_NUMBER) life = json.number;
  if (type == ORC_JSON_STRING) {
    orc_buf text;
    orc_buf_init(&text, token->mem, 64);
    if (orc_json_unescape(&json, &text) && orc_buf_cstr(&text) != NULL) {
      life = number_of(text.data);
    }
    orc_buf_fini(&text);
  }
  return life > 0 && life <= ORC_TOKEN_YEAR ? life : -1;
}

static void read_scope(orc_token *token, orc_slice body) {
  orc_buf scope;
  orc_buf_init(&scope, token->mem, ORC_TOKEN_VALUE);
  bool found = read_string(body, "scope", &scope);
  orc_token_set_scope(token, scope.data, found ? scope.len : 0);
  orc_buf_fini(&scope);
}

/* ORC_OK: *out is filled; ORC_END: there is none that could be used. */
static orc_status read_secret(const orc_token *token, const char *name,
                              orc_buf *out, orc_err *err) {
  orc_buf_init(out, token->mem, ORC_TOKEN_VALUE);
  out->secret = true;
  if (read_string(orc_http_body(token->http), name, out) &&
      orc_token_usable(out->data, out->len)) {
    return ORC_OK;
  }
  bool memory = out->failed && !out->full;
  orc_buf_fini(out);
  return memory ? orc_err_memory(err) : ORC_END;
}

static orc_status unusable(const orc_token *token, orc_err *err) {
  orc_slice body = orc_http_body(token->http);
  if (orc_answer_is_page(orc_http_header(token->http, "Content-Type")) ||
      (body.len > 0 && body.data[0] == '<')) {
    orc_answer_page(orc_http_status(token->http), err);
  } else {
    orc_err_set(err, ORC_KIND_PROTOCOL,
                "the sign-in was answered without a usable `%s`",
                token->way->member);
  }
  orc_err_hint(err, "the sign-in address is probably wrong: check "
               "`account_url` and `identity_url`, and `url`");
  return ORC_FAIL;
}

/* A refresh token that a use has spent; without a new one the old stays. */
static void take_refresh(orc_token *token, orc_buf *next, bool found) {
  if (!token->way->rotates) {
    orc_buf_fini(next);
    return;
  }
  if (found) {
    orc_buf_fini(&token->refresh);
    token->refresh = *next;
  }
  token->way = orc_token_way(ORC_GRANT_REFRESH_TOKEN);
}

orc_status orc_token_accept(orc_token *token, orc_err *err) {
  orc_slice body = orc_http_body(token->http);
  orc_buf value, refresh;
  /* The refresh token first: it is the one that cannot be had again. */
  orc_status found = read_secret(token, "refresh_token", &refresh, err);
  if (found == ORC_FAIL) return ORC_FAIL;
  orc_status status = read_secret(token, token->way->member, &value, err);
  double life = read_life(token, body);
  if (status == ORC_OK || found == ORC_OK) {
    bool rotated = token->way->rotates && found == ORC_OK;
    take_refresh(token, &refresh, found == ORC_OK);
    token->unsaved = rotated && orc_token_has_cache(&token->spec);
  }
  if (status != ORC_OK) {
    if (token->unsaved) orc_token_save(token, err);
    return status == ORC_FAIL ? ORC_FAIL : unusable(token, err);
  }
  double asked = orc_http_started(token->http);
  orc_token_adopt(token, &value, asked + life, life);
  token->asked = asked;
  read_scope(token, body);
  orc_token_count_renewal(token);
  return orc_token_save(token, err);
}

/* ---- a refusal ---- */

static const char *hint_of(const char *code) {
  static const struct {
    const char *code;
    const char *hint;
  } hints[] = {
      {"invalid_client",
       "check `client_id` and `client_secret`, and that the application is "
       "registered in this organisation"},
      {"access_denied",
       "check `client_id` and `user_key` against the API Access window of "
       "this organisation"},
      {"unauthorized_client",
       "the application may not sign in this way: client_secret alone needs "
       "a confidential one with application scopes, a user's sign-in one "
       "with user scopes"},
      {"unsupported_grant_type",
       "this server does not know this way in: check `account_url` and "
       "`identity_url`"},
  };
  for (size_t i = 0; i < sizeof hints / sizeof *hints; i++) {
    if (strcmp(hints[i].code, code) == 0) return hints[i].hint;
  }
  return NULL;
}

static const char *hint_of_status(const orc_token *token, int status) {
  if (status == 400 || status == 401 || status == 403) {
    if (token->way->refused != NULL) return token->way->refused;
    return "check the credentials, and that they are of this organisation";
  }
  if (status == 404 || status == 405) {
    return "the sign-in address is probably wrong: check `account_url` and "
           "`identity_url`";
  }
  return NULL;
}

static void add_hint(const orc_token *token, orc_err *err) {
  orc_buf code;
  orc_buf_init(&code, token->mem, 64);
  const char *hint = hint_of_status(token, err->status);
  if (read_string(orc_http_body(token->http), "error", &code) &&
      orc_buf_cstr(&code) != NULL) {
    if (hint_of(code.data) != NULL) hint = hint_of(code.data);
    bool grant = strcmp(code.data, "invalid_grant") == 0;
    if (grant && token->way->invalid != NULL) hint = token->way->invalid;
  }
  if (hint != NULL) orc_err_hint(err, "%s", hint);
  if (code.data != NULL && strcmp(code.data, "invalid_scope") == 0) {
    orc_token_scope_hint(token, err);
  }
  orc_buf_fini(&code);
}

static bool is_refusal(int status) {
  return status >= 400 && status < 500 && status != 408 && status != 429;
}

/* Should the server repeat what it was sent. */
static void mask(orc_token *token, orc_err *err) {
  for (size_t i = 0; i < ORC_TOKEN_STRINGS; i++) {
    bool masked;
    const char *secret = *orc_token_string(token, i, &masked);
    if (masked && secret != NULL) orc_answer_mask(err, secret);
  }
  const char *refresh = orc_buf_cstr(&token->refresh);
  if (refresh != NULL) orc_answer_mask(err, refresh);
}

orc_status orc_token_refuse(orc_token *token, orc_err *err) {
  const orc_answer answer = {
      .status = orc_http_status(token->http),
      .content_type = orc_http_header(token->http, "Content-Type"),
      .location = orc_http_header(token->http, "Location"),
      .body = orc_http_body(token->http),
  };
  orc_answer_error(token->mem, &answer, err);
  mask(token, err);
  token->refused = is_refusal(answer.status);
  if (err->kind == ORC_KIND_TLS) return ORC_FAIL; /* not about this sign-in */
  if (answer.status == 400 || answer.status == 401 || answer.status == 403) {
    err->kind = ORC_KIND_AUTH;
  }
  char words[sizeof err->message];
  strcpy(words, err->message);
  orc_err_set(err, err->kind, "the sign-in was refused: %s", words);
  add_hint(token, err);
  return ORC_FAIL;
}
