/*
** digest: SHA-256, HMAC with it, and random bytes: for PKCE (RFC 7636),
** webhooks' signatures and what else needs them. The hash is libcrypto's, which
** libcurl brings along anyway.
*/
#ifndef ORC_DIGEST_H
#define ORC_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#define ORC_SHA256_SIZE 32

/* false: libcrypto refuses, as it may where a policy turns things off. */
bool orc_sha256(const void *data, size_t len,
                unsigned char out[ORC_SHA256_SIZE]);
/* HMAC-SHA256, RFC 2104. */
bool orc_hmac_sha256(const void *key, size_t key_len, const void *data,
                     size_t len, unsigned char out[ORC_SHA256_SIZE]);
/* Are the bytes the same? Takes as long wherever they differ. */
bool orc_same_bytes(const void *a, const void *b, size_t len);
/* Bytes that nobody can guess, from getrandom(2). false: the system has
** none. */
bool orc_random_bytes(void *out, size_t len);

#endif
