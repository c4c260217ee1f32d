/* Whether an address can be reached: a connection and, for https, a handshake,
** and then nothing is sent. */

#ifndef SANDBOX_PROBE_H
#define SANDBOX_PROBE_H

#include <stdbool.h>

typedef struct sbx_probed {
  bool connected;
  bool bad_tls; /* the certificate, or the handshake */
  char message[256]; /* why not; empty: all is well */
} sbx_probed;

/* Waits for at most three seconds. False: no memory, or an address that is
** none; `url` is borrowed. */
bool sbx_probe(const char *url, sbx_probed *out);

#endif
