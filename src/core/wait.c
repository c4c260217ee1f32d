#include "wait.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static orc_status refused(orc_err *err, const char *what) {
  orc_err_set(err, ORC_KIND_MEMORY, "the system gave no %s: %s", what,
              strerror(errno));
  orc_err_hint(err, "close what is open and not needed, or raise the limit "
               "of open files (ulimit -n)");
  return ORC_FAIL;
}

orc_status orc_wait_init(orc_wait *wait, orc_err *err) {
  wait->timer_fd = -1;
  wait->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  if (wait->epoll_fd < 0) return refused(err, "epoll descriptor");
  wait->timer_fd = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  if (wait->timer_fd >= 0 &&
      orc_wait_watch(wait, wait->timer_fd, true, false)) {
    return ORC_OK;
  }
  refused(err, "timer descriptor");
  orc_wait_fini(wait);
  return ORC_FAIL;
}

void orc_wait_fini(orc_wait *wait) {
  if (wait->timer_fd >= 0) close(wait->timer_fd);
  if (wait->epoll_fd >= 0) close(wait->epoll_fd);
  wait->timer_fd = wait->epoll_fd = -1;
}

bool orc_wait_watch(orc_wait *wait, int fd, bool read, bool write) {
  struct epoll_event event = {.events = 0};
  event.data.fd = fd;
  if (read) event.events |= EPOLLIN;
  if (write) event.events |= EPOLLOUT;
  if (!read && !write) {
    epoll_ctl(wait->epoll_fd, EPOLL_CTL_DEL, fd, &event);
    return true;
  }
  /* Most watches are new: a socket leaves the set after each exchange. */
  if (epoll_ctl(wait->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0) return true;
  return errno == EEXIST &&
         epoll_ctl(wait->epoll_fd, EPOLL_CTL_MOD, fd, &event) == 0;
}

void orc_wait_alarm(orc_wait *wait, double seconds) {
  struct itimerspec spec = {.it_value = {0, 0}};
  if (seconds >= 0) {
    double most = 86400.0 * 365; /* keeps the conversion in range */
    if (seconds > most) seconds = most;
    spec.it_value.tv_sec = (time_t)seconds;
    spec.it_value.tv_nsec =
        (long)((seconds - (double)spec.it_value.tv_sec) * 1e9);
    /* All zero would disarm. */
    if (spec.it_value.tv_sec == 0 && spec.it_value.tv_nsec == 0) {
      spec.it_value.tv_nsec = 1;
    }
  }
  timerfd_settime(wait->timer_fd, 0, &spec, NULL);
}

/* Rounded up: a sleep that ends early would spin until the time is up. */
static int milliseconds(double seconds) {
  if (seconds < 0) return -1;
  if (seconds > INT_MAX / 1000) return INT_MAX;
  int ms = (int)(seconds * 1e3);
  return ms < seconds * 1e3 ? ms + 1 : ms;
}

static void drain(int timer_fd) {
  unsigned long long fired;
  ssize_t got = read(timer_fd, &fired, sizeof fired);
  (void)got; /* nothing to read: it was set anew since */
}

int orc_wait_poll(orc_wait *wait, double seconds, orc_wait_event *events,
                  int max, bool *alarmed) {
  struct epoll_event got[ORC_WAIT_EVENTS];
  if (max > ORC_WAIT_EVENTS) max = ORC_WAIT_EVENTS;
  int count = epoll_wait(wait->epoll_fd, got, max, milliseconds(seconds));
  int sockets = 0;
  *alarmed = false;
  if (count < 0 && errno != EINTR) return -1;
  for (int i = 0; i < count; i++) {
    uint32_t bits = got[i].events;
    if (got[i].data.fd == wait->timer_fd) {
      drain(wait->timer_fd);
      *alarmed = true;
      continue;
    }
    events[sockets++] = (orc_wait_event){
        .fd = got[i].data.fd,
        .readable = (bits & EPOLLIN) != 0,
        .writable = (bits & EPOLLOUT) != 0,
        .broken = (bits & (EPOLLERR | EPOLLHUP)) != 0,
    };
  }
  return sockets;
}
