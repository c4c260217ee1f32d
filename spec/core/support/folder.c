#include "folder.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void folder_make(char path[FOLDER_SIZE]) {
  const char *tmp = getenv("TMPDIR");
  snprintf(path, FOLDER_SIZE, "%.30s/orc_XXXXXX",
           tmp != NULL && *tmp != '\0' ? tmp : "/tmp");
  if (mkdtemp(path) == NULL) {
    perror(path);
    abort();
  }
}

void folder_remove(const char *path) {
  DIR *dir = opendir(path);
  struct dirent *entry;
  while (dir != NULL && (entry = readdir(dir)) != NULL) {
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
      unlinkat(dirfd(dir), entry->d_name, 0);
    }
  }
  if (dir != NULL) closedir(dir);
  rmdir(path);
}

static int ends_with(const char *name, const char *ending) {
  size_t len = strlen(name), end = strlen(ending);
  return len >= end && strcmp(name + len - end, ending) == 0;
}

size_t folder_read(const char *path, const char *ending, char *out,
                   size_t size, char *name) {
  DIR *dir = opendir(path);
  struct dirent *entry;
  size_t len = 0;
  while (dir != NULL && (entry = readdir(dir)) != NULL) {
    if (!ends_with(entry->d_name, ending)) continue;
    char full[FOLDER_SIZE + 256];
    snprintf(full, sizeof full, "%s/%s", path, entry->d_name);
    FILE *file = fopen(full, "rb");
    if (file == NULL) break;
    len = fread(out, 1, size - 1, file);
    out[len] = '\0';
    fclose(file);
    if (name != NULL) strcpy(name, full);
    break;
  }
  if (dir != NULL) closedir(dir);
  return len;
}
