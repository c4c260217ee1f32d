#include "page.h"

#include <string.h>

#define URL_MAX ((size_t)256 << 10) /* far beyond what any server takes */

void orc_page_init(orc_page *page, orc_client *client) {
  memset(page, 0, sizeof *page);
  page->client = client;
  page->mem = &client->net.counters->mem;
  orc_buf_init(&page->url, page->mem, URL_MAX);
  orc_buf_init(&page->body, page->mem, client->max_answer);
  orc_rows_init(&page->rows, page->mem, orc_rows_members);
  orc_err_clear(&page->err);
}

void orc_page_clear(orc_page *page) {
  orc_call_free(page->call);
  page->call = NULL;
  orc_spare_give(orc_engine_spare(page->client->engine), &page->body);
  orc_rows_fini(&page->rows);
  orc_rows_init(&page->rows, page->mem, orc_rows_members);
  orc_buf_clear(&page->url);
  orc_err_clear(&page->err);
  page->state = ORC_PAGE_IDLE;
  page->found = 0;
  page->status = 0;
  page->well_framed = false;
  page->counted = page->confirms = page->filtered = false;
  page->early = page->noted = page->number = page->foreseen = false;
  page->probing = page->bounded = false;
  page->asked = -1;
  page->phase = 0;
  page->overlap = page->fresh = 0;
  page->room = 0;
  page->until = -1;
  page->note = (orc_note){0};
  page->tail = page->popped = (orc_place){0};
  page->first = page->last = 0;
}

void orc_page_fini(orc_page *page) {
  orc_page_clear(page);
  orc_buf_fini(&page->url);
  orc_rows_fini(&page->rows);
  orc_mem_free(page->mem, page->spans, page->size * sizeof *page->spans);
  page->spans = NULL;
  page->size = 0;
}

bool orc_page_start(orc_page *page, const char *const *headers) {
  const char *url = orc_buf_cstr(&page->url);
  orc_call_spec spec = {
      .method = "GET", .url = url, .headers = headers,
      .read = true, .stream = true, .max_body = page->room,
  };
  page->exchange = ORC_AGAIN;
  page->state = ORC_PAGE_FAILED;
  if (url == NULL) {
    orc_err_memory(&page->err);
    return false;
  }
  page->rows.scalar = page->number;
  page->call = orc_call_new(page->client, &spec, &page->err);
  if (page->call == NULL) return false;
  page->state = ORC_PAGE_OPEN;
  return true;
}

/* The exchange has ended: its bytes stay here, the connection goes back. */
static void take_over(orc_page *page) {
  page->err.attempts = orc_call_attempts(page->call);
  orc_spare_give(orc_engine_spare(page->client->engine), &page->body);
  orc_call_take_body(page->call, &page->body);
  orc_call_free(page->call);
  page->call = NULL;
}

void orc_page_step(orc_page *page, double deadline) {
  if (page->call == NULL) return;
  page->exchange = orc_call_step(page->call, deadline, &page->err);
  page->status = orc_call_status(page->call);
  if (page->exchange != ORC_AGAIN) take_over(page);
}

static orc_slice body_so_far(const orc_page *page) {
  if (page->call != NULL) return orc_call_body(page->call);
  return (orc_slice){page->body.data, page->body.len};
}

static orc_slice slice_of(const orc_page *page, orc_place place) {
  if (place.len == 0) return (orc_slice){NULL, 0};
  return (orc_slice){body_so_far(page).data + place.at, place.len};
}

orc_slice orc_page_tail(const orc_page *page) {
  return slice_of(page, page->tail);
}

orc_slice orc_page_popped(const orc_page *page) {
  return slice_of(page, page->popped);
}

bool orc_page_pending(const orc_page *page) { return page->call != NULL; }

bool orc_page_over_room(const orc_page *page) {
  return page->room > 0 && page->exchange == ORC_FAIL &&
         page->err.kind == ORC_KIND_TOO_LARGE;
}

size_t orc_page_bytes(const orc_page *page) { return body_so_far(page).len; }

static orc_status end(orc_page *page, orc_page_state state) {
  page->state = state;
  return ORC_END;
}

/* The scan's fault, unless the exchange has one itself. Cut off means that
** the rows before it are good. */
static orc_status refuse(orc_page *page, const orc_err *fault) {
  bool cut_off = fault->retryable;
  page->well_framed = page->exchange == ORC_OK;
  if (page->exchange != ORC_FAIL) {
    int attempts = page->err.attempts;
    page->err = *fault;
    page->err.attempts = attempts;
    page->err.status = page->status;
    page->err.sent = ORC_SENT_YES;
    orc_err_request(&page->err, "GET", page->url.data);
  }
  return end(page, cut_off ? ORC_PAGE_BROKEN : ORC_PAGE_FAILED);
}

orc_status orc_page_find(orc_page *page, orc_slice *row) {
  if (page->state != ORC_PAGE_OPEN) return ORC_END;
  if (page->status < 200 || page->status > 299) {
    if (page->exchange == ORC_AGAIN) return ORC_AGAIN;
    return end(page, ORC_PAGE_FAILED);
  }
  orc_slice body = body_so_far(page);
  bool complete = page->exchange == ORC_OK;
  if (complete && page->status == 204) return end(page, ORC_PAGE_WHOLE);
  orc_status status = orc_rows_next(&page->rows, body.data, body.len, complete,
                                    row, NULL);
  if (status == ORC_OK) page->found++;
  if (status == ORC_END) return end(page, ORC_PAGE_WHOLE);
  if (status == ORC_FAIL) {
    orc_err fault; /* large: cleared for a failure only, which lasts */
    orc_err_clear(&fault);
    orc_rows_next(&page->rows, body.data, body.len, complete, row, &fault);
    return refuse(page, &fault);
  }
  if (status == ORC_AGAIN && page->exchange == ORC_FAIL) {
    return end(page, ORC_PAGE_BROKEN);
  }
  return status;
}

/* The queue. */

bool orc_page_full(const orc_page *page) {
  return page->last - page->first >= ORC_PAGE_QUEUE;
}

size_t orc_page_kept(const orc_page *page) { return page->last - page->first; }

static bool make_room(orc_page *page) {
  if (page->first == page->last) page->first = page->last = 0;
  if (page->last < page->size) return true;
  if (page->first > 0) {
    memmove(page->spans, page->spans + page->first,
            (page->last - page->first) * sizeof *page->spans);
    page->last -= page->first;
    page->first = 0;
    return true;
  }
  size_t size = page->size == 0 ? 64 : page->size * 2;
  orc_place *spans = orc_mem_resize(page->mem, page->spans,
                                   page->size * sizeof *spans,
                                   size * sizeof *spans);
  if (spans == NULL) return false;
  page->spans = spans;
  page->size = size;
  return true;
}

bool orc_page_keep(orc_page *page, orc_slice row) {
  if (!make_room(page)) return false;
  size_t at = (size_t)(row.data - body_so_far(page).data);
  page->spans[page->last++] = page->tail =
      (orc_place){at, row.len, page->note, page->rows.known};
  page->fresh++;
  return true;
}

bool orc_page_pop(orc_page *page, orc_slice *row, orc_note *note) {
  if (page->first == page->last) return false;
  orc_place span = page->spans[page->first++];
  *note = span.note;
  page->popped = span;
  *row = (orc_slice){body_so_far(page).data + span.at, span.len};
  return true;
}

bool orc_page_end_line(orc_page *page) {
  size_t behind = page->popped.at + page->popped.len;
  bool read = page->first < page->last ? page->spans[page->first].at > behind
                                       : page->state == ORC_PAGE_WHOLE;
  if (page->call != NULL || !read || behind >= page->body.len) return false;
  page->body.data[behind] = '\n';
  return true;
}

void orc_page_drop(orc_page *page) { page->first = page->last = 0; }
