/* A host that does to a script what real ones do: forks, sends signals, closes
** descriptors, locks it up below a folder.
**
**   odd_host SCRIPT [ROUNDS]
**
** Runs the script in so many states, one after the other; each is closed with
** whatever it has under way. Fails when the script fails, or when the last
** state left more descriptors open than the first. SIGPIPE has its default. */
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t signals;

static void count_signal(int number) {
  (void)number;
  signals++;
}

/* fork() -> 0 in the child | its id */
static int l_fork(lua_State *L) {
  lua_pushinteger(L, fork());
  return 1;
}

/* wait(id) -> exit code | nil, signal */
static int l_wait(lua_State *L) {
  int status;
  if (waitpid((pid_t)luaL_checkinteger(L, 1), &status, 0) < 0) {
    return luaL_error(L, "no such child");
  }
  if (WIFEXITED(status)) {
    lua_pushinteger(L, WEXITSTATUS(status));
    return 1;
  }
  lua_pushnil(L);
  lua_pushinteger(L, WTERMSIG(status));
  return 2;
}

static int l_exit(lua_State *L) {
  fflush(NULL);
  _exit((int)luaL_checkinteger(L, 1));
}

/* interrupt(seconds): SIGALRM, again and again */
static int l_interrupt(lua_State *L) {
  double seconds = luaL_checknumber(L, 1);
  struct sigaction action = {.sa_handler = count_signal};
  sigaction(SIGALRM, &action, NULL);
  struct timeval span = {0, (suseconds_t)(seconds * 1e6)};
  setitimer(ITIMER_REAL, &(struct itimerval){span, span}, NULL);
  return 0;
}

static int l_signals(lua_State *L) {
  lua_pushinteger(L, signals);
  return 1;
}

static int l_close(lua_State *L) {
  lua_pushboolean(L, close((int)luaL_checkinteger(L, 1)) == 0);
  return 1;
}

static int l_chroot(lua_State *L) {
  const char *path = luaL_checkstring(L, 1);
  lua_pushboolean(L, chroot(path) == 0 && chdir("/") == 0);
  return 1;
}

static const luaL_Reg functions[] = {
    {"fork", l_fork},       {"wait", l_wait},   {"exit", l_exit},
    {"interrupt", l_interrupt}, {"signals", l_signals},
    {"close", l_close},     {"chroot", l_chroot}, {NULL, NULL},
};

static int descriptors(void) {
  DIR *dir = opendir("/proc/self/fd");
  int count = 0;
  while (dir != NULL && readdir(dir) != NULL) count++;
  if (dir != NULL) closedir(dir);
  return count;
}

static int run(const char *script) {
  lua_State *L = luaL_newstate();
  if (L == NULL) return 1;
  luaL_openlibs(L);
  luaL_newlib(L, functions);
  lua_setglobal(L, "host");
  int failed = luaL_dofile(L, script);
  if (failed) fprintf(stderr, "%s\n", luaL_tolstring(L, -1, NULL));
  lua_close(L);
  return failed;
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  signal(SIGPIPE, SIG_DFL);
  int rounds = argc > 2 ? atoi(argv[2]) : 1, first = 0;
  for (int i = 0; i < rounds; i++) {
    if (run(argv[1]) != 0) return 1;
    if (i == 0) first = descriptors();
  }
  if (descriptors() > first && first > 0 && rounds > 1) {
    fprintf(stderr, "%d descriptors after one state, %d after %d\n", first,
            descriptors(), rounds);
    return 1;
  }
  return 0;
}
