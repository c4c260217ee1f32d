#include "server.h"

#include "tls.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_REQUESTS 256
#define MAX_CONNECTIONS 4096
#define MAX_ANSWERS 256
#define PATIENCE 10 /* seconds, for what must come */

typedef struct played {
  char *bytes;
  size_t len;
  bool hold;
  size_t hold_at;
  server_end end;
  h2_answer h2;
} played;

typedef struct connection {
  server *server;
  int number, fd;
  tls_stream *tls; /* NULL: plain */
  pthread_t thread;
  bool open;
  int seen;        /* releases when its request came */
  played answer;   /* the handler's */
} connection;

struct server {
  int fd, port;
  tls_context *tls;
  bool h2;
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  bool stopping;
  int released; /* generations of server_release */
  connection connections[MAX_CONNECTIONS];
  int connection_count;
  server_request requests[MAX_REQUESTS + 1];
  size_t request_count;
  server_handler *handler; /* NULL: the script plays */
  void *handler_ud;
  played answers[MAX_ANSWERS];
  size_t answer_count, answer_next;
};

static void die(const char *what) {
  fprintf(stderr, "scripted server: %s\n", what);
  abort();
}

static void *need(void *block) {
  if (block == NULL) die("no memory");
  return block;
}

/* ---- one connection ---- */

static ssize_t take(connection *c, char *data, size_t len) {
  if (c->tls != NULL) return tls_read(c->tls, data, len);
  return recv(c->fd, data, len, 0);
}

static bool put(connection *c, const char *data, size_t len) {
  while (len > 0) {
    ssize_t sent = c->tls != NULL ? tls_write(c->tls, data, len)
                                  : send(c->fd, data, len, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    data += sent;
    len -= (size_t)sent;
  }
  return true;
}

typedef struct reader {
  char *data;
  size_t len, size;
} reader;

static bool fill(connection *c, reader *r) {
  if (r->size - r->len < 4096) {
    r->size = r->size * 2 + 8192;
    r->data = need(realloc(r->data, r->size));
  }
  ssize_t got = take(c, r->data + r->len, r->size - r->len - 1);
  if (got <= 0) return false;
  r->len += (size_t)got;
  r->data[r->len] = '\0';
  return true;
}

static void build(played *p, const server_answer *answer) {
  *p = (played){.hold = answer->hold, .hold_at = answer->hold_at,
                .end = answer->end, .h2.fate = answer->h2};
  if (answer->status == NULL) {
    p->bytes = need(strdup(answer->raw != NULL ? answer->raw : ""));
    p->len = strlen(p->bytes);
    return;
  }
  size_t body = answer->body == NULL     ? 0
                : answer->body_len != 0 ? answer->body_len
                                        : strlen(answer->body);
  char *head;
  int len = asprintf(&head, "HTTP/1.1 %s\r\n%sContent-Length: %zu\r\n\r\n",
                     answer->status,
                     answer->headers != NULL ? answer->headers : "", body);
  if (len < 0) die("no memory");
  p->len = (size_t)len + body;
  p->bytes = need(realloc(head, p->len + 1));
  if (body > 0) memcpy(p->bytes + len, answer->body, body);
  memcpy(p->h2.status, answer->status, 3);
  p->h2.body = p->bytes + len;
  p->h2.body_len = body;
}

/* The place for one more request; beyond MAX_REQUESTS the last one's. */
static server_request *next_record(server *s) {
  if (s->request_count < MAX_REQUESTS) return &s->requests[s->request_count];
  if (s->handler == NULL) die("too many requests");
  server_request *request = &s->requests[MAX_REQUESTS];
  free(request->head);
  free(request->body);
  return request;
}

static void record(server *s, connection *c, const char *head,
                   size_t head_len, const char *body, size_t body_len) {
  pthread_mutex_lock(&s->lock);
  server_request *request = next_record(s);
  sscanf(head, "%15s %1023s", request->method, request->target);
  request->head = need(strndup(head, head_len));
  request->body = need(malloc(body_len + 1));
  memcpy(request->body, body, body_len);
  request->body[body_len] = '\0';
  request->body_len = body_len;
  request->connection = c->number;
  s->request_count++;
  c->seen = s->released;
  if (s->handler != NULL) {
    server_answer answer = {0};
    s->handler(s->handler_ud, request, &answer);
    build(&c->answer, &answer);
  }
  pthread_cond_broadcast(&s->changed);
  pthread_mutex_unlock(&s->lock);
}

static const char *value_of(const char *head, const char *name) {
  size_t len = strlen(name);
  for (const char *line = head; line != NULL; line = strstr(line, "\r\n")) {
    if (*line == '\r') line += 2;
    if (strncasecmp(line, name, len) == 0 && line[len] == ':') {
      return line + len + 1 + strspn(line + len + 1, " ");
    }
  }
  return NULL;
}

/* One request into the record; what follows stays in the reader. */
static bool read_request(connection *c, reader *r) {
  char *end;
  while (r->len == 0 || (end = strstr(r->data, "\r\n\r\n")) == NULL) {
    if (!fill(c, r)) return false;
  }
  size_t head = (size_t)(end - r->data) + 4;
  const char *length = value_of(r->data, "Content-Length");
  size_t body = length != NULL ? strtoul(length, NULL, 10) : 0;
  while (r->len < head + body) {
    if (!fill(c, r)) return false;
  }
  record(c->server, c, r->data, head, r->data + head, body);
  r->len -= head + body;
  memmove(r->data, r->data + head + body, r->len + 1);
  return true;
}

/* A release counts from the moment the request was recorded, so that a test
** that has seen it come, or some of its answer, is never too early. */
static void wait_release(connection *c) {
  server *s = c->server;
  pthread_mutex_lock(&s->lock);
  while (s->released == c->seen && !s->stopping) {
    pthread_cond_wait(&s->changed, &s->lock);
  }
  pthread_mutex_unlock(&s->lock);
}

static bool next_answer(server *s, played *answer) {
  pthread_mutex_lock(&s->lock);
  bool some = s->answer_next < s->answer_count;
  if (some) *answer = s->answers[s->answer_next++];
  pthread_mutex_unlock(&s->lock);
  return some;
}

/* false: the connection ends here. */
static bool play(connection *c) {
  static const char *const otherwise =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
      "Content-Length: 2\r\n\r\n{}";
  played answer;
  bool handled = c->answer.bytes != NULL;
  if (handled) {
    answer = c->answer;
  } else if (!next_answer(c->server, &answer)) {
    return put(c, otherwise, strlen(otherwise));
  }
  size_t first = answer.hold ? answer.hold_at : answer.len;
  if (first > answer.len) first = answer.len;
  bool going = put(c, answer.bytes, first);
  if (answer.hold) wait_release(c);
  going = going && put(c, answer.bytes + first, answer.len - first);
  if (handled) {
    free(answer.bytes);
    c->answer.bytes = NULL;
  }
  if (answer.end == SERVER_RESET) {
    const struct linger now = {1, 0};
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  }
  return going && answer.end == SERVER_KEEP;
}

/* ---- one connection that speaks HTTP/2 ---- */

static ssize_t h2_take(void *ud, char *data, size_t len) {
  return take(ud, data, len);
}

static bool h2_put(void *ud, const char *data, size_t len) {
  return put(ud, data, len);
}

static void h2_record(void *ud, const char *body, size_t len) {
  connection *c = ud;
  record(c->server, c, "H2 /", 4, body, len);
}

static void h2_next(void *ud, h2_answer *answer) {
  connection *c = ud;
  played p;
  *answer = (h2_answer){.status = "200", .body = "{}", .body_len = 2};
  if (next_answer(c->server, &p)) *answer = p.h2;
}

static void serve_h2(connection *c) {
  const h2_peer peer = {c, h2_take, h2_put, h2_record, h2_next};
  h2_serve(&peer);
}

static void *serve(void *ud) {
  connection *c = ud;
  sigset_t pipe; /* OpenSSL's writes raise it */
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, NULL);
  reader r = {NULL, 0, 0};
  bool going = true;
  if (c->server->tls != NULL) {
    c->tls = tls_accept(c->server->tls, c->fd);
    going = c->tls != NULL;
  }
  if (going && c->server->h2) serve_h2(c);
  while (going && !c->server->h2 && read_request(c, &r)) going = play(c);
  free(r.data);
  pthread_mutex_lock(&c->server->lock);
  tls_close(c->tls);
  close(c->fd);
  c->open = false;
  pthread_cond_broadcast(&c->server->changed);
  pthread_mutex_unlock(&c->server->lock);
  return NULL;
}

/* ---- the server ---- */

static void *listen_on(void *ud) {
  server *s = ud;
  for (;;) {
    int fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0 && errno != EINVAL) continue;
    pthread_mutex_lock(&s->lock);
    if (fd < 0 || s->stopping) {
      if (fd >= 0) close(fd);
      pthread_mutex_unlock(&s->lock);
      return NULL;
    }
    if (s->connection_count == MAX_CONNECTIONS) die("too many connections");
    connection *c = &s->connections[s->connection_count];
    *c = (connection){.server = s, .number = s->connection_count++,
                      .fd = fd, .open = true};
    if (pthread_create(&c->thread, NULL, serve, c) != 0) die("no thread");
    pthread_mutex_unlock(&s->lock);
  }
}

static int bind_loopback(int *port) {
  struct sockaddr_in address = {.sin_family = AF_INET};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t len = sizeof address;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, len) != 0 ||
      getsockname(fd, (struct sockaddr *)&address, &len) != 0) {
    die("no port");
  }
  *port = ntohs(address.sin_port);
  return fd;
}

static server *start(tls_context *tls, bool h2) {
  server *s = need(calloc(1, sizeof *s));
  s->tls = tls;
  s->h2 = h2;
  s->fd = bind_loopback(&s->port);
  if (listen(s->fd, 64) != 0) die("cannot listen");
  pthread_mutex_init(&s->lock, NULL);
  pthread_cond_init(&s->changed, NULL);
  if (pthread_create(&s->thread, NULL, listen_on, s) != 0) die("no thread");
  return s;
}

server *server_start(void) { return start(NULL, false); }

server *server_start_tls(const char *for_name) {
  return start(tls_context_new(for_name, "http/1.1"), false);
}

server *server_start_h2(void) {
  return start(tls_context_new(NULL, "h2"), true);
}

void server_stop(server *s) {
  pthread_mutex_lock(&s->lock);
  s->stopping = true;
  shutdown(s->fd, SHUT_RDWR); /* wakes accept */
  for (int i = 0; i < s->connection_count; i++) {
    if (s->connections[i].open) shutdown(s->connections[i].fd, SHUT_RDWR);
  }
  pthread_cond_broadcast(&s->changed);
  pthread_mutex_unlock(&s->lock);
  pthread_join(s->thread, NULL);
  for (int i = 0; i < s->connection_count; i++) {
    pthread_join(s->connections[i].thread, NULL);
  }
  for (size_t i = 0; i <= MAX_REQUESTS; i++) {
    free(s->requests[i].head);
    free(s->requests[i].body);
  }
  for (size_t i = 0; i < s->answer_count; i++) free(s->answers[i].bytes);
  close(s->fd);
  tls_context_free(s->tls);
  pthread_mutex_destroy(&s->lock);
  pthread_cond_destroy(&s->changed);
  free(s);
}

int server_port(const server *s) { return s->port; }

const char *server_url(const server *s, const char *path) {
  static char urls[8][1100];
  static unsigned next;
  char *url = urls[next++ % 8];
  snprintf(url, sizeof urls[0], "%s://127.0.0.1:%d%s",
           s->tls != NULL ? "https" : "http", s->port, path);
  return url;
}

const char *server_ca(const server *s) {
  return s->tls != NULL ? tls_ca(s->tls) : NULL;
}

/* ---- the script ---- */

void server_handle(server *s, server_handler *handler, void *ud) {
  pthread_mutex_lock(&s->lock);
  s->handler = handler;
  s->handler_ud = ud;
  pthread_mutex_unlock(&s->lock);
}

void server_play(server *s, server_answer answer) {
  pthread_mutex_lock(&s->lock);
  if (s->answer_count == MAX_ANSWERS) die("too many answers");
  played *p = &s->answers[s->answer_count++];
  build(p, &answer);
  pthread_mutex_unlock(&s->lock);
}

void server_release(server *s) {
  pthread_mutex_lock(&s->lock);
  s->released++;
  pthread_cond_broadcast(&s->changed);
  pthread_mutex_unlock(&s->lock);
}

/* ---- what came ---- */

size_t server_count(server *s) {
  pthread_mutex_lock(&s->lock);
  size_t count = s->request_count;
  pthread_mutex_unlock(&s->lock);
  return count;
}

int server_connections(server *s) {
  pthread_mutex_lock(&s->lock);
  int count = s->connection_count;
  pthread_mutex_unlock(&s->lock);
  return count;
}

/* Under the lock; for things that another thread brings about. */
static void wait_change(server *s, const struct timespec *until,
                        const char *what) {
  if (pthread_cond_timedwait(&s->changed, &s->lock, until) == ETIMEDOUT) {
    die(what);
  }
}

static struct timespec patience(void) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += PATIENCE;
  return until;
}

const server_request *server_at(server *s, size_t index) {
  if (index >= MAX_REQUESTS) die("that request is not kept");
  struct timespec until = patience();
  pthread_mutex_lock(&s->lock);
  while (s->request_count <= index) {
    wait_change(s, &until, "a request did not come");
  }
  pthread_mutex_unlock(&s->lock);
  return &s->requests[index];
}

const char *server_header(const server_request *request, const char *name) {
  static char values[8][8192];
  static unsigned next;
  const char *value = value_of(request->head, name);
  if (value == NULL) return NULL;
  char *copy = values[next++ % 8];
  snprintf(copy, sizeof values[0], "%.*s", (int)strcspn(value, "\r\n"),
           value);
  return copy;
}

static bool some_open(const server *s) {
  for (int i = 0; i < s->connection_count; i++) {
    if (s->connections[i].open) return true;
  }
  return false;
}

void server_wait_idle(server *s) {
  struct timespec until = patience();
  pthread_mutex_lock(&s->lock);
  while (some_open(s)) wait_change(s, &until, "a connection stayed open");
  pthread_mutex_unlock(&s->lock);
}

int server_free_port(void) {
  int port;
  close(bind_loopback(&port));
  return port;
}

int server_listen(int *port) {
  int fd = bind_loopback(port);
  if (listen(fd, 8) != 0) die("cannot listen");
  fcntl(fd, F_SETFL, O_NONBLOCK);
  return fd;
}

int server_full_port(int *port, int clients[3]) {
  int fd = bind_loopback(port);
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)*port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (listen(fd, 0) != 0) die("cannot listen");
  for (int i = 0; i < 3; i++) {
    clients[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    connect(clients[i], (struct sockaddr *)&address, sizeof address);
  }
  return fd;
}

int server_open_files(void) {
  DIR *dir = opendir("/proc/self/fd");
  if (dir == NULL) die("no /proc");
  int count = 0;
  while (readdir(dir) != NULL) count++;
  closedir(dir);
  return count - 3; /* ".", ".." and the folder's own */
}
