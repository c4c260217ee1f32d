/*
** http: one HTTP exchange on the engine's curl_multi. No tokens, no retries,
** no redirects followed, no JSON: bytes out, status, headers and bytes in.
**
** libcurl is set so that it never sends a write twice: a body is read by a
** function whose seek fails, and a write without a body takes a fresh
** connection. CURLOPT_TIMEOUT is never set: deadlines belong to those who
** wait. No callback does more than append to a buffer.
*/
#ifndef ORC_HTTP_H
#define ORC_HTTP_H

#include "buf.h"
#include "counters.h"
#include "engine.h"
#include "err.h"
#include "trace.h"
#include "upload.h"

/* Windows' sign-in on premises: no token, but a handshake with every
** connection, which libcurl makes. */
typedef enum orc_windows {
  ORC_WINDOWS_NONE,
  ORC_WINDOWS_NTLM,     /* user name ("DOMAIN\\ada") and password */
  ORC_WINDOWS_NEGOTIATE /* Kerberos: a ticket of the process's own */
} orc_windows;

/* How to reach servers; owned by a client, borrowed by its transfers. NULL
** strings mean libcurl's and the system's defaults. */
typedef struct orc_net {
  char *user_agent;
  char *ca_file;      /* PEM bundle instead of the system's */
  char *ca_text;      /* the same as text */
  char *client_cert;  /* PEM file */
  char *client_key;   /* PEM file; NULL: in client_cert */
  char *client_key_password; /* secret */
  char *proxy;        /* "" = none, NULL = from the environment */
  bool insecure;      /* no TLS verification */
  double connect_timeout; /* seconds, 0: 30 */
  orc_windows windows; /* for requests that say `windows` */
  char *username;
  char *password;     /* secret */
  struct orc_trace *trace; /* borrowed; NULL: nothing is traced */
  orc_counters *counters; /* borrowed; NULL: the engine counts alone */
} orc_net;

typedef struct orc_http_request {
  const char *method;          /* upper case */
  const char *url;             /* absolute, escaped */
  const char *const *headers;  /* "Name: value", NULL-terminated; borrowed
                                  for the call of orc_http_start only */
  const char *body;            /* borrowed until orc_http_free; NULL: none */
  size_t body_len;
  orc_upload *upload;          /* the body instead, rewound by us; borrowed
                                  like it */
  size_t max_body;             /* cap of the answer; over it: too_large */
  bool windows;                /* sign in as the net says; only ever to
                                  servers that may know who we are */
  bool secret;                 /* the answer holds one: its buffer is wiped */
} orc_http_request;

/* What can be refused before anything is sent (kind argument): a method that
** is no upper-case word, an address that is not http or https or has control
** characters, spaces or user information, a header without a name, with CR
** or LF, or that would break the framing (Content-Length and the like). In
** http_check.c. */
orc_status orc_http_check(const orc_http_request *request, orc_err *err);

typedef struct orc_http orc_http;

/* Checks and starts at once. Loopback addresses never go through a proxy.
** NULL: see err (kinds argument, config, memory, closed). */
orc_http *orc_http_start(orc_engine *engine, const orc_net *net,
                         const orc_http_request *request, orc_err *err);
/* Looks; does not step the engine; may be asked again. ORC_AGAIN: still
** running. ORC_OK: the answer is complete (any status). ORC_FAIL: network (no
** address, refused, broken, cut short), tls, config (a certificate file),
** too_large, protocol (not HTTP, not the encoding it says) or memory; with
** err->sent, method, url, and the status if one had come. */
orc_status orc_http_poll(orc_http *http, orc_err *err);
/* Immediate, whatever it is doing. NULL is allowed. */
void orc_http_free(orc_http *http);

/* 0 until the final status line has come (1xx are passed over). */
int orc_http_status(const orc_http *http);
/* true once all headers of the final answer are there. */
bool orc_http_headers_done(const orc_http *http);
/* Does the answer say where it ends, by a length, by chunks or by HTTP/2? Else
** one that was cut cannot be told from a whole one: OpenSSL is set by libcurl
** to take any end of a TLS connection for a proper one. */
bool orc_http_bounded(const orc_http *http);
/* The first header of that name (any case), or NULL; trimmed, borrowed. */
const char *orc_http_header(const orc_http *http, const char *name);
/* What has arrived so far, decompressed; borrowed until the next step of the
** engine. Its data is never NULL. */
orc_slice orc_http_body(const orc_http *http);
/* The same buffer, for one who takes it over when the exchange has ended:
** leaves http with an empty one. */
void orc_http_take_body(orc_http *http, orc_buf *out);
/* Appends what has arrived to `out`, and forgets it: for one who takes an
** answer piece by piece, whose max_body is then the whole answer's. */
bool orc_http_drain(orc_http *http, orc_buf *out);
/* Of one that is still under way: may it have reached the server? */
orc_sent orc_http_sent(const orc_http *http);
double orc_http_started(const orc_http *http); /* engine's clock */

#endif
