# make build   a usable checkout: bin/orch and require "orchestrator"
# make demo    the tour of examples/tour.lua against a fresh sandbox
# make test    every test; the last line counts them
# make leak-search  every spec, and then a search for the secrets it used
# make churn   walks by the thousand while rows come and go
# make cycles  10,000 states opened, used and closed in threads of a C host
# make soak    half an hour of load with faults on, then 5,000,000 rows; prints
#              the account of docs/reliability.md (SOAK_MINUTES=30)
# make faults  the whole fault matrix, with its account
# make check   compilers, analysers, sanitizers, valgrind, fuzzing, coverage:
#              every check with its figure (docs/reliability.md)
# make fuzz    every fuzz target for FUZZ_SECONDS each, 600 unless given
# make bench   speed and memory against real peers: docs/performance.md
# make picture the README's picture of the demo, docs/demo.svg
# make pictures those of the prompt, docs/{prompt,pictures,progress}.svg
#
# These do their own set-up (tools/setup) and build under a lock, so
# they may run twice, or both at once. The other targets do neither: they are
# for packagers (modules, install) and for work on one part (c-test,
# lua-test, kill), and take what the variables say.

LUA ?= lua5.4
LUA_VERSION ?= 5.4
ifeq ($(origin CC),default)
CC := gcc
endif
BUILD ?= build
OUT := $(BUILD)/$(LUA_VERSION)

WERROR ?= -Werror
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
  -Wmissing-prototypes $(WERROR)
OPT ?= -O2 -g
HARDEN := -fstack-protector-strong -D_FORTIFY_SOURCE=2
CFLAGS_ALL = -std=c11 -D_GNU_SOURCE -fPIC -fvisibility=hidden $(WARN) $(OPT) \
  $(HARDEN) $(CFLAGS)
# nodelete: lua_close unloads modules, and libcurl with them.
LDFLAGS_ALL = -shared -Wl,-z,nodelete -Wl,-z,relro,-z,now \
  -Wl,-z,noexecstack $(LDFLAGS)

LUA_CFLAGS ?= $(shell pkg-config --cflags lua$(LUA_VERSION) 2>/dev/null)
LUA_LIBS ?= $(shell pkg-config --libs lua$(LUA_VERSION) 2>/dev/null)
CURL_CFLAGS ?= $(shell pkg-config --cflags libcurl 2>/dev/null)
CURL_LIBS ?= $(shell pkg-config --libs libcurl 2>/dev/null)
# SHA-256; what libcurl uses itself.
CRYPTO_CFLAGS ?= $(shell pkg-config --cflags libcrypto 2>/dev/null)
CRYPTO_LIBS ?= -lcrypto
SANDBOX_CFLAGS ?= $(shell pkg-config --cflags libmicrohttpd sqlite3 libzip libpcre2-8 libcrypto libcurl 2>/dev/null)
SANDBOX_LIBS ?= -lmicrohttpd -lsqlite3 -lzip -lpcre2-8 -lcrypto -lcurl -lpthread

PREFIX ?= /usr/local
LUADIR ?= $(PREFIX)/share/lua/$(LUA_VERSION)
LIBDIR ?= $(PREFIX)/lib/lua/$(LUA_VERSION)
BINDIR ?= $(PREFIX)/bin

CORE_C := $(wildcard src/core/*.c)
BINDING_C := $(wildcard src/lua_*.c)
SANDBOX_C := $(wildcard src/sandbox/*.c)
TEST_C := $(wildcard spec/core/*_test.c)
CORE_O := $(CORE_C:src/%.c=$(OUT)/obj/%.o)
BINDING_O := $(BINDING_C:src/%.c=$(OUT)/obj/%.o)
SANDBOX_O := $(SANDBOX_C:src/%.c=$(OUT)/obj/%.o)
TEST_O := $(TEST_C:spec/%.c=$(OUT)/obj/test/%.o)
SUPPORT_O := $(patsubst spec/%.c,$(OUT)/obj/test/%.o,\
  $(wildcard spec/core/support/*.c))

MODULE := $(OUT)/orchestrator/core.so
SANDBOX := $(OUT)/orchestrator/sandbox/core.so
C_TESTS := $(TEST_C:spec/core/%_test.c=$(OUT)/test/%_test)

SANDBOX_LUA = $(shell find lua/orchestrator/sandbox* -name '*.lua' 2>/dev/null)
MODULE_LUA = $(filter-out $(SANDBOX_LUA),$(shell find lua -name '*.lua'))

# One build at a time in one build folder.
comma := ,

LOCKED = mkdir -p $(BUILD) && flock -o $(BUILD)/.lock \
  $(MAKE) --no-print-directory \
  $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

$(BUILD)/bench/%: bench/%.c
	@mkdir -p $(@D)
	$(call say,CC   $<)
	$(run)$(CC) -std=c11 -D_GNU_SOURCE $(WARN) -O2 $< -o $@ $(CURL_LIBS)

.PHONY: check fuzz fuzz-programs faults cycles soak build demo test bench \
  picture pictures modules main-module sandbox-module \
  test-programs c-test lua-test c-library install install-c install-main \
  install-command command-files \
  kill fuzz-sandbox churn leak-search bench-sandbox bench-command \
  install-sandbox clean FORCE

build:
	@tools/setup build
	@+$(LOCKED) modules

demo:
	@tools/setup build
	@+$(LOCKED) modules >&2
	@tools/demo

picture:
	@tools/setup build
	@+$(LOCKED) modules
	@mkdir -p docs
	@FORCE_COLOR=1 LC_ALL=C.UTF-8 tools/demo >$(BUILD)/demo.txt
	@$(LUA) tools/picture.lua <$(BUILD)/demo.txt >docs/demo.svg

pictures:
	@tools/setup test
	@+$(LOCKED) modules
	@$(LUA) tools/prompt_pictures.lua docs

test:
	@tools/setup test
	@+$(LOCKED) modules test-programs
	@+$(LOCKED) modules LUA_VERSION=5.3
	@$(LUA) tools/test.lua --lint $(OUT)/test spec --lua=5.3 spec

# Each sanitizer has a build folder, and so a build, of its own.
SANITIZED = @+$(MAKE) --no-print-directory modules BUILD=$(BUILD)/$(1) \
  OPT="-O1 -g" CFLAGS=-fsanitize=$(2) LDFLAGS=-fsanitize=$(2)

cycles:
	@tools/setup test
	@+$(LOCKED) modules
	$(call SANITIZED,asan,address$(comma)undefined)
	$(call SANITIZED,tsan,thread)
	@LUA_PATH="lua/?.lua;lua/?/init.lua;;" LUA_CPATH="$(OUT)/?.so;;" \
	  $(LUA) tools/cycles.lua $(abspath $(BUILD))

soak:
	@tools/setup test
	@+$(LOCKED) modules
	@LUA_CPATH="$(OUT)/?.so;;" $(LUA) tools/soak.lua
	@LUA_CPATH="$(OUT)/?.so;;" $(LUA) tools/soak_walk.lua

check:
	@tools/setup check
	@$(LUA) tools/check.lua $(CHECKS)

fuzz:
	@tools/setup check
	@$(LUA) tools/fuzz.lua $(or $(FUZZ_SECONDS),600) $(FUZZ_TARGETS)

bench:
	@tools/setup bench
	@+$(LOCKED) modules $(BUILD)/bench/measure $(BUILD)/bench/floor
	@LUA_PATH="lua/?.lua;lua/?/init.lua;;" LUA_CPATH="$(OUT)/?.so;;" \
	  $(LUA) bench/run.lua $(BUILD)
	@$(MAKE) --no-print-directory bench-sandbox bench-command

# The sandbox's part of it.
bench-sandbox: modules
	@tools/setup bench
	@LUA_PATH="lua/?.lua;lua/?/init.lua;;" LUA_CPATH="$(OUT)/?.so;;" \
	  $(LUA) bench/sandbox.lua $(BUILD)

# Every kind of call, crossed with every fault at every moment.
faults:
	@tools/setup test
	@+$(LOCKED) modules
	@LUA_CPATH="$(OUT)/?.so;;" $(LUA) spec/faults/run.lua

# The command's part of it.
bench-command: modules $(BUILD)/bench/measure
	@LUA_PATH="lua/?.lua;lua/?/init.lua;;" LUA_CPATH="$(OUT)/?.so;;" \
	  $(LUA) bench/command.lua $(BUILD)

# Under the lock: for LuaRocks, which brings its own flags, and make check.
rock-%:
	@+$(LOCKED) $*

modules: main-module sandbox-module
main-module: $(MODULE)
	@:
sandbox-module: $(if $(SANDBOX_C),$(SANDBOX))
	@:
test-programs: $(C_TESTS)
	@:

# Objects are stale when what made them changed, be it only the flags.
FLAGS = $(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $(LUA_CFLAGS) $(CURL_LIBS) \
  $(CRYPTO_LIBS)
$(OUT)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(FLAGS)' | cmp -s - $@ || echo '$(FLAGS)' >$@

# V=1 shows the commands.
ifdef V
say = @:
run =
else
say = @echo "  $(1)"
run = @
endif

$(OUT)/obj/core/%.o: src/core/%.c $(OUT)/flags
	@mkdir -p $(@D)
	$(call say,CC   $<)
	$(run)$(CC) $(CFLAGS_ALL) $(CURL_CFLAGS) $(CRYPTO_CFLAGS) -MMD -MP -c $< \
	  -o $@

$(OUT)/obj/sandbox/%.o: src/sandbox/%.c $(OUT)/flags
	@mkdir -p $(@D)
	$(call say,CC   $<)
	$(run)$(CC) $(CFLAGS_ALL) $(LUA_CFLAGS) $(SANDBOX_CFLAGS) -MMD -MP -c $< \
	  -o $@

$(OUT)/obj/test/%.o: spec/%.c $(OUT)/flags
	@mkdir -p $(@D)
	$(call say,CC   $<)
	$(run)$(CC) $(CFLAGS_ALL) $(CURL_CFLAGS) -Isrc/core -MMD -MP -c $< -o $@

$(OUT)/obj/%.o: src/%.c $(OUT)/flags
	@mkdir -p $(@D)
	$(call say,CC   $<)
	$(run)$(CC) $(CFLAGS_ALL) $(LUA_CFLAGS) $(CURL_CFLAGS) -MMD -MP -c $< -o $@

$(MODULE): $(CORE_O) $(BINDING_O)
	@mkdir -p $(@D)
	$(call say,LINK $@)
	$(run)$(CC) $(LDFLAGS_ALL) $^ -o $@ $(CURL_LIBS) $(CRYPTO_LIBS) -lpthread

$(SANDBOX): $(SANDBOX_O)
	@mkdir -p $(@D)
	$(call say,LINK $@)
	$(run)$(CC) $(LDFLAGS_ALL) $^ -o $@ $(SANDBOX_LIBS)

$(OUT)/test/%_test: $(OUT)/obj/test/core/%_test.o $(SUPPORT_O) $(CORE_O)
	@mkdir -p $(@D)
	$(call say,LINK $@)
	$(run)$(CC) $(LDFLAGS) $(CFLAGS) $^ -o $@ -lcmocka $(CURL_LIBS) \
	  $(TEST_LIBS) -lssl -lcrypto -lpthread -lm

# The binding's test is a host of Lua, and loads the module.
$(OUT)/obj/test/core/binding_test.o: CURL_CFLAGS += $(LUA_CFLAGS)
$(OUT)/test/binding_test: TEST_LIBS = $(LUA_LIBS)
$(OUT)/test/binding_test: | $(MODULE)

# It is killed at each of these.
$(OUT)/test/token_kill_test: TEST_LIBS = \
  $(addprefix -Wl$(comma)--wrap=,write fsync rename unlink flock)
comma := ,

# The system gives it no thread, or one that is counted.
$(OUT)/test/writer_test: TEST_LIBS = \
  $(addprefix -Wl$(comma)--wrap=,pthread_create pthread_join)

# The core's own memory is counted in front of the C library's.
$(OUT)/test/allocator_test: TEST_LIBS = $(addprefix \
  -Wl$(comma)--wrap=,malloc calloc realloc free strdup strndup)

.SECONDARY: $(TEST_O) $(SUPPORT_O)

# The targets of libFuzzer, which is clang's; tools/fuzz.lua says the flags.
FUZZ_PROGRAMS := $(patsubst fuzz/%.c,$(OUT)/fuzz/%,$(wildcard fuzz/*.c))

fuzz-programs: $(FUZZ_PROGRAMS)

$(OUT)/fuzz/%: fuzz/%.c $(CORE_O)
	@mkdir -p $(@D)
	$(call say,LINK $@)
	$(run)$(CC) $(CFLAGS_ALL) -fsanitize=fuzzer $(CURL_CFLAGS) -Isrc/core \
	  -MMD -MP $< $(CORE_O) -o $@ $(CURL_LIBS) $(CRYPTO_LIBS) -lpthread -lm

# The sandbox fuzzed for longer than in the tests.
fuzz-sandbox: modules
	@FUZZ_ROUNDS=20000 $(LUA) tools/test.lua spec/sandbox/fuzz_spec.lua

c-test: test-programs
	@for t in $(C_TESTS); do $$t || exit 1; done

# Processes killed at every step of a token's rotation, and the sandbox killed
# under load, more often than in the tests.
kill: modules $(OUT)/test/token_kill_test
	ORC_KILLS=200 $(OUT)/test/token_kill_test
	@KILLS=50 $(LUA) tools/test.lua spec/sandbox/kill_spec.lua

# Every spec with traces on; then all that was printed and left on disk is
# searched for the secrets that they used.
leak-search:
	@tools/setup test
	@+$(LOCKED) modules test-programs
	@+$(LOCKED) modules LUA_VERSION=5.3
	@$(LUA) tools/leaks.lua $(OUT)/test spec

# Thousands of walks while rows move; CHURN_SEED begins where a failure was.
churn: modules
	CHURN_ROUNDS=$(or $(CHURN_ROUNDS),2000) \
	  CHURN_SEED=$(or $(CHURN_SEED),$(shell date +%s)) $(LUA) spec/support/busted.lua \
	  spec/churn_spec.lua

lua-test: modules
	$(LUA) spec/support/busted.lua

# $(call install-lua,FILES): lua/a/b.lua goes to LUADIR/a/b.lua.
define install-lua
@for f in $(patsubst lua/%,%,$(1)); do \
  install -D -m 644 "lua/$$f" "$(DESTDIR)$(LUADIR)/$$f" || exit 1; done
endef

install: install-main install-sandbox install-c install-command

install-main: main-module
	install -D -m 755 $(MODULE) "$(DESTDIR)$(LIBDIR)/orchestrator/core.so"
	$(call install-lua,$(MODULE_LUA))
	install -D -m 755 bin/orch "$(DESTDIR)$(BINDIR)/orch"

# The man page and the completions, made of the table of commands.
MANDIR ?= $(PREFIX)/share/man/man1
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions

command-files:
	@mkdir -p $(OUT)/command
	@$(LUA) tools/command_files.lua $(OUT)/command

install-command: command-files
	install -D -m 644 $(OUT)/command/orch.1 "$(DESTDIR)$(MANDIR)/orch.1"
	install -D -m 644 $(OUT)/command/orch.bash "$(DESTDIR)$(BASHDIR)/orch"
	install -D -m 644 $(OUT)/command/_orch "$(DESTDIR)$(ZSHDIR)/_orch"

# For C hosts: the core without Lua, its headers, and a pkg-config file.
CORE_LIB := $(OUT)/liborchestrator.a
INCDIR ?= $(PREFIX)/include/orchestrator
CLIBDIR ?= $(PREFIX)/lib

$(CORE_LIB): $(CORE_O)
	$(call say,AR   $@)
	$(run)rm -f $@ && $(AR) rcs $@ $^

c-library: $(CORE_LIB)
	@:

install-c: c-library
	install -D -m 644 $(CORE_LIB) "$(DESTDIR)$(CLIBDIR)/liborchestrator.a"
	install -d "$(DESTDIR)$(INCDIR)"
	install -m 644 src/core/*.h "$(DESTDIR)$(INCDIR)"
	install -d "$(DESTDIR)$(CLIBDIR)/pkgconfig"
	sed -e 's|@INCDIR@|$(INCDIR)|; s|@LIBDIR@|$(CLIBDIR)|' \
	  -e "s|@VERSION@|$$(sed -n 's/.*ORC_VERSION "\(.*\)"/\1/p' \
	  src/core/version.h)|" src/core/orchestrator.pc.in \
	  >"$(DESTDIR)$(CLIBDIR)/pkgconfig/orchestrator.pc"

install-sandbox: sandbox-module
	install -D -m 755 $(SANDBOX) \
	  "$(DESTDIR)$(LIBDIR)/orchestrator/sandbox/core.so"
	$(call install-lua,$(SANDBOX_LUA))

# The lock stays: someone may be waiting for it.
clean:
	@mkdir -p $(BUILD)
	flock $(BUILD)/.lock \
	  find $(BUILD) -mindepth 1 -maxdepth 1 ! -name .lock -exec rm -rf {} +

-include $(CORE_O:.o=.d) $(BINDING_O:.o=.d) $(SANDBOX_O:.o=.d) \
  $(TEST_O:.o=.d) $(SUPPORT_O:.o=.d) $(FUZZ_PROGRAMS:=.d)
