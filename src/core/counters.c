#include "counters.h"

static void free_if_done(orc_counters *counters) {
  if (!counters->left || counters->own.held > 0) return;
  orc_mem_free(counters->base, counters, sizeof *counters);
}

void orc_counters_moved(orc_counters *counters, size_t less, size_t more) {
  orc_stats *own = &counters->own;
  own->held = own->held - less + more;
  if (own->held > own->peak) own->peak = own->held;
  free_if_done(counters);
}

static void *resize(void *ud, void *block, size_t old_size, size_t new_size) {
  orc_counters *counters = ud;
  const orc_mem *base = counters->base;
  void *moved = base->resize(base->ud, block, old_size, new_size);
  if (moved == NULL && new_size != 0) return NULL;
  orc_counters_moved(counters, block != NULL ? old_size : 0, new_size);
  return moved;
}

orc_counters *orc_counters_new(orc_engine *engine) {
  const orc_mem *base = orc_engine_mem(engine);
  orc_counters *counters = orc_mem_new(base, sizeof *counters);
  if (counters == NULL) return NULL;
  counters->base = base;
  counters->mem = (orc_mem){resize, counters};
  return counters;
}

orc_counters *orc_counters_of(const orc_mem *mem) {
  return mem->resize == resize ? mem->ud : NULL;
}

void orc_counters_free(orc_counters *counters) {
  if (counters == NULL) return;
  counters->left = true;
  free_if_done(counters);
}

const orc_mem *orc_counters_mem(const orc_counters *counters,
                                const orc_engine *engine) {
  return counters != NULL ? &counters->mem : orc_engine_mem(engine);
}

static void *at(orc_stats *stats, size_t counter) {
  return (char *)stats + counter;
}

void orc_count(orc_engine *engine, orc_counters *counters, size_t counter,
               uint64_t more) {
  *(uint64_t *)at(orc_engine_stats(engine), counter) += more;
  if (counters != NULL) *(uint64_t *)at(&counters->own, counter) += more;
}

void orc_count_seconds(orc_engine *engine, orc_counters *counters,
                       size_t counter, double seconds) {
  *(double *)at(orc_engine_stats(engine), counter) += seconds;
  if (counters != NULL) *(double *)at(&counters->own, counter) += seconds;
}

void orc_count_transfer(orc_engine *engine, orc_counters *counters, int more) {
  orc_engine_stats(engine)->transfers += more;
  if (counters != NULL) counters->own.transfers += more;
}
