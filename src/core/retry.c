#include "retry.h"

#include <ctype.h>
#include <curl/curl.h>

#define ATTEMPTS 5
#define BASE 0.5  /* seconds */
#define MOST 30.0 /* seconds */
#define ABSURD 1e9 /* seconds; no server means more */

/* Is it over by itself after a while? */
static bool passes(const orc_outcome *outcome) {
  static const int passing[] = {408, 429, 500, 502, 503, 504, 524};
  if (outcome->status == 0) return outcome->kind == ORC_KIND_NETWORK;
  for (size_t i = 0; i < sizeof passing / sizeof *passing; i++) {
    if (passing[i] == outcome->status) return true;
  }
  return false;
}

/* Can repeating it make something happen twice? */
static bool is_safe(const orc_outcome *outcome) {
  if (outcome->read || outcome->status == 429) return true;
  return outcome->status == 0 && outcome->sent == ORC_SENT_NO;
}

bool orc_retry_hopeful(const orc_outcome *outcome) {
  return passes(outcome) && is_safe(outcome);
}

static double backoff(const orc_retry_policy *policy,
                      const orc_outcome *outcome) {
  double delay = policy->base > 0 ? policy->base : BASE;
  double most = policy->most > 0 ? policy->most : MOST;
  for (int i = 1; i < outcome->attempts && delay < most; i++) delay *= 2;
  if (delay > most) delay = most;
  return delay * (0.5 + outcome->random / 2);
}

orc_retry_verdict orc_retry_decide(const orc_retry_policy *policy,
                                   const orc_outcome *outcome,
                                   double *delay) {
  int most = policy->attempts > 0 ? policy->attempts : ATTEMPTS;
  *delay = 0;
  if (outcome->status == 401) {
    return outcome->renewable ? ORC_RETRY_RENEW : ORC_RETRY_STOP;
  }
  if (outcome->attempts >= most || !orc_retry_hopeful(outcome)) {
    return ORC_RETRY_STOP;
  }
  *delay = outcome->retry_after > 0 ? outcome->retry_after
                                    : backoff(policy, outcome);
  return ORC_RETRY_AGAIN;
}

bool orc_retry_spend(orc_retry_budget *budget, double now) {
  if (budget->at <= 0) budget->left = ORC_RETRY_BUDGET;
  else budget->left += (now - budget->at) / 2;
  if (budget->left > ORC_RETRY_BUDGET) budget->left = ORC_RETRY_BUDGET;
  budget->at = now;
  if (budget->left < 1) return false;
  budget->left -= 1;
  return true;
}

static double seconds_of(const char *digits) {
  double seconds = 0;
  while (isdigit((unsigned char)*digits)) {
    seconds = seconds * 10 + (*digits++ - '0');
    if (seconds > ABSURD) seconds = ABSURD;
  }
  while (*digits == ' ' || *digits == '\t') digits++;
  return *digits == '\0' ? seconds : -1;
}

double orc_retry_after(const char *value, double wall) {
  if (value == NULL) return -1;
  while (*value == ' ' || *value == '\t') value++;
  if (isdigit((unsigned char)*value)) return seconds_of(value);
  /* All three forms begin with a day's name; curl_getdate reads much that is
  ** no HTTP date. */
  if (!isalpha((unsigned char)*value)) return -1;
  time_t at = curl_getdate(value, NULL);
  if (at < 0) return -1;
  double seconds = (double)at - wall;
  if (seconds < 0) return 0;
  return seconds < ABSURD ? seconds : ABSURD;
}
