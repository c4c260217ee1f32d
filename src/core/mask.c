#include "mask.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define MOST_NAME 64 /* longest name worth looking at */

enum { ROW = 1, MEMBER = 2, PARAMETER = 4 };

/* MEMBER of JSON and PARAMETER are met in any case, ROW as it is written:
** exports compare with the API's own spelling. */
static const struct {
  const char *name;
  int where;
} names[] = {
    {"AdminPassword", ROW | MEMBER},
    {"ClientSecret", ROW | MEMBER},
    {"CredentialPassword", ROW | MEMBER},
    {"LicenseKey", ROW | MEMBER},
    {"Password", ROW | MEMBER | PARAMETER},
    {"Secret", ROW | MEMBER | PARAMETER},
    {"SecretValue", ROW | MEMBER},
    {"password", ROW},
    {"secret", ROW},
    {"access_token", MEMBER | PARAMETER},
    {"refresh_token", MEMBER | PARAMETER},
    {"id_token", MEMBER | PARAMETER},
    {"client_secret", MEMBER | PARAMETER},
    {"client_assertion", MEMBER | PARAMETER},
    {"code_verifier", MEMBER | PARAMETER},
    {"code", PARAMETER},
    {"token", MEMBER | PARAMETER},
    {"user_key", MEMBER | PARAMETER},
    {"bearerToken", MEMBER},
    {"newPassword", MEMBER},
    {"oldPassword", MEMBER},
    {"validatePassword", MEMBER},
    {"sig", PARAMETER},
    {"signature", PARAMETER},
    {"x-amz-signature", PARAMETER},
    {"x-amz-credential", PARAMETER},
    {"x-amz-security-token", PARAMETER},
    {"x-goog-signature", PARAMETER},
    {"x-goog-credential", PARAMETER},
    {"AWSAccessKeyId", PARAMETER},
};
#define NAMES (sizeof names / sizeof *names)

const char *orc_mask_row_name(size_t i) {
  for (size_t at = 0; at < NAMES; at++) {
    if ((names[at].where & ROW) != 0 && i-- == 0) return names[at].name;
  }
  return NULL;
}

static bool is_called(const char *name, const char *text, size_t len) {
  return strlen(name) == len && strncasecmp(name, text, len) == 0;
}

static bool is_secret(const char *text, size_t len, int where) {
  for (size_t i = 0; i < NAMES; i++) {
    if ((names[i].where & where) != 0 && is_called(names[i].name, text, len)) {
      return true;
    }
  }
  return false;
}

/* "Value" is an asset's or a setting's, and may be a secret; "value" is every
** list's. "result" holds the token of a sign-in on premises when it is text:
** see member_value. */
static bool is_secret_member(const char *text, size_t len) {
  return is_secret(text, len, MEMBER) ||
         (len == 5 && memcmp(text, "Value", 5) == 0);
}

/* ---- JSON, perhaps inside a string of another one ---- */

typedef struct scan {
  const char *at, *end;
  orc_mask_seen *seen; /* NULL: nobody asks */
  void *ud;
} scan;

static void tell(const scan *in, const char *from, const char *to) {
  if (in->seen != NULL) {
    in->seen(in->ud, (orc_slice){from, (size_t)(to - from)});
  }
}

static size_t backslashes_before(const char *begin, const char *at) {
  size_t count = 0;
  while (at > begin && at[-1] == '\\') at--, count++;
  return count;
}

static const char *skip_space(const char *at, const char *end) {
  while (at < end && isspace((unsigned char)*at)) at++;
  return at;
}

static bool is_name_char(char c) {
  return isalnum((unsigned char)c) || (c != '\0' && strchr("_-.@", c) != NULL);
}

/* `at` is behind a quote. "name" and a colon: where the value begins, else
** NULL. */
static const char *member_value(const char *at, const char *end,
                                orc_slice *name) {
  const char *begin = at;
  while (at < end && is_name_char(*at) && at - begin <= MOST_NAME) at++;
  *name = (orc_slice){begin, (size_t)(at - begin)};
  while (at < end && *at == '\\') at++;
  if (at == end || *at != '"' || name->len == 0) return NULL;
  at = skip_space(at + 1, end);
  if (at == end || *at != ':') return NULL;
  return skip_space(at + 1, end);
}

/* The end of the string whose quote is at `at`, and which stood behind `deep`
** backslashes: the quote that closes it, or the end of the text. */
static const char *string_end(const char *at, const char *end, size_t deep) {
  const char *begin = ++at;
  for (; at < end; at++) {
    if (*at != '"') continue;
    size_t count = backslashes_before(begin, at);
    if (deep == 0 ? count % 2 == 0 : count <= deep) return at - (deep > 0
        ? count : 0);
  }
  return end;
}

/* An object or list up to where it closes. */
static const char *nested_end(const char *at, const char *end) {
  int depth = 0;
  for (; at < end; at++) {
    if (*at == '"') at = string_end(at, end, 0);
    if (at == end) break;
    if (*at == '{' || *at == '[') depth++;
    if ((*at == '}' || *at == ']') && --depth == 0) return at + 1;
  }
  return end;
}

static bool mask_value(orc_buf *out, scan *in, bool told) {
  const char *at = in->at, *begin = at;
  while (at < in->end && *at == '\\') at++;
  size_t deep = (size_t)(at - begin);
  if (at < in->end && *at == '"') {
    in->at = string_end(at, in->end, deep);
    if (told) tell(in, at + 1, in->at);
    return orc_buf_append(out, begin, deep + 1) && orc_buf_puts(out, ORC_MASK);
  }
  if (at < in->end && (*at == '{' || *at == '[')) {
    in->at = nested_end(at, in->end);
    return orc_buf_puts(out, "\"" ORC_MASK "\"");
  }
  while (at < in->end && strchr(",}] \t\r\n", *at) == NULL) at++;
  in->at = at;
  size_t len = (size_t)(at - begin);
  if (len == 4 && memcmp(begin, "null", 4) == 0) {
    return orc_buf_append(out, begin, len);
  }
  return len == 0 || orc_buf_puts(out, "\"" ORC_MASK "\"");
}

static bool is_plain_result(const char *at, const char *end, orc_slice name) {
  return name.len == 6 && memcmp(name.data, "result", 6) == 0 && at < end &&
         *at == '"';
}

/* At a quote: does a member begin here whose value is a secret? */
static bool quote(orc_buf *out, scan *in) {
  orc_slice name;
  const char *value = member_value(in->at + 1, in->end, &name);
  if (value == NULL || (!is_secret_member(name.data, name.len) &&
                        !is_plain_result(value, in->end, name))) {
    return orc_buf_putc(out, *in->at++);
  }
  bool ok = orc_buf_append(out, in->at, (size_t)(value - in->at));
  in->at = value;
  return ok && mask_value(out, in, is_secret(name.data, name.len, MEMBER));
}

/* ---- parameters ---- */

static bool is_parameter_char(char c) {
  return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '.';
}

/* The name that ends at `end`. JSON may write the & before it as \u0026, an
** address inside an address as %26. */
static orc_slice name_before(const char *begin, const char *end) {
  const char *at = end;
  while (at > begin && is_parameter_char(at[-1])) at--;
  size_t len = (size_t)(end - at);
  if (at > begin && at[-1] == '\\' && len > 5 &&
      strncasecmp(at, "u0026", 5) == 0) {
    at += 5;
  } else if (at > begin && at[-1] == '%' && len > 2 &&
             (strncasecmp(at, "26", 2) == 0 || strncasecmp(at, "3F", 2) == 0)) {
    at += 2;
  }
  return (orc_slice){at, (size_t)(end - at)};
}

static bool ends_parameter(char c) {
  return (unsigned char)c <= 0x20 || strchr("&\"'<>\\#", c) != NULL;
}

/* At "=". */
static bool equals(orc_buf *out, scan *in, const char *begin) {
  orc_slice name = name_before(begin, in->at);
  if (!orc_buf_putc(out, *in->at++)) return false;
  if (!is_secret(name.data, name.len, PARAMETER)) return true;
  const char *value = in->at;
  while (in->at < in->end && !ends_parameter(*in->at)) in->at++;
  tell(in, value, in->at);
  return in->at == value || orc_buf_puts(out, ORC_MASK);
}

static bool mask_text(orc_buf *out, scan *in) {
  const char *begin = in->at;
  while (in->at < in->end) {
    const char *plain = in->at;
    while (in->at < in->end && *in->at != '"' && *in->at != '=') in->at++;
    if (!orc_buf_append(out, plain, (size_t)(in->at - plain))) return false;
    if (in->at == in->end) break;
    bool ok = *in->at == '"' ? quote(out, in) : equals(out, in, begin);
    if (!ok) return false;
  }
  return true;
}

bool orc_mask_text(orc_buf *out, const char *text, size_t len) {
  return mask_text(out, &(scan){text, text + len, NULL, NULL});
}

void orc_mask_values(const orc_mem *mem, orc_slice text, orc_mask_seen *seen,
                     void *ud) {
  if (text.len == 0) return;
  orc_buf out;
  orc_buf_init(&out, mem, 4 * text.len + 64); /* masks are longer */
  mask_text(&out, &(scan){text.data, text.data + text.len, seen, ud});
  orc_buf_fini(&out);
}

#define SHORTEST 4 /* what is shorter would blot out words */

size_t orc_mask_blot(char *text, size_t len, const char *secret, size_t size) {
  if (size < SHORTEST) return len;
  char *at = text, *end = text + len;
  while ((at = memmem(at, (size_t)(end - at), secret, size)) != NULL) {
    size_t stars = size < strlen(ORC_MASK) ? size : strlen(ORC_MASK);
    memset(at, '*', stars);
    memmove(at + stars, at + size, (size_t)(end - at) - size);
    at += stars;
    end -= size - stars;
  }
  return (size_t)(end - text);
}

/* ---- headers ---- */

static const struct {
  const char *name;
  bool scheme; /* its first word stays */
} headers[] = {
    {"Authorization", true},          {"Proxy-Authorization", true},
    {"Cookie", false},                {"Set-Cookie", false},
    {"X-ROBOT-LICENSE", false},       {"X-Amz-Security-Token", false},
    {"Api-Key", false},               {"X-Api-Key", false},
    {"X-Auth-Token", false},          {"X-Sandbox-Key", false},
};

static bool put_masked(orc_buf *out, const char *line, size_t len,
                       size_t colon, bool scheme) {
  size_t keep = colon < len ? colon + 1 : len;
  while (keep < len && line[keep] == ' ') keep++;
  if (scheme) {
    const char *space = memchr(line + keep, ' ', len - keep);
    keep = space != NULL ? (size_t)(space - line) + 1 : keep;
  }
  return orc_buf_append(out, line, keep) &&
         (keep == len || orc_buf_puts(out, ORC_MASK));
}

/* A challenge of these holds what belongs to the handshake. */
static bool is_handshake(const char *name, size_t len, const char *value) {
  if (!is_called("WWW-Authenticate", name, len) &&
      !is_called("Proxy-Authenticate", name, len)) {
    return false;
  }
  return strncasecmp(value, "NTLM ", 5) == 0 ||
         strncasecmp(value, "Negotiate ", 10) == 0;
}

bool orc_mask_header(orc_buf *out, const char *line, size_t len) {
  const char *at = memchr(line, ':', len);
  size_t colon = at != NULL ? (size_t)(at - line) : len;
  for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
    if (!is_called(headers[i].name, line, colon)) continue;
    return put_masked(out, line, len, colon, headers[i].scheme);
  }
  size_t value = colon + 1;
  while (value < len && line[value] == ' ') value++;
  if (len > value + 10 && is_handshake(line, colon, line + value)) {
    return put_masked(out, line, len, colon, true);
  }
  return orc_mask_text(out, line, len);
}
