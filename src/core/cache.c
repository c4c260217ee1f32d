#include "cache.h"

#include "cache_host.h"

#include "json.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILE ((size_t)1 << 20)
#define BOOT_ID_SIZE 40

struct orc_cache {
  const orc_mem *mem;
  const orc_clock *clock;
  char *key;
  char *path;      /* DIRECTORY/HASH.json */
  char *new_path;  /* … .new: written, synced, then renamed */
  char *lock_path; /* … .lock: never removed, so that all lock one file */
  int lock_fd;     /* -1: not locked */
  pid_t locker;    /* the process that locked it */
  orc_cache_host *host; /* instead of the files; NULL: files */
  const char *warning;
  char boot_id[BOOT_ID_SIZE];
};

/* ------------------------------------------------------------- opening -- */

/* FNV-1a: only a name; the key itself is compared on reading. */
static uint64_t hash(const char *s) {
  uint64_t h = 0xcbf29ce484222325u;
  for (; *s != '\0'; s++) {
    h ^= (unsigned char)*s;
    h *= 0x100000001b3u;
  }
  return h;
}

static char *file_name(const orc_mem *mem, const char *directory,
                       uint64_t name, const char *suffix) {
  orc_buf buf;
  orc_buf_init(&buf, mem, 4096);
  orc_buf_printf(&buf, "%s/%016llx.%s", directory, (unsigned long long)name,
                 suffix);
  const char *text = orc_buf_cstr(&buf);
  char *copy = orc_mem_string(mem, text);
  orc_buf_fini(&buf);
  return copy;
}

static orc_status folder_failed(orc_err *err, const char *directory,
                                const char *why) {
  orc_err_set(err, ORC_KIND_CONFIG, "token cache folder %s: %s", directory,
              why);
  orc_err_hint(err, "name another folder in XDG_CACHE_HOME, or set "
                    "cache = false");
  return ORC_FAIL;
}

/* Makes the missing folders of the path, each for us alone. */
static int make_folders(char *path) {
  for (char *p = path + 1; *p != '\0'; p++) {
    if (*p != '/') continue;
    *p = '\0';
    int rc = mkdir(path, 0700);
    int code = errno;
    *p = '/';
    if (rc != 0 && code != EEXIST) return code;
  }
  return mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : errno;
}

static orc_status open_folder(const orc_mem *mem, const char *directory,
                              orc_err *err) {
  size_t len = strlen(directory);
  if (len < 2 || directory[len - 1] == '/') {
    return folder_failed(err, directory, "is no folder of its own");
  }
  char *path = orc_mem_string(mem, directory);
  if (path == NULL) return orc_err_memory(err);
  int code = make_folders(path);
  orc_mem_string_free(mem, path);
  if (code != 0) return folder_failed(err, directory, strerror(code));
  struct stat st;
  if (lstat(directory, &st) != 0) {
    return folder_failed(err, directory, strerror(errno));
  }
  if (!S_ISDIR(st.st_mode)) {
    return folder_failed(err, directory, "is a link or no folder");
  }
  if (st.st_uid != geteuid()) {
    return folder_failed(err, directory, "belongs to another user");
  }
  if ((st.st_mode & 077) != 0) {
    return folder_failed(err, directory,
                         "is open to other users (chmod 700 it)");
  }
  return ORC_OK;
}

static void read_boot_id(char *out) {
  out[0] = '\0';
  int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  ssize_t len = read(fd, out, BOOT_ID_SIZE - 1);
  close(fd);
  out[len > 0 ? len : 0] = '\0';
  out[strcspn(out, "\n")] = '\0';
}

orc_cache *orc_cache_open(const orc_mem *mem, const orc_clock *clock,
                          const char *directory, const char *key,
                          orc_err *err) {
  if (open_folder(mem, directory, err) != ORC_OK) return NULL;
  orc_cache *cache = orc_mem_new(mem, sizeof *cache);
  if (cache == NULL) {
    orc_err_memory(err);
    return NULL;
  }
  cache->mem = mem;
  cache->clock = clock;
  cache->lock_fd = -1;
  read_boot_id(cache->boot_id);
  uint64_t name = hash(key);
  cache->key = orc_mem_string(mem, key);
  cache->path = file_name(mem, directory, name, "json");
  cache->new_path = file_name(mem, directory, name, "new");
  cache->lock_path = file_name(mem, directory, name, "lock");
  if (cache->key == NULL || cache->path == NULL || cache->new_path == NULL ||
      cache->lock_path == NULL) {
    orc_cache_close(cache);
    orc_err_memory(err);
    return NULL;
  }
  return cache;
}

orc_cache *orc_cache_open_host(const orc_mem *mem, const orc_clock *clock,
                               const char *key) {
  orc_cache *cache = orc_mem_new(mem, sizeof *cache);
  if (cache == NULL) return NULL;
  cache->mem = mem;
  cache->clock = clock;
  cache->lock_fd = -1;
  read_boot_id(cache->boot_id);
  cache->key = orc_mem_string(mem, key);
  cache->host = orc_cache_host_new(mem);
  if (cache->key != NULL && cache->host != NULL) return cache;
  orc_cache_close(cache);
  return NULL;
}

orc_errand orc_cache_errand(const orc_cache *cache, const char **key,
                            orc_slice *text) {
  const orc_cache_host *host = cache->host;
  *text = (orc_slice){NULL, 0};
  *key = cache->key;
  if (host == NULL) return ORC_ERRAND_NONE;
  if (host->errand == ORC_ERRAND_SET && host->text.len > 0) {
    *text = (orc_slice){host->text.data, host->text.len};
  }
  return host->errand;
}

void orc_cache_answer(orc_cache *cache, orc_slice text, bool again,
                      const char *why) {
  orc_cache_host_answer(cache->host, text, again, why);
}

void orc_cache_close(orc_cache *cache) {
  if (cache == NULL) return;
  orc_cache_unlock(cache);
  const orc_mem *mem = cache->mem;
  orc_cache_host_free(cache->host, mem);
  orc_mem_string_free(mem, cache->key);
  orc_mem_string_free(mem, cache->path);
  orc_mem_string_free(mem, cache->new_path);
  orc_mem_string_free(mem, cache->lock_path);
  orc_mem_free(mem, cache, sizeof *cache);
}

const char *orc_cache_path(const orc_cache *cache) {
  return cache->host != NULL ? "the host's cache" : cache->path;
}

const char *orc_cache_warning(const orc_cache *cache) {
  return cache->warning;
}

static orc_status failed(const orc_cache *cache, orc_err *err,
                         const char *what, const char *path) {
  orc_err_set(err, ORC_KIND_CONFIG, "token cache: cannot %s %s: %s", what,
              path, strerror(errno));
  orc_err_hint(err, "free or repair the disk, name another folder in "
                    "XDG_CACHE_HOME, or set cache = false");
  (void)cache;
  return ORC_FAIL;
}

/* ------------------------------------------------------------- locking -- */

orc_status orc_cache_lock(orc_cache *cache, orc_err *err) {
  if (cache->host != NULL) return orc_cache_host_lock(cache->host, err);
  if (cache->lock_fd >= 0) return ORC_OK;
  int fd = open(cache->lock_path,
                O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return failed(cache, err, "open", cache->lock_path);
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
    cache->lock_fd = fd;
    cache->locker = getpid();
    return ORC_OK;
  }
  int code = errno;
  close(fd);
  if (code == EWOULDBLOCK || code == EINTR) return ORC_AGAIN;
  errno = code;
  return failed(cache, err, "lock", cache->lock_path);
}

/* A child that was forked meanwhile shares the lock: it must not keep it for
** its parent, nor end it. */
void orc_cache_unlock(orc_cache *cache) {
  if (cache->host != NULL) orc_cache_host_unlock(cache->host);
  if (cache->lock_fd < 0) return;
  if (cache->locker == getpid()) flock(cache->lock_fd, LOCK_UN);
  close(cache->lock_fd);
  cache->lock_fd = -1;
}

bool orc_cache_locked(const orc_cache *cache) {
  return cache->host != NULL ? cache->host->locked : cache->lock_fd >= 0;
}

/* ------------------------------------------------------------- reading -- */

static const char *distrust(const struct stat *st) {
  if (!S_ISREG(st->st_mode)) return "it is no regular file";
  if (st->st_uid != geteuid()) return "it belongs to another user";
  if ((st->st_mode & 077) != 0) return "it is open to other users";
  if ((size_t)st->st_size > MAX_FILE) return "it is too large";
  return NULL;
}

/* false: see errno. */
static bool read_all(int fd, orc_buf *out) {
  char chunk[4096];
  ssize_t len;
  bool ok = true;
  while (ok && (len = read(fd, chunk, sizeof chunk)) != 0) {
    if (len < 0 && errno == EINTR) continue;
    ok = len > 0 && orc_buf_append(out, chunk, (size_t)len);
    if (len > 0 && !ok) errno = ENOMEM;
  }
  orc_mem_wipe(chunk, sizeof chunk);
  return ok;
}

/* The whole of a file that is ours alone. ORC_END: there is none, or it is
** not to be trusted (then *why says so). ORC_FAIL: see errno. */
static orc_status load(const char *path, orc_buf *out, const char **why) {
  *why = NULL;
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) {
    if (errno == ELOOP) *why = "it is a link";
    if (errno == EACCES) *why = "it cannot be read with our rights";
    return *why != NULL || errno == ENOENT ? ORC_END : ORC_FAIL;
  }
  struct stat st;
  orc_status status = fstat(fd, &st) == 0 ? ORC_OK : ORC_FAIL;
  if (status == ORC_OK && (*why = distrust(&st)) != NULL) status = ORC_END;
  if (status == ORC_OK && !read_all(fd, out)) status = ORC_FAIL;
  int code = errno;
  close(fd);
  errno = code;
  return status;
}

typedef struct record {
  orc_cache_entry *entry;
  orc_buf key, boot_id;
  double expires_wall, expires_boot, life, version;
} record;

static orc_buf *text_field(record *r, const char *name) {
  const struct {
    const char *name;
    orc_buf *buf;
  } fields[] = {
      {"key", &r->key},
      {"boot_id", &r->boot_id},
      {"access_token", &r->entry->access_token},
      {"refresh_token", &r->entry->refresh_token},
      {"scope", &r->entry->scope},
  };
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    if (strcmp(fields[i].name, name) == 0) return fields[i].buf;
  }
  return NULL;
}

static double *number_field(record *r, const char *name) {
  if (strcmp(name, "expires_wall") == 0) return &r->expires_wall;
  if (strcmp(name, "expires_boot") == 0) return &r->expires_boot;
  if (strcmp(name, "life") == 0) return &r->life;
  if (strcmp(name, "version") == 0) return &r->version;
  return NULL;
}

static bool read_member(record *r, orc_json *json, const char *name) {
  orc_json_type type = orc_json_next(json);
  orc_buf *text = text_field(r, name);
  double *number = number_field(r, name);
  if (text != NULL) {
    orc_buf_clear(text);
    return type == ORC_JSON_STRING && orc_json_unescape(json, text);
  }
  if (number != NULL) {
    if (type == ORC_JSON_INTEGER) *number = (double)json->integer;
    else if (type == ORC_JSON_NUMBER) *number = json->number;
    else return false;
    return true;
  }
  return orc_json_skip(json, type);
}

static bool parse(record *r, const orc_buf *text) {
  orc_json json;
  orc_json_init(&json, text->data, text->len);
  if (orc_json_next(&json) != ORC_JSON_OBJECT) return false;
  orc_json_type type;
  while ((type = orc_json_next(&json)) == ORC_JSON_KEY) {
    char name[32];
    if (json.text.len >= sizeof name) return false;
    memcpy(name, json.text.data, json.text.len);
    name[json.text.len] = '\0';
    if (!read_member(r, &json, name)) return false;
  }
  return type == ORC_JSON_OBJECT_END && orc_json_next(&json) == ORC_JSON_DONE;
}

static bool equals(const orc_buf *buf, const char *s) {
  return buf->len == strlen(s) && memcmp(buf->data, s, buf->len) == 0;
}

/* Within the boot it was written in, the clock that cannot be set counts. */
static double life_left(const orc_cache *cache, const record *r) {
  const orc_clock *clock = cache->clock;
  bool same_boot = cache->boot_id[0] != '\0' &&
                   equals(&r->boot_id, cache->boot_id);
  double left = same_boot ? r->expires_boot - clock->now(clock->ud)
                          : r->expires_wall - clock->wall(clock->ud);
  /* A wall clock that was set back must not lengthen a life. */
  return left > r->life ? -1 : left;
}

static bool lacked_memory(const record *r) {
  const orc_buf *bufs[] = {&r->key, &r->boot_id, &r->entry->access_token,
                           &r->entry->refresh_token, &r->entry->scope};
  for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++) {
    if (bufs[i]->failed && !bufs[i]->full) return true;
  }
  return false;
}

#define BROKEN "it is broken"

/* What is not to be trusted, or NULL. */
static const char *read_record(const orc_cache *cache, record *r,
                               const orc_buf *text) {
  if (!parse(r, text)) return BROKEN;
  if (!equals(&r->key, cache->key)) return "it is another's";
  if (r->version != 1) return "it is of another version";
  return NULL;
}

/* Nothing of a file that is not trusted stays in *entry. */
static orc_status read_text(orc_cache *cache, const orc_buf *text,
                            orc_status status, orc_cache_entry *entry,
                            orc_err *err) {
  record r = {.entry = entry};
  orc_buf_init(&r.key, cache->mem, MAX_FILE);
  orc_buf_init(&r.boot_id, cache->mem, BOOT_ID_SIZE);
  if (status == ORC_OK) {
    cache->warning = read_record(cache, &r, text);
    if (cache->warning != NULL) status = ORC_END;
    if (lacked_memory(&r)) status = orc_err_memory(err);
  }
  entry->life = status == ORC_OK ? r.life : -1;
  entry->left = status == ORC_OK ? life_left(cache, &r) : -1;
  if (status != ORC_OK) {
    orc_buf_clear(&entry->access_token);
    orc_buf_clear(&entry->refresh_token);
    orc_buf_clear(&entry->scope);
  }
  orc_buf_fini(&r.key);
  orc_buf_fini(&r.boot_id);
  return status;
}

static orc_status read_file(orc_cache *cache, const char *path,
                            orc_cache_entry *entry, orc_err *err) {
  orc_buf text;
  orc_buf_init(&text, cache->mem, MAX_FILE);
  text.secret = true;
  orc_status status = load(path, &text, &cache->warning);
  if (status == ORC_FAIL && errno == ENOMEM) {
    orc_err_memory(err);
  } else if (status == ORC_FAIL) {
    failed(cache, err, "read", path);
  }
  status = read_text(cache, &text, status, entry, err);
  orc_buf_fini(&text);
  return status;
}

static orc_status read_host(orc_cache *cache, orc_cache_entry *entry,
                            orc_err *err) {
  cache->warning = NULL;
  orc_status status = orc_cache_host_get(cache->host, err);
  if (status == ORC_AGAIN) return ORC_AGAIN;
  return read_text(cache, &cache->host->text, status, entry, err);
}

/* Its writer may have been killed before the sync. */
static bool sync_file(const char *path) {
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return false;
  bool ok = fsync(fd) == 0;
  close(fd);
  return ok;
}

/* A whole temporary file is newer than the file: its writer was killed
** before renaming it. A part of one is worth nothing. One that cannot be
** looked at or moved must stop us: it may hold the only refresh token. */
static orc_status recover(orc_cache *cache, orc_err *err) {
  orc_cache_entry entry;
  orc_cache_entry_init(&entry, cache->mem);
  orc_status status = read_file(cache, cache->new_path, &entry, err);
  if (status == ORC_OK && (!sync_file(cache->new_path) ||
                           rename(cache->new_path, cache->path) != 0)) {
    status = failed(cache, err, "replace", cache->path);
  } else if (status == ORC_END && cache->warning != NULL &&
             strcmp(cache->warning, BROKEN) == 0) {
    unlink(cache->new_path);
  }
  orc_cache_entry_fini(&entry);
  return status == ORC_FAIL ? ORC_FAIL : ORC_OK;
}

orc_status orc_cache_read(orc_cache *cache, orc_cache_entry *entry,
                          orc_err *err) {
  if (cache->host != NULL) return read_host(cache, entry, err);
  if (cache->lock_fd >= 0 && access(cache->new_path, F_OK) == 0 &&
      recover(cache, err) != ORC_OK) {
    return ORC_FAIL;
  }
  cache->warning = NULL;
  return read_file(cache, cache->path, entry, err);
}

/* ------------------------------------------------------------- writing -- */

static bool put_text(orc_buf *out, const char *name, const char *s,
                     size_t len) {
  return orc_buf_printf(out, ",\n\"%s\":", name) &&
         orc_json_put_string(out, s, len);
}

static bool put_number(orc_buf *out, const char *name, double value) {
  return orc_buf_printf(out, ",\n\"%s\":", name) &&
         orc_json_put_number(out, value);
}

static bool put_record(const orc_cache *cache, const orc_cache_entry *entry,
                       orc_buf *out) {
  const orc_clock *clock = cache->clock;
  orc_buf_puts(out, "{\"version\":1");
  put_text(out, "key", cache->key, strlen(cache->key));
  put_text(out, "boot_id", cache->boot_id, strlen(cache->boot_id));
  put_number(out, "expires_boot", clock->now(clock->ud) + entry->left);
  put_number(out, "expires_wall", clock->wall(clock->ud) + entry->left);
  put_number(out, "life", entry->life);
  const struct {
    const char *name;
    const orc_buf *buf;
  } texts[] = {{"access_token", &entry->access_token},
               {"refresh_token", &entry->refresh_token},
               {"scope", &entry->scope}};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    if (texts[i].buf->len == 0) continue;
    put_text(out, texts[i].name, texts[i].buf->data, texts[i].buf->len);
  }
  return orc_buf_puts(out, "}\n");
}

static bool write_all(int fd, const char *data, size_t len) {
  while (len > 0) {
    ssize_t n = write(fd, data, len);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    data += n;
    len -= (size_t)n;
  }
  return true;
}

static bool write_synced(const char *path, const orc_buf *text) {
  unlink(path);
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                0600);
  if (fd < 0) return false;
  bool ok = write_all(fd, text->data, text->len) && fsync(fd) == 0;
  int code = errno;
  if (close(fd) != 0 && ok) {
    ok = false;
    code = errno;
  }
  if (!ok) unlink(path);
  errno = code;
  return ok;
}

/* The rename itself is on the disk only when the folder is. */
static void sync_folder(const char *path) {
  char folder[4096];
  const char *slash = strrchr(path, '/');
  size_t len = (size_t)(slash - path);
  if (len >= sizeof folder) return;
  memcpy(folder, path, len);
  folder[len] = '\0';
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  fsync(fd);
  close(fd);
}

static orc_status write_host(orc_cache *cache, const orc_cache_entry *entry,
                             orc_err *err) {
  orc_buf text;
  orc_buf_init(&text, cache->mem, MAX_FILE);
  text.secret = true;
  orc_status status = put_record(cache, entry, &text)
                          ? orc_cache_host_set(cache->host, &text, err)
                          : orc_err_memory(err);
  orc_buf_fini(&text);
  return status;
}

orc_status orc_cache_write(orc_cache *cache, const orc_cache_entry *entry,
                           orc_err *err) {
  if (cache->host != NULL) return write_host(cache, entry, err);
  if (cache->lock_fd < 0) {
    return orc_err_set(err, ORC_KIND_BUSY, "token cache: %s is not locked",
                       cache->path);
  }
  orc_buf text;
  orc_buf_init(&text, cache->mem, MAX_FILE);
  text.secret = true;
  orc_status status = ORC_OK;
  if (!put_record(cache, entry, &text)) {
    status = orc_err_memory(err);
  } else if (!write_synced(cache->new_path, &text)) {
    status = failed(cache, err, "write", cache->new_path);
  } else if (rename(cache->new_path, cache->path) != 0) {
    status = failed(cache, err, "replace", cache->path);
  } else {
    sync_folder(cache->path);
  }
  orc_buf_fini(&text);
  return status;
}

orc_status orc_cache_remove(orc_cache *cache, orc_err *err) {
  if (cache->host != NULL) {
    orc_buf nothing;
    orc_buf_init(&nothing, cache->mem, 0);
    return orc_cache_host_set(cache->host, &nothing, err);
  }
  const char *paths[] = {cache->new_path, cache->path};
  for (size_t i = 0; i < 2; i++) {
    if (unlink(paths[i]) != 0 && errno != ENOENT) {
      return failed(cache, err, "remove", paths[i]);
    }
  }
  return ORC_OK;
}
