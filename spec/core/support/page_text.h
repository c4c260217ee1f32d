/*
** page_text: pages as texts, and what a reader of rows makes of them however
** they arrive.
*/
#ifndef SUPPORT_PAGE_TEXT_H
#define SUPPORT_PAGE_TEXT_H

#include "rows.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Most tests run twice: rows checked by their taker, and where they are
** found. Nothing that can be seen may differ. */
extern bool page_strict;
int page_set_loose(void **state);
int page_set_strict(void **state);
/* For a list of tests. */
#define PAGE_TEST(f) cmocka_unit_test_setup(f, page_set_loose), \
                     cmocka_unit_test_setup(f, page_set_strict)

#define PAGES 21
/* A page, and what it gives. */
extern const char *const page_texts[PAGES][2];

/* What a page gave: its rows with '|' behind each, then how it ended. */
typedef struct page_outcome {
  orc_buf out;
  orc_status status;
  orc_err err;
} page_outcome;

/* A reader of `page_strict`. */
void page_rows_init(orc_rows *rows, const orc_mem *mem);
/* In memory of its own size, so that a sanitizer sees a byte too far, and in
** another place each time; for free(). */
char *page_copy(const char *text, size_t len);
/* Reads a page that arrives in pieces of `step` bytes after `first`. */
page_outcome page_read(const char *text, size_t len, size_t first,
                       size_t step);
/* The same, with rows whose end the reader finds. */
page_outcome page_peek(const char *text, size_t len);
/* Fails the test unless what is said to be known of a row is so. */
void page_check_known(const orc_rows *rows, orc_slice row);

#endif
