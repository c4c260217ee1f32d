/* Retry-After and moments: never a wait without sense, and the same moment
** when it is written and read again. */
#include "instant.h"
#include "retry.h"

#include "fuzz.h"

#define WALL 1793488210.0 /* the end of October 2026 */

static void check_instant(const char *text, size_t size) {
  int64_t ticks = 0, again = 0;
  int digits = -1, written = -1;
  if (!orc_instant_read(text, size, &ticks, &digits)) return;
  CHECK(digits >= 0 && digits <= 7);
  CHECK(ticks % orc_instant_unit(digits) == 0);
  char out[ORC_INSTANT_SIZE];
  orc_instant_write(ticks, out);
  CHECK(strlen(out) < sizeof out);
  CHECK(orc_instant_read(out, strlen(out), &again, &written));
  CHECK(again == ticks && written <= digits);
}

/* Digits alone, a second way. */
static void check_seconds(const char *text, double seconds) {
  size_t count = strspn(text, "0123456789");
  if (count == 0 || count > 8 || text[count] != '\0') return;
  CHECK(seconds == (double)strtol(text, NULL, 10));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size > 200) return 0;
  char *copy = fuzz_copy(data, size), *text = fuzz_string(data, size);
  check_instant(copy, size);
  double seconds = orc_retry_after(text, WALL);
  CHECK(seconds == -1 || (seconds >= 0 && seconds <= 1e9));
  check_seconds(text, seconds);
  free(copy);
  free(text);
  return 0;
}
