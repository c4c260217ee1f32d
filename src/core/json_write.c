#include "json.h"
#include "json_number.h"
#include "json_scan.h"

/* Behind the backslash; 0: written as \u00XX. */
static const char shorts[256] = {
    ['"'] = '"',  ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f',
    ['\n'] = 'n', ['\r'] = 'r',  ['\t'] = 't',
};

static bool put_escape(orc_buf *out, char c) {
  char letter = shorts[(unsigned char)c];
  if (letter != 0) {
    char pair[2] = {'\\', letter};
    return orc_buf_append(out, pair, 2);
  }
  static const char hex[] = "0123456789abcdef";
  char text[6] = {'\\', 'u', '0', '0', hex[c >> 4 & 0xF], hex[c & 0xF]};
  return orc_buf_append(out, text, 6);
}

/* Behind the bytes that are written as they are. */
static const char *skip_plain(const char *p, const char *end) {
  for (;;) {
    p = orc_scan_plain(p, end);
    if (p == end || (unsigned char)*p < 0x80) return p;
    p++;
  }
}

bool orc_json_put_string(orc_buf *out, const char *s, size_t len) {
  const char *p = s, *end = s + len;
  if (!orc_buf_putc(out, '"')) return false;
  while (p < end) {
    const char *run = p;
    p = skip_plain(p, end);
    if (p > run && !orc_buf_append(out, run, (size_t)(p - run))) return false;
    if (p < end && !put_escape(out, *p++)) return false;
  }
  return orc_buf_putc(out, '"');
}

bool orc_json_put_integer(orc_buf *out, int64_t value) {
  char text[20];
  char *p = text + sizeof text;
  uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
  do {
    *--p = (char)('0' + rest % 10);
    rest /= 10;
  } while (rest > 0);
  if (value < 0) *--p = '-';
  return orc_buf_append(out, p, (size_t)(text + sizeof text - p));
}

bool orc_json_put_number(orc_buf *out, double value) {
  char text[ORC_NUMBER_SIZE];
  return orc_buf_append(out, text, orc_number_write(text, value));
}
