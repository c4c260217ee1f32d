#include "url.h"

#include <curl/curl.h>

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#define URL_CAP ((size_t)1 << 20)
/* RFC 3986's reserved characters, and what begins an escape. */
#define RESERVED "%:/?#[]@!$&'()*+,;="

/* ---- escaping ---- */

static bool is_unreserved(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
         c == '~';
}

bool orc_url_escape(orc_buf *out, const char *s, size_t len,
                    const char *keep) {
  static const char hex[] = "0123456789ABCDEF";
  for (size_t i = 0; i < len; i++) {
    unsigned char c = (unsigned char)s[i];
    if (is_unreserved(c) || (c != '\0' && strchr(keep, c) != NULL)) {
      if (!orc_buf_putc(out, s[i])) return false;
      continue;
    }
    char text[3] = {'%', hex[c >> 4], hex[c & 0xF]};
    if (!orc_buf_append(out, text, sizeof text)) return false;
  }
  return true;
}

bool orc_url_escape_query(orc_buf *out, const char *s, size_t len) {
  return orc_url_escape(out, s, len, "'()*,:@/!$;");
}

/* ---- parsing ---- */

static const char not_http[] = "it must begin with https:// or http://";

static const char *reason(CURLUcode code) {
  switch (code) {
    case CURLUE_BAD_SCHEME:
    case CURLUE_UNSUPPORTED_SCHEME: return not_http;
    case CURLUE_USER_NOT_ALLOWED: return "user and password may not be in it";
    default: return curl_url_strerror(code);
  }
}

/* `what` is the address's part in the call, never the address: it could
** hold a password. */
static orc_status refuse(orc_err *err, const char *what, const char *why) {
  return orc_err_set(err, ORC_KIND_ARGUMENT, "%s is not usable: %s", what, why);
}

/* Control characters are dropped by some parsers and end a header line for
** others. */
static bool has_controls(const char *url) {
  for (; *url != '\0'; url++) {
    if ((unsigned char)*url < ' ' || *url == 0x7F) return true;
  }
  return false;
}

/* libcurl takes three slashes for two. */
static bool has_host(const char *url) {
  const char *slashes = strstr(url, "//");
  return slashes == NULL || slashes[2] != '/';
}

/* Puts an absolute address, or one relative to what `handle` holds, into
** `handle`. What an address may not hold is escaped first: libcurl would
** write a space as '+' in a query. */
static orc_status set(CURLU *handle, const orc_mem *mem, const char *url,
                      size_t len, const char *what, orc_err *err) {
  if (handle == NULL) return orc_err_memory(err);
  if (has_controls(url)) {
    return refuse(err, what, "it holds control characters");
  }
  if (!has_host(url)) return refuse(err, what, "it has no host");
  orc_buf clean;
  orc_buf_init(&clean, mem, URL_CAP);
  CURLUcode code = CURLUE_OUT_OF_MEMORY;
  if (orc_url_escape(&clean, url, len, RESERVED) &&
      orc_buf_cstr(&clean) != NULL) {
    code = curl_url_set(handle, CURLUPART_URL, clean.data,
                        CURLU_DISALLOW_USER);
  }
  if (clean.full) code = CURLUE_MALFORMED_INPUT;
  orc_buf_fini(&clean);
  if (code == CURLUE_OUT_OF_MEMORY) return orc_err_memory(err);
  return code == CURLUE_OK ? ORC_OK : refuse(err, what, reason(code));
}

/* NULL: there is none. The caller curl_frees it. */
static char *get(CURLU *handle, CURLUPart part) {
  char *text = NULL;
  CURLUcode code = curl_url_get(handle, part, &text, CURLU_DEFAULT_PORT);
  return code == CURLUE_OK ? text : NULL;
}

static bool is_http(CURLU *handle) {
  char *scheme = get(handle, CURLUPART_SCHEME);
  bool http = scheme != NULL && (strcasecmp(scheme, "https") == 0 ||
                                 strcasecmp(scheme, "http") == 0);
  curl_free(scheme);
  return http;
}

/* The http or https address `url` into `handle`. */
static orc_status parse(CURLU *handle, const orc_mem *mem, const char *url,
                        const char *what, orc_err *err) {
  orc_status status = set(handle, mem, url, strlen(url), what, err);
  if (status != ORC_OK || is_http(handle)) return status;
  return refuse(err, what, not_http);
}

/* ---- origins ---- */

static void lower(char *s) {
  for (; *s != '\0'; s++) {
    if (*s >= 'A' && *s <= 'Z') *s = (char)(*s | 0x20);
  }
}

static orc_status put_origin(orc_buf *out, CURLU *handle, orc_err *err) {
  char *scheme = get(handle, CURLUPART_SCHEME);
  char *host = get(handle, CURLUPART_HOST);
  char *port = get(handle, CURLUPART_PORT);
  bool ok = scheme != NULL && host != NULL && port != NULL;
  if (ok) {
    lower(scheme);
    lower(host);
    ok = orc_buf_printf(out, "%s://%s:%s", scheme, host, port);
  }
  curl_free(scheme);
  curl_free(host);
  curl_free(port);
  return ok ? ORC_OK : orc_err_memory(err);
}

orc_status orc_url_origin(orc_buf *out, const char *url, orc_err *err) {
  CURLU *handle = curl_url();
  orc_status status = parse(handle, out->mem, url, "the URL", err);
  if (status == ORC_OK) status = put_origin(out, handle, err);
  curl_url_cleanup(handle);
  return status;
}

orc_status orc_url_same_origin(const orc_mem *mem, const char *a,
                               const char *b) {
  orc_buf first, second;
  orc_err err;
  orc_err_clear(&err);
  orc_buf_init(&first, mem, URL_CAP);
  orc_buf_init(&second, mem, URL_CAP);
  bool same = orc_url_origin(&first, a, &err) == ORC_OK &&
              orc_url_origin(&second, b, &err) == ORC_OK &&
              first.len == second.len &&
              memcmp(first.data, second.data, first.len) == 0;
  orc_buf_fini(&first);
  orc_buf_fini(&second);
  if (err.kind == ORC_KIND_MEMORY) return ORC_FAIL;
  return same ? ORC_OK : ORC_END;
}

/* ---- resolving ---- */

static bool put_resolved(orc_buf *out, CURLU *handle, const char *fragment) {
  char *url = NULL;
  bool ok = curl_url_get(handle, CURLUPART_URL, &url, 0) == CURLUE_OK &&
            orc_buf_puts(out, url);
  curl_free(url);
  if (!ok || *fragment == '\0') return ok;
  return orc_buf_putc(out, '#') &&
         orc_url_escape(out, fragment + 1, strlen(fragment + 1), RESERVED);
}

/* libcurl resolves; but for an empty path it drops the base's query, so that
** the fragment is kept from it. */
orc_status orc_url_resolve(orc_buf *out, const char *base,
                           const char *reference, orc_err *err) {
  const char *what = "the reference to another URL";
  const char *fragment = reference + strcspn(reference, "#");
  size_t len = (size_t)(fragment - reference);
  CURLU *handle = curl_url();
  orc_status status = parse(handle, out->mem, base, "the base URL", err);
  if (status == ORC_OK) {
    curl_url_set(handle, CURLUPART_FRAGMENT, NULL, 0);
    if (has_controls(fragment)) {
      status = refuse(err, what, "it holds control characters");
    } else if (len > 0) {
      status = set(handle, out->mem, reference, len, what, err);
    }
  }
  if (status == ORC_OK && !is_http(handle)) {
    status = refuse(err, what, not_http);
  }
  if (status == ORC_OK && !put_resolved(out, handle, fragment)) {
    status = orc_err_memory(err);
  }
  curl_url_cleanup(handle);
  return status;
}

/* ---- loopback ---- */

/* `host` as libcurl writes it: 127.1 is 127.0.0.1, IPv6 is in brackets. */
static bool is_loopback_host(const char *host) {
  struct in_addr v4;
  struct in6_addr v6;
  if (strcasecmp(host, "localhost") == 0) return true;
  if (inet_pton(AF_INET, host, &v4) == 1) {
    return (ntohl(v4.s_addr) >> 24) == 127;
  }
  char inner[INET6_ADDRSTRLEN];
  size_t len = strlen(host);
  if (host[0] != '[' || len - 2 >= sizeof inner) return false;
  memcpy(inner, host + 1, len - 2);
  inner[len - 2] = '\0';
  return inet_pton(AF_INET6, inner, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

bool orc_url_is_loopback(const orc_mem *mem, const char *url) {
  CURLU *handle = curl_url();
  char *host = NULL;
  if (parse(handle, mem, url, "", NULL) == ORC_OK) {
    host = get(handle, CURLUPART_HOST);
  }
  bool loopback = host != NULL && is_loopback_host(host);
  curl_free(host);
  curl_url_cleanup(handle);
  return loopback;
}
