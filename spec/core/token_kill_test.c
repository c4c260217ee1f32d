/*
** A process that is killed at every step of a rotation. Linked with the calls
** by which the core changes files wrapped (--wrap, see the Makefile): each is
** a step, before and after it, and a write also halfway. ORC_KILLS is the
** number of kills, 60 by default; `make kill` asks for 200.
*/
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/folder.h"
#include "support/token_fixture.h"

#define KILLED 86

/* ---- the steps ---- */

static int kill_at; /* 0: never; else the step that is the last */
static int steps;

static void step(void) {
  if (kill_at != 0 && ++steps >= kill_at) raise(SIGKILL);
}

ssize_t __real_write(int fd, const void *data, size_t len);
ssize_t __wrap_write(int fd, const void *data, size_t len);
ssize_t __wrap_write(int fd, const void *data, size_t len) {
  if (len < 16) return __real_write(fd, data, len); /* not of the cache */
  step();
  size_t half = len / 2;
  ssize_t n = kill_at != 0 ? __real_write(fd, data, half) : 0;
  if (n < 0) return n;
  step();
  ssize_t rest =
      __real_write(fd, (const char *)data + n, len - (size_t)n);
  step();
  return rest < 0 ? rest : n + rest;
}

#define WRAP(name, params, args) \
  int __real_##name params; \
  int __wrap_##name params; \
  int __wrap_##name params { \
    step(); \
    int result = __real_##name args; \
    step(); \
    return result; \
  }
WRAP(fsync, (int fd), (fd))
WRAP(rename, (const char *from, const char *to), (from, to))
WRAP(unlink, (const char *path), (path))
WRAP(flock, (int fd, int how), (fd, how))

/* ---- a server that rotates ---- */

typedef struct rotation {
  pthread_mutex_t lock;
  int current; /* the refresh token that is good */
  int served;
} rotation;

static void rotate(void *ud, const server_request *request,
                   server_answer *out) {
  static char body[200]; /* one request at a time; copied */
  rotation *r = ud;
  char good[40];
  pthread_mutex_lock(&r->lock);
  snprintf(good, sizeof good, "&refresh_token=refresh-%d-", r->current);
  if (strstr(request->body, good) != NULL) {
    r->current++;
    r->served++;
    snprintf(body, sizeof body,
             "{\"access_token\":\"access-%d\",\"refresh_token\":"
             "\"refresh-%d-\",\"expires_in\":3600}",
             r->current, r->current);
    *out = (server_answer){.status = "200 OK", .headers = JSON, .body = body};
  } else {
    *out = (server_answer){.status = "400 Bad Request", .headers = JSON,
                           .body = "{\"error\":\"invalid_grant\"}"};
  }
  pthread_mutex_unlock(&r->lock);
}

static int current(rotation *r) {
  pthread_mutex_lock(&r->lock);
  int n = r->current;
  pthread_mutex_unlock(&r->lock);
  return n;
}

/* ---- the processes ---- */

typedef struct scene {
  server *server;
  rotation rotation;
  char folder[FOLDER_SIZE];
  char url[64];
  const char *seed; /* the refresh token of the sign-in */
} scene;

/* One renewal, asked for whatever the cache has. */
static orc_status renew(const scene *s, orc_err *err) {
  static orc_net net;
  orc_err_clear(err);
  orc_engine *engine = orc_engine_new(NULL, NULL, err);
  orc_token_spec spec = {.grant = ORC_GRANT_REFRESH_TOKEN,
                         .client_id = "app", .url = s->url, .net = &net,
                         .refresh_token = s->seed, .cache_dir = s->folder};
  orc_token *token = orc_token_new(engine, &spec, err);
  assert_non_null(token);
  orc_status status;
  uint64_t ticket = 0;
  const char *value;
  /* First what is there, then a new one in its place. */
  for (int i = 0; i < 2; i++) {
    ticket = 0;
    while ((status = orc_token_get(token, &ticket, -1, &value, err)) ==
           ORC_AGAIN) {
      drive_once(engine);
    }
    if (status != ORC_OK) break;
    if (i == 0) orc_token_expire(token);
  }
  orc_token_free(token);
  orc_engine_free(engine);
  return status;
}

/* Answers true when the process was killed at the step, false when it had
** fewer. */
static bool renew_killed_at(const scene *s, int at) {
  fflush(NULL);
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) {
    orc_err err;
    kill_at = at;
    _exit(renew(s, &err) == ORC_OK ? 0 : 1);
  }
  int status;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  if (WIFSIGNALED(status)) {
    assert_int_equal(WTERMSIG(status), SIGKILL);
    return true;
  }
  assert_int_equal(WEXITSTATUS(status), 0);
  return false;
}

/* The refresh token that a whole file holds; 0: no such file, or part of
** one. */
static int refresh_in(const scene *s, const char *ending) {
  char text[4096];
  size_t len = folder_read(s->folder, ending, text, sizeof text, NULL);
  if (len < 2 || strcmp(text + len - 2, "}\n") != 0) return 0;
  const char *at = strstr(text, "refresh-");
  return at != NULL ? atoi(at + strlen("refresh-")) : 0;
}

static bool exists(const scene *s, const char *ending) {
  char text[4096];
  return folder_read(s->folder, ending, text, sizeof text, NULL) > 0;
}

/* A new sign-in, as `orch login` would leave it. */
static void sign_in_anew(scene *s) {
  static char seed[40];
  orc_err err;
  folder_remove(s->folder);
  folder_make(s->folder);
  snprintf(seed, sizeof seed, "refresh-%d-", current(&s->rotation));
  s->seed = seed;
  if (renew(s, &err) != ORC_OK) fail_msg("%s", err.message);
}

typedef struct tally {
  int kills, old, new, recovered, lost;
} tally;

/* The last request of a killed process may still wait to be accepted: behind
** an answer to ours it has been, and then it is served. */
static void settle(const scene *s) {
  static const char request[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  struct sockaddr_in at = {.sin_family = AF_INET,
                           .sin_port = htons((uint16_t)server_port(s->server)),
                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  char byte;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
  assert_int_equal(send(fd, request, sizeof request - 1, 0),
                   sizeof request - 1);
  assert_int_equal(recv(fd, &byte, 1, 0), 1);
  close(fd);
  server_wait_idle(s->server);
}

static void check_after_kill(scene *s, int before, tally *t) {
  settle(s);
  int file = refresh_in(s, ".json"), temporary = refresh_in(s, ".new");
  int good = current(&s->rotation);
  assert_true(file != 0 || !exists(s, ".json")); /* whole, or not there */
  assert_true(file == good || file == before || file == good - 1);
  orc_err err;
  orc_status status = renew(s, &err);
  t->kills++;
  if (file == good || temporary == good) {
    if (status != ORC_OK) fail_msg("%s", err.message);
    if (file == good) t->new++; else t->recovered++;
    if (good == before) t->old++;
    return;
  }
  /* The server had rotated and the answer was nowhere on the disk. */
  assert_int_equal(status, ORC_FAIL);
  assert_int_equal(err.kind, ORC_KIND_AUTH);
  assert_non_null(strstr(err.hint, "sign in again"));
  t->lost++;
  sign_in_anew(s);
}

static void a_kill_at_any_step_leaves_a_whole_file(void **state) {
  scene *s = *state;
  const char *wanted = getenv("ORC_KILLS");
  int kills = wanted != NULL ? atoi(wanted) : 60;
  tally t = {0};
  sign_in_anew(s);
  while (t.kills < kills) {
    bool killed = true;
    for (int at = 1; killed && t.kills < kills; at++) {
      int before = current(&s->rotation);
      killed = renew_killed_at(s, at);
      if (killed) check_after_kill(s, before, &t);
      assert_true(at < 200);
    }
  }
  print_message("%d kills: %d before the rotation, %d recovered, %d lost\n",
                t.kills, t.old, t.recovered, t.lost);
  assert_true(t.old > 0);       /* the kills came before the rotation, */
  assert_true(t.recovered > 0); /* between the file and its rename, */
  assert_true(t.lost > 0);      /* between the server and the file */
  assert_true(t.new > t.old);   /* and behind it all */
}

static void a_kill_at_any_moment_does_too(void **state) {
  scene *s = *state;
  tally t = {0};
  sign_in_anew(s);
  const char *wanted = getenv("ORC_KILLS");
  int kills = wanted != NULL ? atoi(wanted) : 20;
  for (int i = 0; i < kills; i++) {
    int before = current(&s->rotation);
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
      orc_err err;
      for (;;) {
        if (renew(s, &err) != ORC_OK) _exit(1);
      }
    }
    while (current(&s->rotation) == before) usleep(100); /* it has begun */
    usleep((useconds_t)(i * 37 % 3000)); /* anywhere: that is the point */
    kill(pid, SIGKILL);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
    check_after_kill(s, before, &t);
  }
  assert_int_equal(t.kills, kills);
}

static int set_up(void **state) {
  static scene s;
  memset(&s, 0, sizeof s);
  pthread_mutex_init(&s.rotation.lock, NULL);
  s.rotation.current = 1;
  folder_make(s.folder);
  s.server = server_start();
  server_handle(s.server, rotate, &s.rotation);
  snprintf(s.url, sizeof s.url, "%s", server_url(s.server, "/connect/token"));
  *state = &s;
  return 0;
}

static int tear_down(void **state) {
  scene *s = *state;
  server_stop(s->server);
  folder_remove(s->folder);
  pthread_mutex_destroy(&s->rotation.lock);
  return 0;
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(a_kill_at_any_step_leaves_a_whole_file),
      TEST(a_kill_at_any_moment_does_too),
  };
  return cmocka_run_group_tests_name("token_kill", tests, NULL, NULL);
}
