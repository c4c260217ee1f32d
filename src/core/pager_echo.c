#include "pager_impl.h"

#include <string.h>

#define SURE_ROWS 16 /* different rows that do not come again by chance */

/* Eight bytes a step: rows are marked to be recognised, not to be secure. */
uint64_t orc_mark(uint64_t seed, orc_slice bytes) {
  uint64_t mark = seed ^ (bytes.len * UINT64_C(0x9E3779B97F4A7C15));
  const char *at = bytes.data;
  for (size_t left = bytes.len; left > 0;) {
    uint64_t word = 0;
    size_t step = left < sizeof word ? left : sizeof word;
    memcpy(&word, at, step);
    mark = (mark ^ word) * UINT64_C(0xD6E8FEB86659FD93);
    mark ^= mark >> 32;
    at += step;
    left -= step;
  }
  return mark;
}

void orc_echo_forget(orc_echo *echo) {
  echo->now_count = 0;
  echo->same = echo->before_count > 0;
  echo->uniform = true;
}

void orc_echo_turn(orc_echo *echo) {
  if (echo->now_count > 0) {
    memcpy(echo->before, echo->now, sizeof echo->now);
    echo->before_count = echo->now_count;
  }
  orc_echo_forget(echo);
}

/* RobotLogs all have Id 0. */
static bool has_identity(orc_slice row, const char *key) {
  orc_json json;
  switch (orc_json_find(&json, row.data, row.len, key)) {
    case ORC_JSON_INTEGER: return json.integer != 0;
    case ORC_JSON_STRING: return true;
    default: return false;
  }
}

orc_echo_state orc_echo_row(orc_echo *echo, orc_slice row, const char *key) {
  int at = echo->now_count;
  if (at == 0) echo->identified = has_identity(row, key);
  if (at < ORC_ECHO_ROWS) {
    uint64_t mark = orc_mark(0, row);
    echo->now[at] = mark;
    echo->now_count++;
    if (mark != echo->now[0]) echo->uniform = false;
    if (at < echo->before_count && mark != echo->before[at]) {
      echo->same = false;
    }
  }
  if (!echo->same) return ORC_ECHO_NO;
  return echo->now_count < echo->before_count ? ORC_ECHO_MAYBE : ORC_ECHO_YES;
}

bool orc_echo_ended(const orc_echo *echo) {
  return echo->same && echo->now_count > 0;
}

bool orc_echo_sure(const orc_echo *echo) {
  return echo->identified || (!echo->uniform && echo->now_count >= SURE_ROWS);
}
