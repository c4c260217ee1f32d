/*
** instant: moments as the API writes them, as numbers that can be compared.
**
** A tick is 100 ns, which is what the servers keep; 0 is 1970-01-01 UTC.
*/
#ifndef ORC_INSTANT_H
#define ORC_INSTANT_H

#include "buf.h"
#include "err.h"

#include <stdint.h>

#define ORC_TICKS INT64_C(10000000) /* of a second */
#define ORC_INSTANT_SIZE 32         /* the longest text, with its NUL */

/* "2026-11-01T09:30:00.123Z", or with an offset; without either it is taken
** as UTC. 0 to 7 digits of a second; more are cut. *digits: how many there
** are, at most 7. false: not a moment. */
bool orc_instant_read(const char *text, size_t len, int64_t *ticks,
                      int *digits);
/* UTC with Z, as few digits as are needed. `text` has ORC_INSTANT_SIZE. */
void orc_instant_write(int64_t ticks, char *text);
/* The ticks that a text with so many digits does not tell apart. */
int64_t orc_instant_unit(int digits);

#endif
