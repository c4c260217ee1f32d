#include "json_text.h"

#include "json.h"
#include "json_scan.h"

static bool is_tail(char c) { return ((unsigned char)c & 0xC0) == 0x80; }

/* Of each length the first byte's mark and the least code point. */
static const struct {
  unsigned char mask, mark;
  uint32_t least;
} sequences[] = {
    [2] = {0xE0, 0xC0, 0x80}, [3] = {0xF0, 0xE0, 0x800},
    [4] = {0xF8, 0xF0, 0x10000},
};

/* The length of the UTF-8 sequence at `p` (RFC 3629, beyond ASCII), or 0. */
static size_t sequence(const char *p, const char *end) {
  unsigned char first = (unsigned char)*p;
  size_t len = 2;
  while (len <= 4 && (first & sequences[len].mask) != sequences[len].mark) {
    len++;
  }
  if (len > 4 || (size_t)(end - p) < len) return 0;
  uint32_t code = first & (unsigned)~sequences[len].mask & 0xFF;
  for (size_t i = 1; i < len; i++) {
    if (!is_tail(p[i])) return 0;
    code = code << 6 | ((unsigned char)p[i] & 0x3F);
  }
  if (code < sequences[len].least || code > 0x10FFFF) return 0;
  return code >= 0xD800 && code <= 0xDFFF ? 0 : len;
}

size_t orc_json_utf8(const char *s, size_t len) {
  const char *p = s, *end = s + len;
  while (p < end) {
    if ((unsigned char)*p < 0x80) {
      p = orc_scan_plain(p + 1, end);
      continue;
    }
    size_t step = sequence(p, end);
    if (step == 0) break;
    p += step;
  }
  return (size_t)(p - s);
}

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = (char)(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The value of the four digits at `p`, or -1. */
static int32_t hex4(const char *p, const char *end) {
  if (end - p < 4) return -1;
  int32_t value = 0;
  for (int i = 0; i < 4; i++) {
    int digit = hex_digit(p[i]);
    if (digit < 0) return -1;
    value = value << 4 | digit;
  }
  return value;
}

static bool is_high(int32_t code) { return code >= 0xD800 && code < 0xDC00; }
static bool is_low(int32_t code) { return code >= 0xDC00 && code < 0xE000; }

const char orc_text_simple[256] = {
    ['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
    ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
};

/* Behind the escape whose backslash is at `p`; NULL: wrong. */
static const char *skip_escape(const char *p, const char *end,
                               const char **message) {
  if (end - p >= 2 && orc_text_simple[(unsigned char)p[1]] != 0) return p + 2;
  *message = "invalid escape";
  if (end - p < 2 || p[1] != 'u') return NULL;
  int32_t code = hex4(p + 2, end);
  if (code < 0) return NULL;
  if (code < 0xD800 || code > 0xDFFF) return p + 6;
  *message = "lone surrogate";
  if (!is_high(code) || end - p < 12 || p[6] != '\\' || p[7] != 'u') {
    return NULL;
  }
  return is_low(hex4(p + 8, end)) ? p + 12 : NULL;
}

/* Behind what ended a plain run at `p`; NULL: wrong. */
static const char *skip_odd(const char *p, const char *end,
                            const char **message) {
  if (*p == '\\') return skip_escape(p, end, message);
  *message = "control character in a string";
  if ((unsigned char)*p < 0x80) return NULL;
  *message = "invalid UTF-8";
  do {
    size_t len = sequence(p, end);
    if (len == 0) return NULL;
    p += len;
  } while (p < end && (unsigned char)*p >= 0x80);
  return p;
}

/* A backslash and one letter, all of it inside a chunk. */
static inline bool is_simple(const char *at, const char *end, unsigned place) {
  return *at == '\\' && place + 1 < ORC_CHUNK && at + 1 < end &&
         orc_text_simple[(unsigned char)at[1]] != 0;
}

const char *orc_text_read(const char **place, const char *end, bool *escaped,
                          const char **message) {
  const char *p = *place, *at, *next;
  *message = "unterminated string";
  for (*escaped = false; p < end; p = next) {
    orc_bits odd = orc_chunk_odd(orc_chunk_at(p, end));
    next = p + ORC_CHUNK;
    while (odd != 0) {
      unsigned bit = orc_bits_first(odd);
      at = p + bit;
      if (*at == '"') return at + 1;
      if (is_simple(at, end, bit)) {
        odd &= ~(3U << bit);
        *escaped = true;
        continue;
      }
      *escaped |= *at == '\\';
      next = skip_odd(at, end, message);
      if (next == NULL) {
        *place = at;
        return NULL;
      }
      break;
    }
  }
  *place = end;
  *message = "unterminated string";
  return NULL;
}

static char *put_code(char *out, uint32_t code) {
  if (code < 0x80) {
    *out++ = (char)code;
    return out;
  }
  if (code < 0x800) {
    *out++ = (char)(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      *out++ = (char)(0xE0 | code >> 12);
    } else {
      *out++ = (char)(0xF0 | code >> 18);
      *out++ = (char)(0x80 | (code >> 12 & 0x3F));
    }
    *out++ = (char)(0x80 | (code >> 6 & 0x3F));
  }
  *out++ = (char)(0x80 | (code & 0x3F));
  return out;
}

char *orc_text_resolve(const char **p, char *out) {
  const char *at = *p;
  if (at[1] != 'u') {
    *p = at + 2;
    *out++ = orc_text_simple[(unsigned char)at[1]];
    return out;
  }
  int32_t code = hex4(at + 2, at + 6);
  at += 6;
  if (is_high(code)) {
    code = 0x10000 + ((code - 0xD800) << 10) + (hex4(at + 2, at + 6) - 0xDC00);
    at += 6;
  }
  *p = at;
  return put_code(out, (uint32_t)code);
}

/* Resolves one chunk. Both sides must have room for two, because runs are
** copied sixteen bytes at a time whatever their length. */
static char *copy_chunk(const char **p, char *out) {
  const char *from = *p, *behind = from + ORC_CHUNK;
  orc_bits slashes = orc_chunk_equal(orc_chunk_load(from), '\\');
  while (slashes != 0) {
    unsigned i = orc_bits_first(slashes);
    const char *at = *p + i;
    memcpy(out, from, ORC_CHUNK);
    out += at - from;
    from = at + 2;
    slashes &= ~(3U << i);
    *out = orc_text_simple[(unsigned char)at[1]];
    if (*out++ == 0) {
      *p = at;
      return orc_text_resolve(p, out - 1);
    }
  }
  *p = from;
  if (from < behind) {
    memcpy(out, from, ORC_CHUNK);
    out += behind - from;
    *p = behind;
  }
  return out;
}

size_t orc_json_copy(const orc_json *json, char *out) {
  const char *p = json->text.data, *end = p + json->text.len;
  char *to = out;
  while (end - p >= (ptrdiff_t)2 * ORC_CHUNK) to = copy_chunk(&p, to);
  while (p < end) {
    if (*p == '\\') to = orc_text_resolve(&p, to);
    else *to++ = *p++;
  }
  return (size_t)(to - out);
}

bool orc_json_unescape(const orc_json *json, orc_buf *out) {
  if (!json->escaped) {
    return orc_buf_append(out, json->text.data, json->text.len);
  }
  if (!orc_buf_reserve(out, json->text.len)) return false;
  out->len += orc_json_copy(json, out->data + out->len);
  return true;
}
