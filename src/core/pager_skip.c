/*
** The ways "skip", "one" and "single".
**
** skip goes on at the number of rows received, whatever was asked for. one is
** a query that a single request answers, sent as the user wrote it; should it
** come short it goes on as skip. single is an endpoint that does not page.
*/
#include "pager_impl.h"

#include <inttypes.h>

#define SURE_PAGE 32  /* rows that do not move by a page's length */
#define MOST_PROBES 2 /* that find rows where the page before had none */

/* Two pages share a row: should it be another in the second one, rows before
** it came or went. The row is known by its Id, if it has one. */
static uint64_t identity(const orc_pager *pager, orc_slice row) {
  orc_json json;
  switch (orc_json_find(&json, row.data, row.len, orc_pager_id(pager))) {
    case ORC_JSON_INTEGER:
      if (json.integer == 0) break;
      return orc_mark(2, (orc_slice){(const char *)&json.integer,
                                     sizeof json.integer});
    case ORC_JSON_STRING: return orc_mark(3, json.text);
    default: break;
  }
  return orc_mark(0, row);
}

void orc_pager_note_tail(orc_pager *pager) {
  orc_slice tail = orc_page_tail(pager->page);
  if (tail.len == 0) return;
  pager->overlap = identity(pager, tail);
  pager->overlapping = true;
}

uint64_t orc_pager_last_identity(const orc_pager *pager) {
  orc_slice last = orc_page_popped(pager->page);
  return last.len > 0 ? identity(pager, last) : pager->overlap;
}

/* The page behind `received` rows. */
static bool ask_at(orc_pager *pager, orc_page *page, int64_t received) {
  const orc_pager_spec *spec = &pager->spec;
  int64_t skip = spec->skip > 0 ? spec->skip : 0;
  bool shared = (received > 0 || pager->base > 0) && spec->page > 1 &&
                !pager->singly && !page->probing;
  page->overlap = shared ? 1 : 0;
  int64_t offset = skip + received - page->overlap + pager->shift;
  page->asked = spec->page;
  int64_t wanted = spec->top - received + page->overlap;
  if (spec->top >= 0 && wanted < page->asked) page->asked = wanted;
  int64_t reach = spec->window - offset;
  if (spec->window > 0 && reach < page->asked && reach > 0) {
    page->asked = reach;
  }
  int64_t usual = pager->largest > 0 ? pager->largest : page->asked;
  page->until = received - page->overlap +
                (usual < page->asked ? usual : page->asked);
  page->counted = spec->count || page->confirms;
  orc_query query = {
      .user_filter = true, .key_order = pager->key_order,
      .top = page->asked, .skip = offset > 0 ? offset : -1,
      .count = page->counted,
  };
  return orc_pager_write(pager, &query, &page->url);
}

static bool ask_skip(orc_pager *pager, orc_page *page) {
  page->probing = pager->probe;
  page->confirms = pager->confirm;
  return ask_at(pager, page, pager->received);
}

/* Only what is likely to be there: behind a page whose size is known, and
** within the count. */
static bool foresee_skip(orc_pager *pager, const orc_page *last,
                         orc_page *page) {
  const orc_pager_spec *spec = &pager->spec;
  int64_t skip = spec->skip > 0 ? spec->skip : 0;
  bool known = pager->total >= 0;
  if (!known && !spec->eager && pager->largest == 0) return false;
  int64_t place = skip + last->until + pager->shift;
  if (last->until < 0 || (known && place >= pager->total) ||
      (spec->top >= 0 && last->until >= spec->top) ||
      (spec->window > 0 && skip + last->until >= spec->window)) {
    return false;
  }
  page->foreseen = true;
  return ask_at(pager, page, last->until);
}

static bool has_drifted(const orc_pager *pager, const orc_page *page) {
  return page->counted && page->rows.count >= 0 && pager->total >= 0 &&
         page->rows.count != pager->total;
}

static orc_turn drifted(orc_pager *pager, const orc_page *page) {
  int64_t before = pager->total;
  if (pager->spec.drifting) pager->total = page->rows.count;
  return orc_pager_drift(
      pager, page, "rows were added or removed while paging by skip: the "
      "server counted %" PRId64 " at first and %" PRId64 " after row %" PRId64,
      before, page->rows.count, pager->received);
}

static orc_turn moved(orc_pager *pager, const orc_page *page) {
  return orc_pager_drift(
      pager, page, "rows were added or removed while paging by skip: row "
      "%" PRId64 " is another now than before", orc_pager_offset(pager));
}

/* A server that ignores skip begins with the same row every time. A few rows
** may move so far by chance, a page of them will not. */
static bool begins_again(const orc_pager *pager, const orc_page *page,
                         orc_slice row) {
  const orc_echo *echo = &pager->echo;
  return page->asked >= SURE_PAGE && echo->before_count > 0 &&
         echo->before[0] == orc_mark(0, row);
}

/* There is something behind what looked like the end: ask again, with the row
** before it. A server that never gives more than one row is taken at its word
** in the end. */
static orc_turn probe_found(orc_pager *pager, const orc_page *page) {
  pager->probe = false;
  if (++pager->probes <= MOST_PROBES) return ORC_TURN_NEXT;
  if (pager->largest > 1) return moved(pager, page);
  pager->singly = true;
  return ORC_TURN_TAKE;
}

static orc_turn judge_row(orc_pager *pager, orc_page *page, orc_slice row) {
  if (has_drifted(pager, page)) {
    orc_turn turn = drifted(pager, page);
    if (turn == ORC_TURN_FAIL) return turn;
  }
  if (page->probing && page->found == 1) return probe_found(pager, page);
  if (page->found > page->overlap) return ORC_TURN_TAKE;
  if (!pager->overlapping || identity(pager, row) == pager->overlap) {
    return ORC_TURN_PASS;
  }
  if (begins_again(pager, page, row)) return orc_pager_repeated(pager, page);
  orc_turn turn = moved(pager, page);
  if (turn == ORC_TURN_TAKE) pager->shift--; /* a row more than foreseen */
  return turn;
}

static orc_turn skip_row(orc_pager *pager, orc_page *page, orc_slice row) {
  orc_turn turn = judge_row(pager, page, row);
  if (turn == ORC_TURN_TAKE) orc_beyond_note(pager, page, row);
  return turn;
}

static orc_turn confirm(orc_pager *pager) {
  pager->confirm = true;
  return ORC_TURN_NEXT;
}

/* No row is there that was not before. The one that was must be; a first page
** beside others is asked for again, should they have what it has not. When it
** alone is, the server may give no more than one row: that is asked again
** without it, unless the count is reached. */
static orc_turn skip_empty(orc_pager *pager, const orc_page *page) {
  int64_t offset = orc_pager_offset(pager);
  bool reached = page->counted && page->rows.count == offset;
  if (page->overlap > 0 && page->found >= page->overlap && !reached) {
    pager->probe = true;
    return ORC_TURN_NEXT;
  }
  bool hasty = pager->received == 0 && pager->flying > 0;
  bool early = pager->total > offset || page->found < page->overlap || hasty;
  if (early && !page->confirms) return confirm(pager);
  if (early && page->confirms && page->rows.count > offset) {
    orc_err_set(orc_pager_blame(pager, page), ORC_KIND_PROTOCOL,
                "the server counts %" PRId64 " rows but sends none after row "
                "%" PRId64, page->rows.count, offset);
    return ORC_TURN_FAIL;
  }
  if (page->found < page->overlap && moved(pager, page) == ORC_TURN_FAIL) {
    return ORC_TURN_FAIL;
  }
  return ORC_TURN_END;
}

static orc_turn beyond_reach(orc_pager *pager, const orc_page *page) {
  if (pager->total == orc_pager_offset(pager)) return ORC_TURN_END;
  if (orc_beyond_go(pager)) return ORC_TURN_NEXT;
  orc_err *err = orc_pager_blame(pager, page);
  orc_err_hint(err, "narrow the filter, leave out orderby and skip, or order "
                    "by Id (logs: by TimeStamp) to go on beyond that");
  orc_err_set(err, ORC_KIND_PROTOCOL,
              "the server lets skip reach %" PRId64 " rows only, and there "
              "may be more", pager->spec.window);
  return ORC_TURN_FAIL;
}

/* The end is a page without a further row, or a count that was reached by a
** page smaller than any before it. Neither alone: servers cap pages silently,
** and some counts stop at 10,000. */
static orc_turn skip_end(orc_pager *pager, orc_page *page) {
  if (has_drifted(pager, page)) {
    orc_turn turn = drifted(pager, page);
    if (turn == ORC_TURN_FAIL) return turn;
  }
  if (page->found <= page->overlap) return skip_empty(pager, page);
  int64_t offset = orc_pager_offset(pager);
  bool reached = page->counted && page->rows.count == offset;
  int64_t usual = pager->largest > 0 ? pager->largest : page->asked;
  if (reached && page->found < usual) return ORC_TURN_END;
  int64_t window = pager->spec.window;
  if (window > 0 && offset >= window) return beyond_reach(pager, page);
  pager->probes = 0;
  return ORC_TURN_NEXT;
}

static bool skip_refused(orc_pager *pager, const orc_page *page) {
  if (orc_pager_offset(pager) == 0) return false;
  if (orc_beyond_go(pager)) return true;
  orc_err *err = &pager->page->err;
  (void)page;
  orc_err_hint(err, "skip may reach no further than row %" PRId64 " here, and "
                    "this order has no key to go on by: narrow the filter, or "
                    "order by Id where the set has one",
               orc_pager_offset(pager));
  return false;
}

/* Rows of a few properties may be equal by chance, page after page. They are
** believed as far as the server counts them. */
static orc_turn skip_echoed(orc_pager *pager, orc_page *page) {
  if (orc_echo_sure(&pager->echo)) return orc_pager_repeated(pager, page);
  if (!page->counted) {
    if (!pager->spec.dollar) return orc_pager_repeated(pager, page);
    pager->confirm = true;
    return ORC_TURN_NEXT;
  }
  if (page->rows.count < 0 && page->state == ORC_PAGE_OPEN) {
    return ORC_TURN_HOLD;
  }
  if (page->rows.count < orc_pager_offset(pager)) {
    return orc_pager_repeated(pager, page);
  }
  return ORC_TURN_TAKE;
}

const orc_way orc_way_skip = {
    .name = "skip",
    .ask = ask_skip,
    .foresee = foresee_skip,
    .row = skip_row,
    .end = skip_end,
    .echoed = skip_echoed,
    .refused = skip_refused,
};

static bool ask_one(orc_pager *pager, orc_page *page) {
  if (pager->received > 0) {
    pager->way = &orc_way_skip;
    orc_pager_note_tail(pager);
    return ask_skip(pager, page);
  }
  page->asked = pager->spec.top;
  orc_query query = {
      .user_filter = true, .top = pager->spec.top, .skip = pager->spec.skip,
  };
  return orc_pager_write(pager, &query, &page->url);
}

static orc_turn one_end(orc_pager *pager, orc_page *page) {
  if (page->found == 0) return ORC_TURN_END;
  pager->way = &orc_way_skip;
  pager->largest = 0; /* what was asked for is another size */
  return ORC_TURN_NEXT;
}

const orc_way orc_way_one = {
    .name = "one",
    .ask = ask_one,
    .end = one_end,
    .echoed = skip_echoed,
};

static bool ask_single(orc_pager *pager, orc_page *page) {
  page->asked = -1;
  if (pager->spec.skip > pager->replay.pass) {
    pager->replay.pass = pager->spec.skip;
  }
  orc_query query = {.user_filter = true, .top = -1, .skip = -1};
  return orc_pager_write(pager, &query, &page->url);
}

static orc_turn single_end(orc_pager *pager, orc_page *page) {
  (void)pager;
  (void)page;
  return ORC_TURN_END;
}

const orc_way orc_way_single = {
    .name = "one",
    .ask = ask_single,
    .end = single_end,
    .echoed = orc_pager_echoed,
    .replays = true,
};
