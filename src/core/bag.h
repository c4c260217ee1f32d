/*
** bag: the marks of rows that were seen, each as often as it was seen.
**
** For rows that have nothing to tell them apart but their bytes: when they
** come once more, as many are passed over as there were before.
*/
#ifndef ORC_BAG_H
#define ORC_BAG_H

#include "mem.h"

#include <stdbool.h>
#include <stdint.h>

#define ORC_BAG_MOST ((size_t)1 << 20) /* marks that are kept, 16 MiB */

typedef struct orc_bag_entry {
  uint64_t mark;
  uint32_t round; /* in which it was put here, or seen again */
} orc_bag_entry;

typedef struct orc_bag {
  const orc_mem *mem; /* borrowed */
  orc_bag_entry *entries;
  size_t count, size;
  size_t hint;    /* rows come again in about the order they came in */
  uint32_t round;
} orc_bag;

void orc_bag_init(orc_bag *bag, const orc_mem *mem);
void orc_bag_fini(orc_bag *bag);
void orc_bag_clear(orc_bag *bag);
/* false: no memory, or it holds ORC_BAG_MOST. */
bool orc_bag_add(orc_bag *bag, uint64_t mark);
/* From here on everything may come once more. */
void orc_bag_again(orc_bag *bag);
/* true: it was here before this round, and now is used up for this round. */
bool orc_bag_take(orc_bag *bag, uint64_t mark);
/* How many were here before this round and did not come again in it. */
size_t orc_bag_left(const orc_bag *bag);

#endif
