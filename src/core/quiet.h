/*
** quiet: keeps SIGPIPE from the host while libcurl may write.
**
** With CURLOPT_NOSIGNAL libcurl leaves signals alone, and what its TLS
** library writes to a connection that the server has closed can raise
** SIGPIPE, which kills a process that did not ask for it. The signal is
** blocked for this thread only, and one that came meanwhile is eaten.
*/
#ifndef ORC_QUIET_H
#define ORC_QUIET_H

#include <signal.h>

typedef struct orc_quiet {
  sigset_t before;
} orc_quiet;

void orc_quiet_begin(orc_quiet *quiet);
void orc_quiet_end(const orc_quiet *quiet);

#endif
