/*
** members: which members of a row are wanted, as OData's $select says it;
** names are the same in any letter case, and annotations always come along.
*/
#ifndef ORC_MEMBERS_H
#define ORC_MEMBERS_H

#include "json.h"
#include "mem.h"

typedef struct orc_members {
  const orc_mem *mem;
  char **names;
  size_t count; /* 0: all are wanted */
} orc_members;

/* Copies the names (NULL-terminated; NULL or none: all are wanted). false: no
** memory; then there is nothing to fini. */
bool orc_members_init(orc_members *members, const orc_mem *mem,
                      const char *const *names);
void orc_members_fini(orc_members *members);
/* Of the KEY just read. */
bool orc_members_want(const orc_members *members, const orc_json *key);

#endif
