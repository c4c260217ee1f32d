/*
** The requests of a walk: the next page, and where the way can foresee them
** those behind it.
*/
#include "pager_impl.h"

orc_page *orc_pager_ahead(orc_pager *pager, int i) {
  return &pager->pages[(pager->at + i) % pager->page_count];
}

void orc_pager_drop_ahead(orc_pager *pager) {
  for (; pager->flying > 0; pager->flying--) {
    orc_page_clear(orc_pager_ahead(pager, pager->flying));
  }
}

/* The page at place `i` is wider than all were taken for: what waits from
** there on goes, and nothing more is foreseen before a page has been read. */
static bool is_too_wide(orc_pager *pager, int i) {
  if (!orc_page_over_room(orc_pager_ahead(pager, i))) return false;
  pager->wide = true;
  for (; pager->flying >= i; pager->flying--) {
    orc_page_clear(orc_pager_ahead(pager, pager->flying));
  }
  return true;
}

/* Pages may be wider than they were taken for: the last ones go. */
static void trim(orc_pager *pager, size_t bytes) {
  while (bytes > ORC_FLIGHT_BYTES && pager->flying > 1) {
    orc_page *last = orc_pager_ahead(pager, pager->flying--);
    bytes -= orc_page_bytes(last);
    orc_page_clear(last);
  }
}

void orc_pager_step_ahead(orc_pager *pager) {
  size_t bytes = 0;
  for (int i = 1; i <= pager->flying; i++) {
    orc_page *page = orc_pager_ahead(pager, i);
    orc_page_step(page, -1);
    if (is_too_wide(pager, i)) break;
    bytes += orc_page_bytes(page);
  }
  trim(pager, bytes);
}

/* `page` has ended: is what was asked for behind it what comes next? */
void orc_pager_settle(orc_pager *pager) {
  bool as_foreseen = pager->then == ORC_TURN_NEXT && !pager->confirm &&
                     !pager->probe &&
                     pager->not_before < 0 && pager->way->foresee != NULL &&
                     pager->page->until == pager->received;
  if (!as_foreseen) orc_pager_drop_ahead(pager);
}

static void start(orc_pager *pager, orc_page *page, bool early) {
  page->early = early;
  pager->flying++;
  if (orc_page_start(page, (const char *const *)pager->headers)) {
    orc_page_step(page, -1);
  }
}

static void refuse_address(orc_pager *pager, const orc_page *page) {
  orc_err_set(orc_pager_blame(pager, page),
              page->url.full ? ORC_KIND_TOO_LARGE : ORC_KIND_MEMORY,
              "the request's address cannot be made: %s",
              page->url.full ? "the filter is too long" : "no memory");
  pager->then = ORC_TURN_FAIL;
}

/* What comes next. `needed`: its rows are, now. */
static void ask_next(orc_pager *pager, bool needed) {
  orc_page *page = orc_pager_ahead(pager, 1);
  orc_page_clear(page);
  orc_pager_note_tail(pager);
  pager->replay.now = 0;
  bool ok = pager->way->ask(pager, page);
  pager->confirm = false;
  pager->not_before = -1;
  orc_engine_disarm(pager->engine, &pager->timer);
  if (ok) start(pager, page, !needed);
  else refuse_address(pager, page);
}

/* Bytes that wait are bounded: so many pages as the widest one so far. */
static bool has_room(orc_pager *pager) {
  for (int i = 0; i <= pager->flying; i++) {
    size_t here = orc_page_bytes(orc_pager_ahead(pager, i));
    if (here > pager->widest) pager->widest = here;
  }
  size_t width = pager->largest > 0 ? pager->widest : ORC_FLIGHT_WIDE;
  if (width < pager->widest) width = pager->widest;
  return width * ((size_t)pager->flying + 2) <= ORC_FLIGHT_BYTES;
}

/* A page that is here no longer counts: its rows may be waiting, the server
** is not. */
static bool may_fly(orc_pager *pager) {
  int64_t pending = 0;
  for (int i = 0; i <= pager->flying; i++) {
    pending += orc_page_pending(orc_pager_ahead(pager, i));
  }
  return pending < pager->spec.flight &&
         pager->flying + 1 < pager->page_count;
}

static bool may_foresee(orc_pager *pager) {
  const orc_page *page = pager->page;
  bool open = page->state == ORC_PAGE_OPEN;
  if (pager->way->foresee == NULL || pager->confirm || pager->probe ||
      pager->held) {
    return false;
  }
  if (!open && pager->then != ORC_TURN_NEXT) return false;
  if (!open && pager->flying == 0) return false;
  if (pager->wide && pager->largest == 0) return false;
  return pager->fails == 0 && pager->spec.flight > 1 && may_fly(pager) &&
         has_room(pager);
}

/* What a page may take before it is known how wide they are. */
static size_t room_of_one(const orc_pager *pager) {
  size_t room = ORC_FLIGHT_BYTES / (size_t)pager->spec.flight;
  return room > ORC_FLIGHT_WIDE ? room : ORC_FLIGHT_WIDE;
}

static void ask_foreseen(orc_pager *pager) {
  while (may_foresee(pager)) {
    orc_page *last = orc_pager_ahead(pager, pager->flying);
    orc_page *page = orc_pager_ahead(pager, pager->flying + 1);
    orc_page_clear(page);
    if (!pager->way->foresee(pager, last, page)) return;
    if (pager->largest == 0) page->room = room_of_one(pager);
    start(pager, page, true);
  }
}

static bool may_ask(const orc_pager *pager) {
  return pager->page->state != ORC_PAGE_OPEN &&
         pager->then == ORC_TURN_NEXT && pager->flying == 0 &&
         (pager->not_before < 0 ||
          orc_engine_now(pager->engine) >= pager->not_before);
}

bool orc_pager_ask(orc_pager *pager, bool needed) {
  bool asked = may_ask(pager);
  if (asked) ask_next(pager, needed);
  ask_foreseen(pager);
  return asked;
}

void orc_pager_turn(orc_pager *pager) {
  orc_page *page = pager->page;
  orc_pager_note_tail(pager);
  pager->at = (pager->at + 1) % pager->page_count;
  pager->page = &pager->pages[pager->at];
  pager->flying--;
  orc_page_clear(page);
}
