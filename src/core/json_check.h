/*
** json_check: is this the text of an array or object? Private to rows.
**
** What orc_json_skip does, without telling of tokens, and therefore twice as
** fast. It must find well-formed exactly what that does.
*/
#ifndef ORC_JSON_CHECK_H
#define ORC_JSON_CHECK_H

#include <stdbool.h>
#include <stddef.h>

/* The length of the array or object that `text` begins with; 0: it is wrong,
** or its end is not there. *spaced: there is white space between tokens. */
size_t orc_json_check(const char *text, size_t len, bool *spaced);

#endif
