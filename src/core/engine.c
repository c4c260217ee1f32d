#include "engine.h"

#include "engine_curl.h"
#include "quiet.h"
#include "wait.h"

#include <pthread.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#define IDLE_HANDLES 8      /* easy handles kept for the next transfers */
#define IDLE_CONNECTIONS 32 /* open connections kept for the next requests */
#define TURN_SECONDS 1e-3   /* then owners look at what has come so far */
#define SHORT_WAIT 1.0      /* seconds */
#define TLS_FIRST 20        /* the types of TLS records */
#define TLS_LAST 23
#define TLS_DATA 23

typedef struct orc_socket {
  int fd;
  bool idle;    /* kept open for a later exchange */
  bool ordered; /* answers come in the order of requests: HTTP/1 */
} orc_socket;

struct orc_engine {
  const orc_mem *host; /* the memory that was given */
  orc_mem counted;     /* the same, counted: what everybody here uses */
  const orc_clock *clock;
  pid_t pid;          /* of the process that made it */
  CURLM *multi;
  orc_wait wait;
  orc_timer *timers;  /* earliest first */
  bool stirred;       /* who was looked at has to be looked at again */
  double curl_at;     /* libcurl's next timeout on the system's clock, < 0:
                         none. Not on `clock`: libcurl lives in real time */
  double armed_at;    /* what the alarm is set to, on the system's; < 0 */
  bool watched;       /* somebody has the descriptor, and relies on it alone */
  int untold;         /* the first socket that the last turn was too short
                         for; -1: none */
  CURL *idle[IDLE_HANDLES];
  int idle_count;
  orc_socket *sockets; /* open ones, for a child to close its copies */
  size_t socket_count, socket_size;
  uint64_t random;
  orc_spare spare;
  orc_stats stats;
};

/* The process-wide part of libcurl: set up once, never torn down, because
** nobody knows who else uses it. */
static pthread_once_t curl_once = PTHREAD_ONCE_INIT;
static CURLcode curl_ready;

static void init_curl(void) {
  curl_ready = curl_global_init(CURL_GLOBAL_DEFAULT);
}

static double real_now(void) {
  return orc_clock_system.now(orc_clock_system.ud);
}

/* ---- memory ---- */

static void *counted_resize(void *ud, void *block, size_t old_size,
                            size_t new_size) {
  orc_engine *engine = ud;
  orc_stats *stats = &engine->stats;
  void *moved =
      engine->host->resize(engine->host->ud, block, old_size, new_size);
  if (moved == NULL && new_size != 0) return NULL;
  if (block != NULL) stats->held -= old_size;
  stats->held += new_size;
  if (stats->held > stats->peak) stats->peak = stats->held;
  return moved;
}

/* ---- timers and the alarm ---- */

/* Being stirred is no reason to set an alarm: whoever stirred it is awake. */
static double next_timeout(const orc_engine *engine) {
  double least = -1;
  if (engine->curl_at >= 0) {
    least = engine->curl_at - real_now();
    if (least < 0) least = 0;
  }
  if (engine->timers != NULL) {
    double left = engine->timers->at - orc_engine_now(engine);
    if (left < 0) left = 0;
    if (least < 0 || left < least) least = left;
  }
  return least;
}

double orc_engine_timeout(const orc_engine *engine) {
  return engine->stirred ? 0 : next_timeout(engine);
}

/* Sets the alarm to the next timeout, if it is not there already. Where only
** orc_engine_wait sleeps, an alarm is for what the machine sleeps through: it
** may come too early, and short waits need none. */
static void arm(orc_engine *engine) {
  double left = next_timeout(engine);
  if (!engine->watched && left >= 0 && left < SHORT_WAIT) return;
  if (left < 0) {
    if (engine->armed_at >= 0) orc_wait_alarm(&engine->wait, -1);
    engine->armed_at = -1;
    return;
  }
  double at = real_now() + left;
  double shift = at - engine->armed_at;
  if (engine->armed_at >= 0 && shift > -1e-4 &&
      (shift < 1e-4 || !engine->watched)) {
    return;
  }
  engine->armed_at = at;
  orc_wait_alarm(&engine->wait, left);
}

static void unlink_timer(orc_engine *engine, orc_timer *timer) {
  orc_timer **at = &engine->timers;
  while (*at != NULL && *at != timer) at = &(*at)->next;
  if (*at != NULL) *at = timer->next;
  timer->next = NULL;
  timer->armed = false;
}

void orc_engine_wake_at(orc_engine *engine, orc_timer *timer, double at) {
  if (timer->armed) unlink_timer(engine, timer);
  timer->at = at;
  timer->armed = true;
  orc_timer **before = &engine->timers;
  while (*before != NULL && (*before)->at <= at) before = &(*before)->next;
  timer->next = *before;
  *before = timer;
  arm(engine);
}

void orc_engine_disarm(orc_engine *engine, orc_timer *timer) {
  if (timer->armed) unlink_timer(engine, timer);
}

static bool fire_timers(orc_engine *engine) {
  bool fired = false;
  double now = orc_engine_now(engine);
  while (engine->timers != NULL && engine->timers->at <= now) {
    unlink_timer(engine, engine->timers);
    fired = true;
  }
  return fired;
}

/* ---- what libcurl tells ---- */

static int on_timeout(CURLM *multi, long ms, void *ud) {
  (void)multi;
  orc_engine *engine = ud;
  engine->curl_at = ms < 0 ? -1 : real_now() + (double)ms / 1e3;
  arm(engine);
  return 0;
}

static bool is_ordered(CURL *easy) {
  long version = 0;
  curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
  return version == CURL_HTTP_VERSION_1_0 || version == CURL_HTTP_VERSION_1_1;
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *ud,
                     void *socket_ud) {
  (void)socket_ud;
  orc_engine *engine = ud;
  bool read = what == CURL_POLL_IN || what == CURL_POLL_INOUT;
  bool write = what == CURL_POLL_OUT || what == CURL_POLL_INOUT;
  for (size_t i = 0; i < engine->socket_count; i++) {
    if (engine->sockets[i].fd != fd) continue;
    engine->sockets[i].idle = !read && !write;
    engine->sockets[i].ordered = is_ordered(easy);
  }
  return orc_wait_watch(&engine->wait, fd, read, write) ? 0 : -1;
}

/* Without memory a child's copy just stays open: no reason to fail. */
static void remember_socket(orc_engine *engine, int fd) {
  if (engine->socket_count == engine->socket_size) {
    size_t old = engine->socket_size, size = old == 0 ? 8 : 2 * old;
    orc_socket *sockets = orc_mem_resize(&engine->counted, engine->sockets,
                                  old * sizeof *sockets,
                                  size * sizeof *sockets);
    if (sockets == NULL) return;
    engine->sockets = sockets;
    engine->socket_size = size;
  }
  engine->sockets[engine->socket_count++] = (orc_socket){fd, false, false};
}

/* What comes when nothing was asked for must not pass for the next answer:
** an older libcurl (before 8.0) would read it. Such a connection is read
** empty and shut, so that libcurl finds it dead. TLS records cannot be looked
** into: HTTP/2 sends some unasked, and its answers have numbers; what follows
** an answer of HTTP/1 is no ticket, since those come with the first bytes. */
static void spoil_unasked(const orc_engine *engine) {
  char block[512];
  for (size_t i = 0; i < engine->socket_count; i++) {
    int fd = engine->sockets[i].fd;
    if (!engine->sockets[i].idle) continue;
    if (recv(fd, block, 1, MSG_PEEK | MSG_DONTWAIT) != 1) continue;
    bool tls = block[0] >= TLS_FIRST && block[0] <= TLS_LAST;
    if (tls && !(block[0] == TLS_DATA && engine->sockets[i].ordered)) continue;
    while (recv(fd, block, sizeof block, MSG_DONTWAIT) > 0) continue;
    shutdown(fd, SHUT_RDWR);
  }
}

static curl_socket_t open_socket(void *ud, curlsocktype purpose,
                                 struct curl_sockaddr *address) {
  (void)purpose;
  orc_engine *engine = ud;
  int fd = socket(address->family, address->socktype | SOCK_CLOEXEC,
                  address->protocol);
  if (fd < 0) return CURL_SOCKET_BAD;
  remember_socket(engine, fd);
  return fd;
}

static int close_socket(void *ud, curl_socket_t fd) {
  orc_engine *engine = ud;
  for (size_t i = 0; i < engine->socket_count; i++) {
    if (engine->sockets[i].fd == fd) {
      engine->sockets[i] = engine->sockets[--engine->socket_count];
      break;
    }
  }
  return close(fd);
}

/* ---- life ---- */

static uint64_t seed(const orc_engine *engine) {
  uint64_t value = 0;
  if (getrandom(&value, sizeof value, GRND_NONBLOCK) != sizeof value) {
    value = (uint64_t)(real_now() * 1e9) ^ (uint64_t)(uintptr_t)engine ^
            (uint64_t)getpid() << 32;
  }
  return value != 0 ? value : 1; /* xorshift stays at 0 for ever */
}

static void set_up_multi(orc_engine *engine) {
  CURLM *multi = engine->multi;
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, engine);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timeout);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, engine);
  curl_multi_setopt(multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)IDLE_CONNECTIONS);
}

orc_engine *orc_engine_new(const orc_mem *mem, const orc_clock *clock,
                           orc_err *err) {
  if (mem == NULL) mem = &orc_mem_libc;
  pthread_once(&curl_once, init_curl);
  if (curl_ready != CURLE_OK) {
    orc_err_set(err, ORC_KIND_MEMORY, "libcurl could not be set up: %s",
                curl_easy_strerror(curl_ready));
    return NULL;
  }
  orc_engine *engine = orc_mem_new(mem, sizeof *engine);
  if (engine == NULL) {
    orc_err_memory(err);
    return NULL;
  }
  engine->host = mem;
  engine->counted = (orc_mem){counted_resize, engine};
  engine->clock = clock != NULL ? clock : &orc_clock_system;
  engine->pid = getpid();
  engine->curl_at = engine->armed_at = -1;
  engine->untold = -1;
  engine->random = seed(engine);
  if (orc_wait_init(&engine->wait, err) != ORC_OK) goto fail;
  engine->multi = curl_multi_init();
  if (engine->multi == NULL) {
    orc_err_memory(err);
    orc_wait_fini(&engine->wait);
    goto fail;
  }
  set_up_multi(engine);
  return engine;
fail:
  orc_mem_free(mem, engine, sizeof *engine);
  return NULL;
}

static bool is_child(const orc_engine *engine) {
  return getpid() != engine->pid;
}

/* In a child libcurl's handles are left as they are: to release them would
** say goodbye on connections that the parent still uses, and might wait for
** a resolver's thread that this process does not have. */
static void abandon(orc_engine *engine) {
  for (size_t i = 0; i < engine->socket_count; i++) {
    close(engine->sockets[i].fd);
  }
}

static void release(orc_engine *engine) {
  orc_quiet quiet;
  orc_quiet_begin(&quiet);
  for (int i = 0; i < engine->idle_count; i++) {
    curl_easy_cleanup(engine->idle[i]);
  }
  curl_multi_cleanup(engine->multi);
  orc_quiet_end(&quiet);
}

void orc_engine_free(orc_engine *engine) {
  if (engine == NULL) return;
  if (is_child(engine)) {
    abandon(engine);
  } else {
    release(engine);
  }
  orc_wait_fini(&engine->wait);
  orc_spare_fini(&engine->spare);
  orc_mem_free(&engine->counted, engine->sockets,
               engine->socket_size * sizeof *engine->sockets);
  orc_mem_free(engine->host, engine, sizeof *engine);
}

orc_status orc_engine_check(const orc_engine *engine, orc_err *err) {
  if (!is_child(engine)) return ORC_OK;
  orc_err_set(err, ORC_KIND_CLOSED,
              "this connection belongs to the parent process: the process "
              "has forked since it was made");
  orc_err_hint(err, "connect again in the child process");
  return ORC_FAIL;
}

/* ---- turning ---- */

static orc_status multi_failed(CURLMcode code, orc_err *err) {
  if (code == CURLM_OUT_OF_MEMORY) return orc_err_memory(err);
  orc_err_set(err, ORC_KIND_MEMORY, "libcurl cannot go on: %s",
              curl_multi_strerror(code));
  orc_err_hint(err, "close this connection and connect again");
  return ORC_FAIL;
}

static CURLMcode tell_socket(orc_engine *engine, const orc_wait_event *event) {
  int running;
  int bits = (event->readable ? CURL_CSELECT_IN : 0) |
             (event->writable ? CURL_CSELECT_OUT : 0) |
             (event->broken ? CURL_CSELECT_ERR : 0);
  return curl_multi_socket_action(engine->multi, event->fd, bits, &running);
}

/* libcurl takes from a socket all that is there: many large answers at once
** would keep the next requests waiting for the last of them. The sockets that
** are left show again at the next turn, which begins with them. */
static CURLMcode tell_sockets(orc_engine *engine,
                              const orc_wait_event *events, int count) {
  CURLMcode code = CURLM_OK;
  double until = real_now() + TURN_SECONDS;
  int first = 0;
  while (first < count && events[first].fd != engine->untold) first++;
  engine->untold = -1;
  for (int i = 0; i < count && code == CURLM_OK; i++) {
    const orc_wait_event *event = &events[(first + i) % count];
    if (i > 0 && real_now() >= until) {
      engine->untold = event->fd;
      break;
    }
    code = tell_socket(engine, event);
  }
  return code;
}

static CURLMcode tell_time(orc_engine *engine) {
  int running;
  engine->curl_at = -1; /* libcurl sets the next one, if there is one */
  return curl_multi_socket_action(engine->multi, CURL_SOCKET_TIMEOUT, 0,
                                  &running);
}

static void stop_running(orc_engine *engine, orc_transfer *transfer) {
  if (transfer->running) orc_count_transfer(engine, transfer->counters, -1);
  transfer->running = false;
}

static bool collect(orc_engine *engine) {
  bool some = false;
  int left;
  CURLMsg *message;
  while ((message = curl_multi_info_read(engine->multi, &left)) != NULL) {
    if (message->msg != CURLMSG_DONE) continue;
    char *private = NULL;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private);
    orc_transfer *transfer = (orc_transfer *)(void *)private;
    stop_running(engine, transfer);
    transfer->clean = message->data.result == CURLE_OK;
    transfer->done(transfer, message->data.result);
    some = true;
  }
  return some;
}

/* Everything that can be done now; `*happened` when there was something. */
static orc_status drive(orc_engine *engine, const orc_wait_event *events,
                        int count, bool *happened, orc_err *err) {
  bool due = engine->curl_at >= 0 && engine->curl_at <= real_now();
  CURLMcode code = CURLM_OK;
  if (count == 0) engine->untold = -1;
  if (count > 0 || due) {
    orc_quiet quiet;
    orc_quiet_begin(&quiet);
    code = tell_sockets(engine, events, count);
    if (code == CURLM_OK && due) code = tell_time(engine);
    orc_quiet_end(&quiet);
  }
  bool fired = fire_timers(engine);
  bool ended = collect(engine);
  arm(engine);
  *happened = count > 0 || due || fired || ended;
  return code == CURLM_OK ? ORC_OK : multi_failed(code, err);
}

static orc_status lost(orc_err *err) {
  orc_err_set(err, ORC_KIND_CLOSED, "this program has closed the descriptor "
              "that orchestrator waits on");
  orc_err_hint(err, "close no descriptor that is not yours; load the module "
               "in a new Lua state");
  return ORC_FAIL;
}

static orc_status turn(orc_engine *engine, double seconds, bool *happened,
                       orc_err *err) {
  if (orc_engine_check(engine, err) != ORC_OK) return ORC_FAIL;
  orc_wait_event events[ORC_WAIT_EVENTS];
  bool alarmed;
  double least = orc_engine_timeout(engine);
  if (least >= 0 && (seconds < 0 || least < seconds)) seconds = least;
  int count = orc_wait_poll(&engine->wait, seconds, events, ORC_WAIT_EVENTS,
                            &alarmed);
  if (count < 0) return lost(err);
  if (alarmed) engine->armed_at = -1;
  return drive(engine, events, count, happened, err);
}

orc_status orc_engine_step(orc_engine *engine, orc_err *err) {
  bool happened;
  engine->stirred = false;
  return turn(engine, 0, &happened, err);
}

orc_status orc_engine_drive(orc_engine *engine, orc_err *err) {
  bool happened = false;
  orc_status status = turn(engine, 0, &happened, err);
  if (happened) orc_engine_stir(engine);
  return status;
}

bool orc_engine_more(const orc_engine *engine) { return engine->untold >= 0; }

void orc_engine_stir(orc_engine *engine) { engine->stirred = true; }

void orc_engine_wake(orc_engine *engine) {
  orc_engine_stir(engine);
  if (is_child(engine)) return; /* the alarm is the parent's, too */
  engine->armed_at = real_now();
  orc_wait_alarm(&engine->wait, 0);
}

orc_status orc_engine_wait(orc_engine *engine, double seconds, orc_err *err) {
  bool happened = engine->stirred;
  if (happened) seconds = 0;
  engine->stirred = false;
  double begun = real_now();
  bool stirred = happened;
  orc_status status = turn(engine, seconds, &happened, err);
  if (stirred) happened = true;
  double slept = real_now() - begun;
  engine->stats.waited += slept;
  if (status != ORC_OK || happened) return status;
  return seconds >= 0 && slept >= seconds ? ORC_AGAIN : ORC_OK;
}

/* ---- what it knows ---- */

int orc_engine_fd(orc_engine *engine) {
  if (!engine->watched) {
    engine->watched = true;
    arm(engine);
  }
  return engine->wait.epoll_fd;
}

const orc_mem *orc_engine_mem(const orc_engine *engine) {
  return &engine->counted;
}

const orc_clock *orc_engine_clock(const orc_engine *engine) {
  return engine->clock;
}

double orc_engine_now(const orc_engine *engine) {
  return engine->clock->now(engine->clock->ud);
}

orc_stats *orc_engine_stats(orc_engine *engine) { return &engine->stats; }

orc_spare *orc_engine_spare(orc_engine *engine) { return &engine->spare; }

/* xorshift64*: spread, not secrecy, is what jitter needs. */
double orc_engine_random(orc_engine *engine) {
  uint64_t x = engine->random;
  x ^= x >> 12;
  x ^= x << 25;
  x ^= x >> 27;
  engine->random = x;
  return (double)(x * UINT64_C(2685821657736338717) >> 11) / 0x1p53;
}

/* ---- transfers ---- */

static void set_up_easy(orc_engine *engine, orc_transfer *transfer) {
  CURL *easy = transfer->easy;
  curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, engine);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, engine);
}

orc_status orc_engine_lend(orc_engine *engine, orc_transfer *transfer,
                           orc_err *err) {
  if (orc_engine_check(engine, err) != ORC_OK) return ORC_FAIL;
  if (engine->idle_count > 0) {
    transfer->easy = engine->idle[--engine->idle_count];
  } else {
    transfer->easy = curl_easy_init();
    if (transfer->easy == NULL) return orc_err_memory(err);
  }
  set_up_easy(engine, transfer);
  return ORC_OK;
}

orc_status orc_engine_begin(orc_engine *engine, orc_transfer *transfer,
                            orc_err *err) {
  spoil_unasked(engine);
  CURLMcode code = curl_multi_add_handle(engine->multi, transfer->easy);
  if (code != CURLM_OK) return multi_failed(code, err);
  transfer->begun = transfer->running = true;
  orc_count_transfer(engine, transfer->counters, 1);
  orc_count(engine, transfer->counters, ORC_COUNTER(requests), 1);
  return ORC_OK;
}

void orc_engine_take_back(orc_engine *engine, orc_transfer *transfer) {
  CURL *easy = transfer->easy;
  if (easy == NULL) return;
  transfer->easy = NULL;
  stop_running(engine, transfer);
  if (is_child(engine)) return;
  orc_quiet quiet;
  orc_quiet_begin(&quiet);
  if (transfer->begun) curl_multi_remove_handle(engine->multi, easy);
  transfer->begun = false;
  /* curl_easy_reset leaves traces of a failure (CURLINFO_OS_ERRNO). */
  if (transfer->clean && engine->idle_count < IDLE_HANDLES) {
    curl_easy_reset(easy);
    engine->idle[engine->idle_count++] = easy;
  } else {
    curl_easy_cleanup(easy);
  }
  orc_quiet_end(&quiet);
}
