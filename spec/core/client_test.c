#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "support/call_fixture.h"

static void strings_are_copied(void **state) {
  call_fixture *f = *state;
  char agent[] = "nightly/2", origin[100], secret[] = "a-token";
  strcpy(origin, server_url(f->server, ""));
  const char *origins[] = {origin, NULL};
  orc_client_free(f->client);
  f->client = call_client(f, (orc_client_spec){
      .net = {.user_agent = agent}, .origins = origins,
      .token = {.grant = ORC_GRANT_FIXED, .secret = secret}});
  memset(agent, 'x', sizeof agent - 1);
  memset(origin, 'x', sizeof origin - 1);
  memset(secret, 'x', sizeof secret - 1);
  origins[0] = NULL;
  call_run(f, (orc_call_spec){.method = NULL});
  assert_int_equal(f->status, ORC_OK);
  assert_string_equal(server_header(call_at(f, 0), "User-Agent"),
                      "nightly/2");
  assert_string_equal(server_header(call_at(f, 0), "Authorization"),
                      "Bearer a-token");
}

static void trust_is_by_origin(void **state) {
  call_fixture *f = *state;
  static const char *const origins[] = {
      "https://Cloud.UiPath.com/acme/Production/orchestrator_",
      "https://id.example:8443", NULL};
  static const struct {
    const char *url;
    bool trusted;
  } cases[] = {
      {"https://cloud.uipath.com/", true},
      {"https://cloud.uipath.com:443/other?x=1", true},
      {"HTTPS://CLOUD.uipath.com/x", true},
      {"https://id.example:8443/identity", true},
      {"http://cloud.uipath.com/", false},
      {"https://cloud.uipath.com:444/", false},
      {"https://id.example/", false},
      {"https://cloud.uipath.com.evil.invalid/", false},
      {"https://evil.invalid/https://cloud.uipath.com/", false},
      {"https://cloud.uipath.com@evil.invalid/", false},
      {"https://joe:pw@cloud.uipath.com/", false},
      {"//cloud.uipath.com/", false},
      {"/odata/Jobs", false},
      {"", false},
  };
  orc_client_free(f->client);
  f->client = call_client(f, (orc_client_spec){.token = call_fixed(),
                                               .origins = origins});
  assert_non_null(f->client);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_int_equal(orc_client_trusts(f->client, cases[i].url),
                     cases[i].trusted);
  }
}

static void without_origins_nobody_sees_the_token(void **state) {
  call_fixture *f = *state;
  static const char *const none[] = {NULL};
  orc_client_free(f->client);
  f->client = call_client(f, (orc_client_spec){.token = call_fixed(),
                                               .origins = none});
  assert_null(call_begin(f, (orc_call_spec){.method = NULL}));
  assert_int_equal(f->err.kind, ORC_KIND_ARGUMENT);
}

static void what_cannot_be_right_is_named(void **state) {
  call_fixture *f = *state;
  static const char *const origins[] = {"not a url", NULL};
  assert_null(call_client(f, (orc_client_spec){.token = call_fixed(),
                                               .origins = origins}));
  assert_true(f->err.message[0] != '\0');
  orc_token_spec spec = call_fixed();
  spec.secret = "two\nlines";
  assert_null(call_client(f, (orc_client_spec){.token = spec}));
  assert_int_equal(f->err.kind, ORC_KIND_CONFIG);
  assert_null(strstr(f->err.message, "lines"));
  spec.grant = ORC_GRANT_USER_KEY;
  assert_null(call_client(f, (orc_client_spec){.token = spec}));
  assert_int_equal(f->err.kind, ORC_KIND_CONFIG);
  assert_non_null(strstr(f->err.message, "client_id"));
}

static void the_last_api_versions_are_kept(void **state) {
  call_fixture *f = *state;
  static const char *const headers[] = {
      "api-supported-versions: 11.0\r\n",
      "Api-Supported-Versions: 19.0, 20.0\r\n", ""};
  static const char *const kept[] = {"11.0", "19.0, 20.0", "19.0, 20.0"};
  assert_null(f->client->api_versions);
  for (int i = 0; i < 3; i++) {
    server_play(f->server, (server_answer){.status = "404 Not Found",
                                           .headers = headers[i]});
    call_run(f, (orc_call_spec){.method = NULL});
    assert_string_equal(f->client->api_versions, kept[i]);
  }
}

static void a_cap_for_all_its_answers(void **state) {
  call_fixture *f = *state;
  orc_client_free(f->client);
  f->client = call_client(f, (orc_client_spec){.token = call_fixed(),
                                               .max_answer = 5});
  server_play(f->server, (server_answer){.status = "200 OK",
                                         .body = "123456"});
  call_run(f, (orc_call_spec){.method = NULL});
  assert_int_equal(f->err.kind, ORC_KIND_TOO_LARGE);
}

static void nothing_is_no_client(void **state) {
  (void)state;
  orc_client_free(NULL);
  orc_token_expire(NULL);
  assert_false(orc_token_renewable(NULL));
  assert_true(orc_token_left(NULL) < 0);
  assert_null(orc_token_scope(NULL));
}

static void without_memory_it_fails_cleanly(void **state) {
  call_fixture *f = *state;
  static const char *const origins[] = {"https://a.example", "https://b",
                                        NULL};
  char text[] = "x";
  for (size_t fail_at = 1;; fail_at++) {
    assert_true(fail_at < 100);
    tight_mem tight;
    tight_mem_init(&tight, fail_at);
    orc_err_clear(&f->err);
    orc_engine *engine = orc_engine_new(&tight.mem, NULL, &f->err);
    if (engine == NULL) continue;
    const orc_client_spec spec = {
        .net = {.user_agent = text, .ca_file = text, .ca_text = text,
                .client_cert = text, .client_key = text,
                .client_key_password = text, .proxy = text},
        .token = call_user_key(f), .origins = origins};
    orc_client *client = orc_client_new(engine, &spec, &f->err);
    bool made = client != NULL;
    orc_client_free(client);
    orc_engine_free(engine);
    assert_int_equal(tight.live, 0);
    if (made) break;
    assert_int_equal(f->err.kind, ORC_KIND_MEMORY);
  }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, call_set_up, \
                                                       call_tear_down)
  const struct CMUnitTest tests[] = {
      TEST(strings_are_copied),
      TEST(trust_is_by_origin),
      TEST(without_origins_nobody_sees_the_token),
      TEST(what_cannot_be_right_is_named),
      TEST(the_last_api_versions_are_kept),
      TEST(a_cap_for_all_its_answers),
      TEST(nothing_is_no_client),
      TEST(without_memory_it_fails_cleanly),
  };
  return cmocka_run_group_tests_name("client", tests, NULL, NULL);
}
