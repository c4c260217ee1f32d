/* What a session at a terminal needs of the system and Lua
** does not have: sizes, single keys, Ctrl-C, and files that are private. */

#include "lua_terminal.h"

#include "lua_version.h"

#include <lauxlib.h>

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define FDS_MAX 8

static int fail_errno(lua_State *L, const char *what) {
  int code = errno;
  lua_pushnil(L);
  lua_pushfstring(L, "%s: %s", what, strerror(code));
  return 2;
}

/* is_terminal(fd) -> boolean */
static int l_is_terminal(lua_State *L) {
  lua_pushboolean(L, isatty((int)luaL_checkinteger(L, 1)));
  return 1;
}

/* size(fd) -> columns, lines | nothing: unknown */
static int l_size(lua_State *L) {
  struct winsize size;
  int fd = (int)luaL_checkinteger(L, 1);
  if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 0;
  lua_pushinteger(L, size.ws_col);
  lua_pushinteger(L, size.ws_row);
  return 2;
}

/* Ctrl-C. A process has one keyboard and one handler, so this is the one
** place that keeps a state: while `guard` runs its function, as the
** stand-alone interpreter does. */

static _Atomic(lua_State *) guarded; /* NULL: nobody evaluates */
static volatile sig_atomic_t interrupted;
static atomic_bool caught;
static struct sigaction before, pipe_before;

static void stop(lua_State *L, lua_Debug *ar) {
  (void)ar;
  lua_sethook(L, NULL, 0, 0);
  interrupted = 0;
  lua_pushliteral(L, "interrupted!");
  lua_error(L);
}

/* lua_sethook is the one function that Lua lets a signal handler call. */
static void on_interrupt(int signal) {
  (void)signal;
  interrupted = 1;
  lua_State *L = atomic_load(&guarded);
  if (L != NULL) {
    lua_sethook(L, stop,
                LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT, 1);
  }
}

/* catch_interrupts(on): SIGINT is noted instead of ending the process, and
** ends waits; a pager that was left ends a write and not the process. Answers
** whether it was done: false when another state of the process does so
** already. */
static int l_catch_interrupts(lua_State *L) {
  bool on = lua_toboolean(L, 1);
  if (on && atomic_exchange(&caught, true)) {
    lua_pushboolean(L, 0);
    return 1;
  }
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_interrupt; /* no SA_RESTART: waits shall end */
  sigemptyset(&action.sa_mask);
  if (on) {
    sigaction(SIGINT, &action, &before);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, &pipe_before);
  } else if (atomic_load(&caught)) {
    sigaction(SIGINT, &before, NULL);
    sigaction(SIGPIPE, &pipe_before, NULL);
    atomic_store(&caught, false);
  }
  interrupted = 0;
  lua_pushboolean(L, 1);
  return 1;
}

/* What else set SIGINT (readline does) is set back to ours. */
static int l_rearm_interrupts(lua_State *L) {
  struct sigaction action;
  (void)L;
  if (!atomic_load(&caught)) return 0;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_interrupt;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  return 0;
}

/* interrupted() -> was there a Ctrl-C since the last time? */
static int l_interrupted(lua_State *L) {
  lua_pushboolean(L, interrupted);
  interrupted = 0;
  return 1;
}

/* guard(f, handler, ...) -> as xpcall; Ctrl-C raises "interrupted!" in f. */
static int l_guard(lua_State *L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  luaL_checktype(L, 2, LUA_TFUNCTION);
  int args = lua_gettop(L) - 2;
  lua_pushvalue(L, 1);
  lua_insert(L, 3);
  interrupted = 0;
  lua_State *outer = atomic_exchange(&guarded, L);
  int status = lua_pcall(L, args, LUA_MULTRET, 2);
  atomic_store(&guarded, outer);
  if (lua_gethook(L) == stop) lua_sethook(L, NULL, 0, 0); /* came at its end */
  lua_pushboolean(L, status == LUA_OK);
  lua_replace(L, 2);
  return lua_gettop(L) - 1;
}

/* raise_resize(): SIGWINCH to ourselves, for who installed its handler after
** the size had changed. */
static int l_raise_resize(lua_State *L) {
  (void)L;
  raise(SIGWINCH);
  return 0;
}

/* leave_line(path) -> boolean: readline gives up the line that it reads. `path`
** is the Lua module that has readline; its own way out frees the stream before
** readline writes its last words there. */
static int l_leave_line(lua_State *L) {
  void *module = dlopen(luaL_checkstring(L, 1), RTLD_LAZY | RTLD_NOLOAD);
  void (*leave)(void) = NULL;
  if (module != NULL) {
    void *found = dlsym(module, "rl_callback_handler_remove");
    memcpy(&leave, &found, sizeof leave); /* C has no cast for this */
    if (leave != NULL) leave();
    dlclose(module);
  }
  lua_pushboolean(L, leave != NULL);
  return 1;
}

/* A Ctrl-C between the look at the flag and the sleep is not missed. */
static int poll_unless_interrupted(struct pollfd *fds, nfds_t count,
                                   double seconds) {
  struct timespec time = {.tv_sec = (time_t)seconds};
  time.tv_nsec = (long)((seconds - (double)time.tv_sec) * 1e9);
  sigset_t block, old;
  sigemptyset(&block);
  sigaddset(&block, SIGINT);
  pthread_sigmask(SIG_BLOCK, &block, &old);
  int ready = -1;
  if (!interrupted) {
    ready = ppoll(fds, count, seconds < 0 ? NULL : &time, &old);
  }
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  return ready;
}

/* wait({fd, ...}, seconds) -> index of one that can be read | false: time is
** up | nil: a signal came */
static int l_wait(lua_State *L) {
  struct pollfd fds[FDS_MAX];
  luaL_checktype(L, 1, LUA_TTABLE);
  double seconds = luaL_optnumber(L, 2, -1);
  if (seconds > 86400) seconds = 86400;
  nfds_t count = 0;
  for (; count < FDS_MAX; count++) {
    lua_rawgeti(L, 1, (lua_Integer)count + 1);
    if (lua_isnil(L, -1)) break;
    fds[count].fd = (int)luaL_checkinteger(L, -1);
    fds[count].events = POLLIN;
    fds[count].revents = 0;
    lua_pop(L, 1);
  }
  int ready = poll_unless_interrupted(fds, count, seconds);
  if (ready < 0) return 0;
  for (nfds_t i = 0; i < count; i++) {
    if (fds[i].revents == 0) continue;
    lua_pushinteger(L, (lua_Integer)i + 1);
    return 1;
  }
  lua_pushboolean(L, 0);
  return 1;
}

/* key(fd) -> one byte of a terminal, unechoed and without Enter | nothing: a
** signal came, or there is no more */
static int l_key(lua_State *L) {
  int fd = (int)luaL_checkinteger(L, 1);
  struct termios old, raw;
  char byte;
  if (tcgetattr(fd, &old) != 0) return 0;
  raw = old;
  raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  tcsetattr(fd, TCSADRAIN, &raw);
  ssize_t got = interrupted ? 0 : read(fd, &byte, 1);
  tcsetattr(fd, TCSADRAIN, &old);
  if (got != 1) return 0;
  lua_pushlstring(L, &byte, 1);
  return 1;
}

/* Private files. */

static int make_folders(char *path) {
  for (char *p = path + 1; *p != '\0'; p++) {
    if (*p != '/') continue;
    *p = '\0';
    int rc = mkdir(path, 0700);
    int code = errno;
    *p = '/';
    if (rc != 0 && code != EEXIST) return -1;
  }
  return 0;
}

static bool write_all(int fd, const char *data, size_t len) {
  while (len > 0) {
    ssize_t done = write(fd, data, len);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    data += done;
    len -= (size_t)done;
  }
  return true;
}

/* Opens a file of ours alone: no link, mode 0600 whatever it was before. */
static int open_private(const char *path, int how) {
  int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | how, 0600);
  if (fd >= 0 && fchmod(fd, 0600) != 0) {
    close(fd);
    return -1;
  }
  return fd;
}

/* write_private(path, text, append) -> true | nil, why. Makes its folders,
** mode 0700. Without `append` it replaces the file. */
static int l_write_private(lua_State *L) {
  size_t len, path_len;
  const char *path = luaL_checklstring(L, 1, &path_len);
  const char *text = luaL_checklstring(L, 2, &len);
  int how = lua_toboolean(L, 3) ? O_APPEND : O_TRUNC;
  char *folders = lua_newuserdatauv(L, path_len + 1, 0);
  memcpy(folders, path, path_len + 1);
  if (path_len == 0 || make_folders(folders) != 0) {
    return fail_errno(L, path);
  }
  int fd = open_private(path, how);
  if (fd < 0) return fail_errno(L, path);
  bool done = write_all(fd, text, len);
  if (close(fd) != 0 || !done) return fail_errno(L, path);
  lua_pushboolean(L, 1);
  return 1;
}

static const luaL_Reg functions[] = {
    {"is_terminal", l_is_terminal},
    {"size", l_size},
    {"catch_interrupts", l_catch_interrupts},
    {"rearm_interrupts", l_rearm_interrupts},
    {"interrupted", l_interrupted},
    {"guard", l_guard},
    {"raise_resize", l_raise_resize},
    {"leave_line", l_leave_line},
    {"wait", l_wait},
    {"key", l_key},
    {"write_private", l_write_private},
    {NULL, NULL},
};

void orc_lua_terminal_open(lua_State *L) {
  luaL_newlib(L, functions);
  lua_setfield(L, -2, "terminal");
}
