#include "json_span.h"

#include "json_scan.h"

#define BLOCK 64

/* The bytes of a block, a bit each, the first byte's lowest. */
typedef struct marks {
  uint64_t quotes, slashes, brackets;
} marks;

static inline void add_chunk(marks *m, orc_chunk x, unsigned place) {
  m->quotes |= (uint64_t)orc_chunk_equal(x, '"') << place;
  m->slashes |= (uint64_t)orc_chunk_equal(x, '\\') << place;
  m->brackets |= (uint64_t)orc_chunk_brackets(x) << place;
}

static inline marks look(const char *p, size_t len) {
  marks m = {0, 0, 0};
  if (len == BLOCK) { /* written out: no compiler unrolls it by itself */
    add_chunk(&m, orc_chunk_load(p), 0);
    add_chunk(&m, orc_chunk_load(p + 16), 16);
    add_chunk(&m, orc_chunk_load(p + 32), 32);
    add_chunk(&m, orc_chunk_load(p + 48), 48);
    return m;
  }
  for (unsigned i = 0; i < len; i += ORC_CHUNK) {
    add_chunk(&m, orc_chunk_at(p + i, p + len), i);
  }
  return m;
}

/* The bytes behind runs of backslashes of odd length: they are escaped. (Those
** inside runs are of no interest.) Adding a run's first bit to the run moves
** it behind the run; the length is odd when one of both places is.
** span->escape: the first byte is escaped by the block before. */
static inline uint64_t find_escaped(orc_json_span *span, uint64_t slashes,
                                    size_t len) {
  const uint64_t even = 0x5555555555555555U;
  uint64_t escaped = span->escape;
  slashes &= ~escaped;
  uint64_t starts = slashes & ~(slashes << 1);
  uint64_t behind_even = slashes + (starts & even);
  uint64_t behind_odd = slashes + (starts & ~even);
  escaped |= ((behind_even & ~even) | (behind_odd & even)) & ~slashes;
  span->escape = len == BLOCK ? behind_odd < slashes : escaped >> len & 1;
  return escaped;
}

/* From each quote to the byte before the next. */
static inline uint64_t find_inside(uint64_t quotes, bool inside) {
  quotes ^= quotes << 1;
  quotes ^= quotes << 2;
  quotes ^= quotes << 4;
  quotes ^= quotes << 8;
  quotes ^= quotes << 16;
  quotes ^= quotes << 32;
  return inside ? ~quotes : quotes;
}

/* Follows the brackets outside of strings, up to the one that closes the
** value. Answers the length up to and with that, or `len`. */
static inline size_t follow(orc_json_span *span, uint64_t brackets,
                            const char *p, size_t len) {
  for (; brackets != 0; brackets &= brackets - 1) {
    size_t at = (size_t)__builtin_ctzll(brackets);
    span->depth += p[at] == '{' || p[at] == '[' ? 1 : -1;
    if (span->depth > 0) continue;
    span->ended = true;
    return at + 1;
  }
  return len;
}

static inline size_t feed_block(orc_json_span *span, const char *p,
                                size_t len) {
  marks m = look(p, len);
  uint64_t quotes = m.quotes & ~find_escaped(span, m.slashes, len);
  if (m.brackets == 0) {
    span->in_string ^= __builtin_parityll(quotes);
    return len;
  }
  uint64_t inside = find_inside(quotes, span->in_string);
  span->in_string = inside >> (len - 1) & 1;
  return follow(span, m.brackets & ~inside, p, len);
}

static size_t feed_nested(orc_json_span *span, const char *p, size_t len) {
  size_t at = 0;
  while (at < len && !span->ended) {
    at += feed_block(span, p + at, len - at < BLOCK ? len - at : BLOCK);
  }
  return at;
}

/* Of the envelope: short. */
static size_t feed_string(orc_json_span *span, const char *p, size_t len) {
  for (size_t at = 0; at < len; at++) {
    if (span->escape) {
      span->escape = false;
    } else if (p[at] == '\\') {
      span->escape = true;
    } else if (p[at] == '"') {
      span->ended = true;
      return at + 1;
    }
  }
  return len;
}

static size_t feed_scalar(orc_json_span *span, const char *p, size_t len) {
  for (size_t at = 0; at < len; at++) {
    unsigned char c = (unsigned char)p[at];
    if (c != ',' && c != '}' && c != ']' && c > ' ') continue;
    span->ended = true;
    return at;
  }
  return len;
}

bool orc_json_span_begin(orc_json_span *span, char first) {
  memset(span, 0, sizeof *span);
  span->first = first;
  span->depth = first == '{' || first == '[';
  return first != '\0' && strchr("\"{[-tfn0123456789", first) != NULL;
}

size_t orc_json_span_feed(orc_json_span *span, const char *p, size_t len) {
  if (span->ended) return 0;
  if (span->depth > 0) return feed_nested(span, p, len);
  return (span->first == '"' ? feed_string : feed_scalar)(span, p, len);
}
