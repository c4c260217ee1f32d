/* Reading one file out of a zip archive in memory, by libzip: a package is
** such an archive, and what it is stands in a file inside. */

#include "lua_class.h"
#include "lua_sandbox.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

/* Bytes of the file inside; an archive may claim anything. */
enum { FILE_CAP = 1 << 20 };

/* Entries looked at. */
enum { ENTRY_CAP = 100000 };

static int ends_with(const char *name, const char *suffix) {
  size_t length = strlen(name), tail = strlen(suffix);
  return length >= tail && strcmp(name + length - tail, suffix) == 0;
}

/* The first entry at the archive's root with that suffix; -1: none. */
static zip_int64_t find_entry(zip_t *archive, const char *suffix) {
  zip_int64_t count = zip_get_num_entries(archive, 0);
  for (zip_int64_t i = 0; i < count && i < ENTRY_CAP; i++) {
    const char *name = zip_get_name(archive, (zip_uint64_t)i, 0);
    if (name != NULL && strchr(name, '/') == NULL && ends_with(name, suffix))
      return i;
  }
  return -1;
}

/* The entry's bytes, owned by the caller; NULL: `why` says what is wrong. */
static char *read_entry(zip_t *archive, zip_int64_t index, size_t *size,
                        const char **why) {
  char *text = malloc(FILE_CAP + 1);
  zip_file_t *file = zip_fopen_index(archive, (zip_uint64_t)index, 0);
  zip_int64_t got = -1;
  *why = "the file inside is damaged";
  if (text != NULL && file != NULL) got = zip_fread(file, text, FILE_CAP + 1);
  if (got > FILE_CAP) *why = "the file inside is larger than 1 MiB";
  if (file != NULL && zip_fclose(file) != 0) got = -1;
  if (got < 0 || got > FILE_CAP) {
    free(text);
    return NULL;
  }
  *size = (size_t)got;
  return text;
}

/* Opens the archive in `data`, which stays the caller's. */
static zip_t *open_archive(const char *data, size_t size) {
  zip_source_t *source = zip_source_buffer_create(data, size, 0, NULL);
  if (source == NULL) return NULL;
  zip_t *archive = zip_open_from_source(source, ZIP_RDONLY, NULL);
  if (archive == NULL) zip_source_free(source);
  return archive;
}

static char *read_file(const char *data, size_t size, const char *suffix,
                       size_t *length, const char **why) {
  zip_t *archive = open_archive(data, size);
  *why = "it is no zip archive";
  if (archive == NULL) return NULL;
  zip_int64_t index = find_entry(archive, suffix);
  char *text = NULL;
  *why = "it has no such file at its root";
  if (index >= 0) text = read_entry(archive, index, length, why);
  zip_discard(archive);
  return text;
}

typedef struct text_box {
  char *text;
  size_t size;
} text_box;

static int box_gc(lua_State *L) {
  text_box *box = luaL_checkudata(L, 1, "orchestrator.sandbox.zip_text");
  free(box->text);
  box->text = NULL;
  return 0;
}

/* core.zip_file(archive, suffix) -> the bytes of the first file at the root
** of the archive whose name ends so | nil, message */
static int l_zip_file(lua_State *L) {
  size_t size;
  const char *data = luaL_checklstring(L, 1, &size);
  const char *suffix = luaL_checkstring(L, 2);
  text_box *box = lua_newuserdata(L, sizeof *box);
  box->text = NULL;
  luaL_setmetatable(L, "orchestrator.sandbox.zip_text");
  const char *why = NULL;
  box->text = read_file(data, size, suffix, &box->size, &why);
  if (box->text == NULL) {
    lua_pushnil(L);
    lua_pushstring(L, why);
    return 2;
  }
  lua_pushlstring(L, box->text, box->size);
  free(box->text);
  box->text = NULL;
  return 1;
}

static const luaL_Reg box_methods[] = {{"__gc", box_gc}, {NULL, NULL}};

void sbx_open_zip(lua_State *L) {
  sbx_new_class(L, "orchestrator.sandbox.zip_text", box_methods);
  lua_pushcfunction(L, l_zip_file);
  lua_setfield(L, -2, "zip_file");
}
