/*
** csv: rows of JSON as lines of RFC 4180, without a table in between.
**
** A field is written as its text: strings unescaped, numbers and booleans as
** they stand in the row (so nothing loses a digit), null and absent members
** as nothing, objects and arrays as their JSON text. A field is quoted when
** it has to be, and an empty string always is, so that it differs from null.
** Lines end in CRLF.
*/
#ifndef ORC_CSV_H
#define ORC_CSV_H

#include "buf.h"
#include "err.h"

#define ORC_CSV_COLUMNS 4096 /* most that there are */

typedef struct orc_csv_column {
  char *name;
  orc_slice field; /* of the row at hand */
} orc_csv_column;

typedef struct orc_csv {
  const orc_mem *mem;
  orc_csv_column *columns;
  int count;
  orc_buf scratch;
  const char *const *masked; /* borrowed, NULL-terminated, or NULL: members
                                whose text is replaced by ***** */
  bool any_case;         /* members have their columns in any letter case */
  bool formulas_escaped; /* a field that a spreadsheet would run as a formula
                            (= + - @ TAB CR first) gets a ' before it, unless
                            it is a number */
} orc_csv;

void orc_csv_init(orc_csv *csv, const orc_mem *mem);
void orc_csv_fini(orc_csv *csv);

/* Columns in the order they were added; added twice is once. Too many: kind
** too_large. */
orc_status orc_csv_add_column(orc_csv *csv, const char *name, size_t len,
                              orc_err *err);
/* Adds a column for every member of the row that has none yet. */
orc_status orc_csv_learn(orc_csv *csv, orc_slice row, orc_err *err);

bool orc_csv_header(orc_csv *csv, orc_buf *out);
/* ORC_FAIL, kind protocol: the row is no JSON object; kind drift: it has a
** member without a column and `strict` is set (the message names it). `out`
** is as before then. */
orc_status orc_csv_row(orc_csv *csv, orc_slice row, bool strict, orc_buf *out,
                       orc_err *err);

#endif
