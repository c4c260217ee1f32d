#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "support/token_fixture.h"

/* ---- refresh token ---- */

static orc_token_spec refresh(token_fixture *f) {
  return (orc_token_spec){
      .grant = ORC_GRANT_REFRESH_TOKEN, .client_id = "app id",
      .refresh_token = "first/refresh+token", .net = &f->net,
      .url = server_url(f->server, "/identity_/connect/token")};
}

static void a_refresh_token_is_replaced_by_each_use(void **state) {
  token_fixture *f = *state;
  token_sign_in(f, refresh(f), "one", "\"refresh_token\":\"second\"");
  assert_string_equal(server_at(f->server, 0)->body,
                      "grant_type=refresh_token&client_id=app%20id"
                      "&refresh_token=first%2Frefresh%2Btoken");
  assert_true(orc_token_reject(f->token, "one"));
  token_answer_with(f, "two", "");
  token_assert(f, "two");
  assert_non_null(strstr(server_at(f->server, 1)->body,
                         "&refresh_token=second"));
  orc_token_expire(f->token); /* does not go back to the spent one */
  token_answer_with(f, "three", "\"refresh_token\":null");
  token_assert(f, "three"); /* no new one: the old stays */
  assert_non_null(strstr(server_at(f->server, 2)->body,
                         "&refresh_token=second"));
}

static void a_confidential_client_sends_its_secret(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = refresh(f);
  spec.secret = "s&t";
  token_sign_in(f, spec, "one", "");
  assert_non_null(strstr(server_at(f->server, 0)->body,
                         "&client_secret=s%26t&"));
}

static void a_spent_one_says_to_sign_in_again(void **state) {
  token_fixture *f = *state;
  token_use(f, refresh(f));
  token_answer(f, "400 Bad Request", "{\"error\":\"invalid_grant\"}");
  token_assert_fails(f, ORC_KIND_AUTH);
  assert_non_null(strstr(f->err.hint, "sign in again"));
  token_assert_fails(f, ORC_KIND_AUTH);
  assert_int_equal(server_count(f->server), 1);
}

/* A rotation that the end of the script cuts off would lose the token. */
static void a_rotation_is_waited_for(void **state) {
  token_fixture *f = *state;
  uint64_t ticket = 0;
  const char *value;
  token_use(f, refresh(f));
  token_answer_with(f, "one",
                    "\"expires_in\":3600,\"refresh_token\":\"second\"");
  token_assert(f, "one");
  hand_clock_move(&f->clock, 3500);
  token_answer_with(f, "two",
                    "\"expires_in\":3600,\"refresh_token\":\"third\"");
  assert_int_equal(orc_token_get(f->token, &ticket, -1, &value, &f->err),
                   ORC_AGAIN);
  assert_int_equal(token_get(f, &ticket, &value), ORC_OK);
  assert_string_equal(value, "two");
}

static void but_not_by_those_who_have_a_good_token_for_ever(void **state) {
  token_fixture *f = *state;
  uint64_t ticket = 0;
  const char *value;
  token_sign_in(f, refresh(f), "one", "\"expires_in\":3600");
  hand_clock_move(&f->clock, 3500);
  server_play(f->server, (server_answer){.hold = true});
  assert_int_equal(orc_token_get(f->token, &ticket, -1, &value, &f->err),
                   ORC_AGAIN);
  hand_clock_move(&f->clock, 11);
  assert_int_equal(orc_token_get(f->token, &ticket, -1, &value, &f->err),
                   ORC_OK);
  assert_string_equal(value, "one");
  server_release(f->server);
}

/* ---- authorization code ---- */

static orc_token_spec code(token_fixture *f) {
  return (orc_token_spec){
      .grant = ORC_GRANT_AUTHORIZATION_CODE, .client_id = "app",
      .code = "the-code", .code_verifier = "the-verifier",
      .redirect_uri = "http://127.0.0.1:8104/x", .net = &f->net,
      .url = server_url(f->server, "/identity_/connect/token")};
}

static void a_code_is_exchanged_once_then_refreshed(void **state) {
  token_fixture *f = *state;
  token_use(f, code(f));
  token_answer_with(f, "one",
                    "\"expires_in\":60,\"refresh_token\":\"r1\"");
  token_assert(f, "one");
  const server_request *r = server_at(f->server, 0);
  assert_string_equal(server_header(r, "Content-Type"),
                      "application/x-www-form-urlencoded");
  assert_string_equal(r->body,
                      "grant_type=authorization_code&client_id=app"
                      "&code=the-code"
                      "&redirect_uri=http%3A%2F%2F127.0.0.1%3A8104%2Fx"
                      "&code_verifier=the-verifier");
  hand_clock_move(&f->clock, 60);
  token_answer_with(f, "two", "");
  token_assert(f, "two");
  assert_string_equal(server_at(f->server, 1)->body,
                      "grant_type=refresh_token&client_id=app"
                      "&refresh_token=r1");
}

static void without_offline_access_it_ends(void **state) {
  token_fixture *f = *state;
  token_sign_in(f, code(f), "one", "\"expires_in\":60");
  assert_false(orc_token_renewable(f->token));
  hand_clock_move(&f->clock, 57);
  token_assert(f, "one"); /* used to its end */
  hand_clock_move(&f->clock, 3);
  token_assert_fails(f, ORC_KIND_AUTH);
  assert_non_null(strstr(f->err.hint, "offline_access"));
  assert_int_equal(server_count(f->server), 1);
}

static void a_code_that_is_refused_is_explained(void **state) {
  token_fixture *f = *state;
  token_use(f, code(f));
  token_answer(f, "400 Bad Request",
               "{\"error\":\"invalid_grant\",\"error_description\":"
               "\"the-code with the-verifier\"}");
  token_assert_fails(f, ORC_KIND_AUTH);
  assert_non_null(strstr(f->err.hint, "redirect_uri"));
  assert_null(strstr(f->err.message, "the-code"));
  assert_null(strstr(f->err.message, "the-verifier"));
}

/* ---- on-premises ---- */

static orc_token_spec password(token_fixture *f) {
  return (orc_token_spec){
      .grant = ORC_GRANT_PASSWORD, .username = "admin",
      .password = "pa\"ss word", .tenancy = "Default", .net = &f->net,
      .url = server_url(f->server, "/api/account/authenticate")};
}

static void on_premises_the_token_is_the_result(void **state) {
  token_fixture *f = *state;
  token_use(f, password(f));
  token_answer(f, "200 OK",
               "{\"result\":\"abc\",\"targetUrl\":null,\"success\":true,"
               "\"error\":null,\"unAuthorizedRequest\":false,"
               "\"__abp\":true}");
  token_assert(f, "abc");
  assert_float_equal(orc_token_left(f->token), 1800, 1e-6);
  const server_request *r = server_at(f->server, 0);
  assert_string_equal(r->target, "/api/account/authenticate");
  assert_string_equal(server_header(r, "Content-Type"), "application/json");
  assert_string_equal(r->body,
                      "{\"tenancyName\":\"Default\","
                      "\"usernameOrEmailAddress\":\"admin\","
                      "\"password\":\"pa\\\"ss word\"}");
}

static void the_host_tenant_has_no_name(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = password(f);
  spec.tenancy = NULL;
  token_use(f, spec);
  token_answer(f, "200 OK", "{\"result\":\"abc\"}");
  token_assert(f, "abc");
  assert_non_null(strstr(server_at(f->server, 0)->body,
                         "{\"tenancyName\":\"\","));
}

static void a_wrong_password_is_explained(void **state) {
  token_fixture *f = *state;
  token_use(f, password(f));
  token_answer(f, "400 Bad Request",
               "{\"message\":\"Invalid credentials, failed to login.\","
               "\"errorCode\":1000,\"resourceIds\":null}");
  token_assert_fails(f, ORC_KIND_AUTH);
  assert_non_null(strstr(f->err.message, "failed to login"));
  assert_non_null(strstr(f->err.hint, "`password`"));
}

static void a_result_that_is_null_is_no_token(void **state) {
  token_fixture *f = *state;
  token_use(f, password(f));
  token_answer(f, "200 OK", "{\"result\":null,\"success\":false}");
  token_assert_fails(f, ORC_KIND_PROTOCOL);
  assert_non_null(strstr(f->err.message, "`result`"));
}

/* ---- without asking ---- */

static void a_personal_access_token_is_never_renewed(void **state) {
  token_fixture *f = *state;
  token_use(f, (orc_token_spec){.grant = ORC_GRANT_PAT, .secret = "rt_1"});
  token_assert(f, "rt_1");
  assert_false(orc_token_renewable(f->token));
  assert_false(orc_token_reject(f->token, "rt_1"));
  token_assert(f, "rt_1");
  assert_int_equal(server_count(f->server), 0);
}

static void the_host_is_asked_when_one_is_wanted(void **state) {
  token_fixture *f = *state;
  uint64_t ticket = 0;
  const char *value;
  token_use(f, (orc_token_spec){.grant = ORC_GRANT_EXTERNAL});
  assert_false(orc_token_wanted(f->token));
  assert_int_equal(orc_token_get(f->token, &ticket, -1, &value, &f->err),
                   ORC_AGAIN);
  assert_true(orc_token_wanted(f->token));
  assert_int_equal(orc_token_supply(f->token, "mine", 60, &f->err), ORC_OK);
  assert_false(orc_token_wanted(f->token));
  token_assert(f, "mine");
  assert_float_equal(orc_token_left(f->token), 60, 1e-6);
  hand_clock_move(&f->clock, 56); /* ahead of its end, nobody waits */
  token_assert(f, "mine");
  assert_true(orc_token_wanted(f->token));
  assert_int_equal(orc_token_supply(f->token, "next", -1, &f->err), ORC_OK);
  token_assert(f, "next");
  assert_true(orc_token_left(f->token) < 0);
  assert_true(orc_token_reject(f->token, "next"));
  assert_int_equal(orc_token_get(f->token, &ticket, -1, &value, &f->err),
                   ORC_AGAIN);
  assert_true(orc_token_wanted(f->token));
}

static void what_the_host_fails_with_is_told(void **state) {
  token_fixture *f = *state;
  uint64_t ticket = 0;
  const char *value;
  token_use(f, (orc_token_spec){.grant = ORC_GRANT_EXTERNAL});
  orc_token_get(f->token, &ticket, -1, &value, &f->err);
  orc_token_supply_failed(f->token, "vault is sealed");
  assert_int_equal(orc_token_get(f->token, &ticket, -1, &value, &f->err),
                   ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_AUTH);
  assert_non_null(strstr(f->err.message, "vault is sealed"));
  orc_token_get(f->token, &ticket, -1, &value, &f->err);
  assert_int_equal(orc_token_supply(f->token, "Bearer x", 60, &f->err),
                   ORC_FAIL);
  assert_int_equal(orc_token_get(f->token, &ticket, -1, &value, &f->err),
                   ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_CONFIG);
  assert_non_null(strstr(f->err.hint, "Bearer"));
}

static void nothing_is_supplied_to_one_who_signs_in(void **state) {
  token_fixture *f = *state;
  assert_int_equal(orc_token_supply(f->token, "mine", 60, &f->err),
                   ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_CONFIG);
  assert_int_equal(orc_token_supply(NULL, "mine", 60, &f->err), ORC_FAIL);
  orc_token_supply_failed(NULL, "x");
}

/* ---- what they need, and what is refused ---- */

static void what_each_needs_is_named(void **state) {
  token_fixture *f = *state;
  static const struct {
    orc_grant grant;
    size_t missing;
    const char *word;
  } cases[] = {
      {ORC_GRANT_REFRESH_TOKEN, offsetof(orc_token_spec, refresh_token),
       "refresh_token"},
      {ORC_GRANT_REFRESH_TOKEN, offsetof(orc_token_spec, client_id),
       "client_id"},
      {ORC_GRANT_AUTHORIZATION_CODE, offsetof(orc_token_spec, code), "code"},
      {ORC_GRANT_AUTHORIZATION_CODE, offsetof(orc_token_spec, redirect_uri),
       "redirect_uri"},
      {ORC_GRANT_PASSWORD, offsetof(orc_token_spec, username), "username"},
      {ORC_GRANT_PASSWORD, offsetof(orc_token_spec, password), "password"},
      {ORC_GRANT_PASSWORD, offsetof(orc_token_spec, url), "url"},
      {ORC_GRANT_PAT, offsetof(orc_token_spec, secret), "pat"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    orc_token_spec spec = {
        .grant = cases[i].grant, .url = "http://127.0.0.1/",
        .client_id = "c", .secret = "s", .refresh_token = "r", .code = "c",
        .redirect_uri = "u", .username = "n", .password = "p"};
    const char *nothing = NULL;
    memcpy((char *)&spec + cases[i].missing, &nothing, sizeof nothing);
    orc_err_clear(&f->err);
    assert_null(orc_token_new(f->engine, &spec, &f->err));
    assert_int_equal(f->err.kind, ORC_KIND_CONFIG);
    assert_non_null(strstr(f->err.message, cases[i].word));
  }
}

#define TEN "OR.Long.Na"
#define LONG_CUT TEN TEN TEN TEN TEN TEN
#define LONG LONG_CUT TEN

static void the_traps_of_scopes_are_named(void **state) {
  token_fixture *f = *state;
  static const struct {
    const char *scope, *hint;
  } cases[] = {
      {NULL, "give `scope`"},
      {"OR.Jobs OR.Jobs.Read", "OR.Jobs whole and in part"},
      {"OR.Queues.Write OR.Jobs OR.Queues", "OR.Queues whole and in part"},
      {"OR.Jobs.Read OR.Jobs.Write", "both parts of OR.Jobs"},
      {"OR.Jobs offline_access", "leave offline_access out"},
      {"OR.Jobs.Read OR.JobsX OR.Queues", "assigned"},
      {".Read", "assigned"},
      {LONG " " LONG ".Read", "asks for " LONG_CUT " whole and in part"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    orc_token_spec spec = token_credentials(f);
    spec.scope = cases[i].scope;
    token_use(f, spec);
    token_answer(f, "400 Bad Request", "{\"error\":\"invalid_scope\"}");
    token_assert_fails(f, ORC_KIND_AUTH);
    if (strstr(f->err.hint, cases[i].hint) == NULL) {
      fail_msg("%s: %s", cases[i].scope, f->err.hint);
    }
  }
}

/* ---- memory ---- */

static void secrets_of_every_grant_are_wiped(void **state) {
  token_fixture *f = *state;
  orc_token_spec specs[] = {refresh(f), code(f), password(f)};
  specs[0].secret = specs[1].secret = "client-secret";
  static const char *const secrets[] = {
      "first/refresh+token", "first%2Frefresh", "the-code", "the-verifier",
      "client-secret", "pa\"ss word", "pa\\\"ss", "new-access-token",
      "new-refresh-token",
  };
  for (size_t i = 0; i < 3; i++) {
    for (size_t k = 0; k < sizeof secrets / sizeof *secrets; k++) {
      tight_mem watching;
      tight_mem_init(&watching, 0);
      watching.watch = secrets[k];
      token_answer(f, "200 OK",
                   "{\"access_token\":\"new-access-token\","
                   "\"result\":\"new-access-token\","
                   "\"refresh_token\":\"new-refresh-token\"}");
      assert_int_equal(token_try(f, &specs[i], &watching.mem), ORC_OK);
      if (watching.spilled != 0) fail_msg("%s is left", secrets[k]);
      assert_int_equal(watching.live, 0);
    }
  }
}

static void without_memory_every_grant_fails_cleanly(void **state) {
  token_fixture *f = *state;
  orc_token_spec specs[] = {refresh(f), code(f), password(f)};
  for (size_t i = 0; i < 3; i++) {
    specs[i].retry.attempts = 1;
    orc_status status = ORC_FAIL;
    for (size_t fail_at = 1; status != ORC_OK; fail_at++) {
      assert_true(fail_at < 300);
      tight_mem tight;
      tight_mem_init(&tight, fail_at);
      orc_err_clear(&f->err);
      status = token_try(f, &specs[i], &tight.mem);
      assert_int_equal(tight.live, 0);
      if (status == ORC_FAIL && f->err.kind != ORC_KIND_MEMORY) {
        fail_msg("%s", f->err.message);
      }
    }
  }
}

/* For the test before: the script cannot run dry. */
static void always(void *ud, const server_request *request,
                   server_answer *out) {
  (void)ud;
  (void)request;
  *out = (server_answer){.status = "200 OK", .headers = JSON,
                         .body = "{\"access_token\":\"a\",\"result\":\"a\","
                                 "\"refresh_token\":\"b\"}"};
}

static int set_up_always(void **state) {
  int status = token_set_up(state);
  server_handle(((token_fixture *)*state)->server, always, NULL);
  return status;
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, token_set_up, \
                                                       token_tear_down)
  const struct CMUnitTest tests[] = {
      TEST(a_refresh_token_is_replaced_by_each_use),
      TEST(a_confidential_client_sends_its_secret),
      TEST(a_spent_one_says_to_sign_in_again),
      TEST(a_rotation_is_waited_for),
      TEST(but_not_by_those_who_have_a_good_token_for_ever),
      TEST(a_code_is_exchanged_once_then_refreshed),
      TEST(without_offline_access_it_ends),
      TEST(a_code_that_is_refused_is_explained),
      TEST(on_premises_the_token_is_the_result),
      TEST(the_host_tenant_has_no_name),
      TEST(a_wrong_password_is_explained),
      TEST(a_result_that_is_null_is_no_token),
      TEST(a_personal_access_token_is_never_renewed),
      TEST(the_host_is_asked_when_one_is_wanted),
      TEST(what_the_host_fails_with_is_told),
      TEST(nothing_is_supplied_to_one_who_signs_in),
      TEST(what_each_needs_is_named),
      TEST(the_traps_of_scopes_are_named),
      TEST(secrets_of_every_grant_are_wiped),
      cmocka_unit_test_setup_teardown(
          without_memory_every_grant_fails_cleanly, set_up_always,
          token_tear_down),
  };
  return cmocka_run_group_tests_name("token_grants", tests, NULL, NULL);
}
