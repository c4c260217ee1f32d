/*
** json_span: where a JSON value ends, while its bytes are still arriving.
** Private to rows. It follows quotes and brackets and checks nothing: what
** it finds is for orc_json to read.
*/
#ifndef ORC_JSON_SPAN_H
#define ORC_JSON_SPAN_H

#include <stdbool.h>
#include <stddef.h>

typedef struct orc_json_span {
  bool ended;     /* the value is whole */
  /* inside */
  char first;
  int depth;      /* open brackets */
  bool in_string;
  bool escape;    /* the last byte was a backslash: the next is escaped */
} orc_json_span;

/* `first`: the value's first byte. false: no value begins with it. */
bool orc_json_span_begin(orc_json_span *span, char first);
/* The bytes behind those fed so far. Answers how many of them belong to the
** value: all of them until `ended`. A number or a word ends only when what
** follows it is seen. */
size_t orc_json_span_feed(orc_json_span *span, const char *p, size_t len);

#endif
