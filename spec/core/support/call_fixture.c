#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "call_fixture.h"

orc_client *call_client(call_fixture *f, orc_client_spec spec) {
  const char *const origins[] = {server_url(f->server, ""), NULL};
  if (spec.origins == NULL) spec.origins = origins;
  orc_err_clear(&f->err);
  return orc_client_new(f->engine, &spec, &f->err);
}

orc_token_spec call_fixed(void) {
  return (orc_token_spec){.grant = ORC_GRANT_FIXED, .secret = SECRET};
}

orc_token_spec call_user_key(call_fixture *f) {
  return (orc_token_spec){.grant = ORC_GRANT_USER_KEY, .client_id = "cid",
                          .secret = "user-key-0815",
                          .url = server_url(f->server, "/oauth/token")};
}

int call_set_up(void **state) {
  static call_fixture f;
  memset(&f, 0, sizeof f);
  f.server = server_start();
  hand_clock_init(&f.clock);
  f.engine = orc_engine_new(NULL, &f.clock.clock, &f.err);
  f.client = call_client(&f, (orc_client_spec){.token = call_fixed()});
  assert_non_null(f.client);
  *state = &f;
  return 0;
}

int call_tear_down(void **state) {
  call_fixture *f = *state;
  orc_client_free(f->client);
  orc_engine_free(f->engine);
  server_stop(f->server);
  return 0;
}

void call_use_user_key(call_fixture *f) {
  orc_client_free(f->client);
  f->client = call_client(f, (orc_client_spec){.token = call_user_key(f)});
  assert_non_null(f->client);
}

orc_call *call_begin(call_fixture *f, orc_call_spec spec) {
  if (spec.method == NULL) spec.method = "GET";
  if (spec.url == NULL) spec.url = server_url(f->server, "/odata/Jobs");
  orc_err_clear(&f->err);
  return orc_call_new(f->client, &spec, &f->err);
}

double call_run(call_fixture *f, orc_call_spec spec) {
  orc_call *call = call_begin(f, spec);
  assert_non_null(call);
  double jumped = drive_call_ahead(f->engine, &f->clock, call, &f->status,
                                   &f->err);
  orc_call_free(call);
  return jumped;
}

const orc_call_spec call_post = {.method = "POST", .body = "{\"a\":1}",
                                 .body_len = 7};

void call_answer(call_fixture *f, const char *status) {
  server_play(f->server, (server_answer){.status = status});
}

void call_answer_token(call_fixture *f, const char *value) {
  char body[200];
  snprintf(body, sizeof body,
           "{\"access_token\":\"%s\",\"expires_in\":86400}", value);
  server_play(f->server, (server_answer){.status = "200 OK", .headers = JSON,
                                         .body = body});
}

const server_request *call_at(call_fixture *f, size_t index) {
  return server_at(f->server, index);
}
