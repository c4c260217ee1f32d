#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "http_fixture.h"

int http_set_up(void **state) {
  static http_fixture f;
  memset(&f, 0, sizeof f);
  f.server = server_start();
  f.engine = orc_engine_new(NULL, NULL, &f.err);
  orc_err_clear(&f.err);
  *state = &f;
  return f.engine == NULL;
}

int http_tear_down(void **state) {
  http_fixture *f = *state;
  orc_engine_free(f->engine);
  server_stop(f->server);
  return 0;
}

orc_http *http_begin(http_fixture *f, orc_http_request request) {
  if (request.method == NULL) request.method = "GET";
  if (request.url == NULL) request.url = server_url(f->server, "/x");
  if (request.max_body == 0) request.max_body = BIG;
  orc_err_clear(&f->err);
  orc_http *http = orc_http_start(f->engine, &f->net, &request, &f->err);
  assert_non_null(http);
  return http;
}

orc_status http_run(http_fixture *f, orc_http_request request) {
  orc_http *http = http_begin(f, request);
  orc_status status = drive_http(f->engine, http, &f->err);
  orc_http_free(http);
  return status;
}

void http_assert_body(const orc_http *http, const char *text) {
  orc_slice body = orc_http_body(http);
  assert_int_equal(body.len, strlen(text));
  assert_memory_equal(body.data, text, body.len);
}

const server_request *http_last(http_fixture *f) {
  return server_at(f->server, server_count(f->server) - 1);
}
