/*
** spare: the memory of answers that were read, for those to come.
**
** A page is about a megabyte. Given back to the system after each, it costs
** as much to have it anew (a fault for every 4 KiB) as to receive it. What is
** kept is bounded; secrets are never kept.
*/
#ifndef ORC_SPARE_H
#define ORC_SPARE_H

#include "buf.h"

#define ORC_SPARE_BUFS 32
#define ORC_SPARE_BYTES ((size_t)24 << 20) /* most that are kept, */
#define ORC_SPARE_IDLE ((size_t)4 << 20)   /* and while no walk is on */

typedef struct orc_spare {
  orc_buf bufs[ORC_SPARE_BUFS];
  int count;
  size_t bytes;
} orc_spare;

/* All zero is an empty one. */
void orc_spare_fini(orc_spare *spare);
/* Frees all but `bytes`. */
void orc_spare_trim(orc_spare *spare, size_t bytes);
/* Gives an empty `buf`, just made, memory if there is some; of the same
** orc_mem, and within its cap. */
void orc_spare_take(orc_spare *spare, orc_buf *buf);
/* Instead of orc_buf_fini; the buffer's mem is not looked at afterwards. */
void orc_spare_give(orc_spare *spare, orc_buf *buf);

#endif
