#include "bag.h"

#include <string.h>

void orc_bag_init(orc_bag *bag, const orc_mem *mem) {
  memset(bag, 0, sizeof *bag);
  bag->mem = mem;
}

void orc_bag_fini(orc_bag *bag) {
  orc_mem_free(bag->mem, bag->entries, bag->size * sizeof *bag->entries);
  orc_bag_init(bag, bag->mem);
}

void orc_bag_clear(orc_bag *bag) { bag->count = bag->hint = 0; }

bool orc_bag_add(orc_bag *bag, uint64_t mark) {
  if (bag->count == ORC_BAG_MOST) return false;
  if (bag->count == bag->size) {
    size_t size = bag->size == 0 ? 16 : bag->size * 2;
    orc_bag_entry *entries = orc_mem_resize(
        bag->mem, bag->entries, bag->size * sizeof *entries,
        size * sizeof *entries);
    if (entries == NULL) return false;
    bag->entries = entries;
    bag->size = size;
  }
  bag->entries[bag->count++] = (orc_bag_entry){mark, bag->round};
  return true;
}

void orc_bag_again(orc_bag *bag) {
  bag->round++;
  bag->hint = 0;
}

bool orc_bag_take(orc_bag *bag, uint64_t mark) {
  for (size_t i = 0; i < bag->count; i++) {
    size_t at = (bag->hint + i) % bag->count;
    orc_bag_entry *entry = &bag->entries[at];
    if (entry->mark != mark || entry->round == bag->round) continue;
    entry->round = bag->round;
    bag->hint = at + 1;
    return true;
  }
  return false;
}

size_t orc_bag_left(const orc_bag *bag) {
  size_t left = 0;
  for (size_t i = 0; i < bag->count; i++) {
    if (bag->entries[i].round != bag->round) left++;
  }
  return left;
}
