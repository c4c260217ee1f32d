/*
** What a token with a cache leaves in memory, and what it does without any.
*/
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "support/folder.h"
#include "support/token_fixture.h"

static char folder[FOLDER_SIZE];

static int set_up(void **state) {
  folder_make(folder);
  return token_set_up(state);
}

static int tear_down(void **state) {
  int status = token_tear_down(state);
  folder_remove(folder);
  return status;
}

static orc_token_spec refresh(token_fixture *f) {
  return (orc_token_spec){
      .grant = ORC_GRANT_REFRESH_TOKEN, .client_id = "app",
      .refresh_token = "given-refresh", .net = &f->net, .cache_dir = folder,
      .url = server_url(f->server, "/identity_/connect/token")};
}

static orc_status renew_with(token_fixture *f, const orc_token_spec *spec,
                             const orc_mem *mem) {
  orc_engine *engine = orc_engine_new(mem, NULL, &f->err);
  if (engine == NULL) return ORC_FAIL;
  orc_token *token = orc_token_new(engine, spec, &f->err);
  orc_status status = ORC_FAIL;
  const char *value;
  for (int i = 0; token != NULL && i < 2; i++) {
    uint64_t ticket = 0;
    while ((status = orc_token_get(token, &ticket, -1, &value, &f->err)) ==
           ORC_AGAIN) {
      drive_once(engine);
    }
    if (status == ORC_FAIL) break;
    orc_token_expire(token);
  }
  orc_token_free(token);
  orc_engine_free(engine);
  return status;
}

/* `ud`: the answer; NULL: the usual one. */
static void rotate(void *ud, const server_request *request,
                   server_answer *out) {
  (void)request;
  *out = (server_answer){.status = "200 OK", .headers = JSON,
                         .body = ud != NULL ? ud :
                                 "{\"access_token\":\"cached-access\","
                                 "\"refresh_token\":\"cached-refresh\","
                                 "\"expires_in\":3600}"};
}

static void secrets_are_wiped_on_the_way_to_the_disk(void **state) {
  token_fixture *f = *state;
  static const char *const secrets[] = {"given-refresh", "cached-access",
                                        "cached-refresh"};
  server_handle(f->server, rotate, NULL);
  orc_token_spec spec = refresh(f);
  for (size_t i = 0; i < 3; i++) {
    for (int again = 0; again < 2; again++) { /* writing, then reading */
      tight_mem watching;
      tight_mem_init(&watching, 0);
      watching.watch = secrets[i];
      orc_status status = renew_with(f, &spec, &watching.mem);
      if (status != ORC_OK) fail_msg("%s", f->err.message);
      if (watching.spilled != 0) fail_msg("%s is left", secrets[i]);
      assert_int_equal(watching.live, 0);
    }
  }
}

static void without_memory_the_cache_stays_whole(void **state) {
  token_fixture *f = *state;
  char text[4096];
  server_handle(f->server, rotate, NULL);
  orc_token_spec spec = refresh(f);
  orc_status status = ORC_FAIL;
  for (size_t fail_at = 1; status != ORC_OK; fail_at++) {
    assert_true(fail_at < 600);
    tight_mem tight;
    tight_mem_init(&tight, fail_at);
    orc_err_clear(&f->err);
    status = renew_with(f, &spec, &tight.mem);
    assert_int_equal(tight.live, 0);
    if (status == ORC_FAIL && f->err.kind != ORC_KIND_MEMORY) {
      fail_msg("%s", f->err.message);
    }
    size_t len = folder_read(folder, ".json", text, sizeof text, NULL);
    if (len > 0) assert_string_equal(text + len - 2, "}\n");
  }
}

/* What `run` needs fails at each request in turn, until it gets through. */
static void starve(token_fixture *f, const orc_token_spec *spec,
                   orc_status (*run)(token_fixture *f, orc_engine *engine,
                                     orc_token *token)) {
  orc_status status = ORC_FAIL;
  for (size_t fail_at = 1; status != ORC_OK; fail_at++) {
    assert_true(fail_at < 600);
    tight_mem tight;
    tight_mem_init(&tight, fail_at);
    orc_err_clear(&f->err);
    orc_engine *engine = orc_engine_new(&tight.mem, NULL, &f->err);
    orc_token *token =
        engine != NULL ? orc_token_new(engine, spec, &f->err) : NULL;
    status = token != NULL ? run(f, engine, token) : ORC_FAIL;
    orc_token_free(token);
    if (engine != NULL) orc_engine_free(engine);
    assert_int_equal(tight.live, 0);
    if (status == ORC_FAIL && f->err.kind != ORC_KIND_MEMORY) {
      fail_msg("%s", f->err.message);
    }
  }
}

static orc_status get(token_fixture *f, orc_engine *engine,
                      orc_token *token) {
  uint64_t ticket = 0;
  const char *value;
  orc_status status;
  while ((status = orc_token_get(token, &ticket, -1, &value, &f->err)) ==
         ORC_AGAIN) {
    drive_once(engine);
  }
  return status;
}

static orc_status get_and_forget(token_fixture *f, orc_engine *engine,
                                 orc_token *token) {
  orc_status status = get(f, engine, token);
  return status == ORC_OK ? orc_token_forget(token, &f->err) : status;
}

static orc_status supply(token_fixture *f, orc_engine *engine,
                         orc_token *token) {
  (void)engine;
  uint64_t ticket = 0;
  const char *value;
  if (orc_token_get(token, &ticket, -1, &value, &f->err) != ORC_AGAIN) {
    return ORC_FAIL;
  }
  return orc_token_supply(token, "mine", 60, &f->err);
}

static void without_memory_a_token_is_forgotten_or_an_error(void **state) {
  token_fixture *f = *state;
  server_handle(f->server, rotate, NULL);
  orc_token_spec spec = refresh(f);
  starve(f, &spec, get_and_forget);
}

static void without_memory_a_supplied_token_is_an_error(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = {.grant = ORC_GRANT_EXTERNAL, .net = &f->net};
  starve(f, &spec, supply);
}

/* A code's cache holds somebody's tokens already. */
static void without_memory_a_code_is_an_error(void **state) {
  token_fixture *f = *state;
  server_handle(f->server, rotate, NULL);
  orc_token_spec spec = refresh(f);
  assert_int_equal(renew_with(f, &spec, &orc_mem_libc), ORC_OK);
  spec.grant = ORC_GRANT_AUTHORIZATION_CODE;
  spec.refresh_token = NULL;
  spec.code = "code";
  spec.code_verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  spec.redirect_uri = "http://localhost:8104/oidc/login";
  starve(f, &spec, get);
}

#define TEN "0123456789"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

/* That of the cache is longer than the one given: it needs room, whether it
** comes with an access token that will do or without one. */
static void without_memory_for_a_long_refresh_token(void **state) {
  token_fixture *f = *state;
  static char good[] = "{\"access_token\":\"a\",\"expires_in\":3600,"
                       "\"refresh_token\":\"" HUNDRED "\"}";
  static char unknown[] = "{\"access_token\":\"a\",\"expires_in\":0,"
                          "\"refresh_token\":\"" HUNDRED "\"}";
  char *const answers[] = {unknown, good};
  orc_token_spec spec = refresh(f);
  for (size_t i = 0; i < 2; i++) {
    server_handle(f->server, rotate, answers[i]);
    assert_int_equal(renew_with(f, &spec, &orc_mem_libc), ORC_OK);
    starve(f, &spec, get);
  }
}

/* Whoever forgets goes back to the one given. */
static void without_memory_for_the_one_given(void **state) {
  token_fixture *f = *state;
  server_handle(f->server, rotate, NULL);
  orc_token_spec spec = refresh(f);
  spec.refresh_token = HUNDRED;
  starve(f, &spec, get_and_forget);
}

static orc_status get_errand(token_fixture *f, orc_engine *engine,
                             orc_token *token) {
  (void)engine;
  uint64_t ticket = 0;
  const char *value, *key;
  orc_slice text;
  orc_status status = orc_token_get(token, &ticket, -1, &value, &f->err);
  if (status != ORC_AGAIN) return ORC_FAIL;
  assert_int_not_equal(orc_token_errand(token, &key, &text), ORC_ERRAND_NONE);
  return ORC_OK;
}

static void without_memory_for_a_cache_of_the_host(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = refresh(f);
  spec.cache_dir = NULL;
  spec.cache_host = true;
  starve(f, &spec, get_errand);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(secrets_are_wiped_on_the_way_to_the_disk),
      TEST(without_memory_the_cache_stays_whole),
      TEST(without_memory_a_token_is_forgotten_or_an_error),
      TEST(without_memory_a_supplied_token_is_an_error),
      TEST(without_memory_a_code_is_an_error),
      TEST(without_memory_for_a_long_refresh_token),
      TEST(without_memory_for_the_one_given),
      TEST(without_memory_for_a_cache_of_the_host),
  };
  return cmocka_run_group_tests_name("token_memory", tests, NULL, NULL);
}
