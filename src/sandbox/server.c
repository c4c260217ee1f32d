#include "server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
  CONNECTION_MEMORY = 128 * 1024, /* headers and read buffer, bytes */
  IDLE_SECONDS = 300,             /* a silent connection is closed */
  CONNECTION_LIMIT = 4000,
  BODY_BLOCK = 32 * 1024,
  BACKLOG = 128
};

typedef enum {
  READING,  /* headers and body come in */
  READY,    /* whole, waits to be taken */
  TAKEN,    /* the taker owes an answer */
  DELAYED,  /* answered, waits for `due` */
  ANSWERED, /* the daemon sends */
  STALLED   /* stopped in mid-body until `due` */
} state;

struct sbx_request {
  struct sbx_request *previous, *next; /* all that live, oldest first */
  sbx_server *server;
  struct MHD_Connection *connection; /* NULL: gone */
  state state;
  bool too_large;
  char *method;
  char *target;
  char *body;
  size_t size, capacity;
  struct MHD_Response *response; /* NULL when ANSWERED: close */
  unsigned status;
  char *out; /* the answer's body, when sent by the reader */
  size_t out_size;
  int64_t cut_at, stall_at, piece;
  double stall, due;
};

struct sbx_server {
  struct MHD_Daemon *daemon;
  int epoll_fd, signal_fd, watch_fd;
  int port;
  size_t body_cap;
  bool stop;
  sbx_request *first, *last;
};

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- requests ---------------------------------------------------------- */

static sbx_request *request_new(sbx_server *server,
                                struct MHD_Connection *connection,
                                const char *target) {
  sbx_request *r = calloc(1, sizeof *r);
  if (r == NULL) return NULL;
  r->target = strdup(target);
  if (r->target == NULL) {
    free(r);
    return NULL;
  }
  r->server = server;
  r->connection = connection;
  r->cut_at = r->stall_at = -1;
  r->previous = server->last;
  if (server->last != NULL)
    server->last->next = r;
  else
    server->first = r;
  server->last = r;
  return r;
}

static void request_unlink(sbx_request *r) {
  sbx_server *server = r->server;
  if (server == NULL) return;
  if (r->previous != NULL)
    r->previous->next = r->next;
  else
    server->first = r->next;
  if (r->next != NULL)
    r->next->previous = r->previous;
  else
    server->last = r->previous;
  r->server = NULL;
}

static void request_free(sbx_request *r) {
  request_unlink(r);
  if (r->response != NULL) MHD_destroy_response(r->response);
  free(r->method);
  free(r->target);
  free(r->body);
  free(r->out);
  free(r);
}

static void request_append(sbx_request *r, const char *data, size_t size) {
  size_t cap = r->server->body_cap;
  if (r->too_large || size > cap - r->size) {
    r->too_large = true;
    return;
  }
  if (size > r->capacity - r->size) {
    size_t capacity = r->capacity < 512 ? 1024 : r->capacity * 2;
    while (capacity - r->size < size) capacity *= 2;
    char *body = realloc(r->body, capacity);
    if (body == NULL) {
      r->too_large = true;
      return;
    }
    r->body = body;
    r->capacity = capacity;
  }
  memcpy(r->body + r->size, data, size);
  r->size += size;
}

static void request_resume(sbx_request *r) {
  r->state = ANSWERED;
  MHD_resume_connection(r->connection);
}

const char *sbx_request_method(const sbx_request *r) { return r->method; }

const char *sbx_request_target(const sbx_request *r) { return r->target; }

const char *sbx_request_body(const sbx_request *r, size_t *size) {
  *size = r->size;
  return r->body != NULL ? r->body : "";
}

bool sbx_request_too_large(const sbx_request *r) { return r->too_large; }

typedef struct {
  sbx_header_fn *each;
  void *context;
} header_visit;

static enum MHD_Result visit_header(void *cls, enum MHD_ValueKind kind,
                                    const char *name, const char *value) {
  const header_visit *visit = cls;
  (void)kind;
  visit->each(visit->context, name, value != NULL ? value : "");
  return MHD_YES;
}

void sbx_request_headers(sbx_request *r, sbx_header_fn *each, void *context) {
  if (r->connection == NULL) return;
  header_visit visit = {each, context};
  MHD_get_connection_values(r->connection, MHD_HEADER_KIND, visit_header,
                            &visit);
}

/* ---- answers ----------------------------------------------------------- */

/* Sends `out` piece by piece, so that it can stop where the answer says. */
static ssize_t read_out(void *cls, uint64_t position, char *buffer,
                        size_t max) {
  sbx_request *r = cls;
  uint64_t end = r->out_size;
  if (r->cut_at >= 0 && (uint64_t)r->cut_at < end) end = (uint64_t)r->cut_at;
  if (r->stall_at >= 0 && position < (uint64_t)r->stall_at &&
      (uint64_t)r->stall_at < end)
    end = (uint64_t)r->stall_at;
  if (r->stall_at >= 0 && position == (uint64_t)r->stall_at) {
    r->stall_at = r->piece > 0 ? (int64_t)position + r->piece : -1;
    r->state = STALLED;
    r->due = now() + r->stall;
    MHD_suspend_connection(r->connection);
    return 0;
  }
  if (position >= end) return MHD_CONTENT_READER_END_WITH_ERROR;
  if (max > end - position) max = (size_t)(end - position);
  memcpy(buffer, r->out + position, max);
  return (ssize_t)max;
}

static struct MHD_Response *response_new(sbx_request *r, sbx_answer *answer) {
  if (answer->cut_at < 0 && answer->stall_at < 0) {
    struct MHD_Response *response = MHD_create_response_from_buffer(
        answer->size, answer->body, MHD_RESPMEM_MUST_FREE);
    if (response != NULL) answer->body = NULL;
    return response;
  }
  r->out = answer->body;
  r->out_size = answer->size;
  r->cut_at = answer->cut_at;
  r->stall_at = answer->stall_at;
  r->stall = answer->stall;
  r->piece = answer->piece;
  answer->body = NULL;
  return MHD_create_response_from_callback(answer->size, BODY_BLOCK, read_out,
                                           r, NULL);
}

static bool add_headers(struct MHD_Response *response,
                        const sbx_answer *answer) {
  char name[128];
  for (size_t i = 0; i < answer->header_count; i++) {
    const char *line = answer->headers[i];
    size_t len = strcspn(line, ":");
    if (line[len] == '\0' || len >= sizeof name) return false;
    memcpy(name, line, len);
    name[len] = '\0';
    const char *value = line + len + 1;
    value += strspn(value, " ");
    if (MHD_add_response_header(response, name, value) != MHD_YES)
      return false;
  }
  return true;
}

bool sbx_request_answer(sbx_request *r, sbx_answer *answer) {
  bool ok = true;
  if (r->connection == NULL) {
    free(answer->body);
    request_free(r);
    return true;
  }
  if (!answer->close) {
    r->response = response_new(r, answer);
    r->status = answer->status;
    ok = r->response != NULL && add_headers(r->response, answer);
    if (!ok && r->response != NULL) {
      MHD_destroy_response(r->response);
      r->response = NULL;
    }
  }
  free(answer->body);
  answer->body = NULL;
  if (answer->delay > 0) {
    r->state = DELAYED;
    r->due = now() + answer->delay;
  } else {
    request_resume(r);
  }
  return ok;
}

/* ---- the daemon's callbacks -------------------------------------------- */

static void *on_target(void *cls, const char *target,
                       struct MHD_Connection *connection) {
  return request_new(cls, connection, target);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection,
                                  const char *url, const char *method,
                                  const char *version, const char *data,
                                  size_t *size, void **context) {
  sbx_request *r = *context;
  (void)cls;
  (void)url;
  (void)version;
  if (r == NULL) return MHD_NO;
  if (r->method == NULL) {
    r->method = strdup(method);
    return r->method != NULL ? MHD_YES : MHD_NO;
  }
  if (*size > 0) {
    request_append(r, data, *size);
    *size = 0;
    return MHD_YES;
  }
  if (r->state == READING) {
    r->state = READY;
    MHD_suspend_connection(connection);
    return MHD_YES;
  }
  if (r->state != ANSWERED || r->response == NULL) return MHD_NO;
  return MHD_queue_response(connection, r->status, r->response);
}

static void on_completed(void *cls, struct MHD_Connection *connection,
                         void **context, enum MHD_RequestTerminationCode code) {
  sbx_request *r = *context;
  (void)cls;
  (void)connection;
  (void)code;
  *context = NULL;
  if (r == NULL) return;
  r->connection = NULL;
  if (r->state == TAKEN)
    request_unlink(r);
  else
    request_free(r);
}

/* What the daemon would unescape it gets wrong for us ("+", "%2F"). */
static size_t keep_escapes(void *cls, struct MHD_Connection *connection,
                           char *text) {
  (void)cls;
  (void)connection;
  return strlen(text);
}

/* ---- the server -------------------------------------------------------- */

static int fail(char *message, size_t size, const char *what) {
  snprintf(message, size, "%s: %s", what, strerror(errno));
  return -1;
}

static int listen_on(const sbx_server_options *options, int *port,
                     char *message, size_t size) {
  const char *address =
      options->address != NULL ? options->address : "127.0.0.1";
  struct sockaddr_in in = {.sin_family = AF_INET};
  in.sin_port = htons((uint16_t)options->port);
  if (inet_pton(AF_INET, address, &in.sin_addr) != 1) {
    errno = EINVAL;
    return fail(message, size, address);
  }
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return fail(message, size, "cannot make a socket");
  int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  socklen_t len = sizeof in;
  if (bind(fd, (struct sockaddr *)&in, len) != 0 || listen(fd, BACKLOG) != 0 ||
      getsockname(fd, (struct sockaddr *)&in, &len) != 0) {
    char what[96];
    snprintf(what, sizeof what, "cannot listen on %s:%d", address,
             options->port);
    fail(message, size, what);
    close(fd);
    return -1;
  }
  *port = ntohs(in.sin_port);
  return fd;
}

static struct MHD_Daemon *daemon_new(sbx_server *server, int listen_fd) {
  return MHD_start_daemon(
      MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request,
      server, MHD_OPTION_LISTEN_SOCKET, listen_fd,
      MHD_OPTION_URI_LOG_CALLBACK, on_target, server,
      MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,
      MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
      MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTION_LIMIT,
      MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_END);
}

static int signals_new(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  signal(SIGPIPE, SIG_IGN);
  if (pthread_sigmask(SIG_BLOCK, &set, NULL) != 0) return -1;
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static bool watch(int epoll_fd, int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  return fd < 0 || epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

static bool server_start(sbx_server *server, int listen_fd, char *message,
                         size_t size) {
  server->daemon = daemon_new(server, listen_fd);
  if (server->daemon == NULL) {
    snprintf(message, size, "the HTTP daemon did not start");
    close(listen_fd);
    return false;
  }
  const union MHD_DaemonInfo *info =
      MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
  server->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  server->signal_fd = signals_new();
  if (info == NULL || server->epoll_fd < 0 || server->signal_fd < 0 ||
      !watch(server->epoll_fd, info->epoll_fd) ||
      !watch(server->epoll_fd, server->signal_fd) ||
      !watch(server->epoll_fd, server->watch_fd)) {
    fail(message, size, "cannot watch the server's descriptors");
    return false;
  }
  return true;
}

sbx_server *sbx_server_new(const sbx_server_options *options, char *message,
                           size_t size) {
  sbx_server *server = calloc(1, sizeof *server);
  if (server == NULL) {
    fail(message, size, "no memory");
    return NULL;
  }
  server->epoll_fd = server->signal_fd = -1;
  server->watch_fd = options->watch_fd;
  server->body_cap = options->body_cap != 0 ? options->body_cap : 64U << 20;
  int fd = listen_on(options, &server->port, message, size);
  if (fd < 0 || !server_start(server, fd, message, size)) {
    sbx_server_free(server);
    return NULL;
  }
  return server;
}

int sbx_server_port(const sbx_server *server) { return server->port; }

/* The daemon refuses to stop with suspended connections: all are resumed
** first, without an answer. */
void sbx_server_free(sbx_server *server) {
  if (server == NULL) return;
  if (server->daemon != NULL) {
    for (sbx_request *r = server->first; r != NULL; r = r->next) {
      bool suspended = r->state != READING && r->state != ANSWERED;
      if (suspended) MHD_resume_connection(r->connection);
    }
    MHD_stop_daemon(server->daemon);
  }
  if (server->epoll_fd >= 0) close(server->epoll_fd);
  if (server->signal_fd >= 0) close(server->signal_fd);
  free(server);
}

static sbx_request *take_ready(sbx_server *server) {
  for (sbx_request *r = server->first; r != NULL; r = r->next) {
    if (r->state != READY) continue;
    r->state = TAKEN;
    return r;
  }
  return NULL;
}

/* Resumes what is due; answers how many seconds the server may sleep, which is
** none when something was resumed. */
static double resume_due(sbx_server *server) {
  double least = HUGE_VAL;
  double time = now();
  for (sbx_request *r = server->first; r != NULL; r = r->next) {
    if (r->state != DELAYED && r->state != STALLED) continue;
    if (r->due <= time) {
      request_resume(r);
      least = 0;
    } else if (r->due - time < least) {
      least = r->due - time;
    }
  }
  return least;
}

static int milliseconds(double seconds) {
  if (seconds < 0) return 0;
  if (seconds > 3600) return 3600 * 1000;
  return (int)ceil(seconds * 1000);
}

/* Sleeps until a descriptor is ready; notes signals and the watched end. */
static bool server_sleep(sbx_server *server, double seconds) {
  MHD_UNSIGNED_LONG_LONG limit;
  if (MHD_get_timeout(server->daemon, &limit) == MHD_YES &&
      (double)limit / 1e3 < seconds)
    seconds = (double)limit / 1e3;
  struct epoll_event events[4];
  int n = epoll_wait(server->epoll_fd, events, 4, milliseconds(seconds));
  if (n < 0 && errno != EINTR) return false;
  for (int i = 0; i < n; i++) {
    char byte[256];
    int fd = events[i].data.fd;
    if (fd == server->signal_fd) server->stop = true;
    if (fd == server->watch_fd && read(fd, byte, sizeof byte) <= 0)
      server->stop = true;
  }
  return true;
}

sbx_event sbx_server_wait(sbx_server *server, double seconds,
                          sbx_request **request) {
  double end = seconds < 0 ? HUGE_VAL : now() + seconds;
  for (;;) {
    if (MHD_run(server->daemon) != MHD_YES) return SBX_FAILED;
    /* Before the next request, or a busy server would never come to it. */
    double next = resume_due(server);
    *request = take_ready(server);
    if (*request != NULL) return SBX_REQUEST;
    if (server->stop) return SBX_STOP;
    double left = end - now();
    if (left <= 0) return SBX_TIME;
    if (!server_sleep(server, left < next ? left : next)) return SBX_FAILED;
  }
}
