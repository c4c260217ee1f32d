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
  bool formulas_escaped;           /* CSV */
} orc_export_spec;

typedef struct orc_export orc_export;

/* Strings are copied; `pager` is borrowed and must outlive it. Creates the
** file's temporary name at once, so that a place that cannot be written
** fails before anything is sent. */
orc_export *orc_export_new(orc_pager *pager, const orc_export_spec *spec,
                           orc_err *err);
/* ORC_OK: some rows were written; with chunks, *chunk is their text,
** borrowed until the next call. ORC_END: all is written and in its place.
** ORC_FAIL: the file is as it was before. */
orc_status orc_export_step(orc_export *ex, double deadline, orc_slice *chunk,
                           orc_err *err);
/* Before ORC_END: leaves nothing behind. NULL is allowed. */
void orc_export_free(orc_export *ex);

uint64_t orc_export_rows(const orc_export *ex);
uint64_t orc_export_bytes(const orc_export *ex);

#endif
