/*
** mask: what in a request or an answer is a secret, by its name.
**
** One table of names serves exports, which mask the members of rows, and the
** trace, which masks headers, members of JSON and parameters of addresses and
** forms. The texts need not be whole or valid: a body that was cut is masked
** up to its end.
*/
#ifndef ORC_MASK_H
#define ORC_MASK_H

#include "buf.h"

#define ORC_MASK "********"

/* The i-th name of a row's member that holds a secret, spelled as in the API;
** NULL behind the last. */
const char *orc_mask_row_name(size_t i);

/* Appends the text with the values of secrets masked. false: no memory, or
** over the cap. */
bool orc_mask_text(orc_buf *out, const char *text, size_t len);
/* Called with each value that a text's names make a secret, as it stands there
** (escapes and all); "Value", which need not be one, is left out. */
typedef void orc_mask_seen(void *ud, orc_slice secret);
void orc_mask_values(const orc_mem *mem, orc_slice text, orc_mask_seen *seen,
                     void *ud);
/* Blots out a secret wherever it stands in `text`, which only gets shorter.
** Answers the new length. What is shorter than 4 bytes is not looked for. */
size_t orc_mask_blot(char *text, size_t len, const char *secret, size_t size);
/* The same for one line of a head: a request line, a status line or a header;
** without its line break. Of what signs in the scheme stays. */
bool orc_mask_header(orc_buf *out, const char *line, size_t len);

#endif
