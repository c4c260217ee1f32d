#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "token_fixture.h"

orc_token_spec token_user_key(token_fixture *f) {
  return (orc_token_spec){.grant = ORC_GRANT_USER_KEY, .client_id = "cid",
                          .secret = KEY, .net = &f->net,
                          .url = server_url(f->server, "/oauth/token")};
}

orc_token_spec token_credentials(token_fixture *f) {
  return (orc_token_spec){
      .grant = ORC_GRANT_CLIENT_CREDENTIALS, .client_id = "app id",
      .secret = "s3&cr=t+%/\"", .scope = "OR.Jobs PM.RobotAccount",
      .net = &f->net,
      .url = server_url(f->server, "/identity_/connect/token")};
}

void token_use(token_fixture *f, orc_token_spec spec) {
  orc_token_free(f->token);
  orc_err_clear(&f->err);
  f->token = orc_token_new(f->engine, &spec, &f->err);
  assert_non_null(f->token);
}

orc_token *token_set_aside(token_fixture *f) {
  orc_token *token = f->token;
  f->token = NULL;
  return token;
}

void token_take_back(token_fixture *f, orc_token *token) {
  orc_token_free(f->token);
  f->token = token;
}

int token_set_up(void **state) {
  static token_fixture f;
  memset(&f, 0, sizeof f);
  f.server = server_start();
  hand_clock_init(&f.clock);
  f.engine = orc_engine_new(NULL, &f.clock.clock, &f.err);
  token_use(&f, token_user_key(&f));
  *state = &f;
  return 0;
}

int token_tear_down(void **state) {
  token_fixture *f = *state;
  orc_token_free(f->token);
  orc_engine_free(f->engine);
  server_stop(f->server);
  return 0;
}

void token_answer(token_fixture *f, const char *status, const char *body) {
  server_play(f->server, (server_answer){.status = status, .headers = JSON,
                                         .body = body});
}

void token_answer_with(token_fixture *f, const char *value, const char *rest) {
  char body[400];
  snprintf(body, sizeof body, "{\"access_token\":\"%s\"%s%s}", value,
           *rest != '\0' ? "," : "", rest);
  token_answer(f, "200 OK", body);
}

orc_status token_get(token_fixture *f, uint64_t *ticket, const char **value) {
  orc_err_clear(&f->err);
  orc_status status;
  while ((status = orc_token_get(f->token, ticket, -1, value, &f->err)) ==
         ORC_AGAIN) {
    double left = orc_engine_timeout(f->engine);
    if (orc_engine_stats(f->engine)->transfers == 0 && left > 0) {
      hand_clock_move(&f->clock, left + 1e-6);
    }
    drive_once(f->engine);
  }
  return status;
}

void token_assert(token_fixture *f, const char *expected) {
  uint64_t ticket = 0;
  const char *value = NULL;
  if (token_get(f, &ticket, &value) != ORC_OK) fail_msg("%s", f->err.message);
  assert_string_equal(value, expected);
}

void token_sign_in(token_fixture *f, orc_token_spec spec, const char *value,
                   const char *rest) {
  token_use(f, spec);
  token_answer_with(f, value, rest);
  token_assert(f, value);
}

void token_assert_fails(token_fixture *f, orc_kind kind) {
  uint64_t ticket = 0;
  const char *value;
  assert_int_equal(token_get(f, &ticket, &value), ORC_FAIL);
  assert_int_equal(f->err.kind, kind);
  assert_true(f->err.message[0] != '\0');
  assert_null(strstr(f->err.message, KEY));
}

orc_status token_try(token_fixture *f, const orc_token_spec *spec,
                     const orc_mem *mem) {
  orc_engine *engine = orc_engine_new(mem, NULL, &f->err);
  if (engine == NULL) return ORC_FAIL;
  orc_token *token = orc_token_new(engine, spec, &f->err);
  orc_status status = ORC_FAIL;
  uint64_t ticket = 0;
  const char *value;
  if (token != NULL) {
    while ((status = orc_token_get(token, &ticket, -1, &value, &f->err)) ==
           ORC_AGAIN) {
      drive_once(engine);
    }
    orc_token_expire(token);
  }
  orc_token_free(token);
  orc_engine_free(engine);
  return status;
}

void token_settle(token_fixture *f) {
  while (orc_engine_stats(f->engine)->transfers > 0) drive_once(f->engine);
}
