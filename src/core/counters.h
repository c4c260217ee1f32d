/*
** counters: what one client has done and holds, beside what its engine counts
** of all of them.
**
** Its memory is the engine's, counted here on the way. What outlives the
** client (an answer that is being read) is still counted: the counters go with
** the last byte.
*/
#ifndef ORC_COUNTERS_H
#define ORC_COUNTERS_H

#include "engine.h"

#include <stddef.h>

typedef struct orc_counters {
  orc_stats own;      /* but for `waited`, which is the engine's */
  orc_mem mem;        /* for what belongs to the client */
  const orc_mem *base; /* the engine's */
  bool left;          /* its client has gone */
} orc_counters;

/* A counter of orc_stats, by its name. */
#define ORC_COUNTER(name) offsetof(orc_stats, name)

/* NULL: no memory. */
orc_counters *orc_counters_new(orc_engine *engine);
/* As soon as nothing is held any more. NULL is allowed. */
void orc_counters_free(orc_counters *counters);
/* NULL: the engine's. */
const orc_mem *orc_counters_mem(const orc_counters *counters,
                                const orc_engine *engine);

/* Whose memory it is; NULL: nobody's in particular. */
orc_counters *orc_counters_of(const orc_mem *mem);
/* A block that was made with the one's memory is the other's from now on. */
void orc_counters_moved(orc_counters *counters, size_t less, size_t more);

/* So much more, for the engine and for `counters` (NULL: nobody in
** particular). */
void orc_count(orc_engine *engine, orc_counters *counters, size_t counter,
               uint64_t more);
void orc_count_seconds(orc_engine *engine, orc_counters *counters,
                       size_t counter, double seconds);
/* Transfers that are open: one more, or (-1) one less. */
void orc_count_transfer(orc_engine *engine, orc_counters *counters, int more);

#endif
