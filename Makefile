# Builds the C modules into build/, where bin/orch and the specs find them.

LUA ?= lua5.4
LUA_VERSION ?= 5.4
CC ?= gcc
BUILD ?= build
OUT := $(BUILD)/$(LUA_VERSION)

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
  -Wmissing-prototypes -Werror
OPT ?= -O2 -g
HARDEN := -fstack-protector-strong -D_FORTIFY_SOURCE=2
CFLAGS_ALL = -std=c11 -D_GNU_SOURCE -fPIC -fvisibility=hidden $(WARN) $(OPT) \
  $(HARDEN) $(CFLAGS)
LDFLAGS_ALL = -shared -Wl,-z,nodelete -Wl,-z,relro,-z,now $(LDFLAGS)

LUA_CFLAGS := $(shell pkg-config --cflags lua$(LUA_VERSION) 2>/dev/null)
CURL_LIBS := $(shell pkg-config --libs libcurl 2>/dev/null)
SANDBOX_LIBS := -lmicrohttpd -lsqlite3

CORE_C := $(wildcard src/core/*.c)
BINDING_C := $(wildcard src/lua_*.c)
SANDBOX_C := $(wildcard src/sandbox/*.c)
CORE_O := $(CORE_C:src/%.c=$(OUT)/obj/%.o)
BINDING_O := $(BINDING_C:src/%.c=$(OUT)/obj/%.o)
SANDBOX_O := $(SANDBOX_C:src/%.c=$(OUT)/obj/%.o)
SUPPORT_O := $(patsubst spec/core/support/%.c,$(OUT)/obj/test/%.o,\
  $(wildcard spec/core/support/*.c))

MODULE := $(OUT)/orchestrator/core.so
SANDBOX := $(OUT)/orchestrator/sandbox/core.so
C_TESTS := $(patsubst spec/core/%_test.c,$(OUT)/test/%_test,\
  $(wildcard spec/core/*_test.c))

.PHONY: build c-test lua-test clean
build: $(MODULE) $(if $(SANDBOX_C),$(SANDBOX))

$(OUT)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(LUA_CFLAGS) -MMD -MP -c $< -o $@

$(MODULE): $(CORE_O) $(BINDING_O)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) $^ -o $@ $(CURL_LIBS)

$(SANDBOX): $(SANDBOX_O)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS_ALL) $^ -o $@ $(SANDBOX_LIBS)

$(OUT)/obj/test/%.o: spec/core/support/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -MMD -MP -c $< -o $@

$(OUT)/test/%_test: spec/core/%_test.c $(CORE_O) $(SUPPORT_O)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -Isrc/core $^ -o $@ -lcmocka $(CURL_LIBS) -lpthread \
	  -lm -lssl -lcrypto

c-test: $(C_TESTS)
	@for t in $(C_TESTS); do $$t || exit 1; done

lua-test: build
	busted --lua=$(LUA)

clean:
	rm -rf $(BUILD)

-include $(CORE_O:.o=.d) $(BINDING_O:.o=.d) $(SANDBOX_O:.o=.d)
