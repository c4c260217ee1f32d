/*
** Many processes that start at once and share one sign-in. ORC_CROWD is
** their number, 200 by default.
*/
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/folder.h"
#include "support/token_fixture.h"

/* Shared with the processes, which are forked before the server's threads
** begin: a thread that holds a lock at that moment would hold it for ever. */
typedef struct scene {
  server *server;
  char folder[FOLDER_SIZE];
  char url[64];
} scene;

/* In a process of its own: 0 when it got the token. */
static int get_token(const scene *s, orc_grant grant, const char *expected) {
  static orc_net net;
  orc_err err;
  orc_err_clear(&err);
  orc_engine *engine = orc_engine_new(NULL, NULL, &err);
  orc_token_spec spec = {.grant = grant, .client_id = "app", .url = s->url,
                         .net = &net, .cache_dir = s->folder};
  if (grant == ORC_GRANT_REFRESH_TOKEN) spec.refresh_token = "refresh-1";
  else spec.secret = "the-secret";
  orc_token *token = orc_token_new(engine, &spec, &err);
  if (token == NULL) return 2;
  orc_status status;
  uint64_t ticket = 0;
  const char *value = "";
  while ((status = orc_token_get(token, &ticket, -1, &value, &err)) ==
         ORC_AGAIN) {
    if (orc_engine_wait(engine, 1, &err) == ORC_FAIL) return 3;
  }
  if (status != ORC_OK) fprintf(stderr, "%s\n", err.message);
  int code = status == ORC_OK && strcmp(value, expected) == 0 ? 0 : 1;
  orc_token_free(token);
  orc_engine_free(engine);
  return code;
}

static void answer_once(void *ud, const server_request *request,
                        server_answer *out);

static void start_server(scene *s, int *asked) {
  s->server = server_start();
  server_handle(s->server, answer_once, asked);
  snprintf(s->url, sizeof s->url, "%s",
           server_url(s->server, "/connect/token"));
}

/* All wait for the pipe to close, so that they begin together. */
static void run(scene *s, orc_grant grant, const char *expected) {
  const char *wanted = getenv("ORC_CROWD");
  int count = wanted != NULL ? atoi(wanted) : 200;
  int gate[2], failures = 0, asked = 0;
  assert_int_equal(pipe(gate), 0);
  fflush(NULL);
  for (int i = 0; i < count; i++) {
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid != 0) continue;
    char byte;
    close(gate[1]);
    alarm(60); /* should the test be gone */
    ssize_t n = read(gate[0], &byte, 1);
    _exit(n == 0 ? get_token(s, grant, expected) : 4);
  }
  close(gate[0]);
  start_server(s, &asked);
  close(gate[1]);
  for (int i = 0; i < count; i++) {
    int status;
    assert_true(wait(&status) > 0);
    if (status == 0) continue;
    print_error("wait status %#x\n", (unsigned)status);
    failures++;
  }
  assert_int_equal(failures, 0);
  assert_int_equal(server_count(s->server), 1);
  server_stop(s->server);
}

/* Answers once, then refuses. */
static void answer_once(void *ud, const server_request *request,
                        server_answer *out) {
  int *asked = ud;
  (void)request;
  *out = (server_answer){.status = "400 Bad Request", .headers = JSON,
                         .body = "{\"error\":\"invalid_grant\"}"};
  if ((*asked)++ > 0) return;
  out->status = "200 OK";
  out->body = "{\"access_token\":\"of-all\",\"expires_in\":3600,"
              "\"refresh_token\":\"refresh-2\"}";
}

static void the_first_signs_in_for_all(void **state) {
  run(*state, ORC_GRANT_CLIENT_CREDENTIALS, "of-all");
}

static void a_refresh_token_is_spent_by_one(void **state) {
  run(*state, ORC_GRANT_REFRESH_TOKEN, "of-all");
}

static int set_up(void **state) {
  scene *s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (s == MAP_FAILED) return -1;
  folder_make(s->folder);
  *state = s;
  return 0;
}

static int tear_down(void **state) {
  scene *s = *state;
  folder_remove(s->folder);
  return munmap(s, sizeof *s);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(the_first_signs_in_for_all),
      TEST(a_refresh_token_is_spent_by_one),
  };
  return cmocka_run_group_tests_name("token_crowd", tests, NULL, NULL);
}
