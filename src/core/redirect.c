#include "redirect.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct connection {
  int fd;       /* < 0: free */
  uint64_t age; /* when it came: the oldest makes way for a new one */
  size_t len;
  char head[ORC_REDIRECT_HEAD + 1];
} connection;

struct orc_redirect {
  const orc_mem *mem;
  int fd;
  int port;
  uint64_t came;
  connection *asking; /* who waits for orc_redirect_answer */
  connection connections[ORC_REDIRECT_CONNECTIONS];
  char path[256];
};

static void drop(orc_redirect *r, connection *c) {
  if (c->fd >= 0) close(c->fd);
  c->fd = -1;
  explicit_bzero(c->head, sizeof c->head); /* it may hold a code */
  c->len = 0;
  if (r->asking == c) r->asking = NULL;
}

static int listen_on(int port, int *actual, orc_err *err) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  struct sockaddr_in at = {.sin_family = AF_INET,
                           .sin_port = htons((uint16_t)port),
                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof at;
  int yes = 1; /* a connection of the last sign-in may still be lingering */
  if (fd >= 0 &&
      setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
      bind(fd, (struct sockaddr *)&at, sizeof at) == 0 &&
      listen(fd, ORC_REDIRECT_CONNECTIONS) == 0 &&
      getsockname(fd, (struct sockaddr *)&at, &size) == 0) {
    *actual = ntohs(at.sin_port);
    return fd;
  }
  orc_err_set(err, ORC_KIND_CONFIG, "cannot listen on 127.0.0.1:%d for the "
              "browser to come back: %s", port, strerror(errno));
  orc_err_hint(err, "end what uses the port, or give another redirect_uri "
               "that the application is registered with");
  if (fd >= 0) close(fd);
  return -1;
}

orc_redirect *orc_redirect_open(const orc_mem *mem, int port, const char *path,
                                orc_err *err) {
  if (port < 0 || port > 65535 || path[0] != '/' ||
      strlen(path) >= sizeof((orc_redirect *)0)->path) {
    orc_err_set(err, ORC_KIND_CONFIG, "redirect: no such port or path");
    return NULL;
  }
  int actual = 0;
  int fd = listen_on(port, &actual, err);
  if (fd < 0) return NULL;
  orc_redirect *r = orc_mem_new(mem, sizeof *r);
  if (r == NULL) {
    close(fd);
    orc_err_memory(err);
    return NULL;
  }
  r->mem = mem;
  r->fd = fd;
  r->port = actual;
  memcpy(r->path, path, strlen(path) + 1);
  for (int i = 0; i < ORC_REDIRECT_CONNECTIONS; i++) r->connections[i].fd = -1;
  return r;
}

void orc_redirect_close(orc_redirect *r) {
  if (r == NULL) return;
  for (int i = 0; i < ORC_REDIRECT_CONNECTIONS; i++) {
    drop(r, &r->connections[i]);
  }
  close(r->fd);
  orc_mem_free(r->mem, r, sizeof *r);
}

int orc_redirect_port(const orc_redirect *r) { return r->port; }

static const char *reason_of(int status) {
  switch (status) {
    case 200: return "OK";
    case 404: return "Not Found";
    case 431: return "Request Header Fields Too Large";
    default: return "Bad Request";
  }
}

/* What the socket does not take at once is lost: nobody is waited for. */
static void reply(orc_redirect *r, connection *c, int status, const char *page,
                  size_t len) {
  char head[512];
  int size = snprintf(head, sizeof head,
                      "HTTP/1.1 %d %s\r\n"
                      "Content-Type: text/html; charset=utf-8\r\n"
                      "Content-Length: %zu\r\n"
                      "Content-Security-Policy: default-src 'none'; "
                      "style-src 'unsafe-inline'\r\n"
                      "Referrer-Policy: no-referrer\r\n"
                      "Cache-Control: no-store\r\n"
                      "Connection: close\r\n\r\n",
                      status, reason_of(status), len);
  int flags = MSG_NOSIGNAL | MSG_DONTWAIT;
  if (send(c->fd, head, (size_t)size, flags | MSG_MORE) == size && len > 0) {
    (void)!send(c->fd, page, len, flags);
  }
  shutdown(c->fd, SHUT_WR);
  drop(r, c);
}

void orc_redirect_answer(orc_redirect *r, int status, const char *page,
                         size_t len) {
  if (r->asking != NULL) reply(r, r->asking, status, page, len);
}

static connection *free_slot(orc_redirect *r) {
  connection *oldest = NULL;
  for (int i = 0; i < ORC_REDIRECT_CONNECTIONS; i++) {
    connection *c = &r->connections[i];
    if (c->fd < 0) return c;
    if (c != r->asking && (oldest == NULL || c->age < oldest->age)) oldest = c;
  }
  drop(r, oldest);
  return oldest;
}

static void take_in(orc_redirect *r) {
  int fd = accept4(r->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd < 0) return;
  connection *c = free_slot(r);
  c->fd = fd;
  c->age = ++r->came;
}

/* Is the request line one for our path? `*query` is its query then. */
static bool is_wanted(const orc_redirect *r, const connection *c,
                      orc_slice *query) {
  const char *end = strstr(c->head, "\r\n");
  size_t path = strlen(r->path);
  if (strncmp(c->head, "GET ", 4) != 0) return false;
  const char *at = c->head + 4;
  if (strncmp(at, r->path, path) != 0) return false;
  at += path;
  const char *stop = memchr(at, ' ', (size_t)(end - at));
  if (stop == NULL || (*at != '?' && at != stop)) return false;
  if (at != stop) at++;
  *query = (orc_slice){at, (size_t)(stop - at)};
  return true;
}

/* true: the browser has come back. */
static bool read_some(orc_redirect *r, connection *c, orc_slice *query) {
  ssize_t got = recv(c->fd, c->head + c->len, ORC_REDIRECT_HEAD - c->len, 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  if (got <= 0) {
    drop(r, c);
    return false;
  }
  c->len += (size_t)got;
  c->head[c->len] = '\0';
  if (memchr(c->head, '\0', c->len) != NULL) {
    reply(r, c, 400, "", 0);
  } else if (strstr(c->head, "\r\n\r\n") == NULL) {
    if (c->len == ORC_REDIRECT_HEAD) reply(r, c, 431, "", 0);
  } else if (!is_wanted(r, c, query)) {
    reply(r, c, 404, "", 0);
  } else {
    r->asking = c;
    return true;
  }
  return false;
}

static int milliseconds(double seconds) {
  if (seconds <= 0) return 0;
  return seconds > 3600 ? 3600 * 1000 : (int)(seconds * 1000) + 1;
}

orc_status orc_redirect_wait(orc_redirect *r, double seconds, int input,
                             orc_slice *query, orc_err *err) {
  struct pollfd set[ORC_REDIRECT_CONNECTIONS + 2];
  set[0] = (struct pollfd){.fd = r->fd, .events = POLLIN};
  set[1] = (struct pollfd){.fd = input, .events = POLLIN};
  for (int i = 0; i < ORC_REDIRECT_CONNECTIONS; i++) {
    connection *c = &r->connections[i];
    if (c == r->asking) reply(r, c, 400, "", 0); /* it was not answered */
    set[i + 2] = (struct pollfd){.fd = c->fd, .events = POLLIN};
  }
  int count = poll(set, ORC_REDIRECT_CONNECTIONS + 2, milliseconds(seconds));
  if (count < 0 && errno != EINTR) {
    return orc_err_set(err, ORC_KIND_NETWORK, "waiting for the browser: %s",
                       strerror(errno));
  }
  if (count <= 0) return ORC_AGAIN;
  for (int i = 0; i < ORC_REDIRECT_CONNECTIONS; i++) {
    if (set[i + 2].revents != 0 && read_some(r, &r->connections[i], query)) {
      return ORC_OK;
    }
  }
  if (set[0].revents != 0) take_in(r);
  return set[1].revents != 0 ? ORC_END : ORC_AGAIN;
}
