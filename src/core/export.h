/*
** export: a query's rows as NDJSON or CSV, without making Lua tables.
**
** Takes rows from a pager and writes them to a file (whole or not at all)
** or hands them out in chunks. Every row is checked as strictly as if it
** were decoded.
*/
#ifndef ORC_EXPORT_H
#define ORC_EXPORT_H

#include "pager.h"

typedef enum orc_export_format {
  ORC_EXPORT_NDJSON, /* one row a line, as the server wrote it, less the
                        white space that would break the line */
  ORC_EXPORT_CSV     /* see csv.h; without `columns` the header is made of the
                        first thousand rows */
} orc_export_format;

typedef struct orc_export_spec {
  orc_export_format format;
  const char *file;                /* NULL: chunks are handed out */
  const char *const *columns;      /* CSV: NULL-terminated, these and no
                                      others; NULL: all, and a member that
                                      comes up later is an error */
  const char *const *masked;       /* members written as *****, or NULL */
  const char *const *members;      /* NDJSON: these only (members.h), or
                                      NULL: all */
  bool formulas_escaped;           /* CSV */
} orc_export_spec;

typedef struct orc_export orc_export;

/* Strings are copied. Creates the file's temporary name at once, so that a
** place that cannot be written fails before anything is sent. A long file is
** written by a thread of its own (writer.h), which ends in finish or free. */
orc_export *orc_export_new(orc_engine *engine, const orc_export_spec *spec,
                           orc_err *err);
/* Takes rows from a pager; a query that needs several is exported from one
** after the other. ORC_OK: some rows were written; with chunks, *chunk is
** their text, borrowed until the next call. ORC_END: this pager has no more.
** ORC_FAIL: for good, and the file is as it was before. */
orc_status orc_export_step(orc_export *ex, orc_pager *pager, double deadline,
                           orc_slice *chunk, orc_err *err);
/* After the last pager's ORC_END: ORC_OK with a last *chunk (empty with a
** file, which stands in its place now), or ORC_FAIL. */
orc_status orc_export_finish(orc_export *ex, orc_slice *chunk, orc_err *err);
/* Before it has finished: leaves nothing behind. NULL is allowed. */
void orc_export_free(orc_export *ex);

uint64_t orc_export_rows(const orc_export *ex);
uint64_t orc_export_bytes(const orc_export *ex);

#endif
