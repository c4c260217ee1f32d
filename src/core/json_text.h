/*
** json_text: what stands between the quotes of a JSON string. Private to
** json; the public face is json.h.
*/
#ifndef ORC_JSON_TEXT_H
#define ORC_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* What a backslash and this character stand for; 0: no escape of one letter.
*/
extern const char orc_text_simple[256];

/* Behind the closing quote of the string whose text begins at *place; NULL:
** wrong at *place, *message says how. *escaped: it holds backslashes. */
const char *orc_text_read(const char **place, const char *end, bool *escaped,
                          const char **message);

/* Writes the character of the checked escape at `*p` and moves `*p` behind
** it; answers where to write next. Never longer than the escape was. */
char *orc_text_resolve(const char **p, char *out);

#endif
