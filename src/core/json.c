#include "json.h"

#include "json_number.h"
#include "json_text.h"

#include <string.h>

enum { /* orc_json.expect */
  VALUE,         /* a value must follow */
  FIRST_ELEMENT, /* a value or ] */
  FIRST_KEY,     /* a key or } */
  AFTER,         /* behind a value: a comma, a closing bracket or the end */
  STOPPED        /* DONE or ERROR, for good */
};

static orc_json_type fail(orc_json *json, const char *at,
                          const char *message) {
  json->token = at;
  json->message = message;
  json->expect = STOPPED;
  return ORC_JSON_ERROR;
}

/* What stands at `at` is not what must stand there. */
static orc_json_type wrong(orc_json *json, const char *at,
                           const char *message) {
  return fail(json, at, at == json->end ? "unexpected end" : message);
}

void orc_json_init(orc_json *json, const char *text, size_t len) {
  memset(json, 0, sizeof *json);
  if (text == NULL) text = ""; /* an empty buffer's */
  json->start = json->at = json->token = text;
  json->expect = VALUE;
  if (len > ORC_JSON_SIZE) {
    json->end = text;
    fail(json, text, "longer than 1 GiB");
    return;
  }
  json->end = text + len;
}

static inline const char *skip_space(const char *p, const char *end) {
  while (p < end && (unsigned char)*p <= ' ' &&
         (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')) {
    p++;
  }
  return p;
}

static inline orc_json_type token(orc_json *json, const char *begin,
                                  const char *behind, int expect,
                                  orc_json_type type) {
  json->token = begin;
  json->at = behind;
  json->expect = expect;
  return type;
}

/* Behind the string whose opening quote is at `p`; NULL: failed. */
static const char *read_text(orc_json *json, const char *p) {
  const char *at = p + 1, *message;
  const char *behind = orc_text_read(&at, json->end, &json->escaped, &message);
  if (behind == NULL) {
    fail(json, at, message);
    return NULL;
  }
  json->text.data = p + 1;
  json->text.len = (size_t)(behind - p) - 2;
  return behind;
}

static orc_json_type read_key(orc_json *json, const char *begin) {
  if (begin == json->end || *begin != '"') {
    return wrong(json, begin, "expected a member's name in quotes");
  }
  const char *p = read_text(json, begin);
  if (p == NULL) return ORC_JSON_ERROR;
  p = skip_space(p, json->end);
  if (p == json->end || *p != ':') return wrong(json, p, "expected ':'");
  return token(json, begin, p + 1, VALUE, ORC_JSON_KEY);
}

static inline bool is_digit(const char *p, const char *end) {
  return p < end && *p >= '0' && *p <= '9';
}

static const char *skip_digits(const char *p, const char *end) {
  while (is_digit(p, end)) p++;
  return p;
}

/* A number with a fraction or an exponent, or beyond int64. `p` is behind
** its whole digits. */
static orc_json_type read_number(orc_json *json, const char *begin,
                                 const char *p) {
  const char *end = json->end;
  if (p < end && *p == '.') {
    if (!is_digit(++p, end)) return wrong(json, p, "expected a digit");
    p = skip_digits(p, end);
  }
  if (p < end && (*p == 'e' || *p == 'E')) {
    p++;
    if (p < end && (*p == '+' || *p == '-')) p++;
    if (!is_digit(p, end)) return wrong(json, p, "expected a digit");
    p = skip_digits(p, end);
  }
  if (!orc_number_read(begin, p, &json->number)) {
    return fail(json, begin, "number too large for a float");
  }
  return token(json, begin, p, AFTER, ORC_JSON_NUMBER);
}

/* false: outside int64, or -0, which has no integer. */
static bool fits(orc_json *json, uint64_t value, bool negative) {
  if (value > (uint64_t)INT64_MAX + negative) return false;
  if (negative && value == 0) return false;
  json->integer = (int64_t)(negative ? 0 - value : value);
  return true;
}

static orc_json_type read_digits(orc_json *json, const char *begin) {
  const char *end = json->end, *p = begin;
  bool negative = *p == '-';
  if (negative && !is_digit(++p, end)) {
    return wrong(json, p, "expected a digit");
  }
  const char *digits = p;
  uint64_t value = 0;
  while (is_digit(p, end)) value = value * 10 + (uint64_t)(*p++ - '0');
  if (*digits == '0' && p - digits > 1) {
    return fail(json, digits, "leading zero");
  }
  bool whole = p == end || (*p != '.' && (*p | 0x20) != 'e');
  /* 19 digits cannot overflow 64 bits */
  if (whole && p - digits <= 19 && fits(json, value, negative)) {
    return token(json, begin, p, AFTER, ORC_JSON_INTEGER);
  }
  return read_number(json, begin, p);
}

static orc_json_type read_word(orc_json *json, const char *begin,
                               const char *word, orc_json_type type) {
  const char *p = begin;
  while (*word != '\0' && p < json->end && *p == *word) p++, word++;
  if (*word != '\0') return wrong(json, p, "expected null, true or false");
  return token(json, begin, p, AFTER, type);
}

/* Bit `depth` remembers what the level being left for a deeper one is. */
static orc_json_type open_level(orc_json *json, const char *p, bool object) {
  if (json->depth == ORC_JSON_DEPTH) {
    return fail(json, p, "nested deeper than 512");
  }
  uint64_t bit = (uint64_t)1 << (json->depth % 64);
  uint64_t *word = &json->objects[json->depth / 64];
  *word = json->in_object ? *word | bit : *word & ~bit;
  json->depth++;
  json->in_object = object;
  return token(json, p, p + 1, object ? FIRST_KEY : FIRST_ELEMENT,
               object ? ORC_JSON_OBJECT : ORC_JSON_ARRAY);
}

static orc_json_type close_level(orc_json *json, const char *p) {
  orc_json_type type = json->in_object ? ORC_JSON_OBJECT_END
                                       : ORC_JSON_ARRAY_END;
  json->depth--;
  json->in_object = json->objects[json->depth / 64] >> (json->depth % 64) & 1;
  return token(json, p, p + 1, AFTER, type);
}

static orc_json_type no_value(orc_json *json, const char *p) {
  if (json->depth == 0 && *p == '<') {
    return fail(json, p, "HTML or XML instead of JSON");
  }
  if (p == json->start && json->end - p >= 3 &&
      memcmp(p, "\xEF\xBB\xBF", 3) == 0) {
    return fail(json, p, "byte order mark");
  }
  return fail(json, p, "expected a value");
}

static inline orc_json_type read_value(orc_json *json, const char *p) {
  if (p == json->end) return fail(json, p, "unexpected end");
  switch (*p) {
    case '"': {
      const char *behind = read_text(json, p);
      if (behind == NULL) return ORC_JSON_ERROR;
      return token(json, p, behind, AFTER, ORC_JSON_STRING);
    }
    case '{': return open_level(json, p, true);
    case '[': return open_level(json, p, false);
    case 'n': return read_word(json, p, "null", ORC_JSON_NULL);
    case 't': return read_word(json, p, "true", ORC_JSON_TRUE);
    case 'f': return read_word(json, p, "false", ORC_JSON_FALSE);
    case '-': case '0': case '1': case '2': case '3': case '4':
    case '5': case '6': case '7': case '8': case '9':
      return read_digits(json, p);
    default: return no_value(json, p);
  }
}

/* Behind a value. */
static inline orc_json_type read_after(orc_json *json, const char *p) {
  if (json->depth == 0) {
    if (p < json->end) return fail(json, p, "more text behind the value");
    return token(json, p, p, STOPPED, ORC_JSON_DONE);
  }
  if (p < json->end && *p == ',') {
    p = skip_space(p + 1, json->end);
    return json->in_object ? read_key(json, p) : read_value(json, p);
  }
  if (p < json->end && *p == (json->in_object ? '}' : ']')) {
    return close_level(json, p);
  }
  return wrong(json, p, json->in_object ? "expected ',' or '}'"
                                        : "expected ',' or ']'");
}

orc_json_type orc_json_next(orc_json *json) {
  if (json->expect == STOPPED) {
    return json->message != NULL ? ORC_JSON_ERROR : ORC_JSON_DONE;
  }
  const char *p = skip_space(json->at, json->end);
  switch (json->expect) {
    case FIRST_KEY:
      if (p < json->end && *p == '}') return close_level(json, p);
      return read_key(json, p);
    case FIRST_ELEMENT:
      if (p < json->end && *p == ']') return close_level(json, p);
      return read_value(json, p);
    case AFTER:
      return read_after(json, p);
    default:
      return read_value(json, p);
  }
}

bool orc_json_skip(orc_json *json, orc_json_type first) {
  if (first == ORC_JSON_KEY) first = orc_json_next(json);
  if (first != ORC_JSON_ARRAY && first != ORC_JSON_OBJECT) {
    return first != ORC_JSON_ERROR;
  }
  int outside = json->depth - 1;
  while (json->depth > outside) {
    if (orc_json_next(json) == ORC_JSON_ERROR) return false;
  }
  return true;
}

size_t orc_json_position(const orc_json *json) {
  return (size_t)(json->token - json->start);
}

/* Is the last KEY `name`? Its escapes are resolved as far as needed. */
static bool is_named(const orc_json *json, const char *name) {
  size_t len = strlen(name);
  if (!json->escaped) {
    return json->text.len == len && memcmp(json->text.data, name, len) == 0;
  }
  const char *p = json->text.data, *end = p + json->text.len;
  while (p < end) {
    char piece[4];
    char *behind = piece;
    if (*p == '\\') behind = orc_text_resolve(&p, piece);
    else *behind++ = *p++;
    size_t step = (size_t)(behind - piece);
    if (step > len || memcmp(piece, name, step) != 0) return false;
    name += step;
    len -= step;
  }
  return len == 0;
}

orc_json_type orc_json_find(orc_json *json, const char *text, size_t len,
                            const char *name) {
  orc_json_init(json, text, len);
  orc_json_type type = orc_json_next(json);
  if (type == ORC_JSON_ERROR) return type;
  if (type != ORC_JSON_OBJECT) return ORC_JSON_DONE;
  while ((type = orc_json_next(json)) == ORC_JSON_KEY) {
    bool found = is_named(json, name);
    type = orc_json_next(json);
    if (found || type == ORC_JSON_ERROR) return type;
    if (!orc_json_skip(json, type)) return ORC_JSON_ERROR;
  }
  return type == ORC_JSON_OBJECT_END ? ORC_JSON_DONE : type;
}
