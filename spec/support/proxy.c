/*
** proxy: stands between a client and a server, and fails where it is told to.
**
**   proxy PORT [CERTIFICATE KEY [NAME CERTIFICATE KEY]...]
**
** PORT is the server's, in the clear. With a certificate the client's side is
** TLS. Prints the port that it serves at and that of its control, which takes
** one line per connection:
**
**   fault METHOD PATH MOMENT ACTION AFTER TIMES   PATH: a part of the target
**   reset                                         forgets faults and log
**   drop                                          ends open connections
**   log                                           METHOD TARGET FATE, a line
**                                                 for each request seen, and
**                                                 one more, fate "over", when
**                                                 what was done to it is done
**
** MOMENT is unread (some bytes came, none was read), sending (half of the
** request was read), late (the server did it), headers, body (half of them
** are sent), last (all but a byte) or after. ACTION is reset, close, half
** (half-close), stall, drip, longer, shorter (lies about the length), bare
** (no length, cut), twice, again (twice, the second time a moment later),
** stale (the answer before that one comes first) or cut (in TLS an end
** without goodbye, where close says it). A MOMENT that is a number is a place
** in the answer.
**
** MOMENT next: this request is answered, the connection ends, and the next
** TIMES ones are met so: hello-, half- (of the server's hello is sent) reset,
** close, stall; plain (no TLS), a NAME (that certificate), or refused (nobody
** listens until reset). METHOD TLS: the next ones, from now on. Ends with its
** parent.
*/
#include "proxy_rules.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define OPEN 256
#define IDENTITIES 8
#define PATIENCE 60000 /* ms that a stall lasts at most */
#define ROOM (512 << 10) /* for answers that nobody reads */
#define PIECES 40      /* of an answer that drips */

typedef struct peer {
  int fd;
  SSL *ssl; /* NULL: in the clear */
} peer;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static text before; /* the last answer that was sent whole */
static int upstream, own; /* ports */
static int listener;      /* -1: none; its owner is the main thread */
static bool deaf;         /* "refused": nobody listens */
static int opened[OPEN];  /* descriptors of connections; 0: a free place */
static struct { const char *name; SSL_CTX *context; } identities[IDENTITIES];

static void nap(int ms) { poll(NULL, 0, ms); }

static ssize_t take(peer *p, char *data, size_t len) {
  if (p->ssl != NULL) return SSL_read(p->ssl, data, (int)len);
  return recv(p->fd, data, len, 0);
}

static bool give(peer *p, const char *data, size_t len) {
  while (len > 0) {
    ssize_t n = p->ssl != NULL ? SSL_write(p->ssl, data, (int)len)
                               : send(p->fd, data, len, MSG_NOSIGNAL);
    if (n <= 0) return false;
    data += n;
    len -= (size_t)n;
  }
  return true;
}

/* ------------------------------------------------------------- faults -- */

/* Until the other side has gone, or patience ends. */
static void hold(peer *p) {
  struct pollfd one = {.fd = p->fd, .events = POLLRDHUP};
  poll(&one, 1, PATIENCE);
}

/* How a connection ends; always false, since nothing can follow. */
static bool end(peer *p, const char *act) {
  if (strcmp(act, "reset") == 0) {
    struct linger hard = {1, 0};
    setsockopt(p->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  } else if (strcmp(act, "half") == 0) {
    shutdown(p->fd, SHUT_WR);
    hold(p);
  } else if (strcmp(act, "stall") == 0) {
    hold(p);
  } else if (strcmp(act, "close") == 0 && p->ssl != NULL) {
    SSL_shutdown(p->ssl);
  }
  return false;
}

/* Who connects from now on meets this. */
static void arm_next(const rule *r) {
  rule next = *r;
  strcpy(next.method, "TLS");
  strcpy(next.path, "/");
  if (strcmp(r->act, "refused") == 0) {
    pthread_mutex_lock(&lock);
    deaf = true;
    shutdown(listener, SHUT_RDWR);
    pthread_mutex_unlock(&lock);
  } else {
    rules_add(&next);
  }
}

/* ----------------------------------------------------------- requests -- */

static size_t head_end(const text *t) {
  char *at = t->data != NULL ? strstr(t->data, "\r\n\r\n") : NULL;
  return at != NULL ? (size_t)(at - t->data) + 4 : 0;
}

static size_t length_of(const text *t) {
  char *at = strcasestr(t->data, "\r\ncontent-length:");
  return at != NULL && at < t->data + head_end(t) ? strtoul(at + 17, NULL, 10)
                                                  : 0;
}

/* Has all of it come, or more than is looked at? */
static bool is_whole(char *line, ssize_t n, size_t size) {
  text t = {line, (size_t)n};
  size_t head = head_end(&t);
  return t.len == size || (head > 0 && t.len >= head + length_of(&t)) ||
         (head > 0 && strcasestr(line, "\r\nexpect:") != NULL);
}

/* The request line, looked at without reading it, once all of the request
** has come. */
static bool peek(peer *p, char *method, char *target) {
  char line[4096];
  ssize_t n = recv(p->fd, line, sizeof line - 1, MSG_PEEK);
  for (;;) {
    if (n <= 0) return false;
    line[n] = '\0';
    if (is_whole(line, n, sizeof line - 1)) break;
    nap(1);
    n = recv(p->fd, line, sizeof line - 1, MSG_PEEK);
  }
  return sscanf(line, "%11s %2047s", method, target) == 2;
}

/* So much of a request: its head and the part of its body that is asked for,
** in halves. */
static bool read_request(peer *p, text *t, int halves) {
  char block[16384];
  bool asked = false;
  for (;;) {
    size_t head = head_end(t);
    if (head > 0 && t->len >= head + length_of(t) * (size_t)halves / 2) {
      return true;
    }
    if (head > 0 && !asked && strcasestr(t->data, "\r\nexpect:") != NULL) {
      asked = give(p, "HTTP/1.1 100 Continue\r\n\r\n", 25);
    }
    ssize_t n = take(p, block, sizeof block);
    if (n <= 0) return false;
    add(t, block, (size_t)n);
  }
}

/* A head without the lines that are about one connection. */
static void copy_head(text *out, const char *data, size_t len) {
  static const char *const own[] = {"connection:", "content-length:",
                                    "transfer-encoding:", "expect:"};
  const char *stop = data + len - 2;
  while (data < stop) {
    const char *next = strstr(data, "\r\n") + 2;
    bool mine = false;
    for (size_t i = 0; i < 4; i++) {
      mine = mine || strncasecmp(data, own[i], strlen(own[i])) == 0;
    }
    if (!mine) add(out, data, (size_t)(next - data));
    data = next;
  }
}

static void dechunk(text *body, const char *data) {
  for (;;) {
    char *next;
    size_t len = strtoul(data, &next, 16);
    if (len == 0) return;
    next = strstr(next, "\r\n") + 2;
    add(body, next, len);
    data = next + len + 2;
  }
}

/* The server's addresses in an answer lead through here. */
static void readdress(text *body) {
  text out = {NULL, 0};
  char theirs[16], ours[16];
  size_t len = (size_t)snprintf(theirs, sizeof theirs, ":%d/", upstream);
  snprintf(ours, sizeof ours, ":%d/", own);
  const char *at = body->data, *stop = at + body->len, *found;
  if (body->len == 0 || memmem(at, body->len, theirs, len) == NULL) return;
  while ((found = memmem(at, (size_t)(stop - at), theirs, len)) != NULL) {
    add(&out, at, (size_t)(found - at));
    add_string(&out, ours);
    at = found + len;
  }
  add(&out, at, (size_t)(stop - at));
  drop(body);
  *body = out;
}

/* Asks the server: the answer's head without its end and its length, and its
** body. */
static bool ask(const text *request, text *head, text *body) {
  struct sockaddr_in to = {.sin_family = AF_INET,
                           .sin_port = htons((uint16_t)upstream),
                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  peer server = {socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), NULL};
  text out = {NULL, 0}, in = {NULL, 0};
  char block[16384], line[64];
  size_t at = head_end(request);
  copy_head(&out, request->data, at);
  if (identities[0].context != NULL) {
    add_string(&out, "X-Forwarded-Proto: https\r\n");
  }
  snprintf(line, sizeof line, "Connection: close\r\nContent-Length: %zu"
           "\r\n\r\n", request->len - at);
  add_string(&out, line);
  add(&out, request->data + at, request->len - at);
  ssize_t n = 0;
  if (connect(server.fd, (struct sockaddr *)&to, sizeof to) == 0 &&
      give(&server, out.data, out.len)) {
    while ((n = recv(server.fd, block, sizeof block, 0)) > 0) {
      add(&in, block, (size_t)n);
    }
  }
  close(server.fd);
  at = head_end(&in);
  if (at > 0) {
    copy_head(head, in.data, at);
    if (strcasestr(in.data, "transfer-encoding: chunked") != NULL) {
      dechunk(body, in.data + at);
    } else {
      add(body, in.data + at, in.len - at);
    }
    readdress(body);
  }
  drop(&out);
  drop(&in);
  return at > 0;
}

/* ------------------------------------------------------------ answers -- */

static bool drip(peer *p, const char *data, size_t len) {
  size_t step = len / PIECES + 1;
  for (size_t at = 0; at < len; at += step) {
    if (!give(p, data + at, len - at < step ? len - at : step)) return false;
    nap(2);
  }
  return true;
}

/* What the answer says its length is. */
static void put_length(text *whole, size_t len, const rule *r) {
  const char *act = r->act;
  char line[48];
  if (strcmp(r->at, "next") == 0) add_string(whole, "Connection: close\r\n");
  if (strcmp(act, "longer") == 0) len += 16;
  if (strcmp(act, "shorter") == 0) len /= 2;
  snprintf(line, sizeof line, "Content-Length: %zu\r\n\r\n", len);
  add_string(whole, strcmp(act, "bare") == 0 ? "Connection: close\r\n\r\n"
                                             : line);
}

/* How many bytes go out before the fault. */
static size_t until(const char *at, size_t head, size_t body) {
  if (strcmp(at, "late") == 0) return 0;
  if (strcmp(at, "headers") == 0) return head / 2;
  if (strcmp(at, "body") == 0) return head + body / 2;
  if (strcmp(at, "last") == 0) return head + body - 1;
  size_t all = head + body, place = strtoul(at, NULL, 10);
  return isdigit((unsigned char)at[0]) && place < all ? place : all;
}

static bool is(const rule *r, const char *act) {
  return strcmp(r->act, act) == 0;
}

static void remember(const text *whole) {
  pthread_mutex_lock(&lock);
  drop(&before);
  add(&before, whole->data, whole->len);
  pthread_mutex_unlock(&lock);
}

static bool give_before(peer *p) {
  pthread_mutex_lock(&lock);
  bool ok = before.data == NULL || give(p, before.data, before.len);
  pthread_mutex_unlock(&lock);
  return ok;
}

/* false: this connection is over. */
static bool answer(peer *p, const text *head, const text *body,
                   const rule *r) {
  text whole = {NULL, 0};
  add(&whole, head->data, head->len);
  put_length(&whole, body->len, r);
  size_t head_len = whole.len;
  if (body->len > 0) add(&whole, body->data, body->len);
  size_t first = until(r->at, head_len, body->len);
  bool ok = true, next = strcmp(r->at, "next") == 0;
  if (next) arm_next(r);
  if (is(r, "stale")) ok = give_before(p);
  ok = ok && give(p, whole.data, first);
  const char *rest = whole.data + first;
  if (is(r, "drip")) ok = drip(p, rest, whole.len - first);
  else if (is(r, "twice")) ok = give(p, whole.data, whole.len);
  else if (is(r, "longer") || is(r, "shorter")) {
    ok = give(p, rest, whole.len - first);
  }
  else if (r->act[0] != '\0' && !is(r, "stale") && !is(r, "again")) {
    ok = end(p, next ? "close" : r->act);
  }
  if (is(r, "again")) {
    nap(20);
    ok = give(p, whole.data, whole.len);
  }
  if (is(r, "longer")) ok = false;
  if (ok) remember(&whole);
  drop(&whole);
  return ok;
}

/* One request; false: this connection is over. */
static bool serve(peer *p) {
  char method[12] = "", target[2048] = "";
  rule r = {.times = 0};
  text request = {NULL, 0}, head = {NULL, 0}, body = {NULL, 0};
  bool known = p->ssl == NULL;
  if (known && !peek(p, method, target)) return false;
  if (!known) {
    if (!read_request(p, &request, 0)) goto over;
    if (sscanf(request.data, "%11s %2047s", method, target) != 2) goto over;
  }
  rules_find(method, target, &r);
  rules_note(method, target, r.act[0] != '\0' ? r.act : "passed");
  if (strcmp(r.at, "unread") == 0) {
    end(p, r.act);
    goto over;
  }
  bool part = strcmp(r.at, "sending") == 0;
  if (!read_request(p, &request, part ? 1 : 2)) goto over;
  if (part) {
    end(p, r.act);
    goto over;
  }
  if (!ask(&request, &head, &body)) goto over;
  bool ok = answer(p, &head, &body, &r);
  if (r.act[0] != '\0') rules_note(method, target, "over");
  drop(&request), drop(&head), drop(&body);
  return ok;
over:
  drop(&request), drop(&head), drop(&body);
  return false;
}

/* -------------------------------------------------------- connections -- */

static SSL *speak(peer *p, const char *name) {
  SSL_CTX *context = identities[0].context;
  for (int i = 1; i < IDENTITIES && identities[i].name != NULL; i++) {
    if (strcmp(identities[i].name, name) == 0) context = identities[i].context;
  }
  SSL *ssl = SSL_new(context);
  SSL_set_fd(ssl, p->fd);
  return ssl;
}

/* Half of what a server says first, once the client's hello has come. */
static void give_half(peer *p) {
  char block[16384];
  SSL *ssl = speak(p, "");
  BIO *out = BIO_new(BIO_s_mem());
  SSL_set0_wbio(ssl, out);
  struct timeval soon = {.tv_usec = 1000};
  setsockopt(p->fd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon);
  int len = 0, most = (int)sizeof block;
  while (len == 0 && SSL_accept(ssl) != 1 &&
         SSL_get_error(ssl, -1) == SSL_ERROR_WANT_READ) {
    len = BIO_read(out, block, most);
    if (len < 0) len = 0;
  }
  give(p, block, (size_t)len / 2);
  SSL_free(ssl);
}

static bool shake(peer *p) {
  static const char plain[] = "HTTP/1.1 400 Bad Request\r\n"
                              "Content-Length: 0\r\n\r\n";
  char block[16384];
  rule r = {.times = 0};
  if (identities[0].context == NULL) return true;
  rules_find("TLS", "/", &r);
  if (strncmp(r.act, "half-", 5) == 0) {
    give_half(p);
    return end(p, r.act + 5);
  }
  if (strncmp(r.act, "hello-", 6) == 0 || is(&r, "plain")) {
    take(p, block, sizeof block);
    return is(&r, "plain") ? give(p, plain, sizeof plain - 1) && false
                           : end(p, r.act + 6);
  }
  p->ssl = speak(p, r.act);
  return SSL_accept(p->ssl) == 1;
}

/* Keeps or forgets a descriptor. */
static void change_open(int from, int to) {
  pthread_mutex_lock(&lock);
  int i = 0;
  while (i < OPEN && opened[i] != from) i++;
  if (i == OPEN) abort();
  opened[i] = to;
  pthread_mutex_unlock(&lock);
}

static void *connection(void *arg) {
  peer p = {(int)(intptr_t)arg, NULL};
  int at_once = 1, room = ROOM;
  setsockopt(p.fd, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  setsockopt(p.fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
  bool ok = shake(&p);
  while (ok && serve(&p)) continue;
  change_open(p.fd, 0);
  close(p.fd);
  SSL_free(p.ssl);
  return NULL;
}

/* ------------------------------------------------------------ control -- */

static void read_rule(const char *line) {
  rule r = {.times = 0};
  if (sscanf(line, "fault %11s %159s %11s %11s %d %d", r.method, r.path, r.at,
             r.act, &r.after, &r.times) != 6) abort();
  if (strcmp(r.method, "TLS") == 0) arm_next(&r);
  else rules_add(&r);
}

static void drop_all(void) {
  for (int i = 0; i < OPEN; i++) {
    if (opened[i] > 0) shutdown(opened[i], SHUT_RDWR);
  }
}

/* A socket at that port, 0: any. Two may stand at one as long as only one
** listens. */
static int bind_at(int *port) {
  struct sockaddr_in at = {.sin_family = AF_INET,
                           .sin_port = htons((uint16_t)*port),
                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t len = sizeof at;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
  if (fd < 0 ||
      setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
      bind(fd, (struct sockaddr *)&at, len) != 0 ||
      getsockname(fd, (struct sockaddr *)&at, &len) != 0) {
    perror("proxy");
    exit(1);
  }
  *port = ntohs(at.sin_port);
  return fd;
}

static int listen_at(int *port) {
  int fd = bind_at(port);
  if (listen(fd, 128) == 0) return fd;
  perror("proxy");
  exit(1);
}

static void listen_again(void) {
  if (!deaf) return;
  if (listener >= 0) close(listener);
  listener = listen_at(&own);
  deaf = false;
}

static void command(int fd) {
  char line[512];
  size_t len = 0;
  ssize_t n = 0;
  while (len < sizeof line - 1 &&
         (n = recv(fd, line + len, sizeof line - 1 - len, 0)) > 0) {
    len += (size_t)n;
    if (line[len - 1] == '\n') break;
  }
  line[len] = '\0';
  peer p = {fd, NULL};
  if (strncmp(line, "fault ", 6) == 0) read_rule(line);
  pthread_mutex_lock(&lock);
  if (strncmp(line, "drop", 4) == 0) drop_all();
  if (strncmp(line, "reset", 5) == 0) {
    rules_forget();
    listen_again();
  }
  if (strncmp(line, "log", 3) == 0) {
    text seen = rules_log();
    give(&p, seen.data, seen.len);
    drop(&seen);
  }
  give(&p, ".\n", 2);
  pthread_mutex_unlock(&lock);
  close(fd);
}

static void start(int fd) {
  pthread_t thread;
  change_open(0, fd);
  if (pthread_create(&thread, NULL, connection, (void *)(intptr_t)fd) != 0) {
    abort();
  }
  pthread_detach(thread);
}

static SSL_CTX *tls_of(const char *certificate, const char *key) {
  SSL_CTX *context = SSL_CTX_new(TLS_server_method());
  if (SSL_CTX_use_certificate_chain_file(context, certificate) != 1 ||
      SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1) {
    fprintf(stderr, "proxy: certificate or key cannot be used\n");
    exit(1);
  }
  return context;
}

static void meet(int fd) {
  int taken = accept(fd, NULL, NULL);
  if (taken >= 0 && fd == listener) {
    start(taken);
  } else if (taken >= 0) {
    command(taken);
  } else if (fd == listener && deaf) {
    pthread_mutex_lock(&lock);
    close(listener);
    listener = -1;
    pthread_mutex_unlock(&lock);
  }
}

int main(int argc, char **argv) {
  if (argc < 2 || argc == 3 || (argc > 4 && argc % 3 != 1)) return 2;
  signal(SIGPIPE, SIG_IGN);
  upstream = atoi(argv[1]);
  for (int i = 2, n = 0; i + 1 < argc; n++, i += 2) {
    if (n > 0) identities[n].name = argv[i++];
    identities[n].context = tls_of(argv[i], argv[i + 1]);
  }
  bind_at(&own); /* keeps the port while nobody listens at it */
  listener = listen_at(&own);
  int control_port = 0, control = listen_at(&control_port);
  printf("%d %d\n", own, control_port);
  fflush(stdout);
  for (;;) {
    struct pollfd both[2] = {{.fd = listener, .events = POLLIN},
                             {.fd = control, .events = POLLIN}};
    poll(both, 2, -1);
    for (int i = 0; i < 2; i++) {
      if (both[i].revents != 0) meet(both[i].fd);
    }
  }
}
