#include "lua_digest.h"

#include "core/digest.h"

#include <lauxlib.h>

static int push_digest(lua_State *L, bool done,
                       const unsigned char digest[ORC_SHA256_SIZE]) {
  if (!done) return luaL_error(L, "libcrypto refuses SHA-256");
  lua_pushlstring(L, (const char *)digest, ORC_SHA256_SIZE);
  return 1;
}

/* sha256(bytes) -> 32 bytes */
static int l_sha256(lua_State *L) {
  size_t len;
  const char *data = luaL_checklstring(L, 1, &len);
  unsigned char digest[ORC_SHA256_SIZE];
  return push_digest(L, orc_sha256(data, len, digest), digest);
}

/* hmac_sha256(key, bytes) -> 32 bytes */
static int l_hmac_sha256(lua_State *L) {
  size_t key_len, len;
  const char *key = luaL_checklstring(L, 1, &key_len);
  const char *data = luaL_checklstring(L, 2, &len);
  unsigned char digest[ORC_SHA256_SIZE];
  return push_digest(L, orc_hmac_sha256(key, key_len, data, len, digest),
                     digest);
}

/* same_bytes(a, b) -> boolean, as late wherever they differ */
static int l_same_bytes(lua_State *L) {
  size_t a_len, b_len;
  const char *a = luaL_checklstring(L, 1, &a_len);
  const char *b = luaL_checklstring(L, 2, &b_len);
  lua_pushboolean(L, a_len == b_len && orc_same_bytes(a, b, a_len));
  return 1;
}

/* random(count) -> bytes that nobody can guess */
static int l_random(lua_State *L) {
  char bytes[256];
  lua_Integer count = luaL_checkinteger(L, 1);
  luaL_argcheck(L, count >= 1 && count <= (lua_Integer)sizeof bytes, 1,
                "1 to 256 bytes");
  if (!orc_random_bytes(bytes, (size_t)count)) {
    return luaL_error(L, "the system gives no random bytes");
  }
  lua_pushlstring(L, bytes, (size_t)count);
  return 1;
}

static const luaL_Reg functions[] = {
    {"sha256", l_sha256},
    {"hmac_sha256", l_hmac_sha256},
    {"same_bytes", l_same_bytes},
    {"random", l_random},
    {NULL, NULL},
};

void orc_lua_digest_open(lua_State *L) { luaL_setfuncs(L, functions, 0); }
