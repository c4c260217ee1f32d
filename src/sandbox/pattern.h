/* Regular expressions of JSON schemas, which are ECMAScript's. PCRE2
** reads them; it takes a little more than ECMAScript does. */

#ifndef SANDBOX_PATTERN_H
#define SANDBOX_PATTERN_H

#include <stddef.h>

typedef enum sbx_pattern_result {
  SBX_PATTERN_NONE,  /* the text has no match */
  SBX_PATTERN_FOUND, /* it has one, anywhere in it */
  SBX_PATTERN_WRONG  /* no expression, no UTF-8, or too much work: see `why` */
} sbx_pattern_result;

/* Looks for a match of `pattern` in `text`, both UTF-8 and the caller's. The
** work is limited, so that no expression holds the server up. `why` gets the
** reason of SBX_PATTERN_WRONG, cut to `why_size` bytes. Keeps nothing. */
sbx_pattern_result sbx_pattern_search(const char *pattern, size_t length,
                                      const char *text, size_t size, char *why,
                                      size_t why_size);

#endif
