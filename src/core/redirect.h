/*
** redirect: where a browser comes back to after a sign-in (RFC 8252, section
** 7.3): a listener on 127.0.0.1 that takes one GET for one path and answers
** it with a page.
**
** Browsers connect ahead of need and ask for icons: several connections are
** read side by side, what is not the wanted path gets a 404, and an idle
** connection holds nobody up. Each may send ORC_REDIRECT_HEAD bytes of
** request head, in a buffer of fixed size that is wiped.
*/
#ifndef ORC_REDIRECT_H
#define ORC_REDIRECT_H

#include "buf.h"
#include "err.h"

#define ORC_REDIRECT_HEAD 8192
#define ORC_REDIRECT_CONNECTIONS 8

typedef struct orc_redirect orc_redirect;

/* Listens on 127.0.0.1; port 0: the system chooses. `path` begins with '/'
** and is copied. NULL: kind config (the port is taken) or memory. */
orc_redirect *orc_redirect_open(const orc_mem *mem, int port, const char *path,
                                orc_err *err);
void orc_redirect_close(orc_redirect *redirect); /* NULL is allowed */
int orc_redirect_port(const orc_redirect *redirect);

/* ORC_OK: the browser has come; *query is what stood behind '?', borrowed
** until the next call that is given this redirect; answer it. ORC_AGAIN: not
** within `seconds` (or a signal came). ORC_END: `input` (a descriptor; < 0:
** none) can be read or has ended. ORC_FAIL: kind network. */
orc_status orc_redirect_wait(orc_redirect *redirect, double seconds, int input,
                             orc_slice *query, orc_err *err);
/* Answers the browser that wait told of, with an HTML page; does nothing
** when there is none, or when it has gone. */
void orc_redirect_answer(orc_redirect *redirect, int status, const char *page,
                         size_t len);

#endif
