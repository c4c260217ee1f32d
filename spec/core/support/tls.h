/*
** tls: what the scripted server needs of OpenSSL: an authority and a
** certificate made on the spot, and a stream over an accepted socket.
*/
#ifndef SUPPORT_TLS_H
#define SUPPORT_TLS_H

#include <stddef.h>
#include <sys/types.h>

typedef struct tls_context tls_context;
typedef struct tls_stream tls_stream;

/* `for_name` NULL: the address 127.0.0.1. `protocol`: what it speaks above
** TLS ("h2", "http/1.1"), borrowed. */
tls_context *tls_context_new(const char *for_name, const char *protocol);
void tls_context_free(tls_context *context);
const char *tls_ca(const tls_context *context); /* PEM text */

tls_stream *tls_accept(tls_context *context, int fd); /* NULL: refused */
ssize_t tls_read(tls_stream *stream, char *data, size_t len);
ssize_t tls_write(tls_stream *stream, const char *data, size_t len);
void tls_close(tls_stream *stream);

#endif
