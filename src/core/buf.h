/*
** buf: bytes that grow up to a cap.
**
** Over the cap is an error of the one who appends, never a cut. `data` is
** borrowed by readers until the next append, reserve or fini. It is not
** NUL-terminated unless orc_buf_cstr asked for it.
*/
#ifndef ORC_BUF_H
#define ORC_BUF_H

#include "mem.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct orc_slice {
  const char *data;
  size_t len;
} orc_slice;

typedef struct orc_buf {
  const orc_mem *mem;
  char *data;
  size_t len;
  size_t size;     /* allocated */
  size_t cap;      /* the most that `len` may be */
  bool secret;     /* wiped whenever memory is given back */
  bool failed;     /* sticky: an append found no memory or hit the cap */
  bool full;       /* `failed`, because of the cap */
} orc_buf;

void orc_buf_init(orc_buf *buf, const orc_mem *mem, size_t cap);
void orc_buf_fini(orc_buf *buf);
/* Empty again, memory kept (wiped when secret), `failed` cleared. */
void orc_buf_clear(orc_buf *buf);

/* false: no memory or over the cap; the buffer is as it was and `failed`. */
bool orc_buf_reserve(orc_buf *buf, size_t more);
bool orc_buf_append(orc_buf *buf, const void *data, size_t len);
bool orc_buf_puts(orc_buf *buf, const char *s);
bool orc_buf_putc(orc_buf *buf, char c);
bool orc_buf_printf(orc_buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* NUL-terminates behind `len` and answers data, or NULL when it failed. */
const char *orc_buf_cstr(orc_buf *buf);

#endif
