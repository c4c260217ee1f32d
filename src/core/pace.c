#include "pace.h"

#include <math.h>
#include <string.h>

/* Documented for Automation Cloud: lists of jobs and queue items since July
** 2024 (reads by id are exempt), identity per organisation. */
const orc_pace_limit orc_pace_cloud[] = {
    {"Jobs", "GET", "/odata/Jobs", 100, 60},
    {"QueueItems", "GET", "/odata/QueueItems", 100, 60},
    {"directory search", "GET", "/api/DirectoryService/SearchForUsersAndGroups",
     300, 300},
    {"identity GET", "GET", "/identity_/api/*", 300, 300},
    {"identity PUT", "PUT", "/identity_/api/*", 160, 300},
    {"identity PATCH", "PATCH", "/identity_/api/*", 160, 300},
    {"identity DELETE", "DELETE", "/identity_/api/*", 160, 300},
    {NULL, NULL, NULL, 0, 0},
};

const orc_pace_limit orc_pace_none[] = {{NULL, NULL, NULL, 0, 0}};

#define FIRST_GAP 0.25 /* seconds between requests after a first 429 */
#define LAST_GAP 60.0
#define FORGOTTEN_GAP 0.01
#define SHRINK 0.95

/* The last requests of one kind, a ring of their moments. */
typedef struct bucket {
  double *moments;
  int size;      /* of the ring: requests allowed in a window; 0: no limit */
  int used;
  int next;      /* where the next moment goes; when full, the oldest */
  double gap;    /* learned from 429s; 0: none */
  double last;
} bucket;

struct orc_pace {
  const orc_mem *mem;
  const orc_pace_limit *limits;
  int count;         /* of limits; buckets[count] is all the rest */
  double held_until; /* the whole tenant */
  bucket *buckets;
};

bool orc_pace_set(orc_pace *pace, const char *name, int requests) {
  int kind = 0;
  while (kind < pace->count && strcmp(pace->limits[kind].name, name) != 0) {
    kind++;
  }
  if (kind == pace->count || requests < 0) return false;
  bucket *b = &pace->buckets[kind];
  double *moments = NULL;
  if (requests > 0) {
    moments = orc_mem_new(pace->mem, (size_t)requests * sizeof *moments);
    if (moments == NULL) return false;
  }
  orc_mem_free(pace->mem, b->moments, (size_t)b->size * sizeof *moments);
  *b = (bucket){.moments = moments, .size = requests};
  return true;
}

static int count_limits(const orc_pace_limit *limits) {
  int n = 0;
  while (limits[n].name != NULL) n++;
  return n;
}

static int share_of(const orc_pace_limit *limit, double share) {
  if (limit->requests == 0) return 0;
  int n = (int)(limit->requests * share);
  return n < 1 ? 1 : n;
}

orc_pace *orc_pace_new(const orc_mem *mem, const orc_pace_limit *limits,
                       double share, orc_err *err) {
  orc_pace *pace = orc_mem_new(mem, sizeof *pace);
  if (pace == NULL) goto fail;
  pace->mem = mem;
  pace->limits = limits;
  pace->count = count_limits(limits);
  pace->held_until = -1;
  size_t buckets = (size_t)pace->count + 1;
  pace->buckets = orc_mem_new(mem, buckets * sizeof *pace->buckets);
  if (pace->buckets == NULL) goto fail;
  for (int i = 0; i < pace->count; i++) {
    bucket *b = &pace->buckets[i];
    int size = share_of(&limits[i], share);
    if (size == 0) continue;
    b->moments = orc_mem_new(mem, (size_t)size * sizeof *b->moments);
    if (b->moments == NULL) goto fail;
    b->size = size;
  }
  return pace;
fail:
  orc_pace_free(pace);
  orc_err_memory(err);
  return NULL;
}

void orc_pace_free(orc_pace *pace) {
  if (pace == NULL) return;
  const orc_mem *mem = pace->mem;
  if (pace->buckets != NULL) {
    for (int i = 0; i <= pace->count; i++) {
      bucket *b = &pace->buckets[i];
      orc_mem_free(mem, b->moments, (size_t)b->size * sizeof *b->moments);
    }
    size_t buckets = (size_t)pace->count + 1;
    orc_mem_free(mem, pace->buckets, buckets * sizeof *pace->buckets);
  }
  orc_mem_free(mem, pace, sizeof *pace);
}

/* The path of an absolute URL, without query. */
static const char *path_of(const char *url, size_t *len) {
  const char *at = strstr(url, "://");
  at = at != NULL ? at + 3 : url;
  at += strcspn(at, "/?#");
  *len = strcspn(at, "?#");
  return at;
}

static bool holds(const char *path, size_t len, const char *part,
                  size_t part_len) {
  for (size_t i = 0; i + part_len <= len; i++) {
    if (memcmp(path + i, part, part_len) == 0) return true;
  }
  return false;
}

static bool matches(const orc_pace_limit *limit, const char *method,
                    const char *path, size_t len) {
  if (strcmp(limit->method, method) != 0) return false;
  size_t part = strlen(limit->path);
  if (part > 0 && limit->path[part - 1] == '*') {
    return holds(path, len, limit->path, part - 1);
  }
  return part <= len && memcmp(path + len - part, limit->path, part) == 0;
}

static int kind_of(const orc_pace *pace, const char *method,
                   const char *url) {
  size_t len;
  const char *path = path_of(url, &len);
  int i = 0;
  while (i < pace->count && !matches(&pace->limits[i], method, path, len)) i++;
  return i;
}

/* Seconds until a window has room for one more. */
static double window_wait(const bucket *b, double window, double now) {
  if (b->size == 0 || b->used < b->size) return 0;
  double wait = b->moments[b->next] + window - now;
  return wait > 0 ? wait : 0;
}

static void count_one(bucket *b, double now) {
  b->last = now;
  if (b->gap > 0) {
    b->gap *= SHRINK;
    if (b->gap < FORGOTTEN_GAP) b->gap = 0;
  }
  if (b->size == 0) return;
  b->moments[b->next] = now;
  b->next = (b->next + 1) % b->size;
  if (b->used < b->size) b->used++;
}

double orc_pace_ask(orc_pace *pace, const char *method, const char *url,
                    double now) {
  int kind = kind_of(pace, method, url);
  bucket *b = &pace->buckets[kind];
  double wait = pace->held_until - now;
  if (kind < pace->count) {
    double window = window_wait(b, pace->limits[kind].window, now);
    if (window > wait) wait = window;
  }
  if (b->gap > 0 && b->last + b->gap - now > wait) {
    wait = b->last + b->gap - now;
  }
  if (wait > 0) return wait;
  count_one(b, now);
  return 0;
}

void orc_pace_refused(orc_pace *pace, const char *method, const char *url,
                      double seconds, double now) {
  bucket *b = &pace->buckets[kind_of(pace, method, url)];
  b->gap = b->gap > 0 ? b->gap * 2 : FIRST_GAP;
  if (b->gap > LAST_GAP) b->gap = LAST_GAP;
  b->last = now;
  if (seconds > 0 && now + seconds > pace->held_until) {
    pace->held_until = now + seconds;
  }
}

double orc_pace_least(const orc_pace *pace, const char *method,
                      const char *url, double requests, const char **name) {
  int kind = kind_of(pace, method, url);
  const bucket *b = &pace->buckets[kind];
  *name = NULL;
  if (kind == pace->count || b->size == 0) return 0;
  *name = pace->limits[kind].name;
  double windows = ceil(requests / b->size) - 1;
  return windows > 0 ? windows * pace->limits[kind].window : 0;
}
