#include "json_check.h"

#include "json.h"
#include "json_scan.h"
#include "json_text.h"

typedef struct check {
  const char *end;
  bool spaced;
  bool in_object; /* the innermost level */
  int depth;
  uint64_t objects[ORC_JSON_DEPTH / 64]; /* bit set: the level around that
                                            one is an object */
} check;

/* These answer where to go on; NULL: wrong, or nothing is left. */

static inline const char *pass_space(check *c, const char *p) {
  while (p < c->end && (unsigned char)*p <= ' ') {
    if (*p != ' ' && *p != '\n' && *p != '\r' && *p != '\t') return NULL;
    c->spaced = true;
    p++;
  }
  return p < c->end ? p : NULL;
}

/* What is not plain, nor an escape of one letter inside a chunk, is for
** orc_text_read: it may begin anywhere in a string but in an escape. */
static inline const char *pass_text(const check *c, const char *p) {
  for (; c->end - p >= ORC_CHUNK; p += ORC_CHUNK) {
    orc_bits odd = orc_chunk_odd(orc_chunk_load(p));
    while (odd != 0) {
      unsigned place = orc_bits_first(odd);
      if (p[place] == '"') return p + place + 1;
      bool simple = p[place] == '\\' && place + 1 < ORC_CHUNK &&
                    orc_text_simple[(unsigned char)p[place + 1]] != 0;
      if (!simple) goto rest;
      odd &= ~(3U << place);
    }
  }
rest:;
  bool escaped;
  const char *message;
  return orc_text_read(&p, c->end, &escaped, &message);
}

/* A word, a number that is none of the usual ones, or what is neither. */
static const char *pass_scalar(const check *c, const char *p) {
  orc_json json;
  orc_json_init(&json, p, (size_t)(c->end - p));
  orc_json_type type = orc_json_next(&json);
  bool scalar = type >= ORC_JSON_NULL && type <= ORC_JSON_NUMBER;
  return scalar ? json.at : NULL;
}

/* Most numbers are a few digits and end with their member. */
static inline const char *pass_number(const check *c, const char *p) {
  const char *digits = p;
  while (p < c->end && *p >= '0' && *p <= '9') p++;
  bool usual = p < c->end && (*p == ',' || *p == '}') && p - digits < 19 &&
               (*digits != '0' || p - digits == 1);
  return usual ? p : pass_scalar(c, digits);
}

static inline const char *pass_name(check *c, const char *p) {
  if (*p != '"') return NULL;
  p = pass_text(c, p + 1);
  if (p == NULL) return NULL;
  p = pass_space(c, p);
  return p != NULL && *p == ':' ? p + 1 : NULL;
}

static inline bool enter(check *c, bool object) {
  if (c->depth == ORC_JSON_DEPTH) return false;
  uint64_t bit = (uint64_t)1 << (c->depth % 64);
  uint64_t *word = &c->objects[c->depth / 64];
  *word = c->in_object ? *word | bit : *word & ~bit;
  c->depth++;
  c->in_object = object;
  return true;
}

static inline void leave(check *c) {
  c->depth--;
  c->in_object = c->objects[c->depth / 64] >> (c->depth % 64) & 1;
}

/* An array or object, up to its first value or behind it, should it be empty.
** *open: a value follows. */
static inline const char *pass_open(check *c, const char *p, bool *open) {
  bool object = *p == '{';
  if (!enter(c, object)) return NULL;
  p = pass_space(c, p + 1);
  if (p == NULL) return NULL;
  *open = *p != (object ? '}' : ']');
  if (!*open) {
    leave(c);
    return p + 1;
  }
  return object ? pass_name(c, p) : p;
}

static inline const char *pass_value(check *c, const char *p, bool *open) {
  p = pass_space(c, p);
  if (p == NULL) return NULL;
  *open = false;
  if (*p == '"') return pass_text(c, p + 1);
  if (*p == '{' || *p == '[') return pass_open(c, p, open);
  if (*p >= '0' && *p <= '9') return pass_number(c, p);
  return pass_scalar(c, p);
}

/* Behind a value: to the next one, or behind the end of the outermost. */
static inline const char *pass_on(check *c, const char *p) {
  while (c->depth > 0) {
    p = pass_space(c, p);
    if (p == NULL) return NULL;
    if (*p == ',') {
      p = pass_space(c, p + 1);
      return p != NULL && c->in_object ? pass_name(c, p) : p;
    }
    if (*p != (c->in_object ? '}' : ']')) return NULL;
    leave(c);
    p++;
  }
  return p;
}

size_t orc_json_check(const char *text, size_t len, bool *spaced) {
  check c = {.end = text + len};
  if (len == 0 || len > ORC_JSON_SIZE || (*text != '{' && *text != '[')) {
    return 0;
  }
  const char *p = text;
  do {
    bool open;
    p = pass_value(&c, p, &open);
    if (p != NULL && !open) p = pass_on(&c, p);
    if (p == NULL) return 0;
  } while (c.depth > 0);
  *spaced = c.spaced;
  return (size_t)(p - text);
}
