#include "pager_impl.h"

#include <inttypes.h>
#include <string.h>

#define PAGE_ROWS 1000    /* asked for when the caller does not say */
#define DRIVE_ROWS 32     /* rows between two steps of the engine, */
#define DRIVE_SECONDS 0.01 /* or so long */
#define BARREN_PAGES 32   /* empty pages with a nextLink, in a row */
#define FRAMED_FAILS 2    /* broken pages that HTTP delivered whole */

/* Life. */

static bool copy_strings(orc_pager *pager, const orc_pager_spec *spec) {
  const struct {
    const char *from, **to;
  } strings[] = {
      {spec->url, &pager->spec.url},         {spec->fixed, &pager->spec.fixed},
      {spec->filter, &pager->spec.filter},   {spec->key, &pager->spec.key},
      {spec->orderby, &pager->spec.orderby},
  };
  bool ok = true;
  for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
    *strings[i].to = orc_mem_string(pager->mem, strings[i].from);
    if (strings[i].from != NULL && *strings[i].to == NULL) ok = false;
  }
  return ok;
}

static bool copy_headers(orc_pager *pager, const char *const *headers) {
  size_t count = 0;
  while (headers != NULL && headers[count] != NULL) count++;
  size_t size = (count + 1) * sizeof *pager->headers;
  pager->spec.headers = NULL;
  pager->headers = orc_mem_new(pager->mem, size);
  if (pager->headers == NULL) return false;
  pager->header_count = count;
  for (size_t i = 0; i < count; i++) {
    pager->headers[i] = orc_mem_string(pager->mem, headers[i]);
    if (pager->headers[i] == NULL) return false;
  }
  return true;
}

static const orc_way *first_way(const orc_pager_spec *spec) {
  static const orc_way *const ways[] = {
      [ORC_PAGING_SKIP] = &orc_way_skip,
      [ORC_PAGING_KEY] = &orc_way_key,
      [ORC_PAGING_ONE] = &orc_way_one,
  };
  return spec->single ? &orc_way_single : ways[spec->paging];
}

static bool check_spec(const orc_pager_spec *spec, orc_err *err) {
  const char *fault = NULL;
  if (spec->url == NULL) fault = "a walk needs a url";
  else if (strpbrk(spec->url, "?#") != NULL) fault = "the url has a query";
  else if (spec->paging == ORC_PAGING_KEY && spec->key == NULL) {
    fault = "paging by key needs a key";
  }
  if (fault == NULL) return true;
  orc_err_set(err, ORC_KIND_ARGUMENT, "%s", fault);
  return false;
}

static void set_up(orc_pager *pager, const orc_pager_spec *spec) {
  pager->way = first_way(spec);
  pager->page = &pager->pages[0];
  pager->ahead = &pager->pages[1];
  orc_page_init(pager->page, pager->client);
  orc_page_init(pager->ahead, pager->client);
  orc_buf_init(&pager->link, pager->mem, (size_t)64 << 10);
  orc_echo_forget(&pager->echo);
  pager->then = spec->top == 0 ? ORC_TURN_END : ORC_TURN_NEXT;
  pager->count = pager->total = -1;
  pager->not_before = -1;
  if (pager->spec.page <= 0) pager->spec.page = PAGE_ROWS;
}

orc_pager *orc_pager_new(orc_client *client, const orc_pager_spec *spec,
                         orc_err *err) {
  if (!check_spec(spec, err)) return NULL;
  const orc_mem *mem = orc_engine_mem(client->engine);
  orc_pager *pager = orc_mem_new(mem, sizeof *pager);
  if (pager == NULL) {
    orc_err_memory(err);
    return NULL;
  }
  pager->client = client;
  pager->engine = client->engine;
  pager->mem = mem;
  pager->spec = *spec;
  set_up(pager, spec);
  bool ok = copy_strings(pager, spec);
  if (!copy_headers(pager, spec->headers)) ok = false;
  if (ok) return pager;
  orc_pager_free(pager);
  orc_err_memory(err);
  return NULL;
}

static void free_strings(orc_pager *pager) {
  const char *strings[] = {
      pager->spec.url,     pager->spec.fixed, pager->spec.filter,
      pager->spec.orderby, pager->spec.key,
  };
  for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
    orc_mem_string_free(pager->mem, (char *)(uintptr_t)strings[i]);
  }
  if (pager->headers == NULL) return;
  for (size_t i = 0; i < pager->header_count; i++) {
    orc_mem_string_free(pager->mem, pager->headers[i]);
  }
  orc_mem_free(pager->mem, pager->headers,
               (pager->header_count + 1) * sizeof *pager->headers);
}

void orc_pager_free(orc_pager *pager) {
  if (pager == NULL) return;
  orc_engine_disarm(pager->engine, &pager->timer);
  orc_page_fini(pager->page);
  orc_page_fini(pager->ahead);
  orc_buf_fini(&pager->link);
  free_strings(pager);
  orc_mem_free(pager->mem, pager, sizeof *pager);
}

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
  return skip + pager->received;
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

/* Rows. */

static bool satisfied(const orc_pager *pager) {
  return orc_pager_wanted(pager) == 0;
}

/* Nothing of this page is handed out, or nothing more. */
static void forget(orc_pager *pager) {
  pager->received -= (int64_t)orc_page_kept(pager->page);
  orc_page_drop(pager->page);
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
  } else if (turn == ORC_TURN_FAIL) {
    if (orc_echo_ended(&pager->echo)) forget(pager);
    leave(pager, ORC_TURN_FAIL);
  }
}

static void check_echo(orc_pager *pager, orc_slice row) {
  const char *key = pager->spec.key != NULL ? pager->spec.key : "Id";
  switch (orc_echo_row(&pager->echo, row, key)) {
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

/* What the answer and its envelope say, as soon as they do. */
static void note_page(orc_pager *pager) {
  orc_page *page = pager->page;
  if (page->status != 0 && !page->noted) {
    page->noted = true;
    pager->answered++;
    orc_engine_stats(pager->engine)->pages++;
  }
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
  check_echo(pager, row);
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
  orc_engine_stats(pager->engine)->retries++;
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
  bool progress = !was_held && page->found > replay->check;
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
  pager->barren = pager->page->found > 0 ? 0 : pager->barren + 1;
  if (pager->barren <= BARREN_PAGES) return false;
  orc_err_set(orc_pager_blame(pager, pager->page), ORC_KIND_PROTOCOL,
              "%d pages without a row, one after the other, each with a "
              "nextLink", pager->barren);
  return true;
}

static bool is_echo(orc_pager *pager) {
  if (!orc_echo_ended(&pager->echo)) return false;
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
  } else if (satisfied(pager) && !pager->held) {
    pager->then = ORC_TURN_END; /* what is missing is of no use */
  } else if (pager->page->state == ORC_PAGE_BROKEN) {
    page_broken(pager);
  } else {
    page_failed(pager);
  }
}

/* Finds the rows in the bytes that have come. */
static void read_page(orc_pager *pager) {
  orc_page *page = pager->page;
  orc_slice row;
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

/* Asks for what comes next. `needed`: its rows are, now. */
static void ask_next(orc_pager *pager, bool needed) {
  orc_page *page = pager->ahead;
  orc_page_clear(page);
  pager->replay.now = 0;
  bool ok = pager->way->ask(pager, page);
  pager->confirm = false;
  pager->not_before = -1;
  orc_engine_disarm(pager->engine, &pager->timer);
  if (!ok) {
    orc_err_set(orc_pager_blame(pager, page),
                page->url.full ? ORC_KIND_TOO_LARGE : ORC_KIND_MEMORY,
                "the request's address cannot be made: %s",
                page->url.full ? "the filter is too long" : "no memory");
    pager->then = ORC_TURN_FAIL;
    return;
  }
  page->early = !needed;
  if (orc_page_start(page, (const char *const *)pager->headers)) {
    orc_page_step(page, -1);
  }
}

static bool may_ask(const orc_pager *pager) {
  return pager->page->state != ORC_PAGE_OPEN &&
         pager->then == ORC_TURN_NEXT &&
         pager->ahead->state == ORC_PAGE_IDLE &&
         (pager->not_before < 0 ||
          orc_engine_now(pager->engine) >= pager->not_before);
}

/* Moves everything that can move. Nobody but the next row's taker looks at a
** page fetched ahead, so no deadline bounds its waiting. */
static bool drive(orc_pager *pager, double deadline) {
  orc_err err;
  orc_err_clear(&err);
  pager->undriven = 0;
  pager->driven = orc_engine_now(pager->engine);
  if (orc_engine_drive(pager->engine, &err) == ORC_FAIL) {
    orc_page_drop(pager->page); /* in a child, the parent has these rows */
    fail(pager, &err);
    return false;
  }
  orc_page_step(pager->page, deadline);
  read_page(pager);
  if (may_ask(pager)) ask_next(pager, orc_page_kept(pager->page) == 0);
  orc_page_step(pager->ahead, -1);
  return true;
}

static bool should_drive(orc_pager *pager) {
  if (++pager->undriven >= DRIVE_ROWS) return true;
  return orc_engine_now(pager->engine) - pager->driven >= DRIVE_SECONDS;
}

static bool hand_out(orc_pager *pager, orc_slice *row) {
  if (pager->held || !orc_page_pop(pager->page, row)) return false;
  pager->rows++;
  orc_engine_stats(pager->engine)->rows++;
  return true;
}

/* The rows at hand are used up and the page has ended. */
static orc_status turn_page(orc_pager *pager, double deadline) {
  if (pager->then == ORC_TURN_END) return ORC_END;
  if (pager->then == ORC_TURN_FAIL) return ORC_FAIL;
  if (pager->ahead->state == ORC_PAGE_IDLE) {
    if (!may_ask(pager)) {
      if (deadline < 0 || pager->not_before <= deadline) return ORC_AGAIN;
      fail(pager, &pager->page->err); /* waiting is of no use */
      return ORC_FAIL;
    }
    ask_next(pager, true);
    return ORC_OK;
  }
  orc_page *page = pager->page;
  pager->page = pager->ahead;
  pager->ahead = page;
  orc_page_clear(page);
  if (pager->page->state == ORC_PAGE_OPEN) read_page(pager);
  else page_over(pager); /* it could not even be asked for */
  if (may_ask(pager)) ask_next(pager, orc_page_kept(pager->page) == 0);
  return ORC_OK;
}

static orc_status finish(orc_pager *pager, orc_status status, orc_err *err) {
  pager->over = status;
  orc_engine_disarm(pager->engine, &pager->timer);
  orc_page_clear(pager->page);
  orc_page_clear(pager->ahead);
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

orc_status orc_pager_refuse(orc_pager *pager, const char *fault,
                            orc_err *err) {
  orc_err_set(orc_pager_blame(pager, pager->page), ORC_KIND_PROTOCOL,
              "row %" PRId64 " of the walk is not what it must be: %s",
              pager->rows, fault);
  return finish(pager, ORC_FAIL, err);
}

const char *orc_pager_strategy(const orc_pager *pager) {
  return pager->way->name;
}

int64_t orc_pager_rows(const orc_pager *pager) { return pager->rows; }
int64_t orc_pager_pages(const orc_pager *pager) { return pager->answered; }
int64_t orc_pager_count(const orc_pager *pager) { return pager->count; }
