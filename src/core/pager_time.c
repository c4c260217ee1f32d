/*
** The way "time": rows that have nothing unique but are in the order of a
** time, like logs. Each page asks for what is not before the last time seen,
** so that no request ever skips; the rows of that very instant come again and
** are passed over, as many as there were (a bag of their marks).
**
** Servers keep finer ticks than they send. All rows that the wire shows with
** the same time are one instant here, and its width follows from the most
** digits seen.
**
** An instant with more rows than a page is read by skip, within itself, and
** checked against its count. The end is a page with nothing new that is all
** the server counts; a log that grows meanwhile is read to its latest row of
** then.
*/
#include "instant.h"
#include "pager_impl.h"

#include <inttypes.h>

#define REACH 10000          /* rows that skip can get at */
#define USUAL_DIGITS 3       /* of a second, that servers show */
#define TEXT_MAX_LEN 64      /* longest time that is a string */

enum { /* orc_page.phase: what a request is for */
  ROWS,
  REST,          /* how many rows are left, the last instant's too? */
  LATEST,        /* where does the log end now? */
  PLAN,          /* how many rows are left, to cut them into windows? */
  COUNT_INSTANT, /* how many rows has the last instant? */
  INSTANT        /* the rows of the last instant, by skip */
};

static int64_t unit(const orc_pager *pager) {
  return orc_instant_unit(pager->time.digits);
}

/* What is left to be read. */
static void bound_rest(const orc_pager *pager, orc_query *query) {
  const orc_time *time = &pager->time;
  bool down = pager->spec.descending;
  int64_t last = time->past ? time->edge
                 : down     ? time->last + unit(pager)
                            : time->last;
  if (time->begun && down) {
    query->has_to = true;
    query->to = last;
  } else if (time->begun) {
    query->has_from = true;
    query->from = last;
  }
  if (time->limited && !down) {
    query->has_to = true;
    query->to = time->limit;
  }
}

static void bound_instant(const orc_pager *pager, orc_query *query) {
  query->has_from = query->has_to = true;
  query->from = pager->time.last;
  query->to = pager->time.last + unit(pager);
}

/* Room for those that come again. */
static int64_t batch(const orc_pager *pager) {
  int64_t wanted = orc_pager_wanted(pager);
  if (wanted < 0) return pager->spec.page;
  wanted += (int64_t)pager->time.bag.count;
  return wanted < pager->spec.page ? wanted : pager->spec.page;
}

static void ask_instant(orc_pager *pager, orc_page *page, orc_query *query) {
  orc_time *time = &pager->time;
  int64_t left = time->expected - time->read;
  page->asked = left < pager->spec.page ? left : pager->spec.page;
  bound_instant(pager, query);
  query->top = page->asked;
  query->skip = time->read > 0 ? time->read : -1;
}

static bool is_count(int phase) {
  return phase == REST || phase == PLAN || phase == COUNT_INSTANT;
}

static bool ask_time(orc_pager *pager, orc_page *page) {
  orc_time *time = &pager->time;
  page->phase = time->phase;
  page->asked = -1;
  orc_query query = {.user_filter = true, .top = -1, .skip = -1};
  query.total = is_count(page->phase);
  page->number = query.total;
  query.key_order = !query.total;
  query.key_back = page->phase == LATEST;
  switch (page->phase) {
    case ROWS:
      orc_bag_again(&time->bag);
      page->filtered = time->begun && !time->past;
      page->asked = query.top = batch(pager);
      bound_rest(pager, &query);
      orc_window_bound(pager, page, &query);
      break;
    case REST:
    case PLAN: bound_rest(pager, &query); break;
    case LATEST: page->asked = query.top = 1; break;
    case COUNT_INSTANT: bound_instant(pager, &query); break;
    default: ask_instant(pager, page, &query);
  }
  return orc_pager_write(pager, &query, &page->url);
}

/* Rows. */

static bool read_time(orc_pager *pager, orc_slice row, int64_t *ticks) {
  orc_json json;
  char text[TEXT_MAX_LEN + 1];
  int digits;
  if (orc_json_find(&json, row.data, row.len, pager->spec.key) !=
          ORC_JSON_STRING ||
      json.text.len > TEXT_MAX_LEN) {
    return false;
  }
  size_t len = orc_json_copy(&json, text);
  if (!orc_instant_read(text, len, ticks, &digits)) return false;
  if (digits > pager->time.digits) pager->time.digits = digits;
  return true;
}

static orc_turn refuse_row(orc_pager *pager, const orc_page *page) {
  orc_err *err = orc_pager_blame(pager, page);
  orc_err_set(err, ORC_KIND_PROTOCOL,
              "row %" PRId64 " of the walk has no usable %s, so the walk "
              "cannot go on", pager->received + 1, pager->spec.key);
  return ORC_TURN_FAIL;
}

static orc_turn refuse_order(orc_pager *pager, const orc_page *page,
                             int64_t ticks) {
  char now[ORC_INSTANT_SIZE], last[ORC_INSTANT_SIZE];
  orc_instant_write(ticks, now);
  orc_instant_write(pager->time.last, last);
  orc_err *err = orc_pager_blame(pager, page);
  orc_err_hint(err, "page this set with paging 'skip' instead");
  orc_err_set(err, ORC_KIND_PROTOCOL,
              "the server sent %s %s after %s although rows were asked for in "
              "the order of %s", pager->spec.key, now, last, pager->spec.key);
  return ORC_TURN_FAIL;
}

/* Downwards a page begins at the end of the last instant, which is as wide as
** the digits seen so far made it: rows above the last time were had before,
** or are newer than the walk. */
static bool is_above(const orc_pager *pager, const orc_page *page,
                     int64_t ticks) {
  return pager->spec.descending && page->phase == ROWS && page->filtered &&
         page->fresh == 0 && ticks > pager->time.last;
}

static bool out_of_order(const orc_pager *pager, const orc_page *page,
                         int64_t ticks) {
  const orc_time *time = &pager->time;
  if (!time->begun) return false;
  if (page->phase == INSTANT) return ticks != time->last;
  return pager->spec.descending ? ticks > time->last : ticks < time->last;
}

static orc_turn no_room(orc_pager *pager, orc_page *page) {
  orc_err *err = orc_pager_blame(pager, page);
  if (pager->time.bag.count < ORC_BAG_MOST) {
    orc_err_memory(err);
    return ORC_TURN_FAIL;
  }
  orc_err_set(err, ORC_KIND_TOO_LARGE, "more than %zu rows have the same %s",
              ORC_BAG_MOST, pager->spec.key);
  orc_err_hint(err, "narrow the query, so that fewer do");
  return ORC_TURN_FAIL;
}

static orc_turn keep_row(orc_pager *pager, orc_page *page, int64_t ticks,
                         uint64_t mark) {
  orc_time *time = &pager->time;
  if (!time->begun || time->past || ticks != time->last) {
    orc_bag_clear(&time->bag);
    time->begun = true;
    time->past = false;
    time->last = ticks;
  }
  if (!orc_bag_add(&time->bag, mark)) return no_room(pager, page);
  page->note = (orc_note){ticks, mark};
  return ORC_TURN_TAKE;
}

/* One row was asked for; some servers send more. */
static void note_limit(orc_pager *pager, int64_t ticks) {
  orc_time *time = &pager->time;
  bool down = pager->spec.descending;
  int64_t limit = down ? ticks : ticks + unit(pager);
  bool farther = down ? limit < time->limit : limit > time->limit;
  if (!time->limited || farther) time->limit = limit;
  time->limited = true;
}

bool orc_time_note(orc_pager *pager, orc_page *page, orc_slice row) {
  int64_t ticks;
  if (!read_time(pager, row, &ticks) || out_of_order(pager, page, ticks)) {
    return false;
  }
  return keep_row(pager, page, ticks, orc_mark(0, row)) == ORC_TURN_TAKE;
}

/* The first times with a fraction come in the middle of what was taken for
** one instant. They are read later; it ends before them. */
static bool is_finer(orc_pager *pager, const orc_page *page, int64_t ticks,
                     int digits) {
  orc_time *time = &pager->time;
  if (page->phase != INSTANT || ticks <= time->last) return false;
  if (time->digits > digits && ticks < time->last + orc_instant_unit(digits)) {
    time->finer = true;
  }
  return time->finer;
}

static orc_turn time_row(orc_pager *pager, orc_page *page, orc_slice row) {
  orc_time *time = &pager->time;
  int64_t ticks;
  int digits = time->digits;
  if (!read_time(pager, row, &ticks)) return refuse_row(pager, page);
  if (is_finer(pager, page, ticks, digits)) return ORC_TURN_PASS;
  if (page->phase == LATEST) {
    note_limit(pager, ticks);
    return ORC_TURN_PASS;
  }
  if (is_above(pager, page, ticks)) return ORC_TURN_PASS;
  if (out_of_order(pager, page, ticks)) {
    return refuse_order(pager, page, ticks);
  }
  uint64_t mark = orc_mark(0, row);
  if (page->phase == INSTANT) time->read++;
  bool again = page->filtered || page->phase == INSTANT;
  if (again && ticks == time->last && orc_bag_take(&time->bag, mark)) {
    return ORC_TURN_PASS;
  }
  return keep_row(pager, page, ticks, mark);
}

/* Ends of pages. */

static orc_turn go_on(orc_pager *pager, int phase) {
  pager->time.phase = phase;
  return ORC_TURN_NEXT;
}

/* Short pages with rows of which there were none before: a server that gives
** less than it is asked for, or a log that grows while it is read. */
static bool grows(orc_pager *pager, const orc_page *page) {
  orc_time *time = &pager->time;
  bool is_short = page->found < page->asked;
  if (pager->spec.descending || time->limited || !is_short) return false;
  return ++time->shorts > 1;
}

/* The page had rows that are new. */
static orc_turn further(orc_pager *pager, const orc_page *page) {
  orc_time *time = &pager->time;
  time->doubts = 0;
  bool growing = grows(pager, page);
  bool more = growing || page->found >= page->asked;
  if (!more || !orc_window_worth(pager)) {
    return go_on(pager, growing ? LATEST : ROWS);
  }
  time->planned = true;
  return go_on(pager, LATEST);
}

static orc_turn rows_end(orc_pager *pager, orc_page *page) {
  pager->time.found = page->found;
  if (page->bounded) {
    return go_on(pager, orc_window_end(pager, page) ? ROWS : COUNT_INSTANT);
  }
  if (page->fresh > 0) return further(pager, page);
  bool full = page->found > 0 && page->found >= page->asked;
  return go_on(pager, full ? COUNT_INSTANT : REST);
}

static orc_turn refuse_count(orc_pager *pager, const orc_page *page) {
  orc_err *err = orc_pager_blame(pager, page);
  orc_err_set(err, ORC_KIND_PROTOCOL, "the server does not say how many rows "
                                      "there are");
  return ORC_TURN_FAIL;
}

/* The last page had nothing new. It is the end when it had all there is. */
static orc_turn rest_end(orc_pager *pager, const orc_page *page) {
  orc_time *time = &pager->time;
  int64_t count = page->rows.count;
  if (count <= time->found) return ORC_TURN_END;
  if (time->found > 0) return go_on(pager, COUNT_INSTANT);
  if (++time->doubts == 1) {
    time->open = true; /* no window could find more than this */
    return go_on(pager, ROWS);
  }
  orc_err_set(orc_pager_blame(pager, page), ORC_KIND_PROTOCOL,
              "the server counts %" PRId64 " more rows but sends none after "
              "row %" PRId64, count, pager->received);
  return ORC_TURN_FAIL;
}

/* The last instant is read: what comes next lies behind it. */
static orc_turn pass_instant(orc_pager *pager) {
  orc_time *time = &pager->time;
  time->past = true;
  time->edge = pager->spec.descending ? time->last : time->last + unit(pager);
  orc_bag_clear(&time->bag);
  return go_on(pager, ROWS);
}

static orc_turn count_instant_end(orc_pager *pager, const orc_page *page) {
  orc_time *time = &pager->time;
  int64_t count = page->rows.count;
  int64_t reach = pager->spec.window > 0 ? pager->spec.window : REACH;
  if (count > reach && time->digits < USUAL_DIGITS) {
    time->digits = USUAL_DIGITS; /* none were seen yet, perhaps */
    return go_on(pager, COUNT_INSTANT);
  }
  if (count > reach) {
    char text[ORC_INSTANT_SIZE];
    orc_instant_write(time->last, text);
    orc_err *err = orc_pager_blame(pager, page);
    orc_err_hint(err, "narrow the filter");
    orc_err_set(err, ORC_KIND_PROTOCOL,
                "%" PRId64 " rows have the %s %s, and the server lets only "
                "%" PRId64 " be read", count, pager->spec.key, text, reach);
    return ORC_TURN_FAIL;
  }
  if (count <= time->found) return pass_instant(pager);
  orc_bag_again(&time->bag);
  time->expected = count;
  time->read = 0;
  return go_on(pager, INSTANT);
}

static orc_turn instant_end(orc_pager *pager, const orc_page *page) {
  orc_time *time = &pager->time;
  if (time->finer) {
    time->finer = false;
    return go_on(pager, COUNT_INSTANT);
  }
  if (page->found > 0 && time->read < time->expected) {
    return go_on(pager, INSTANT);
  }
  if (time->read != time->expected || orc_bag_left(&time->bag) > 0) {
    char text[ORC_INSTANT_SIZE];
    orc_instant_write(time->last, text);
    orc_turn turn = orc_pager_drift(
        pager, page, "the server counts %" PRId64 " rows with the %s %s, but "
        "%" PRId64 " came, and %zu of those before did not", time->expected,
        pager->spec.key, text, time->read, orc_bag_left(&time->bag));
    if (turn == ORC_TURN_FAIL) return turn;
  }
  return pass_instant(pager);
}

static orc_turn time_end(orc_pager *pager, orc_page *page) {
  if (page->number && page->rows.count < 0) return refuse_count(pager, page);
  switch (page->phase) {
    case ROWS: return rows_end(pager, page);
    case REST: return rest_end(pager, page);
    case LATEST: return go_on(pager, pager->time.planned ? PLAN : ROWS);
    case PLAN:
      orc_window_plan(pager, page->rows.count);
      return go_on(pager, ROWS);
    case COUNT_INSTANT: return count_instant_end(pager, page);
    default: return instant_end(pager, page);
  }
}

/* Windows are asked for with a count: perhaps that is what it minds. */
static bool time_refused(orc_pager *pager, const orc_page *page) {
  if (!page->bounded) return false;
  pager->time.width = 0;
  return true;
}

const orc_way orc_way_time = {
    .name = "time",
    .ask = ask_time,
    .foresee = orc_window_foresee,
    .row = time_row,
    .end = time_end,
    .refused = time_refused,
};
