/* A cache that the host keeps: which errands there are, and what happens when
** each of them fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "support/token_fixture.h"

#define LIFE "\"expires_in\":3600"

typedef struct host {
  char kept[4096];
  bool there, locked;
  char log[256];
  int count, fail_at; /* the errand of that number fails; 0: none */
} host;

static host the_host;

static const char *const names[] = {"", "lock", "get", "set", "unlock"};

/* Runs the errands there are; false: there was none. */
static bool run_errands(token_fixture *f, host *h) {
  const char *key;
  orc_slice text;
  bool any = false;
  orc_errand errand;
  while ((errand = orc_token_errand(f->token, &key, &text)) !=
         ORC_ERRAND_NONE) {
    any = true;
    assert_non_null(strstr(key, "here"));
    snprintf(h->log + strlen(h->log), sizeof h->log - strlen(h->log), "%s ",
             names[errand]);
    if (errand == ORC_ERRAND_LOCK) assert_false(h->locked);
    if (++h->count == h->fail_at) {
      if (errand == ORC_ERRAND_UNLOCK) h->locked = false;
      orc_token_answer(f->token, (orc_slice){NULL, 0}, false, "it is down");
      continue;
    }
    if (errand == ORC_ERRAND_LOCK) h->locked = true;
    if (errand == ORC_ERRAND_UNLOCK) h->locked = false;
    if (errand == ORC_ERRAND_SET) {
      assert_true(h->locked);
      h->there = text.data != NULL;
      if (h->there) memcpy(h->kept, text.data, text.len);
      h->kept[text.len] = '\0';
    }
    orc_slice found = {h->there ? h->kept : NULL, strlen(h->kept)};
    orc_token_answer(f->token, found, false, NULL);
  }
  return any;
}

static orc_status get(token_fixture *f, const char **value) {
  uint64_t ticket = 0;
  orc_status status;
  orc_err_clear(&f->err);
  while ((status = orc_token_get(f->token, &ticket, -1, value, &f->err)) ==
         ORC_AGAIN) {
    if (run_errands(f, &the_host)) continue;
    double left = orc_engine_timeout(f->engine);
    if (orc_engine_stats(f->engine)->transfers == 0 && left > 0) {
      hand_clock_move(&f->clock, left + 1e-6);
    }
    drive_once(f->engine);
  }
  run_errands(f, &the_host);
  return status;
}

static orc_token_spec refresh(token_fixture *f) {
  return (orc_token_spec){
      .grant = ORC_GRANT_REFRESH_TOKEN, .client_id = "app",
      .refresh_token = "first", .net = &f->net, .cache_host = true,
      .cache_key = "here",
      .url = server_url(f->server, "/identity_/connect/token")};
}

static int set_up(void **state) {
  memset(&the_host, 0, sizeof the_host);
  return token_set_up(state);
}

static void it_is_proved_writable_then_kept_then_used(void **state) {
  token_fixture *f = *state;
  token_use(f, refresh(f));
  token_answer_with(f, "one", LIFE ",\"refresh_token\":\"second\"");
  const char *value;
  assert_int_equal(get(f, &value), ORC_OK);
  assert_string_equal(value, "one");
  assert_string_equal(the_host.log, "get lock get set get set unlock ");
  assert_non_null(strstr(the_host.kept, "second"));
  token_use(f, refresh(f)); /* the next process */
  assert_int_equal(get(f, &value), ORC_OK);
  assert_string_equal(value, "one");
  assert_int_equal(server_count(f->server), 1);
}

static void renewal_ahead_is_run_beside(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = token_credentials(f);
  spec.cache_host = true;
  spec.cache_key = "here";
  token_use(f, spec);
  const char *value;
  token_answer_with(f, "one", LIFE);
  assert_int_equal(get(f, &value), ORC_OK);
  hand_clock_move(&f->clock, 3400);
  token_answer_with(f, "two", LIFE);
  assert_int_equal(get(f, &value), ORC_OK);
  assert_string_equal(value, "two");
  assert_false(the_host.locked);
}

/* Nothing is spent that could not be kept, nothing is used before it is. */
static void whichever_errand_fails_no_sign_in_is_lost(void **state) {
  token_fixture *f = *state;
  for (int at = 1; at <= 8; at++) {
    memset(&the_host, 0, sizeof the_host);
    the_host.fail_at = at;
    token_use(f, refresh(f));
    token_answer_with(f, "one", LIFE ",\"refresh_token\":\"second\"");
    size_t before = server_count(f->server);
    const char *value = "";
    orc_status status = get(f, &value);
    size_t spent = server_count(f->server) - before;
    if (status == ORC_OK) {
      assert_non_null(strstr(the_host.kept, "second"));
    } else {
      assert_int_equal(f->err.kind, ORC_KIND_CONFIG);
      assert_non_null(strstr(f->err.message, "it is down"));
      assert_int_equal(get(f, &value), ORC_OK); /* now it works */
      assert_non_null(strstr(the_host.kept, "second"));
      spent = server_count(f->server) - before;
    }
    assert_int_equal(spent, 1);
    assert_string_equal(value, "one");
    assert_false(the_host.locked);
  }
}

static void and_others_go_on_without_it(void **state) {
  token_fixture *f = *state;
  for (int at = 1; at <= 6; at++) {
    memset(&the_host, 0, sizeof the_host);
    the_host.fail_at = at;
    orc_token_spec spec = token_credentials(f);
    spec.cache_host = true;
    spec.cache_key = "here";
    token_use(f, spec);
    token_answer_with(f, "one", LIFE);
    const char *value = "";
    size_t before = server_count(f->server);
    assert_int_equal(get(f, &value), ORC_OK);
    assert_string_equal(value, "one");
    assert_int_equal(server_count(f->server) - before, 1);
    assert_false(the_host.locked);
  }
}

static void forgotten_is_gone(void **state) {
  token_fixture *f = *state;
  token_use(f, refresh(f));
  token_answer_with(f, "one", LIFE ",\"refresh_token\":\"second\"");
  const char *value;
  assert_int_equal(get(f, &value), ORC_OK);
  orc_status status;
  while ((status = orc_token_forget(f->token, &f->err)) == ORC_AGAIN) {
    assert_true(run_errands(f, &the_host));
  }
  assert_int_equal(status, ORC_OK);
  run_errands(f, &the_host);
  assert_false(the_host.there);
  assert_false(the_host.locked);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, \
                                                   token_tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(it_is_proved_writable_then_kept_then_used),
      TEST(renewal_ahead_is_run_beside),
      TEST(whichever_errand_fails_no_sign_in_is_lost),
      TEST(and_others_go_on_without_it),
      TEST(forgotten_is_gone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
