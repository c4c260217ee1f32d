/* Notes which lines of lua/ a Lua process ran, for tools/coverage/report.lua.
**
**   LUA_INIT_5_4="package.loadlib('…/hook.so', 'luaopen_coverage')()"
**   COVERAGE_LINES=FILE
**
** Appends "file:line" to FILE for each line as it first runs. A hook in C is
** handed down to coroutines, and costs little; processes that are killed have
** said by then what they ran. */
#include <lauxlib.h>
#include <lua.h>

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define FILES 1024
#define LINES 2048

typedef struct file {
  char name[120];
  bool seen[LINES];
} file;

static file *files[FILES];
static char text[1 << 14]; /* not yet written */
static size_t used;
static struct timespec last;

static void flush(void) {
  const char *path = getenv("COVERAGE_LINES");
  int fd = path != NULL ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
                               0600) : -1;
  if (fd >= 0 && write(fd, text, used) < 0) perror(path);
  if (fd >= 0) close(fd);
  used = 0;
  clock_gettime(CLOCK_MONOTONIC, &last);
}

static bool is_time(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (now.tv_sec - last.tv_sec) * 1000 +
             (now.tv_nsec - last.tv_nsec) / 1000000 >= 20;
}

static file *file_of(const char *name) {
  unsigned hash = 5381;
  for (const char *c = name; *c != '\0'; c++) {
    hash = hash * 33 ^ (unsigned char)*c;
  }
  for (unsigned i = hash;; i++) {
    file **slot = &files[i % FILES];
    if (*slot == NULL) {
      *slot = calloc(1, sizeof **slot);
      if (*slot != NULL) snprintf((*slot)->name, sizeof (*slot)->name, "%s",
                                  name);
      return *slot;
    }
    if (strcmp((*slot)->name, name) == 0) return *slot;
  }
}

static void note(lua_State *L, lua_Debug *ar) {
  if (lua_getinfo(L, "S", ar) == 0 || ar->source[0] != '@') return;
  const char *name = strstr(ar->source, "lua/orchestrator");
  int line = ar->currentline;
  if (name == NULL || strlen(name) >= sizeof files[0]->name) return;
  if (line < 1 || line >= LINES) return;
  file *f = file_of(name);
  if (f == NULL || f->seen[line]) return;
  f->seen[line] = true;
  used += (size_t)snprintf(text + used, sizeof text - used, "%s:%d\n", name,
                           line);
  if (used > sizeof text - 200 || is_time()) flush();
}

__attribute__((visibility("default"))) int luaopen_coverage(lua_State *L);

int luaopen_coverage(lua_State *L) {
  static bool exits;
  if (!exits) atexit(flush);
  exits = true;
  lua_sethook(L, note, LUA_MASKLINE, 0);
  return 0;
}
