#include "err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void orc_err_clear(orc_err *err) {
  memset(err, 0, sizeof *err);
  err->retry_after = -1;
}

/* Prints into a field of at most the message's size, by way of a copy: the
** arguments may quote what the field holds now. What does not fit ends in an
** ellipsis, and never in the middle of a UTF-8 sequence. */
static void print(char *field, size_t size, const char *format, va_list args) {
  char text[sizeof ((orc_err *)0)->message];
  int len = vsnprintf(text, size, format, args);
  if (len < 0) text[0] = '\0';
  if (len >= 0 && (size_t)len >= size) {
    size_t at = size - 4;
    while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80) at--;
    memcpy(text + at, "...", 4);
  }
  strcpy(field, text);
}

orc_status orc_err_set(orc_err *err, orc_kind kind, const char *format, ...) {
  if (err == NULL) return ORC_FAIL;
  err->kind = kind;
  va_list args;
  va_start(args, format);
  print(err->message, sizeof err->message, format, args);
  va_end(args);
  return ORC_FAIL;
}

orc_status orc_err_memory(orc_err *err) {
  return orc_err_set(err, ORC_KIND_MEMORY, "not enough memory");
}

void orc_err_hint(orc_err *err, const char *format, ...) {
  if (err == NULL) return;
  va_list args;
  va_start(args, format);
  print(err->hint, sizeof err->hint, format, args);
  va_end(args);
}

static void put(char *field, size_t size, const char *s, size_t len) {
  if (len >= size) len = size - 1;
  memcpy(field, s, len);
  field[len] = '\0';
}

void orc_err_request(orc_err *err, const char *method, const char *url) {
  if (err == NULL) return;
  put(err->method, sizeof err->method, method, strlen(method));
  size_t len = strcspn(url, "?#");
  const char *scheme = strstr(url, "://");
  size_t head = scheme != NULL ? (size_t)(scheme - url) + 3 : 0;
  if (head > len) head = 0;
  const char *authority = url + head;
  size_t authority_len = strcspn(authority, "/?#");
  const char *at = NULL;
  for (size_t i = 0; i < authority_len; i++) {
    if (authority[i] == '@') at = authority + i;
  }
  if (at == NULL) {
    put(err->url, sizeof err->url, url, len);
    return;
  }
  put(err->url, sizeof err->url, url, head);
  size_t used = strlen(err->url);
  const char *rest = at + 1;
  put(err->url + used, sizeof err->url - used, rest,
      len - (size_t)(rest - url));
}

static const char *const kind_names[] = {
    [ORC_KIND_NONE] = "none",
    [ORC_KIND_ARGUMENT] = "argument",
    [ORC_KIND_CONFIG] = "config",
    [ORC_KIND_AUTH] = "auth",
    [ORC_KIND_FORBIDDEN] = "forbidden",
    [ORC_KIND_NOT_FOUND] = "not_found",
    [ORC_KIND_CONFLICT] = "conflict",
    [ORC_KIND_INVALID] = "invalid",
    [ORC_KIND_RATE_LIMIT] = "rate_limit",
    [ORC_KIND_SERVER] = "server",
    [ORC_KIND_NETWORK] = "network",
    [ORC_KIND_TLS] = "tls",
    [ORC_KIND_TIMEOUT] = "timeout",
    [ORC_KIND_PROTOCOL] = "protocol",
    [ORC_KIND_TOO_LARGE] = "too_large",
    [ORC_KIND_DRIFT] = "drift",
    [ORC_KIND_BUSY] = "busy",
    [ORC_KIND_CLOSED] = "closed",
    [ORC_KIND_CANCELLED] = "cancelled",
    [ORC_KIND_MEMORY] = "memory",
};

const char *orc_kind_name(orc_kind kind) { return kind_names[kind]; }

const char *orc_sent_name(orc_sent sent) {
  static const char *const names[] = {"no", "unsure", "yes"};
  return names[sent];
}

orc_kind orc_kind_of_status(int status) {
  static const struct {
    int status;
    orc_kind kind;
  } kinds[] = {
      {401, ORC_KIND_AUTH},      {403, ORC_KIND_FORBIDDEN},
      {404, ORC_KIND_NOT_FOUND}, {409, ORC_KIND_CONFLICT},
      {413, ORC_KIND_TOO_LARGE}, {429, ORC_KIND_RATE_LIMIT},
  };
  if (status < 400) return ORC_KIND_NONE;
  if (status >= 500) return ORC_KIND_SERVER;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    if (kinds[i].status == status) return kinds[i].kind;
  }
  return ORC_KIND_INVALID;
}
