/*
** digest: SHA-256 and random bytes, for PKCE (RFC 7636) and what else needs
** them. The hash is libcrypto's, which libcurl brings along anyway.
*/
#ifndef ORC_DIGEST_H
#define ORC_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#define ORC_SHA256_SIZE 32

/* false: libcrypto refuses, as it may where a policy turns things off. */
bool orc_sha256(const void *data, size_t len,
                unsigned char out[ORC_SHA256_SIZE]);
/* Bytes that nobody can guess, from getrandom(2). false: the system has
** none. */
bool orc_random_bytes(void *out, size_t len);

#endif
