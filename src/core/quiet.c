#include "quiet.h"

#include <time.h>

void orc_quiet_begin(orc_quiet *quiet) {
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, &quiet->before);
}

void orc_quiet_end(const orc_quiet *quiet) {
  /* A host that blocks SIGPIPE itself sees to what is pending itself. */
  if (sigismember(&quiet->before, SIGPIPE) == 1) return;
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  const struct timespec now = {0, 0};
  sigtimedwait(&pipe, NULL, &now);
  pthread_sigmask(SIG_SETMASK, &quiet->before, NULL);
}
