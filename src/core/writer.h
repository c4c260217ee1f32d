/*
** writer: brings bytes to a file while its owner does something else.
**
** The owner copies them into a ring; whole blocks are written from there, in
** order, by a thread that is begun when there is much to write and ends with
** the writer. The thread takes no signal, asks for no memory and touches
** nothing but the ring and the descriptor. Where the system gives no thread the
** owner writes itself.
*/
#ifndef ORC_WRITER_H
#define ORC_WRITER_H

#include "mem.h"

#include <stddef.h>

typedef struct orc_writer orc_writer;

/* `fd` is borrowed, and written from its beginning. NULL: no memory. */
orc_writer *orc_writer_new(const orc_mem *mem, int fd);
/* 0, or the errno of a write that failed, of these bytes or of earlier ones:
** nothing more can be written. Sleeps while the ring is full. */
int orc_writer_put(orc_writer *writer, const void *data, size_t len);
/* Writes what is left, and ends the thread. Answers as put does; nothing may
** be put after it. */
int orc_writer_finish(orc_writer *writer);
/* What is not written yet is left out; waits for the write under way. In a
** child after a fork, where the thread is not, frees the memory only; nothing
** else may be called there. NULL is allowed. */
void orc_writer_free(orc_writer *writer);

#endif
