#include "json_number.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* No value half-way between two doubles has more significant digits than
** 767: behind these only "some more" matters, which a last 1 says. */
#define DIGITS_MAX 780
#define EXPONENT_MAX 99999 /* far outside double's range, either way */

/* value = 0.DIGITS * 10^point, the digits without leading zeros */
typedef struct decimal {
  char digits[DIGITS_MAX + 1];
  int count;
  bool more;      /* a digit other than 0 did not fit */
  uint64_t small; /* the digits as a number while count <= 19 */
  int64_t point;
  bool negative;
} decimal;

static void take_digit(decimal *d, char c) {
  if (d->count == DIGITS_MAX) {
    d->more |= c != '0';
    return;
  }
  d->digits[d->count++] = c;
  if (d->count <= 19) d->small = d->small * 10 + (uint64_t)(c - '0');
}

static const char *take_digits(decimal *d, const char *s, const char *end,
                               int64_t step) {
  for (; s < end && *s >= '0' && *s <= '9'; s++) {
    if (d->count == 0 && *s == '0') {
      d->point += step - 1; /* a leading zero: before the point it is nothing */
      continue;
    }
    d->point += step;
    take_digit(d, *s);
  }
  return s;
}

/* The exponent stops growing at 10^12: no text is long enough to bring it
** back into range. */
static int64_t read_exponent(const char *s, const char *end) {
  bool negative = *s == '-';
  if (*s == '-' || *s == '+') s++;
  int64_t exponent = 0;
  for (; s < end && exponent < 1000000000000; s++) {
    exponent = exponent * 10 + (*s - '0');
  }
  return negative ? -exponent : exponent;
}

static void read_decimal(decimal *d, const char *s, const char *end) {
  d->count = 0;
  d->more = false;
  d->small = 0;
  d->point = 0;
  d->negative = *s == '-';
  if (d->negative) s++;
  s = take_digits(d, s, end, 1);
  if (s < end && *s == '.') s = take_digits(d, s + 1, end, 0);
  if (s < end) d->point += read_exponent(s + 1, end);
}

/* Both factors are exact doubles, so that the one operation is the one
** rounding. Not where the machine computes in a wider type. */
static bool read_exact(const decimal *d, double *value) {
#if FLT_EVAL_METHOD == 0
  static const double powers[] = {
      1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
      1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  int64_t exponent = d->point - d->count;
  if (d->count > 19 || d->small > (uint64_t)1 << 53) return false;
  if (exponent < -22 || exponent > 22) return false;
  double whole = (double)d->small;
  *value = exponent < 0 ? whole / powers[-exponent] : whole * powers[exponent];
  return true;
#else
  (void)d, (void)value;
  return false;
#endif
}

static double read_long(decimal *d) {
  char text[DIGITS_MAX + 16];
  int count = d->count;
  if (d->more) d->digits[count++] = '1';
  int64_t exponent = d->point - count;
  if (exponent > EXPONENT_MAX) exponent = EXPONENT_MAX;
  if (exponent < -EXPONENT_MAX) exponent = -EXPONENT_MAX;
  memcpy(text, d->digits, (size_t)count);
  snprintf(text + count, sizeof text - (size_t)count, "e%d", (int)exponent);
  return strtod(text, NULL);
}

bool orc_number_read(const char *s, const char *end, double *value) {
  decimal d;
  read_decimal(&d, s, end);
  double v = 0;
  if (d.count > 0 && !read_exact(&d, &v)) v = read_long(&d);
  if (isinf(v)) return false;
  *value = d.negative ? -v : v;
  return true;
}

/* `precision` significant digits of a value > 0: their text into `digits`,
** answers the place of the point behind the first one. */
static int print_digits(char digits[20], int precision, double value) {
  char text[64];
  snprintf(text, sizeof text, "%.*e", precision - 1, value);
  int count = 0;
  const char *s = text;
  for (; *s != 'e'; s++) {
    if (*s >= '0' && *s <= '9') digits[count++] = *s;
  }
  while (count > 1 && digits[count - 1] == '0') count--;
  digits[count] = '\0';
  return (int)strtol(s + 1, NULL, 10);
}

/* d.ddde±x as JSON writes it; answers the length. */
static size_t write_scientific(char *out, const char *digits, int exponent) {
  char *p = out;
  *p++ = digits[0];
  if (digits[1] != '\0') p = stpcpy(stpcpy(p, "."), digits + 1);
  p += sprintf(p, "e%d", exponent);
  return (size_t)(p - out);
}

static size_t write_plain(char *out, const char *digits, int exponent) {
  char *p = out;
  int count = (int)strlen(digits);
  if (exponent < 0) {
    p = stpcpy(p, "0.");
    for (int i = -1; i > exponent; i--) *p++ = '0';
    return (size_t)(stpcpy(p, digits) - out);
  }
  for (int i = 0; i <= exponent; i++) *p++ = i < count ? digits[i] : '0';
  *p++ = '.';
  p = stpcpy(p, count > exponent + 1 ? digits + exponent + 1 : "0");
  return (size_t)(p - out);
}

static bool reads_back(const char *digits, int exponent, double value) {
  char text[ORC_NUMBER_SIZE];
  double back;
  size_t len = write_scientific(text, digits, exponent);
  return orc_number_read(text, text + len, &back) && back == value;
}

size_t orc_number_write(char out[ORC_NUMBER_SIZE], double value) {
  size_t sign = 0;
  if (signbit(value)) out[sign++] = '-';
  value = fabs(value);
  if (value == 0) {
    memcpy(out + sign, "0.0", 3);
    return sign + 3;
  }
  char digits[20] = "";
  int exponent = 0;
  for (int precision = 15; precision <= 17; precision++) {
    exponent = print_digits(digits, precision, value);
    if (precision == 17 || reads_back(digits, exponent, value)) break;
  }
  bool plain = exponent >= -5 && exponent < 17;
  return sign + (plain ? write_plain : write_scientific)(out + sign, digits,
                                                         exponent);
}
