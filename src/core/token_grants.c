#include "token_impl.h"

#include "json.h"
#include "url.h"

#include <string.h>

#define AS_JSON "Content-Type: application/json"
#define AS_FORM "Content-Type: application/x-www-form-urlencoded"
#define ON_PREMISES_LIFE 1800 /* the server's default; it does not say */

/* ---- what is posted ---- */

static bool put_member(orc_buf *body, const char *name, const char *value) {
  return orc_buf_printf(body, "%s\"%s\":", body->len > 0 ? "," : "{", name) &&
         orc_json_put_string(body, value, strlen(value));
}

static bool put_field(orc_buf *body, const char *name, const char *value) {
  if (value == NULL) return true;
  return (body->len == 0 || orc_buf_putc(body, '&')) &&
         orc_buf_printf(body, "%s=", name) &&
         orc_url_escape(body, value, strlen(value), "");
}

/* The API guide's "API Access" sign-in: a user key is a refresh token that
** is never rotated. */
static bool write_user_key(const orc_token *token, orc_buf *body) {
  return put_member(body, "grant_type", "refresh_token") &&
         put_member(body, "client_id", token->spec.client_id) &&
         put_member(body, "refresh_token", token->spec.secret) &&
         orc_buf_putc(body, '}');
}

static bool write_client(const orc_token *token, orc_buf *body) {
  return put_field(body, "client_id", token->spec.client_id) &&
         put_field(body, "client_secret", token->spec.secret);
}

static bool write_client_credentials(const orc_token *token, orc_buf *body) {
  return put_field(body, "grant_type", "client_credentials") &&
         write_client(token, body) &&
         put_field(body, "scope", token->spec.scope);
}

static bool write_refresh_token(const orc_token *token, orc_buf *body) {
  return put_field(body, "grant_type", "refresh_token") &&
         write_client(token, body) &&
         orc_buf_puts(body, "&refresh_token=") &&
         orc_url_escape(body, token->refresh.data, token->refresh.len, "");
}

static bool write_code(const orc_token *token, orc_buf *body) {
  return put_field(body, "grant_type", "authorization_code") &&
         write_client(token, body) &&
         put_field(body, "code", token->spec.code) &&
         put_field(body, "redirect_uri", token->spec.redirect_uri) &&
         put_field(body, "code_verifier", token->spec.code_verifier);
}

static bool write_password(const orc_token *token, orc_buf *body) {
  const orc_token_spec *spec = &token->spec;
  const char *tenancy = spec->tenancy != NULL ? spec->tenancy : "";
  return put_member(body, "tenancyName", tenancy) &&
         put_member(body, "usernameOrEmailAddress", spec->username) &&
         put_member(body, "password", spec->password) &&
         orc_buf_putc(body, '}');
}

/* ---- the ways in ---- */

static const orc_way ways[] = {
    [ORC_GRANT_FIXED] = {.name = "access token"},
    [ORC_GRANT_USER_KEY] =
        {.name = "user key", .header = AS_JSON, .write = write_user_key,
         .member = "access_token", .life = -1,
         .invalid = "the key is not valid any more: make a new one (API "
                    "Access window) and give that"},
    [ORC_GRANT_CLIENT_CREDENTIALS] =
        {.name = "client credentials", .header = AS_FORM,
         .write = write_client_credentials,
         .member = "access_token", .life = -1},
    [ORC_GRANT_REFRESH_TOKEN] =
        {.name = "refresh token", .header = AS_FORM,
         .write = write_refresh_token, .member = "access_token", .life = -1,
         .rotates = true,
         .invalid = "the refresh token has expired, was revoked, or was used "
                    "before (each is good once; a process that was killed "
                    "may have lost its successor): sign in again"},
    [ORC_GRANT_AUTHORIZATION_CODE] =
        {.name = "authorization code", .header = AS_FORM, .write = write_code,
         .member = "access_token", .life = -1, .rotates = true, .once = true,
         .invalid = "the code has expired or was used before (it is good "
                    "once, for minutes), or `redirect_uri` or `code_verifier` "
                    "is not the one it was asked for with: sign in again"},
    [ORC_GRANT_PASSWORD] =
        {.name = "username and password", .header = AS_JSON,
         .write = write_password, .member = "result",
         .life = ON_PREMISES_LIFE,
         .refused = "check `username`, `password` and `tenant`; where the "
                    "server allows this to host administrators only, use an "
                    "external application (client_id + client_secret)"},
    [ORC_GRANT_PAT] = {.name = "personal access token"},
    [ORC_GRANT_EXTERNAL] = {.name = "the token function", .life = -1},
};

const orc_way *orc_token_way(orc_grant grant) { return &ways[grant]; }

/* ---- what they need ---- */

#define AT(field) offsetof(orc_token_spec, field)
static const struct {
  orc_grant grant;
  const char *option; /* as scripts call it */
  size_t at;
} needs[] = {
    {ORC_GRANT_FIXED, "access_token", AT(secret)},
    {ORC_GRANT_PAT, "pat", AT(secret)},
    {ORC_GRANT_USER_KEY, "user_key", AT(secret)},
    {ORC_GRANT_USER_KEY, "client_id", AT(client_id)},
    {ORC_GRANT_USER_KEY, "url", AT(url)},
    {ORC_GRANT_CLIENT_CREDENTIALS, "client_secret", AT(secret)},
    {ORC_GRANT_CLIENT_CREDENTIALS, "client_id", AT(client_id)},
    {ORC_GRANT_CLIENT_CREDENTIALS, "url", AT(url)},
    {ORC_GRANT_REFRESH_TOKEN, "client_id", AT(client_id)},
    {ORC_GRANT_REFRESH_TOKEN, "url", AT(url)},
    {ORC_GRANT_AUTHORIZATION_CODE, "code", AT(code)},
    {ORC_GRANT_AUTHORIZATION_CODE, "client_id", AT(client_id)},
    {ORC_GRANT_AUTHORIZATION_CODE, "redirect_uri", AT(redirect_uri)},
    {ORC_GRANT_AUTHORIZATION_CODE, "url", AT(url)},
    {ORC_GRANT_PASSWORD, "username", AT(username)},
    {ORC_GRANT_PASSWORD, "password", AT(password)},
    {ORC_GRANT_PASSWORD, "url", AT(url)},
};
#undef AT

static bool is_empty(const char *s) { return s == NULL || *s == '\0'; }

static orc_status lacks(orc_err *err, const orc_way *way,
                        const char *option) {
  orc_err_set(err, ORC_KIND_CONFIG, "signing in by %s needs `%s`", way->name,
              option);
  orc_err_hint(err, "give `%s` to connect, or in the environment or profile "
               "that it reads", option);
  return ORC_FAIL;
}

static orc_status check_needs(const orc_token_spec *spec, orc_err *err) {
  const orc_way *way = orc_token_way(spec->grant);
  for (size_t i = 0; i < sizeof needs / sizeof *needs; i++) {
    if (needs[i].grant != spec->grant) continue;
    const char *value =
        *(const char *const *)(const void *)((const char *)spec +
                                             needs[i].at);
    if (is_empty(value)) return lacks(err, way, needs[i].option);
  }
  if (spec->grant == ORC_GRANT_REFRESH_TOKEN &&
      is_empty(spec->refresh_token) && !orc_token_has_cache(spec)) {
    return lacks(err, way, "refresh_token");
  }
  return ORC_OK;
}

/* Visible ASCII, nothing that breaks out of the header. */
bool orc_token_usable(const char *value, size_t len) {
  for (size_t i = 0; i < len; i++) {
    if (value[i] <= 0x20 || value[i] >= 0x7F) return false;
  }
  return len > 0;
}

orc_status orc_token_check(const orc_token_spec *spec, orc_err *err) {
  if (check_needs(spec, err) != ORC_OK) return ORC_FAIL;
  const orc_way *way = orc_token_way(spec->grant);
  if (spec->grant == ORC_GRANT_EXTERNAL) return ORC_OK;
  if (way->header == NULL) {
    if (orc_token_usable(spec->secret, strlen(spec->secret))) return ORC_OK;
    orc_err_set(err, ORC_KIND_CONFIG,
                "the %s has a space, line break or other character in it "
                "that no token has", way->name);
    orc_err_hint(err, "was a line break copied or read along with it?");
    return ORC_FAIL;
  }
  const orc_http_request probe = {.method = "POST", .url = spec->url};
  return orc_http_check(&probe, err);
}
