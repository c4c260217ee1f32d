/*
** The way "token": each page names the next one by a continuationToken.
*/
#include "pager_impl.h"
#include "url.h"

#include <inttypes.h>
#include <string.h>

/* The token is kept in pager->link. */
static bool ask_token(orc_pager *pager, orc_page *page) {
  const orc_pager_spec *spec = &pager->spec;
  orc_buf *url = &page->url;
  page->asked = orc_pager_batch(pager);
  orc_buf_clear(url);
  orc_buf_puts(url, spec->url);
  bool fixed = spec->fixed != NULL && spec->fixed[0] != '\0';
  if (fixed) orc_buf_printf(url, "?%s", spec->fixed);
  orc_buf_printf(url, "%stakeHint=%" PRId64, fixed ? "&" : "?", page->asked);
  if (pager->link.len > 0) {
    orc_buf_puts(url, "&continuationToken=");
    orc_url_escape_query(url, pager->link.data, pager->link.len);
  }
  return !url->failed;
}

static orc_turn token_end(orc_pager *pager, orc_page *page) {
  const char *token = page->rows.continuation;
  if (token == NULL || token[0] == '\0') return ORC_TURN_END;
  orc_buf_clear(&pager->link);
  if (!orc_buf_puts(&pager->link, token)) {
    orc_err_memory(orc_pager_blame(pager, page));
    return ORC_TURN_FAIL;
  }
  orc_slice slice = {token, strlen(token)};
  if (orc_trail_add(&pager->trail, slice)) return ORC_TURN_NEXT;
  orc_err_set(orc_pager_blame(pager, page), ORC_KIND_PROTOCOL,
              "the server sent the same continuationToken twice");
  return ORC_TURN_FAIL;
}

const orc_way orc_way_token = {
    .name = "token",
    .ask = ask_token,
    .end = token_end,
    .echoed = orc_pager_echoed,
    .replays = true,
};
