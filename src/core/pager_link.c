/*
** The way "link": the server says where the next page is.
*/
#include "pager_impl.h"
#include "url.h"

#include <string.h>

bool orc_trail_add(orc_trail *trail, orc_slice link) {
  uint64_t mark = orc_mark(1, link);
  uint64_t known = trail->count < ORC_LINKS ? trail->count : ORC_LINKS;
  for (uint64_t i = 0; i < known; i++) {
    if (trail->last[i] == mark) return false;
  }
  if (trail->count > 0 && trail->kept == mark) return false;
  trail->last[trail->count % ORC_LINKS] = mark;
  if (trail->count == trail->keep_next) {
    trail->kept = mark;
    trail->keep_next = trail->keep_next * 2 + 1;
  }
  trail->count++;
  return true;
}

static orc_turn refuse(orc_pager *pager, const orc_page *page,
                       const char *format, const char *what) {
  orc_err *err = orc_pager_blame(pager, page);
  orc_err_set(err, ORC_KIND_PROTOCOL, format, what);
  return ORC_TURN_FAIL;
}

/* The origin of a link that leads elsewhere, for the message. */
static orc_turn refuse_origin(orc_pager *pager, const orc_page *page,
                              const char *link) {
  orc_buf origin;
  orc_buf_init(&origin, pager->mem, 1024);
  bool ok = orc_url_origin(&origin, link, NULL) == ORC_OK;
  const char *name = ok ? orc_buf_cstr(&origin) : NULL;
  orc_turn turn = refuse(pager, page,
                         "the nextLink leads to another server, %s; it is not "
                         "followed, because the token would go there",
                         name != NULL ? name : "which has no usable address");
  orc_buf_fini(&origin);
  return turn;
}

orc_turn orc_pager_follow(orc_pager *pager, const orc_page *page) {
  orc_buf *link = &pager->link;
  orc_buf_clear(link);
  orc_err fault;
  orc_err_clear(&fault);
  bool usable = orc_url_resolve(link, page->url.data, page->rows.next_link,
                                &fault) == ORC_OK;
  const char *url = orc_buf_cstr(link);
  if (url == NULL || fault.kind == ORC_KIND_MEMORY) {
    orc_err_memory(orc_pager_blame(pager, page));
    return ORC_TURN_FAIL;
  }
  if (!usable) {
    return refuse(pager, page, "the nextLink cannot be used: %s",
                  fault.message);
  }
  orc_status same = orc_url_same_origin(pager->mem, url, pager->spec.url);
  if (same == ORC_FAIL) orc_err_memory(orc_pager_blame(pager, page));
  if (same != ORC_OK) {
    return same == ORC_FAIL ? ORC_TURN_FAIL : refuse_origin(pager, page, url);
  }
  orc_trail *trail = &pager->trail;
  if (trail->count == 0) {
    orc_trail_add(trail, (orc_slice){page->url.data, page->url.len});
  }
  if (!orc_trail_add(trail, (orc_slice){link->data, link->len})) {
    return refuse(pager, page, "the server sent the same nextLink twice%s",
                  "");
  }
  pager->way = &orc_way_link;
  return ORC_TURN_NEXT;
}

static bool ask_link(orc_pager *pager, orc_page *page) {
  page->asked = -1;
  orc_buf_clear(&page->url);
  return orc_buf_append(&page->url, pager->link.data, pager->link.len);
}

/* No further link: the server says that this was all. */
static orc_turn link_end(orc_pager *pager, orc_page *page) {
  (void)pager;
  (void)page;
  return ORC_TURN_END;
}

const orc_way orc_way_link = {
    .name = "link",
    .ask = ask_link,
    .end = link_end,
    .echoed = orc_pager_echoed,
    .replays = true,
};
