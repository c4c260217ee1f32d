rockspec_format = "3.0"
package = "orchestrator"
version = "scm-1"
-- `luarocks make` in a checkout takes its files. It is published nowhere yet, so
-- that there is no true address; LuaRocks wants one all the same.
source = {
  url = "git+https://example.invalid/orchestrator.git",
}
description = {
  summary = "Script UiPath Orchestrator: every row, exact, in constant memory",
  detailed = [[
A C core does HTTP, token lifetimes, retries and pagination; a thin Lua layer
turns that into plain tables and iterators. Comes with the command `orch`.]],
  license = "MIT",
}
supported_platforms = { "linux" }
dependencies = {
  "lua >= 5.3, < 5.5",
  "lua-cjson",
  "argparse",
}
-- By its library and not its header, which LuaRocks 3.8 does not find where
-- Debian has it.
external_dependencies = {
  CURL = { library = "curl" },
  CRYPTO = { library = "crypto" },
}

-- Not the "builtin" type: it cannot hide symbols, nor link with -z nodelete,
-- without which lua_close unloads libcurl under its own feet. And so there is
-- one list of files only, the Makefile's.
build = {
  type = "make",
  build_target = "rock-main-module",
  install_target = "rock-install-main",
  variables = {
    BUILD = "build/rock",
    CC = "$(CC)",
    WERROR = "", -- other compilers warn of other things
    LUA_CFLAGS = "-I$(LUA_INCDIR)",
    CURL_CFLAGS = "-I$(CURL_INCDIR)",
    CURL_LIBS = "-L$(CURL_LIBDIR) -lcurl",
    CRYPTO_CFLAGS = "-I$(CRYPTO_INCDIR)",
    CRYPTO_LIBS = "-L$(CRYPTO_LIBDIR) -lcrypto",
    LUADIR = "$(LUADIR)",
    LIBDIR = "$(LIBDIR)",
    BINDIR = "$(BINDIR)",
  },
}
