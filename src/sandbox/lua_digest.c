/* SHA-256 and HMAC with it, from libcrypto. */

#include "lua_sandbox.h"

#include <lauxlib.h>
#include <limits.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

static int push_digest(lua_State *L, int done, const unsigned char *digest,
                       unsigned int size) {
  if (!done) return luaL_error(L, "libcrypto refuses SHA-256");
  lua_pushlstring(L, (const char *)digest, size);
  return 1;
}

/* sha256(bytes) -> 32 bytes */
static int l_sha256(lua_State *L) {
  size_t len;
  const char *data = luaL_checklstring(L, 1, &len);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  int done = EVP_Digest(data, len, digest, &size, EVP_sha256(), NULL);
  return push_digest(L, done, digest, size);
}

/* hmac_sha256(key, bytes) -> 32 bytes */
static int l_hmac_sha256(lua_State *L) {
  size_t key_len, len;
  const char *key = luaL_checklstring(L, 1, &key_len);
  const unsigned char *data =
      (const unsigned char *)luaL_checklstring(L, 2, &len);
  luaL_argcheck(L, key_len <= INT_MAX, 1, "the key is too long");
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  int done = HMAC(EVP_sha256(), key, (int)key_len, data, len, digest, &size) !=
             NULL;
  return push_digest(L, done, digest, size);
}

void sbx_open_digest(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"sha256", l_sha256},
      {"hmac_sha256", l_hmac_sha256},
      {NULL, NULL},
  };
  luaL_setfuncs(L, functions, 0);
}
