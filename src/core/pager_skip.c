/*
** The ways "skip", "one" and "single".
**
** skip goes on at the number of rows received, whatever was asked for. one is
** a query that a single request answers, sent as the user wrote it; should it
** come short it goes on as skip. single is an endpoint that does not page.
*/
#include "pager_impl.h"

#include <inttypes.h>

static bool ask_skip(orc_pager *pager, orc_page *page) {
  int64_t offset = orc_pager_offset(pager);
  page->asked = orc_pager_batch(pager);
  page->confirms = pager->confirm;
  page->counted = pager->spec.count || pager->confirm;
  orc_query query = {
      .user_filter = true,
      .key_order = pager->key_order,
      .top = page->asked,
      .skip = offset > 0 ? offset : -1,
      .count = page->counted,
  };
  return orc_pager_write(pager, &query, &page->url);
}

static orc_turn drifted(orc_pager *pager, const orc_page *page) {
  orc_err *err = orc_pager_blame(pager, page);
  orc_err_hint(err, "page by a key where the set has one, or narrow the "
                    "filter to rows that no longer change");
  orc_err_set(err, ORC_KIND_DRIFT,
              "rows were added or removed while paging by skip: the server "
              "counted %" PRId64 " at first and %" PRId64 " after row %" PRId64,
              pager->total, page->rows.count, pager->received);
  return ORC_TURN_FAIL;
}

static bool has_drifted(const orc_pager *pager, const orc_page *page) {
  return page->counted && page->rows.count >= 0 && pager->total >= 0 &&
         page->rows.count != pager->total;
}

/* A place for the rest of drift: pages that overlap by one row. */
static orc_turn skip_row(orc_pager *pager, orc_page *page, orc_slice row) {
  (void)row;
  return has_drifted(pager, page) ? drifted(pager, page) : ORC_TURN_TAKE;
}

static orc_turn skip_empty(orc_pager *pager, const orc_page *page) {
  int64_t offset = orc_pager_offset(pager);
  bool early = pager->total > offset;
  if (early && page->confirms && page->rows.count > offset) {
    orc_err_set(orc_pager_blame(pager, page), ORC_KIND_PROTOCOL,
                "the server counts %" PRId64 " rows but sends none after row "
                "%" PRId64, page->rows.count, offset);
    return ORC_TURN_FAIL;
  }
  if (!early || page->confirms) return ORC_TURN_END;
  pager->confirm = true;
  return ORC_TURN_NEXT;
}

/* The end is an empty page, or a count that was reached by a page smaller
** than any before it. Neither alone: servers cap pages silently, and some
** counts stop at 10,000. */
static orc_turn skip_end(orc_pager *pager, orc_page *page) {
  if (has_drifted(pager, page)) return drifted(pager, page);
  if (page->found == 0) return skip_empty(pager, page);
  bool reached = page->counted &&
                 page->rows.count == orc_pager_offset(pager);
  int64_t usual = pager->largest > 0 ? pager->largest : page->asked;
  return reached && page->found < usual ? ORC_TURN_END : ORC_TURN_NEXT;
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
    .row = skip_row,
    .end = skip_end,
    .echoed = skip_echoed,
};

static bool ask_one(orc_pager *pager, orc_page *page) {
  if (pager->received > 0) {
    pager->way = &orc_way_skip;
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
