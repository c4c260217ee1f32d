/* What of a request can be refused before anything is sent. */
#include "http.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static orc_status refuse(orc_err *err, const char *what, const char *hint) {
  orc_err_set(err, ORC_KIND_ARGUMENT, "%s", what);
  orc_err_hint(err, "%s", hint);
  return ORC_FAIL;
}

static bool is_token_char(char c) {
  return isalnum((unsigned char)c) ||
         (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static orc_status check_method(const char *method, orc_err *err) {
  size_t len = 0;
  while (method[len] >= 'A' && method[len] <= 'Z') len++;
  if (len > 0 && method[len] == '\0' && len < sizeof err->method) {
    return ORC_OK;
  }
  return refuse(err, "the HTTP method is not an upper-case word",
                "use GET, POST, PUT, PATCH, DELETE or HEAD");
}

static orc_status check_url(const char *url, orc_err *err) {
  if (strncasecmp(url, "http://", 7) != 0 &&
      strncasecmp(url, "https://", 8) != 0) {
    return refuse(err, "the address does not begin with http:// or https://",
                  "give the whole address");
  }
  for (const char *at = url; *at != '\0'; at++) {
    if ((unsigned char)*at > 0x20 && *at != 0x7F) continue;
    return refuse(err, "the address has a space or control character in it",
                  "percent-encode what stands in paths and queries");
  }
  const char *authority = strstr(url, "://") + 3;
  if (memchr(authority, '@', strcspn(authority, "/?#")) == NULL) {
    return ORC_OK;
  }
  return refuse(err, "the address has a user name or password in it",
                "sign in with the options for it, not in the address");
}

static orc_status check_header(const char *header, orc_err *err) {
  static const char *const framing[] = {
      "Content-Length", "Transfer-Encoding", "Expect",
      "Connection",     "Upgrade",           "TE",
  };
  size_t len = 0;
  while (is_token_char(header[len])) len++;
  if (len == 0 || header[len] != ':') {
    return refuse(err, "a header is not of the form \"Name: value\"",
                  "check `headers`");
  }
  for (const char *at = header + len; *at != '\0'; at++) {
    if ((unsigned char)*at >= 0x20 ? *at != 0x7F : *at == '\t') continue;
    orc_err_set(err, ORC_KIND_ARGUMENT,
                "the value of header %.*s has a line break or other control "
                "character in it", (int)(len < 64 ? len : 64), header);
    orc_err_hint(err, "such a value could smuggle in other headers: clean "
                 "it first");
    return ORC_FAIL;
  }
  for (size_t i = 0; i < sizeof framing / sizeof *framing; i++) {
    if (strlen(framing[i]) != len ||
        strncasecmp(header, framing[i], len) != 0) {
      continue;
    }
    orc_err_set(err, ORC_KIND_ARGUMENT, "header %s cannot be set",
                framing[i]);
    orc_err_hint(err, "leave it out: it follows from the body");
    return ORC_FAIL;
  }
  return ORC_OK;
}

orc_status orc_http_check(const orc_http_request *request, orc_err *err) {
  if (check_method(request->method, err) != ORC_OK) return ORC_FAIL;
  if (check_url(request->url, err) != ORC_OK) return ORC_FAIL;
  const char *const *header = request->headers;
  for (; header != NULL && *header != NULL; header++) {
    if (check_header(*header, err) != ORC_OK) return ORC_FAIL;
  }
  return ORC_OK;
}
