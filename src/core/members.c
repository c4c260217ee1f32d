#include "members.h"

#include <string.h>
#include <strings.h>

#define NAME_MOST 128 /* bytes; nobody selects a longer one */

bool orc_members_init(orc_members *members, const orc_mem *mem,
                      const char *const *names) {
  *members = (orc_members){.mem = mem};
  size_t count = 0;
  while (names != NULL && names[count] != NULL) count++;
  if (count == 0) return true;
  members->names = orc_mem_new(mem, count * sizeof *members->names);
  if (members->names == NULL) return false;
  members->count = count;
  for (size_t i = 0; i < count; i++) {
    members->names[i] = orc_mem_string(mem, names[i]);
    if (members->names[i] == NULL) {
      orc_members_fini(members);
      return false;
    }
  }
  return true;
}

void orc_members_fini(orc_members *members) {
  for (size_t i = 0; i < members->count; i++) {
    orc_mem_string_free(members->mem, members->names[i]);
  }
  orc_mem_free(members->mem, members->names,
               members->count * sizeof *members->names);
  members->names = NULL;
  members->count = 0;
}

bool orc_members_want(const orc_members *members, const orc_json *key) {
  char name[NAME_MOST + 1];
  if (members->count == 0) return true;
  if (memchr(key->text.data, '@', key->text.len) != NULL) return true;
  if (key->text.len > NAME_MOST) return false;
  size_t len = orc_json_copy(key, name);
  name[len] = '\0';
  if (strlen(name) != len) return false; /* it holds a NUL */
  for (size_t i = 0; i < members->count; i++) {
    if (strcasecmp(members->names[i], name) == 0) return true;
  }
  return false;
}
