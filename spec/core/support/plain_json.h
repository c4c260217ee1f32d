/*
** plain_json: RFC 8259 once more, a byte at a time and as short as it can be,
** to hold the reader against. Answers only whether a text is JSON.
*/
#ifndef PLAIN_JSON_H
#define PLAIN_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef struct plain_json {
  const unsigned char *at, *end;
  int depth, most;
} plain_json;

static bool plain_value(plain_json *p);

static void plain_space(plain_json *p) {
  while (p->at < p->end && memchr(" \t\r\n", *p->at, 4) != NULL) p->at++;
}

static bool plain_char(plain_json *p, int low, int high) {
  if (p->at == p->end || *p->at < low || *p->at > high) return false;
  p->at++;
  return true;
}

static bool plain_is(plain_json *p, char c) {
  return plain_char(p, (unsigned char)c, (unsigned char)c);
}

static bool plain_word(plain_json *p, const char *word) {
  for (; *word != '\0'; word++) {
    if (!plain_is(p, *word)) return false;
  }
  return true;
}

static bool plain_digits(plain_json *p) {
  if (!plain_char(p, '0', '9')) return false;
  while (plain_char(p, '0', '9')) continue;
  return true;
}

static bool plain_number(plain_json *p) {
  plain_is(p, '-');
  if (!plain_is(p, '0') && !plain_digits(p)) return false;
  if (plain_is(p, '.') && !plain_digits(p)) return false;
  if (!plain_is(p, 'e') && !plain_is(p, 'E')) return true;
  if (!plain_is(p, '+')) plain_is(p, '-');
  return plain_digits(p);
}

/* -1: not four hex digits */
static int plain_hex4(plain_json *p) {
  int value = 0;
  for (int i = 0; i < 4; i++) {
    const char *digits = "0123456789abcdefABCDEF";
    if (p->at == p->end || *p->at == 0) return -1;
    const char *digit = strchr(digits, *p->at);
    if (digit == NULL) return -1;
    int d = (int)(digit - digits);
    value = value * 16 + (d > 15 ? d - 6 : d);
    p->at++;
  }
  return value;
}

static bool plain_escape(plain_json *p) {
  if (p->at == p->end) return false;
  unsigned char c = *p->at++;
  if (c != 'u') return c != 0 && strchr("\"\\/bfnrt", c) != NULL;
  int code = plain_hex4(p);
  if (code < 0 || (code >= 0xDC00 && code <= 0xDFFF)) return false;
  if (code < 0xD800 || code > 0xDFFF) return true;
  if (!plain_word(p, "\\u")) return false;
  code = plain_hex4(p);
  return code >= 0xDC00 && code <= 0xDFFF;
}

/* The table of RFC 3629, section 4. */
static bool plain_utf8(plain_json *p) {
  static const struct {
    int first, last, low, high, more;
  } rows[] = {
      {0x00, 0x7F, 0, 0, 0},       {0xC2, 0xDF, 0x80, 0xBF, 0},
      {0xE0, 0xE0, 0xA0, 0xBF, 1}, {0xE1, 0xEC, 0x80, 0xBF, 1},
      {0xED, 0xED, 0x80, 0x9F, 1}, {0xEE, 0xEF, 0x80, 0xBF, 1},
      {0xF0, 0xF0, 0x90, 0xBF, 2}, {0xF1, 0xF3, 0x80, 0xBF, 2},
      {0xF4, 0xF4, 0x80, 0x8F, 2},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    if (!plain_char(p, rows[i].first, rows[i].last)) continue;
    if (rows[i].high > 0 && !plain_char(p, rows[i].low, rows[i].high)) {
      return false;
    }
    for (int more = rows[i].more; more > 0; more--) {
      if (!plain_char(p, 0x80, 0xBF)) return false;
    }
    return true;
  }
  return false;
}

static bool plain_string(plain_json *p) {
  if (!plain_is(p, '"')) return false;
  while (!plain_is(p, '"')) {
    if (p->at == p->end || *p->at < 0x20) return false;
    if (plain_is(p, '\\') ? !plain_escape(p) : !plain_utf8(p)) return false;
  }
  return true;
}

static bool plain_member(plain_json *p) {
  plain_space(p);
  if (!plain_string(p)) return false;
  plain_space(p);
  return plain_is(p, ':') && plain_value(p);
}

static bool plain_list(plain_json *p, char close,
                       bool (*item)(plain_json *)) {
  if (++p->depth > p->most) return false;
  plain_space(p);
  if (!plain_is(p, close)) {
    do {
      if (!item(p)) return false;
      plain_space(p);
    } while (plain_is(p, ','));
    if (!plain_is(p, close)) return false;
  }
  p->depth--;
  return true;
}

static bool plain_value(plain_json *p) {
  plain_space(p);
  if (p->at == p->end) return false;
  switch (*p->at) {
    case '{': p->at++; return plain_list(p, '}', plain_member);
    case '[': p->at++; return plain_list(p, ']', plain_value);
    case '"': return plain_string(p);
    case 'n': return plain_word(p, "null");
    case 't': return plain_word(p, "true");
    case 'f': return plain_word(p, "false");
    default: return plain_number(p);
  }
}

/* `most`: the deepest nesting that is taken. */
static inline bool plain_accepts(const char *text, size_t len, int most) {
  const unsigned char *at = (const unsigned char *)text;
  plain_json p = {at, at + len, 0, most};
  if (!plain_value(&p)) return false;
  plain_space(&p);
  return p.at == p.end;
}

#endif
