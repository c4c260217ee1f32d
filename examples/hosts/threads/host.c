/*
** A C host: threads that each keep many Lua states, each with a memory cap.
**
**   cc host.c -o host -pthread $(pkg-config --cflags --libs lua5.4)
**   ./host SCRIPT [THREADS [STATES [ROUNDS [CAP]]]]
**
** Each thread opens STATES states (20), runs the script in each in turn, and
** closes them, ROUNDS times (1). A state holds at most CAP bytes (1 MiB).
** States are made on one thread and used on another: the main thread opens
** the first ones. Prints what was run, and what the process held in the
** middle and at its end.
*/
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct {
  lua_State *L;
  size_t used, peak, cap;
} state;

typedef struct {
  pthread_t thread;
  state *states;
  size_t peak;
  long failed;
} worker;

static const char *script;
static long worker_count = 8, state_count = 20, rounds = 1;
static size_t cap = (size_t)1 << 20;

static void *resize(void *ud, void *block, size_t old_size, size_t new_size) {
  state *s = ud;
  if (block == NULL) old_size = 0; /* Lua passes a type */
  if (new_size == 0) {
    s->used -= old_size;
    free(block);
    return NULL;
  }
  if (s->used - old_size + new_size > s->cap) return NULL;
  void *moved = realloc(block, new_size);
  if (moved == NULL) return NULL;
  s->used += new_size - old_size;
  if (s->used > s->peak) s->peak = s->used;
  return moved;
}

static void open_state(state *s) {
  *s = (state){.cap = cap};
  s->L = lua_newstate(resize, s);
  if (s->L == NULL) return;
  luaL_openlibs(s->L);
}

static int run_script(state *s) {
  if (s->L == NULL) return 1;
  if (luaL_dofile(s->L, script) == LUA_OK) return 0;
  fprintf(stderr, "host: %s\n", luaL_tolstring(s->L, -1, NULL));
  return 1;
}

static void close_states(worker *w) {
  for (long i = 0; i < state_count; i++) {
    state *s = &w->states[i];
    if (s->L != NULL) lua_close(s->L);
    if (s->used != 0) w->failed++;
    if (s->peak > w->peak) w->peak = s->peak;
  }
}

static void open_states(worker *w) {
  for (long i = 0; i < state_count; i++) open_state(&w->states[i]);
}

static void *work(void *ud) {
  worker *w = ud;
  for (long round = 0; round < rounds; round++) {
    if (round > 0) open_states(w);
    for (long i = 0; i < state_count; i++) {
      w->failed += run_script(&w->states[i]);
    }
    close_states(w);
  }
  return NULL;
}

/* All workers, to their end. */
static long run_workers(worker *workers, size_t *peak) {
  long failed = 0;
  for (long i = 0; i < worker_count; i++) {
    worker *w = &workers[i];
    *w = (worker){.states = calloc((size_t)state_count, sizeof(state))};
    if (w->states == NULL) exit(1);
    open_states(w);
    if (pthread_create(&w->thread, NULL, work, w) != 0) exit(1);
  }
  for (long i = 0; i < worker_count; i++) {
    pthread_join(workers[i].thread, NULL);
    failed += workers[i].failed;
    if (workers[i].peak > *peak) *peak = workers[i].peak;
    free(workers[i].states);
  }
  return failed;
}

static long count_entries(const char *folder) {
  long count = -2; /* "." and ".." */
  DIR *dir = opendir(folder);
  while (dir != NULL && readdir(dir) != NULL) count++;
  if (dir != NULL) closedir(dir);
  return count;
}

static long resident_kib(void) {
  long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file == NULL || fscanf(file, "%*d %ld", &pages) != 1) pages = 0;
  if (file != NULL) fclose(file);
  return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static void report(const char *when, size_t peak) {
  printf("%s: %zu KiB peak of a state, %ld KiB resident, %ld descriptors, "
         "%ld threads\n", when, peak / 1024, resident_kib(),
         count_entries("/proc/self/fd"), count_entries("/proc/self/task"));
}

int main(int argc, char **argv) {
  if (argc < 2) return fprintf(stderr, "usage: host SCRIPT …\n"), 2;
  script = argv[1];
  if (argc > 2) worker_count = atol(argv[2]);
  if (argc > 3) state_count = atol(argv[3]);
  if (argc > 4) rounds = atol(argv[4]);
  if (argc > 5) cap = (size_t)atol(argv[5]);
  worker *workers = calloc((size_t)worker_count, sizeof *workers);
  if (workers == NULL) return 1;
  size_t peak = 0;
  long failed = run_workers(workers, &peak);
  report("middle", peak);
  failed += run_workers(workers, &peak);
  report("end", peak);
  printf("%ld states, %ld failed\n", 2 * worker_count * state_count * rounds,
         failed);
  free(workers);
  return failed == 0 ? 0 : 1;
}
