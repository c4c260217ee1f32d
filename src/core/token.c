#include "token.h"

#include "answer.h"
#include "json.h"
#include "url.h"

#include <stdlib.h>
#include <string.h>

#define MAX_ANSWER ((size_t)1 << 20) /* cap of the endpoint's answer */
#define MAX_VALUE ((size_t)64 << 10) /* cap of a token */
#define YEAR (366 * 86400.0)         /* no token lives longer */

/* A way in. Later grants are further rows; what they need beyond this (a
** rotated refresh token to keep, another member that holds the token) is a
** further column. */
typedef struct grant {
  const char *name;
  const char *header;        /* what is posted is of this type; NULL: nothing
                                is asked, `secret` is the token */
  bool (*write)(const orc_token *token, orc_buf *body);
  const char *member;        /* of the answer: the token */
  const char *secret_option; /* what scripts call `secret` */
} grant;

typedef enum step { IDLE, ASKING, BACKING_OFF } step;

struct orc_token {
  orc_engine *engine;
  const orc_mem *mem;
  const grant *grant;
  const orc_net *net;
  orc_retry_policy retry;
  char *url, *client_id, *secret, *scope;
  /* the token in use */
  orc_buf value;      /* empty: none */
  bool rejected;      /* the server answered 401 to it */
  double ends;        /* engine's clock, < 0: not known */
  double renew;       /* from then on it is renewed, < 0: never */
  char *granted;      /* scopes, as the server said, or NULL */
  /* the renewal under way or last made */
  step step;
  uint64_t round;     /* its number, the first is 1 */
  uint64_t failed;    /* number of the last one that failed */
  bool refused;       /* by the server: do not ask again */
  int attempts;
  orc_http *http;
  orc_buf body;       /* what is posted */
  orc_timer timer;
  orc_err failure;    /* of the last attempt that failed */
};

/* ---- the grants ---- */

static bool put_member(orc_buf *body, const char *name, const char *value) {
  return orc_buf_printf(body, "%s\"%s\":", body->len > 0 ? "," : "{", name) &&
         orc_json_put_string(body, value, strlen(value));
}

/* The API guide's "API Access" sign-in: a user key is a refresh token that
** is never rotated. */
static bool write_user_key(const orc_token *token, orc_buf *body) {
  return put_member(body, "grant_type", "refresh_token") &&
         put_member(body, "client_id", token->client_id) &&
         put_member(body, "refresh_token", token->secret) &&
         orc_buf_putc(body, '}');
}

static bool put_field(orc_buf *body, const char *name, const char *value) {
  if (value == NULL) return true;
  return (body->len == 0 || orc_buf_putc(body, '&')) &&
         orc_buf_printf(body, "%s=", name) &&
         orc_url_escape(body, value, strlen(value), "");
}

static bool write_client_credentials(const orc_token *token, orc_buf *body) {
  return put_field(body, "grant_type", "client_credentials") &&
         put_field(body, "client_id", token->client_id) &&
         put_field(body, "client_secret", token->secret) &&
         put_field(body, "scope", token->scope);
}

static const grant grants[] = {
    [ORC_GRANT_FIXED] = {"access token", NULL, NULL, NULL, "access_token"},
    [ORC_GRANT_USER_KEY] = {"user key", "Content-Type: application/json",
                            write_user_key,
                            "access_token", "user_key"},
    [ORC_GRANT_CLIENT_CREDENTIALS] = {"client credentials",
                                      "Content-Type: "
                                      "application/x-www-form-urlencoded",
                                      write_client_credentials,
                                      "access_token", "client_secret"},
};

/* ---- making one ---- */

/* What can stand behind "Bearer ": visible ASCII, nothing that breaks out of
** the header. */
static bool is_usable(const char *value, size_t len) {
  for (size_t i = 0; i < len; i++) {
    if (value[i] <= 0x20 || value[i] >= 0x7F) return false;
  }
  return len > 0;
}

static orc_status lacks(orc_err *err, const grant *way, const char *option) {
  orc_err_set(err, ORC_KIND_CONFIG, "signing in by %s needs `%s`", way->name,
              option);
  orc_err_hint(err, "give `%s` to connect, or in the environment or profile "
               "that it reads", option);
  return ORC_FAIL;
}

static bool is_empty(const char *s) { return s == NULL || *s == '\0'; }

static orc_status check_spec(const orc_token_spec *spec, orc_err *err) {
  const grant *way = &grants[spec->grant];
  if (is_empty(spec->secret)) return lacks(err, way, way->secret_option);
  if (way->header == NULL) {
    if (is_usable(spec->secret, strlen(spec->secret))) return ORC_OK;
    orc_err_set(err, ORC_KIND_CONFIG,
                "the access token has a space, line break or other character "
                "in it that no token has");
    orc_err_hint(err, "was a line break copied or read along with it?");
    return ORC_FAIL;
  }
  if (is_empty(spec->client_id)) return lacks(err, way, "client_id");
  if (is_empty(spec->url)) return lacks(err, way, "url");
  const orc_http_request probe = {.method = "POST", .url = spec->url};
  return orc_http_check(&probe, err);
}

static bool copy_spec(orc_token *token, const orc_token_spec *spec) {
  const struct {
    char **to;
    const char *from;
  } strings[] = {
      {&token->url, spec->url},
      {&token->client_id, spec->client_id},
      {&token->secret, spec->secret},
      {&token->scope, spec->scope},
  };
  for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
    if (strings[i].from == NULL) continue;
    *strings[i].to = orc_mem_string(token->mem, strings[i].from);
    if (*strings[i].to == NULL) return false;
  }
  return orc_token_renewable(token) ||
         orc_buf_puts(&token->value, spec->secret);
}

orc_token *orc_token_new(orc_engine *engine, const orc_token_spec *spec,
                         orc_err *err) {
  if (check_spec(spec, err) != ORC_OK) return NULL;
  const orc_mem *mem = orc_engine_mem(engine);
  orc_token *token = orc_mem_new(mem, sizeof *token);
  if (token == NULL) {
    orc_err_memory(err);
    return NULL;
  }
  token->engine = engine;
  token->mem = mem;
  token->grant = &grants[spec->grant];
  token->net = spec->net;
  token->retry = spec->retry;
  token->ends = token->renew = -1;
  orc_buf_init(&token->value, mem, MAX_VALUE);
  token->value.secret = true;
  if (copy_spec(token, spec)) return token;
  orc_err_memory(err);
  orc_token_free(token);
  return NULL;
}

static void stop_renewal(orc_token *token) {
  orc_engine_disarm(token->engine, &token->timer);
  orc_http_free(token->http);
  token->http = NULL;
  orc_buf_fini(&token->body);
  token->step = IDLE;
}

void orc_token_free(orc_token *token) {
  if (token == NULL) return;
  stop_renewal(token);
  orc_buf_fini(&token->value);
  orc_mem_string_free(token->mem, token->url);
  orc_mem_string_free(token->mem, token->client_id);
  orc_mem_string_free(token->mem, token->scope);
  orc_mem_string_free(token->mem, token->granted);
  orc_mem_secret_free(token->mem, token->secret);
  orc_mem_free(token->mem, token, sizeof *token);
}

/* ---- reading the answer ---- */

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
  return life > 0 && life <= YEAR ? life : -1;
}

/* How long before its end a token is renewed. */
static double margin_of(const orc_token *token, double life) {
  double margin = life / 10;
  if (margin > 300) margin = 300;
  if (margin < 5) margin = 5;
  if (margin > life / 2) margin = life / 2;
  return margin * (1 - orc_engine_random(token->engine) / 5);
}

static void keep_scope(orc_token *token, orc_slice body) {
  orc_buf scope;
  orc_buf_init(&scope, token->mem, MAX_VALUE);
  orc_mem_string_free(token->mem, token->granted);
  token->granted = NULL;
  if (read_string(body, "scope", &scope) && orc_buf_cstr(&scope) != NULL) {
    token->granted = orc_mem_string(token->mem, scope.data);
  }
  orc_buf_fini(&scope);
}

static orc_status unusable(const orc_token *token, orc_err *err) {
  orc_slice body = orc_http_body(token->http);
  if (orc_answer_is_page(orc_http_header(token->http, "Content-Type")) ||
      (body.len > 0 && body.data[0] == '<')) {
    orc_answer_page(orc_http_status(token->http), err);
  } else {
    orc_err_set(err, ORC_KIND_PROTOCOL,
                "the sign-in was answered without a usable `%s`",
                token->grant->member);
  }
  orc_err_hint(err, "the sign-in address is probably wrong: check "
               "`account_url` and `identity_url`, and `url`");
  return ORC_FAIL;
}

static orc_status accept(orc_token *token, orc_err *err) {
  orc_slice body = orc_http_body(token->http);
  orc_buf value;
  orc_buf_init(&value, token->mem, MAX_VALUE);
  value.secret = true;
  bool found = read_string(body, token->grant->member, &value) &&
               is_usable(value.data, value.len);
  if (!found) {
    bool memory = value.failed && !value.full;
    orc_buf_fini(&value);
    return memory ? orc_err_memory(err) : unusable(token, err);
  }
  orc_buf_fini(&token->value);
  token->value = value;
  token->rejected = false;
  double life = read_life(token, body);
  double begun = orc_http_started(token->http);
  token->ends = life < 0 ? -1 : begun + life;
  token->renew = life < 0 ? -1 : token->ends - margin_of(token, life);
  keep_scope(token, body);
  orc_engine_stats(token->engine)->renewals++;
  return ORC_OK;
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
      {"invalid_scope",
       "check `scope`: each one assigned to the application, none asked for "
       "both whole and in part (OR.Jobs with OR.Jobs.Read), no "
       "offline_access"},
      {"invalid_grant",
       "the key is not valid any more: make a new one (API Access window) "
       "and give that"},
      {"access_denied",
       "check `client_id` and `user_key` against the API Access window of "
       "this organisation"},
      {"unauthorized_client",
       "the application may not sign in this way: it must be confidential, "
       "with application scopes"},
      {"unsupported_grant_type",
       "this server does not know this way in: check `account_url` and "
       "`identity_url`"},
  };
  for (size_t i = 0; i < sizeof hints / sizeof *hints; i++) {
    if (strcmp(hints[i].code, code) == 0) return hints[i].hint;
  }
  return NULL;
}

static const char *hint_of_status(int status) {
  if (status == 400 || status == 401 || status == 403) {
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
  const char *hint = hint_of_status(err->status);
  if (read_string(orc_http_body(token->http), "error", &code) &&
      orc_buf_cstr(&code) != NULL && hint_of(code.data) != NULL) {
    hint = hint_of(code.data);
  }
  if (hint != NULL) orc_err_hint(err, "%s", hint);
  orc_buf_fini(&code);
}

static bool is_refusal(int status) {
  return status >= 400 && status < 500 && status != 408 && status != 429;
}

/* What the endpoint answered other than 2xx. */
static orc_status read_refusal(orc_token *token, orc_err *err) {
  const orc_answer answer = {
      .status = orc_http_status(token->http),
      .content_type = orc_http_header(token->http, "Content-Type"),
      .location = orc_http_header(token->http, "Location"),
      .body = orc_http_body(token->http),
  };
  orc_answer_error(token->mem, &answer, err);
  orc_answer_mask(err, token->secret);
  token->refused = is_refusal(answer.status);
  if (answer.status == 400 || answer.status == 401 || answer.status == 403) {
    err->kind = ORC_KIND_AUTH;
  }
  char words[sizeof err->message];
  strcpy(words, err->message);
  orc_err_set(err, err->kind, "the sign-in was refused: %s", words);
  add_hint(token, err);
  return ORC_FAIL;
}

/* ---- the renewal ---- */

static orc_status ask(orc_token *token, orc_err *err) {
  const char *const headers[] = {token->grant->header,
                                 "Accept: application/json", NULL};
  const orc_http_request request = {
      .method = "POST",
      .url = token->url,
      .headers = headers,
      .body = token->body.data,
      .body_len = token->body.len,
      .max_body = MAX_ANSWER,
      .secret = true,
  };
  orc_err_clear(err);
  orc_err_request(err, "POST", token->url);
  orc_http_free(token->http);
  token->http = orc_http_start(token->engine, token->net, &request, err);
  if (token->http == NULL) return ORC_FAIL;
  token->attempts++;
  token->step = ASKING;
  return ORC_OK;
}

static void end_round(orc_token *token, orc_status status) {
  if (status == ORC_FAIL) {
    token->failed = token->round;
    /* A token that is still good is renewed again halfway to its end. */
    double now = orc_engine_now(token->engine);
    if (token->ends > now) token->renew = now + (token->ends - now) / 2;
  }
  stop_renewal(token);
}

static void begin_round(orc_token *token) {
  token->round++;
  token->attempts = 0;
  orc_buf_init(&token->body, token->mem, MAX_VALUE);
  token->body.secret = true;
  orc_status status = ORC_FAIL;
  if (!token->grant->write(token, &token->body)) {
    orc_err_memory(&token->failure);
  } else {
    status = ask(token, &token->failure);
  }
  if (status != ORC_OK) end_round(token, ORC_FAIL);
}

/* A sign-in can be repeated: the endpoint changes nothing by it. */
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
  if (orc_retry_decide(&token->retry, &outcome, &delay) !=
      ORC_RETRY_AGAIN) {
    end_round(token, ORC_FAIL);
    return;
  }
  orc_engine_stats(token->engine)->retries++;
  token->step = BACKING_OFF;
  orc_engine_wake_at(token->engine, &token->timer,
                     orc_engine_now(token->engine) + delay);
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
    status = code >= 200 && code < 300 ? accept(token, err)
                                       : read_refusal(token, err);
  }
  if (status == ORC_OK) {
    end_round(token, ORC_OK);
  } else {
    retry_or_end(token);
  }
}

/* Takes the renewal as far as it goes now. */
static void advance(orc_token *token) {
  if (token->step == ASKING) {
    orc_status status = orc_http_poll(token->http, &token->failure);
    if (status != ORC_AGAIN) conclude(token, status);
  } else if (token->step == BACKING_OFF &&
             orc_engine_now(token->engine) >= token->timer.at) {
    if (ask(token, &token->failure) != ORC_OK) end_round(token, ORC_FAIL);
  }
}

/* ---- for those who ask ---- */

static bool is_good(const orc_token *token, double now) {
  return token->value.len > 0 && !token->rejected &&
         (token->ends < 0 || now < token->ends);
}

static orc_status tell_failure(const orc_token *token, uint64_t *ticket,
                               orc_err *err) {
  *ticket = 0;
  *err = token->failure;
  err->attempts = token->attempts;
  return ORC_FAIL;
}

static orc_status wait_for_round(orc_token *token, uint64_t *ticket,
                                 double deadline, orc_err *err) {
  if (token->refused || (*ticket != 0 && *ticket == token->failed)) {
    return tell_failure(token, ticket, err);
  }
  if (token->step == IDLE) begin_round(token);
  if (token->step == IDLE) return tell_failure(token, ticket, err);
  if (token->step == BACKING_OFF && deadline >= 0 &&
      token->timer.at > deadline) {
    return tell_failure(token, ticket, err);
  }
  *ticket = token->round;
  return ORC_AGAIN;
}

orc_status orc_token_get(orc_token *token, uint64_t *ticket, double deadline,
                         const char **value, orc_err *err) {
  if (orc_engine_check(token->engine, err) != ORC_OK) return ORC_FAIL;
  advance(token);
  double now = orc_engine_now(token->engine);
  if (!is_good(token, now)) {
    return wait_for_round(token, ticket, deadline, err);
  }
  if (token->renew >= 0 && now >= token->renew && token->step == IDLE &&
      !token->refused) {
    begin_round(token);
  }
  *ticket = 0;
  *value = orc_buf_cstr(&token->value);
  return *value != NULL ? ORC_OK : orc_err_memory(err);
}

bool orc_token_reject(orc_token *token, const char *value) {
  if (!orc_token_renewable(token)) return false;
  const char *current = orc_buf_cstr(&token->value);
  if (current != NULL && strcmp(current, value) == 0) token->rejected = true;
  return true;
}

void orc_token_expire(orc_token *token) {
  if (token == NULL) return;
  stop_renewal(token);
  token->refused = false;
  token->rejected = false;
  if (!orc_token_renewable(token)) return;
  orc_buf_fini(&token->value);
  token->ends = token->renew = -1;
  orc_mem_string_free(token->mem, token->granted);
  token->granted = NULL;
}

bool orc_token_renewable(const orc_token *token) {
  return token != NULL && token->grant->header != NULL;
}

double orc_token_left(const orc_token *token) {
  if (token == NULL) return -1;
  double left = token->ends - orc_engine_now(token->engine);
  return token->value.len > 0 && token->ends >= 0 && left > 0 ? left : -1;
}

const char *orc_token_scope(const orc_token *token) {
  return token != NULL ? token->granted : NULL;
}
