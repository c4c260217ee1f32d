#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../src/core/pace.h"

#define BASE "https://cloud.uipath.com/acme/Production/orchestrator_"
#define JOBS BASE "/odata/Jobs?$top=1000"

static orc_pace *cloud(double share) {
  orc_err err;
  orc_pace *pace = orc_pace_new(&orc_mem_libc, orc_pace_cloud, share, &err);
  assert_non_null(pace);
  return pace;
}

/* Asks as often as it is let at `now`. */
static int burst(orc_pace *pace, const char *url, double now) {
  int n = 0;
  while (n < 1000 && orc_pace_ask(pace, "GET", url, now) <= 0) n++;
  return n;
}

static void assert_seconds(double got, double wanted) {
  assert_in_range((long)(got * 1000 + 0.5), (long)(wanted * 1000),
                  (long)(wanted * 1000));
}

static void no_window_holds_more_than_its_share(void **state) {
  (void)state;
  orc_pace *pace = cloud(ORC_PACE_SHARE);
  assert_int_equal(burst(pace, JOBS, 1000), 80);
  assert_seconds(orc_pace_ask(pace, "GET", JOBS, 1000), 60);
  assert_seconds(orc_pace_ask(pace, "GET", JOBS, 1059.5), 0.5);
  assert_int_equal(burst(pace, JOBS, 1060), 80);
  orc_pace_free(pace);
}

static void any_minute_of_a_steady_flow_keeps_the_limit(void **state) {
  (void)state;
  orc_pace *pace = cloud(ORC_PACE_SHARE);
  double sent[1000];
  int n = 0;
  for (double now = 0; now < 600; now += 0.25) {
    if (orc_pace_ask(pace, "GET", JOBS, now) <= 0) sent[n++] = now;
  }
  assert_true(n >= 800);
  for (int i = 80; i < n; i++) assert_true(sent[i] - sent[i - 80] >= 60);
  orc_pace_free(pace);
}

static void reads_by_id_and_other_sets_are_exempt(void **state) {
  (void)state;
  orc_pace *pace = cloud(ORC_PACE_SHARE);
  burst(pace, JOBS, 0);
  assert_int_equal(burst(pace, BASE "/odata/Jobs(5)", 0), 1000);
  assert_int_equal(burst(pace, BASE "/odata/Folders", 0), 1000);
  assert_int_equal(burst(pace, BASE "/odata/QueueItems", 0), 80);
  assert_true(orc_pace_ask(pace, "POST", BASE "/odata/Jobs", 0) <= 0);
  orc_pace_free(pace);
}

static void identity_is_counted_under_every_path(void **state) {
  (void)state;
  orc_pace *pace = cloud(1);
  const char *group = "https://cloud.uipath.com/acme/identity_/api/Group/p";
  const char *host = "https://cloud.uipath.com/identity_/api/RobotAccount/p";
  assert_int_equal(burst(pace, group, 0), 300);
  assert_true(orc_pace_ask(pace, "GET", host, 0) > 0);
  orc_pace_free(pace);
}

static void a_429_holds_the_whole_tenant(void **state) {
  (void)state;
  orc_pace *pace = cloud(ORC_PACE_SHARE);
  orc_pace_refused(pace, "GET", JOBS, 30, 100);
  assert_seconds(orc_pace_ask(pace, "GET", BASE "/odata/Folders", 110), 20);
  assert_true(orc_pace_ask(pace, "GET", BASE "/odata/Folders", 130) <= 0);
  orc_pace_free(pace);
}

static void after_a_429_requests_are_spaced_and_recover(void **state) {
  (void)state;
  orc_err err;
  orc_pace *pace = orc_pace_new(&orc_mem_libc, orc_pace_none, 1, &err);
  assert_non_null(pace);
  assert_int_equal(burst(pace, JOBS, 0), 1000);
  orc_pace_refused(pace, "GET", JOBS, -1, 1);
  assert_seconds(orc_pace_ask(pace, "GET", JOBS, 1), 0.25);
  orc_pace_refused(pace, "GET", JOBS, -1, 2);
  assert_seconds(orc_pace_ask(pace, "GET", JOBS, 2), 0.5);
  double now = 3;
  int n = 0;
  while (n < 200) {
    double wait = orc_pace_ask(pace, "GET", JOBS, now);
    if (wait <= 0) n++;
    now += wait;
  }
  assert_int_equal(burst(pace, JOBS, now), 1000);
  orc_pace_free(pace);
}

static void least_time_is_told_beforehand(void **state) {
  (void)state;
  orc_pace *pace = cloud(ORC_PACE_SHARE);
  const char *name;
  assert_seconds(orc_pace_least(pace, "GET", JOBS, 80, &name), 0);
  assert_string_equal(name, "Jobs");
  assert_seconds(orc_pace_least(pace, "GET", JOBS, 81, &name), 60);
  assert_seconds(orc_pace_least(pace, "GET", JOBS, 400, &name), 240);
  assert_seconds(orc_pace_least(pace, "GET", BASE "/odata/Folders", 9e9,
                                &name), 0);
  assert_null(name);
  orc_pace_free(pace);
}

static void a_limit_can_be_set(void **state) {
  (void)state;
  orc_pace *pace = cloud(ORC_PACE_SHARE);
  assert_true(orc_pace_set(pace, "Jobs", 7));
  assert_int_equal(burst(pace, JOBS, 0), 7);
  assert_true(orc_pace_set(pace, "Jobs", 0));
  assert_int_equal(burst(pace, JOBS, 0), 1000);
  assert_false(orc_pace_set(pace, "Frobs", 7));
  orc_pace_free(pace);
}

/* Fails the n-th allocation. */
static int left;
static void *scarce(void *ud, void *block, size_t old_size, size_t new_size) {
  (void)ud;
  if (new_size > 0 && left-- == 0) return NULL;
  return orc_mem_libc.resize(NULL, block, old_size, new_size);
}

static void no_memory_is_an_error_and_leaks_nothing(void **state) {
  (void)state;
  orc_mem mem = {scarce, NULL};
  orc_err err;
  orc_pace *pace = NULL;
  int n = 0;
  for (; pace == NULL; n++) {
    left = n;
    orc_err_clear(&err);
    pace = orc_pace_new(&mem, orc_pace_cloud, 1, &err);
    if (pace == NULL) assert_int_equal(err.kind, ORC_KIND_MEMORY);
  }
  assert_true(n > 3);
  orc_pace_free(pace);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_window_holds_more_than_its_share),
      cmocka_unit_test(any_minute_of_a_steady_flow_keeps_the_limit),
      cmocka_unit_test(reads_by_id_and_other_sets_are_exempt),
      cmocka_unit_test(identity_is_counted_under_every_path),
      cmocka_unit_test(a_429_holds_the_whole_tenant),
      cmocka_unit_test(after_a_429_requests_are_spaced_and_recover),
      cmocka_unit_test(least_time_is_told_beforehand),
      cmocka_unit_test(a_limit_can_be_set),
      cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
  };
  return cmocka_run_group_tests_name("pace", tests, NULL, NULL);
}
