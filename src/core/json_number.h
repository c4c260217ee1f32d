/*
** json_number: decimal text to double and back, the same in every locale.
** Private to json; the public face is json.h.
**
** Both ways use the C library for the correctly rounded conversion, which no
** short code of ours could replace, but never let it see or write a decimal
** point, the one character of a number that LC_NUMERIC changes (and that
** another thread's setlocale can change while we run). Reading hands strtod
** the digits as a whole number with an exponent; writing takes the digits
** out of what snprintf printed. So no locale is asked for, switched or kept.
*/
#ifndef ORC_JSON_NUMBER_H
#define ORC_JSON_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

/* Between `s` and `end` stands one number of JSON's grammar. false: its
** value is beyond double's range (too small is 0). */
bool orc_number_read(const char *s, const char *end, double *value);

#define ORC_NUMBER_SIZE 32

/* Writes a finite `value` and answers the length; no NUL. */
size_t orc_number_write(char out[ORC_NUMBER_SIZE], double value);

#endif
