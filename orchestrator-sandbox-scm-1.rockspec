rockspec_format = "3.0"
package = "orchestrator-sandbox"
version = "scm-1"
-- `luarocks make` in a checkout takes its files. It is published nowhere yet, so
-- that there is no true address; LuaRocks wants one all the same.
source = {
  url = "git+https://example.invalid/orchestrator.git",
}
description = {
  summary = "An emulated UiPath Orchestrator tenant on your own machine",
  detailed = [[
Serves sign-in, OData and identity over HTTP from a SQLite file, and
misbehaves on request: to rehearse a script against, and to test clients
with. It shares no code with the rock `orchestrator`.]],
  license = "MIT",
}
supported_platforms = { "linux" }
dependencies = {
  "lua >= 5.3, < 5.5",
  "luasocket",
  "argparse",
}
external_dependencies = {
  MICROHTTPD = { library = "microhttpd" },
  SQLITE = { library = "sqlite3" },
  ZIP = { library = "zip" },
  PCRE2 = { library = "pcre2-8" },
  CURL = { library = "curl" },
  CRYPTO = { library = "crypto" },
}

build = {
  type = "make",
  build_target = "rock-sandbox-module",
  install_target = "rock-install-sandbox",
  variables = {
    BUILD = "build/rock",
    CC = "$(CC)",
    WERROR = "", -- other compilers warn of other things
    LUA_CFLAGS = "-I$(LUA_INCDIR)",
    SANDBOX_CFLAGS = "-I$(MICROHTTPD_INCDIR) -I$(SQLITE_INCDIR) "
      .. "-I$(ZIP_INCDIR) -I$(PCRE2_INCDIR) -I$(CRYPTO_INCDIR) -I$(CURL_INCDIR)",
    SANDBOX_LIBS = "-L$(MICROHTTPD_LIBDIR) -lmicrohttpd "
      .. "-L$(SQLITE_LIBDIR) -lsqlite3 -L$(ZIP_LIBDIR) -lzip "
      .. "-L$(PCRE2_LIBDIR) -lpcre2-8 "
      .. "-L$(CRYPTO_LIBDIR) -lcrypto -L$(CURL_LIBDIR) -lcurl -lpthread",
    LUADIR = "$(LUADIR)",
    LIBDIR = "$(LIBDIR)",
    BINDIR = "$(BINDIR)",
  },
}
