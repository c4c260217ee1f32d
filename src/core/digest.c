#include "digest.h"

#include <errno.h>
#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/random.h>

bool orc_sha256(const void *data, size_t len,
                unsigned char out[ORC_SHA256_SIZE]) {
  unsigned int size = 0;
  return EVP_Digest(data, len, out, &size, EVP_sha256(), NULL) == 1 &&
         size == ORC_SHA256_SIZE;
}

bool orc_hmac_sha256(const void *key, size_t key_len, const void *data,
                     size_t len, unsigned char out[ORC_SHA256_SIZE]) {
  unsigned int size = 0;
  if (key_len > INT_MAX) return false;
  return HMAC(EVP_sha256(), key, (int)key_len, data, len, out, &size) != NULL &&
         size == ORC_SHA256_SIZE;
}

bool orc_same_bytes(const void *a, const void *b, size_t len) {
  return CRYPTO_memcmp(a, b, len) == 0;
}

bool orc_random_bytes(void *out, size_t len) {
  unsigned char *at = out;
  while (len > 0) {
    ssize_t got = getrandom(at, len, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    at += got;
    len -= (size_t)got;
  }
  return true;
}
