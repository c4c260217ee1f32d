/*
** json: a strict pull reader (RFC 8259) and the writers of scalars.
**
** The reader checks everything: grammar, UTF-8 (no overlong forms, no
** surrogates), numbers, depth, size. It reads one whole text in memory,
** borrows it and never allocates. The binding turns its tokens into Lua
** tables; rows and the pager use it to look into a row.
*/
#ifndef ORC_JSON_H
#define ORC_JSON_H

#include "buf.h"
#include "err.h"

#include <stdint.h>

#define ORC_JSON_DEPTH 512               /* deepest nesting, both ways */
#define ORC_JSON_SIZE ((size_t)1 << 30)  /* longest text in bytes, both ways */

typedef enum orc_json_type {
  ORC_JSON_ERROR,  /* sticky; see message and orc_json_position */
  ORC_JSON_DONE,   /* the value and the white space behind it have ended */
  ORC_JSON_NULL,
  ORC_JSON_TRUE,
  ORC_JSON_FALSE,
  ORC_JSON_INTEGER, /* fits int64 and is written without . and exponent */
  ORC_JSON_NUMBER,  /* any other; 1e400 is an error, -0 is NUMBER -0.0 */
  ORC_JSON_STRING,
  ORC_JSON_KEY,     /* a member's name; its value is the next token */
  ORC_JSON_ARRAY,   /* [ */
  ORC_JSON_ARRAY_END,
  ORC_JSON_OBJECT,  /* { */
  ORC_JSON_OBJECT_END
} orc_json_type;

typedef struct orc_json {
  const char *start, *at, *end;
  /* of the last token */
  const char *token;     /* where it begins; ERROR: what is wrong */
  orc_slice text;        /* STRING, KEY: between the quotes, as written */
  bool escaped;          /* STRING, KEY: `text` holds backslashes */
  int64_t integer;       /* INTEGER */
  double number;         /* NUMBER */
  const char *message;   /* ERROR: a static phrase, e.g. "invalid UTF-8" */
  int depth;             /* arrays and objects that are open */
  /* inside */
  int expect;
  bool in_object;        /* of the innermost level */
  uint64_t objects[ORC_JSON_DEPTH / 64]; /* bit set: the level around that
                                            one is an object */
} orc_json;

/* `text` is borrowed until the last call. Integers outside int64 that are
** written without . and exponent come as NUMBER (exactness is lost and the
** caller may look at `token`). */
void orc_json_init(orc_json *json, const char *text, size_t len);
orc_json_type orc_json_next(orc_json *json);
/* Reads on to the end of the value whose first token was just returned.
** false: ERROR came. */
bool orc_json_skip(orc_json *json, orc_json_type first);
/* Bytes from the start to the error or the last token. */
size_t orc_json_position(const orc_json *json);

/* A STRING's or KEY's text with its escapes resolved, appended to `out`.
** Cannot fail but for memory or the cap: escapes were checked. */
bool orc_json_unescape(const orc_json *json, orc_buf *out);
/* The same into memory with room for `text.len` bytes, all of which may be
** written; answers how many of them count. */
size_t orc_json_copy(const orc_json *json, char *out);

/* The top-level member `name` of the object in `text`: positioned on its
** first token, whose type is returned. ORC_JSON_DONE: no such member.
** Stops reading there: what is behind is not checked. */
orc_json_type orc_json_find(orc_json *json, const char *text, size_t len,
                            const char *name);

/* Writers: append; false when the buffer failed. A string must be UTF-8:
** orc_json_utf8 finds the first bad byte (len when all is well). Control
** characters, quotes and backslashes are escaped, U+2028/9 and / are not. */
size_t orc_json_utf8(const char *s, size_t len);
bool orc_json_put_string(orc_buf *out, const char *s, size_t len);
bool orc_json_put_integer(orc_buf *out, int64_t value);
/* Shortest of 15, 16, 17 digits that reads back the same; always with '.' or
** 'e' so that it stays a float; locale-independent. NaN and infinity are the
** caller's to refuse. */
bool orc_json_put_number(orc_buf *out, double value);

#endif
