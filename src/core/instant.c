#include "instant.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MOST_DIGITS 7
#define DAY INT64_C(86400)

/* Days since 1970-01-01 of a date of the Gregorian calendar, and back. Years
** begin in March here, so that the leap day is their last. */
static int64_t days_of(int64_t year, int month, int day) {
  if (month <= 2) year--;
  int64_t era = (year >= 0 ? year : year - 399) / 400;
  int64_t of_era = year - era * 400;
  int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
         719468;
}

static void date_of(int64_t days, int64_t *year, int *month, int *day) {
  days += 719468;
  int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  int64_t of_era = days - era * 146097;
  int64_t years = (of_era - of_era / 1460 + of_era / 36524 -
                   of_era / 146096) / 365;
  int of_year = (int)(of_era - (365 * years + years / 4 - years / 100));
  int m = (5 * of_year + 2) / 153;
  *day = of_year - (153 * m + 2) / 5 + 1;
  *month = m < 10 ? m + 3 : m - 9;
  *year = years + era * 400 + (*month <= 2 ? 1 : 0);
}

int64_t orc_instant_unit(int digits) {
  int64_t unit = ORC_TICKS;
  for (int i = 0; i < digits && i < MOST_DIGITS; i++) unit /= 10;
  return unit;
}

typedef struct cursor {
  const char *at, *end;
} cursor;

static bool is_digit(const cursor *c) {
  return c->at < c->end && *c->at >= '0' && *c->at <= '9';
}

/* Exactly `count` digits. */
static bool number(cursor *c, int count, int *out) {
  *out = 0;
  for (int i = 0; i < count; i++) {
    if (!is_digit(c)) return false;
    *out = *out * 10 + (*c->at++ - '0');
  }
  return true;
}

static bool literal(cursor *c, char wanted) {
  if (c->at == c->end || *c->at != wanted) return false;
  c->at++;
  return true;
}

static bool fraction(cursor *c, int64_t *ticks, int *digits) {
  *ticks = 0;
  *digits = 0;
  if (!literal(c, '.')) return true;
  if (!is_digit(c)) return false;
  for (; is_digit(c); c->at++) {
    if (*digits == MOST_DIGITS) continue;
    *ticks += (*c->at - '0') * orc_instant_unit(++*digits);
  }
  return true;
}

/* Seconds east of UTC. */
static bool zone(cursor *c, int *seconds) {
  *seconds = 0;
  if (c->at == c->end || literal(c, 'Z') || literal(c, 'z')) return true;
  bool west = *c->at == '-';
  if (!west && *c->at != '+') return false;
  c->at++;
  int hours, minutes;
  if (!number(c, 2, &hours)) return false;
  literal(c, ':');
  if (!number(c, 2, &minutes) || hours > 14 || minutes > 59) return false;
  *seconds = (hours * 60 + minutes) * (west ? -60 : 60);
  return true;
}

bool orc_instant_read(const char *text, size_t len, int64_t *ticks,
                      int *digits) {
  cursor c = {text, text + len};
  int year, month, day, hour, minute, second, east;
  int64_t part;
  bool ok = number(&c, 4, &year) && literal(&c, '-') &&
            number(&c, 2, &month) && literal(&c, '-') &&
            number(&c, 2, &day) && (literal(&c, 'T') || literal(&c, 't')) &&
            number(&c, 2, &hour) && literal(&c, ':') &&
            number(&c, 2, &minute) && literal(&c, ':') &&
            number(&c, 2, &second) && fraction(&c, &part, digits) &&
            zone(&c, &east) && c.at == c.end;
  if (!ok || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 ||
      minute > 59 || second > 60) {
    return false;
  }
  int64_t seconds = days_of(year, month, day) * DAY + hour * INT64_C(3600) +
                    minute * INT64_C(60) + second - east;
  *ticks = seconds * ORC_TICKS + part;
  return true;
}

void orc_instant_write(int64_t ticks, char *text) {
  int64_t seconds = ticks / ORC_TICKS, part = ticks % ORC_TICKS;
  if (part < 0) {
    part += ORC_TICKS;
    seconds--;
  }
  int64_t days = seconds / DAY, rest = seconds % DAY;
  if (rest < 0) {
    rest += DAY;
    days--;
  }
  int64_t year;
  int month, day;
  date_of(days, &year, &month, &day);
  int of_day = (int)rest;
  int len = snprintf(text, ORC_INSTANT_SIZE,
                     "%04" PRId64 "-%02d-%02dT%02d:%02d:%02d.%07" PRId64,
                     year, month, day, of_day / 3600, of_day / 60 % 60,
                     of_day % 60, part);
  while (text[len - 1] == '0') len--;
  if (text[len - 1] == '.') len--;
  memcpy(text + len, "Z", 2);
}
