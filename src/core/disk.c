#include "disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static orc_status refuse(orc_err *err, const char *what, const char *path,
                         int why) {
  orc_err_set(err, ORC_KIND_ARGUMENT, "%s cannot be %s: %s", path, what,
              strerror(why));
  return ORC_FAIL;
}

static orc_disk_kind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return ORC_DISK_FILE;
  if (S_ISDIR(mode)) return ORC_DISK_FOLDER;
  if (S_ISLNK(mode)) return ORC_DISK_LINK;
  return ORC_DISK_OTHER;
}

orc_status orc_disk_look(const char *path, orc_disk_entry *entry,
                         orc_err *err) {
  struct stat about;
  if (lstat(path, &about) != 0) {
    if (errno == ENOENT) return ORC_END;
    return refuse(err, "looked at", path, errno);
  }
  entry->kind = kind_of(about.st_mode);
  entry->size = about.st_size;
  entry->mtime = about.st_mtim.tv_sec;
  return ORC_OK;
}

static bool is_dots(const char *name) {
  return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

orc_status orc_disk_list(const char *path, orc_buf *names, orc_err *err) {
  DIR *folder = opendir(path);
  if (folder == NULL) return refuse(err, "listed", path, errno);
  orc_status status = ORC_OK;
  while (status == ORC_OK) {
    errno = 0;
    const struct dirent *entry = readdir(folder);
    if (entry == NULL) {
      if (errno != 0) status = refuse(err, "listed", path, errno);
      break;
    }
    if (is_dots(entry->d_name)) continue;
    if (!orc_buf_append(names, entry->d_name, strlen(entry->d_name) + 1)) {
      orc_err_memory(err);
      status = ORC_FAIL;
    }
  }
  closedir(folder);
  return status;
}

orc_status orc_disk_make(const char *path, orc_err *err) {
  if (mkdir(path, 0777) == 0) return ORC_OK;
  int why = errno;
  struct stat about;
  if (why == EEXIST && stat(path, &about) == 0 && S_ISDIR(about.st_mode)) {
    return ORC_OK;
  }
  return refuse(err, "made", path, why);
}

orc_status orc_disk_touch(const char *path, int64_t mtime, orc_err *err) {
  const struct timespec times[2] = {{.tv_nsec = UTIME_OMIT},
                                    {.tv_sec = (time_t)mtime}};
  if (utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW) == 0) return ORC_OK;
  return refuse(err, "dated", path, errno);
}

/* Does a folder above it let nobody else through? */
static bool is_hidden(const char *path) {
  char above[PATH_MAX];
  struct stat about;
  for (size_t i = 1; i < sizeof above && path[i] != '\0'; i++) {
    if (path[i] != '/') continue;
    memcpy(above, path, i);
    above[i] = '\0';
    if (stat(above, &about) == 0 && (about.st_mode & S_IXOTH) == 0) return true;
  }
  return false;
}

orc_status orc_disk_reach_of(const char *path, orc_disk_reach *reach,
                             orc_err *err) {
  struct stat about;
  if (stat(path, &about) != 0) return refuse(err, "looked at", path, errno);
  bool other = about.st_uid != geteuid() && about.st_uid != 0;
  *reach = other ? ORC_DISK_CHANGED : ORC_DISK_OURS;
  if (other || is_hidden(path)) return ORC_OK;
  if ((about.st_mode & S_IWOTH) != 0) *reach = ORC_DISK_CHANGED;
  else if ((about.st_mode & S_IROTH) != 0) *reach = ORC_DISK_SEEN;
  return ORC_OK;
}
