/*
** mutate: small damages to a text, the same in every run.
*/
#ifndef MUTATE_H
#define MUTATE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct dice {
  uint64_t state;
} dice;

/* xorshift64*; below `most`. */
static inline size_t dice_roll(dice *d, size_t most) {
  d->state ^= d->state >> 12;
  d->state ^= d->state << 25;
  d->state ^= d->state >> 27;
  return (size_t)((d->state * 2685821657736338717U) >> 32) % most;
}

/* Changes, drops, doubles or moves a few bytes of `text`, which has room for
** `size`; answers the new length. */
static inline size_t mutate(dice *d, char *text, size_t len, size_t size) {
  static const char likely[] = "{}[]\",:\\/ \n\t0123456789.eE+-tfnu\x7F\x80"
                               "\xBF\xC2\xE2\x82\xAC\xED\xA0\xF0\x9F\xF4";
  for (size_t count = 1 + dice_roll(d, 3); count > 0; count--) {
    size_t at = dice_roll(d, len + 1);
    size_t run = 1 + dice_roll(d, 4);
    switch (dice_roll(d, 4)) {
      case 0: /* another byte */
        if (at < len) text[at] = likely[dice_roll(d, sizeof likely)];
        break;
      case 1: /* drop */
        if (at + run > len) break;
        memmove(text + at, text + at + run, len - at - run);
        len -= run;
        break;
      case 2: /* one more */
        if (len == size) break;
        memmove(text + at + 1, text + at, len - at);
        text[at] = likely[dice_roll(d, sizeof likely)];
        len++;
        break;
      default: /* a piece of it again */
        if (at + run > len || len + run > size) break;
        memmove(text + at + run, text + at, len - at);
        len += run;
        break;
    }
  }
  return len;
}

#endif
