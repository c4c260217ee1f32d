#include "pager_impl.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define DRIVE_EXPORTED 1024 /* the same where rows are only written */
#define DRIVE_ROWS 32       /* rows between two steps of the engine, */
#define DRIVE_SECONDS 0.01  /* or so long */
#define BARREN_PAGES 32     /* empty pages with a nextLink, in a row */
#define FRAMED_FAILS 2      /* broken pages that HTTP delivered whole */

/* What the ways ask. */

orc_err *orc_pager_blame(orc_pager *pager, const orc_page *page) {
  orc_err *err = &pager->err;
  orc_err_clear(err);
  bool asked = page->state != ORC_PAGE_IDLE; /* then its url is a string */
  orc_err_request(err, "GET", asked ? page->url.data : pager->spec.url);
  err->status = page->status;
  err->sent = ORC_SENT_YES;
  err->attempts = page->err.attempts;
  return err;
}

int64_t orc_pager_wanted(const orc_pager *pager) {
  if (pager->spec.top < 0) return -1;
  return pager->spec.top - pager->received;
}

int64_t orc_pager_batch(const orc_pager *pager) {
  int64_t wanted = orc_pager_wanted(pager);
  return wanted >= 0 && wanted < pager->spec.page ? wanted : pager->spec.page;
}

int64_t orc_pager_offset(const orc_pager *pager) {
  int64_t skip = pager->spec.skip > 0 ? pager->spec.skip : 0;
  return skip + pager->received + pager->shift;
}

orc_turn orc_pager_repeated(orc_pager *pager, const orc_page *page) {
  orc_err *err = orc_pager_blame(pager, page);
  orc_err_hint(err, "this address may not page at all; ask for it as one "
                    "request");
  orc_err_set(err, ORC_KIND_PROTOCOL,
              "the server sends the same rows again after row %" PRId64
              ": it does not page as it was asked to",
              pager->received - (int64_t)orc_page_kept(page));
  return ORC_TURN_FAIL;
}

orc_turn orc_pager_echoed(orc_pager *pager, orc_page *page) {
  if (orc_echo_sure(&pager->echo)) return orc_pager_repeated(pager, page);
  return ORC_TURN_TAKE;
}

orc_turn orc_pager_drift(orc_pager *pager, const orc_page *page,
                         const char *format, ...) {
  char text[256];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  orc_err *err = orc_pager_blame(pager, page);
  orc_err_hint(err, "page by a key where the set has one, or narrow the "
                    "filter to rows that no longer change");
  orc_err_set(err, ORC_KIND_DRIFT, "%s", text);
  if (!pager->spec.drifting) return ORC_TURN_FAIL;
  pager->drift = *err;
  pager->drifts++;
  return ORC_TURN_TAKE;
}

/* Rows. */

static bool satisfied(const orc_pager *pager) {
  return orc_pager_wanted(pager) == 0;
}

/* Nothing of this page is handed out, or nothing more. */
static void forget(orc_pager *pager) {
  orc_page *page = pager->page;
  int64_t kept = (int64_t)orc_page_kept(page);
  pager->received -= kept;
  page->fresh -= kept;
  page->tail = (orc_place){0};
  orc_page_drop(page);
  orc_echo_forget(&pager->echo);
  pager->held = false;
}

/* The page ends here, whatever is still to come of it. */
static void leave(orc_pager *pager, orc_turn then) {
  if (pager->page->state == ORC_PAGE_OPEN) pager->page->state = ORC_PAGE_WHOLE;
  pager->then = then;
}

static void fail(orc_pager *pager, const orc_err *err) {
  if (err != &pager->err) pager->err = *err;
  leave(pager, ORC_TURN_FAIL);
}

/* Rows of a page that is read again: passed over, and compared. true: this
** row was one. */
static bool pass_over(orc_pager *pager, orc_slice row) {
  orc_replay *replay = &pager->replay;
  int64_t found = pager->page->found;
  if (pager->way->replays) replay->now = orc_mark(replay->now, row);
  if (found == replay->check && replay->now != replay->mark) {
    orc_err_set(orc_pager_blame(pager, pager->page), ORC_KIND_DRIFT,
                "the page broke off, and changed before it could be read "
                "again: row %" PRId64 " or one before it is another now",
                found);
    leave(pager, ORC_TURN_FAIL);
    return true;
  }
  return found <= replay->pass;
}

static void apply(orc_pager *pager, orc_turn turn) {
  pager->held = turn == ORC_TURN_HOLD;
  if (turn == ORC_TURN_NEXT) {
    forget(pager);
    leave(pager, ORC_TURN_NEXT);
    orc_pager_drop_ahead(pager);
  } else if (turn == ORC_TURN_FAIL) {
    if (orc_echo_ended(&pager->echo)) forget(pager);
    leave(pager, ORC_TURN_FAIL);
  }
}

static void check_echo(orc_pager *pager, orc_slice row) {
  switch (orc_echo_row(&pager->echo, row, orc_pager_id(pager))) {
    case ORC_ECHO_NO:
      pager->held = false;
      break;
    case ORC_ECHO_MAYBE:
      pager->held = true;
      break;
    case ORC_ECHO_YES: {
      orc_turn turn = pager->way->echoed(pager, pager->page);
      if (turn == ORC_TURN_TAKE) pager->echo.same = false;
      apply(pager, turn);
    }
  }
}

static orc_counters *counters_of(const orc_pager *pager) {
  return pager->client->net.counters;
}

/* What the answer and its envelope say, as soon as they do. */
static void note_page(orc_pager *pager) {
  orc_page *page = pager->page;
  if (page->status != 0 && !page->noted) {
    page->noted = true;
    pager->answered++;
    orc_count(pager->engine, counters_of(pager), ORC_COUNTER(pages), 1);
  }
  if (page->bounded || page->filtered) return; /* its count is of a part */
  if (pager->count < 0) pager->count = page->rows.count;
  if (page->counted && pager->total < 0) pager->total = page->rows.count;
}

/* A row was found: does the script get it? */
static void take_row(orc_pager *pager, orc_slice row) {
  orc_page *page = pager->page;
  note_page(pager);
  if (pass_over(pager, row)) return;
  if (satisfied(pager)) { /* more than was asked for */
    leave(pager, ORC_TURN_END);
    return;
  }
  if (pager->way->row != NULL) {
    orc_turn turn = pager->way->row(pager, page, row);
    if (turn == ORC_TURN_PASS) return;
    if (turn != ORC_TURN_TAKE) {
      apply(pager, turn);
      return;
    }
  }
  if (!orc_page_keep(page, row)) {
    orc_err_memory(orc_pager_blame(pager, page));
    leave(pager, ORC_TURN_FAIL);
    return;
  }
  pager->received++;
  if (pager->way->echoed != NULL) check_echo(pager, row);
}

/* Pages. */

/* Without progress after several attempts, or for reasons that do not pass,
** a broken page is the end of the walk. */
static void back_off(orc_pager *pager) {
  orc_page *page = pager->page;
  orc_outcome outcome = {
      .read = true, .attempts = pager->fails, .kind = ORC_KIND_NETWORK,
      .sent = page->err.sent, .retry_after = -1,
      .random = orc_engine_random(pager->engine),
  };
  double delay = 0;
  bool hopeless = !page->err.retryable;
  if (page->well_framed && pager->fails >= FRAMED_FAILS) hopeless = true;
  if (hopeless || orc_retry_decide(&pager->client->retry, &outcome, &delay) !=
                      ORC_RETRY_AGAIN) {
    page->err.attempts = pager->fails;
    fail(pager, &page->err);
    return;
  }
  orc_count(pager->engine, counters_of(pager), ORC_COUNTER(retries), 1);
  orc_count_seconds(pager->engine, counters_of(pager),
                    ORC_COUNTER(backed_off), delay);
  pager->not_before = orc_engine_now(pager->engine) + delay;
  orc_engine_wake_at(pager->engine, &pager->timer, pager->not_before);
  pager->then = ORC_TURN_NEXT;
}

/* The body was cut off. What was found of it counts. */
static void page_broken(orc_pager *pager) {
  orc_page *page = pager->page;
  orc_replay *replay = &pager->replay;
  bool was_held = pager->held;
  if (was_held) forget(pager);
  bool progress = !was_held && (pager->way->replays
                                    ? page->found > replay->check
                                    : page->fresh > 0);
  pager->fails = progress ? 1 : pager->fails + 1;
  if (!pager->way->replays) {
    if (!was_held) orc_echo_turn(&pager->echo);
  } else if (page->found >= replay->check) {
    replay->check = page->found;
    replay->mark = replay->now;
    if (!was_held && replay->pass < page->found) replay->pass = page->found;
  }
  back_off(pager);
}

/* Refused, failed before any answer came, or no page at all. */
static void page_failed(orc_pager *pager) {
  orc_page *page = pager->page;
  const orc_way *way = pager->way;
  if (pager->held) forget(pager);
  bool refused = page->status == 400 && way->refused != NULL;
  bool lapsed = page->early && page->found == 0 && page->err.retryable;
  if ((refused && way->refused(pager, page)) || lapsed) {
    pager->then = ORC_TURN_NEXT;
  } else {
    fail(pager, &page->err);
  }
}

static bool has_changed(orc_pager *pager) {
  orc_replay *replay = &pager->replay;
  if (pager->page->found >= replay->check) return false;
  orc_err_set(orc_pager_blame(pager, pager->page), ORC_KIND_DRIFT,
              "the page broke off after %" PRId64 " rows, and has %" PRId64
              " now that it is read again", replay->check, pager->page->found);
  return true;
}

static bool is_barren(orc_pager *pager) {
  if (pager->page->number || pager->page->bounded) return false;
  pager->barren = pager->page->found > 0 ? 0 : pager->barren + 1;
  if (pager->barren <= BARREN_PAGES) return false;
  orc_err_set(orc_pager_blame(pager, pager->page), ORC_KIND_PROTOCOL,
              "%d pages without a row, one after the other, each with a "
              "nextLink", pager->barren);
  return true;
}

static bool is_echo(orc_pager *pager) {
  if (pager->way->echoed == NULL || !orc_echo_ended(&pager->echo)) return false;
  orc_turn turn = pager->way->echoed(pager, pager->page);
  if (turn == ORC_TURN_TAKE) return false;
  apply(pager, turn);
  return true;
}

static orc_turn turn_after(orc_pager *pager) {
  orc_page *page = pager->page;
  if (has_changed(pager) || is_barren(pager)) return ORC_TURN_FAIL;
  if (satisfied(pager)) return ORC_TURN_END;
  if (page->rows.next_link != NULL) return orc_pager_follow(pager, page);
  return pager->way->end(pager, page);
}

static void page_whole(orc_pager *pager) {
  if (is_echo(pager)) return;
  pager->then = turn_after(pager);
  if (pager->page->found > pager->largest) {
    pager->largest = pager->page->found;
  }
  pager->held = false;
  pager->fails = 0;
  pager->replay = (orc_replay){0};
  orc_echo_turn(&pager->echo);
}

static void page_over(orc_pager *pager) {
  note_page(pager);
  if (pager->page->state == ORC_PAGE_WHOLE) {
    page_whole(pager);
  } else if (orc_page_over_room(pager->page)) {
    if (pager->held) forget(pager);
    pager->wide = true;
    pager->then = ORC_TURN_NEXT; /* goes on behind its last row */
  } else if (satisfied(pager) && !pager->held) {
    pager->then = ORC_TURN_END; /* what is missing is of no use */
  } else if (pager->page->state == ORC_PAGE_BROKEN) {
    page_broken(pager);
  } else {
    page_failed(pager);
  }
  orc_pager_settle(pager);
}

/* Finds the rows in the bytes that have come. */
static void read_page(orc_pager *pager) {
  orc_page *page = pager->page;
  orc_slice row;
  page->rows.strict = pager->strict;
  while (page->state == ORC_PAGE_OPEN && !orc_page_full(page)) {
    orc_status status = orc_page_find(page, &row);
    if (status == ORC_AGAIN) return;
    if (status == ORC_OK) take_row(pager, row);
    else page_over(pager);
  }
  if (pager->held && page->state == ORC_PAGE_OPEN) {
    apply(pager, orc_pager_repeated(pager, page)); /* the queue is full */
  }
}

/* Requests. */

/* Moves everything that can move. Nobody but the next row's taker looks at a
** page fetched ahead, so no deadline bounds its waiting. */
static bool move(orc_pager *pager, double deadline) {
  orc_err err;
  orc_err_clear(&err);
  if (orc_engine_drive(pager->engine, &err) == ORC_FAIL) {
    orc_page_drop(pager->page); /* in a child, the parent has these rows */
    fail(pager, &err);
    return false;
  }
  orc_page_step(pager->page, deadline);
  orc_pager_step_ahead(pager);
  read_page(pager);
  orc_pager_ask(pager, orc_page_kept(pager->page) == 0);
  return true;
}

/* Answers that come all at once are taken before their rows are handed out:
** the server is to have the next requests meanwhile. */
static bool drive(orc_pager *pager, double deadline) {
  double until = orc_engine_now(pager->engine) + DRIVE_SECONDS;
  do {
    if (!move(pager, deadline)) return false;
    pager->driven = orc_engine_now(pager->engine);
  } while (orc_engine_more(pager->engine) && pager->driven < until);
  pager->undriven = 0;
  return true;
}

/* Who exports comes for the next row at once: no need to look at the clock. */
static bool should_drive(orc_pager *pager) {
  pager->undriven++;
  if (pager->strict) return pager->undriven >= DRIVE_EXPORTED;
  if (pager->undriven >= DRIVE_ROWS) return true;
  return orc_engine_now(pager->engine) - pager->driven >= DRIVE_SECONDS;
}

static bool hand_out(orc_pager *pager, orc_slice *row) {
  orc_note note;
  if (pager->held || !orc_page_pop(pager->page, row, &note)) return false;
  pager->rows++;
  orc_pager_given(pager, note);
  orc_count(pager->engine, counters_of(pager), ORC_COUNTER(rows), 1);
  return true;
}

/* The rows at hand are used up and the page has ended. */
static orc_status turn_page(orc_pager *pager, double deadline) {
  if (pager->then == ORC_TURN_END) return ORC_END;
  if (pager->then == ORC_TURN_FAIL) return ORC_FAIL;
  if (pager->flying == 0) {
    if (orc_pager_ask(pager, true)) return ORC_OK;
    if (deadline < 0 || pager->not_before <= deadline) return ORC_AGAIN;
    fail(pager, &pager->page->err); /* waiting is of no use */
    return ORC_FAIL;
  }
  orc_pager_turn(pager);
  if (pager->page->state == ORC_PAGE_OPEN) read_page(pager);
  else page_over(pager); /* it could not even be asked for */
  orc_pager_ask(pager, orc_page_kept(pager->page) == 0);
  return ORC_OK;
}

static orc_status finish(orc_pager *pager, orc_status status, orc_err *err) {
  pager->over = status;
  orc_engine_disarm(pager->engine, &pager->timer);
  orc_page_clear(pager->page);
  orc_pager_drop_ahead(pager);
  if (status == ORC_FAIL && err != NULL) *err = pager->err;
  return status;
}

orc_status orc_pager_next(orc_pager *pager, double deadline, orc_slice *row,
                          orc_err *err) {
  if (pager->over != ORC_OK) return finish(pager, pager->over, err);
  bool fresh = false;
  if (should_drive(pager)) fresh = drive(pager, deadline);
  for (;;) {
    if (hand_out(pager, row)) return ORC_OK;
    if (pager->page->state == ORC_PAGE_OPEN) {
      if (fresh) return ORC_AGAIN;
      fresh = drive(pager, deadline);
      continue;
    }
    orc_status status = turn_page(pager, deadline);
    if (status == ORC_AGAIN) return ORC_AGAIN;
    if (status != ORC_OK) return finish(pager, status, err);
    fresh = false;
  }
}

bool orc_pager_take(orc_pager *pager, orc_slice *row) {
  if (pager->over != ORC_OK) return false;
  if (should_drive(pager)) {
    pager->undriven = DRIVE_EXPORTED; /* orc_pager_next finds the same */
    return false;
  }
  return hand_out(pager, row);
}

orc_status orc_pager_refuse(orc_pager *pager, const char *fault,
                            orc_err *err) {
  orc_err_set(orc_pager_blame(pager, pager->page), ORC_KIND_PROTOCOL,
              "row %" PRId64 " of the walk is not what it must be: %s",
              pager->rows, fault);
  return finish(pager, ORC_FAIL, err);
}

void orc_pager_check(orc_pager *pager) { pager->strict = true; }

bool orc_pager_end_line(orc_pager *pager) {
  return orc_page_end_line(pager->page);
}

orc_rows_known orc_pager_known(const orc_pager *pager) {
  return pager->page->popped.known;
}

const char *orc_pager_strategy(const orc_pager *pager) {
  return pager->way->name;
}

int64_t orc_pager_rows(const orc_pager *pager) { return pager->rows; }
int64_t orc_pager_pages(const orc_pager *pager) { return pager->answered; }
int64_t orc_pager_count(const orc_pager *pager) { return pager->count; }
int64_t orc_pager_drifts(const orc_pager *pager) { return pager->drifts; }
const orc_err *orc_pager_drift_seen(const orc_pager *pager) {
  return &pager->drift;
}
