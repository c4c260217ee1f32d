#include "page.h"

#include "not_json.h"

#include <stdio.h>
#include <string.h>

#define URL_MAX ((size_t)256 << 10) /* far beyond what any server takes */

void orc_page_init(orc_page *page, orc_client *client) {
  memset(page, 0, sizeof *page);
  page->client = client;
  page->mem = orc_engine_mem(client->engine);
  orc_buf_init(&page->url, page->mem, URL_MAX);
  orc_buf_init(&page->body, page->mem, client->max_answer);
  orc_rows_init(&page->rows, page->mem, orc_rows_members);
  orc_err_clear(&page->err);
}

void orc_page_clear(orc_page *page) {
  orc_call_free(page->call);
  page->call = NULL;
  orc_buf_fini(&page->body);
  orc_rows_fini(&page->rows);
  orc_rows_init(&page->rows, page->mem, orc_rows_members);
  orc_buf_clear(&page->url);
  orc_err_clear(&page->err);
  page->state = ORC_PAGE_IDLE;
  page->found = 0;
  page->status = 0;
  page->well_framed = false;
  page->counted = page->confirms = page->filtered = false;
  page->early = page->noted = false;
  page->asked = -1;
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
      .read = true, .stream = true,
  };
  page->exchange = ORC_AGAIN;
  page->state = ORC_PAGE_FAILED;
  if (url == NULL) {
    orc_err_memory(&page->err);
    return false;
  }
  page->call = orc_call_new(page->client, &spec, &page->err);
  if (page->call == NULL) return false;
  page->state = ORC_PAGE_OPEN;
  return true;
}

static void note_type(orc_page *page) {
  const char *type = orc_call_header(page->call, "content-type");
  snprintf(page->content_type, sizeof page->content_type, "%s",
           type != NULL ? type : "");
}

/* The exchange has ended: its bytes stay here, the connection goes back. */
static void take_over(orc_page *page) {
  note_type(page);
  page->err.attempts = orc_call_attempts(page->call);
  orc_buf_fini(&page->body);
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

static bool answered(const orc_page *page) {
  return page->status >= 200 && page->status < 300;
}

static orc_status end(orc_page *page, orc_page_state state) {
  page->state = state;
  return ORC_END;
}

/* What the scan refused is either cut off or no page at all. */
static orc_status refuse(orc_page *page, orc_page_state state,
                         const orc_err *fault) {
  if (page->call != NULL) note_type(page);
  orc_not_json answer = {
      .status = page->status,
      .content_type = page->content_type[0] != '\0' ? page->content_type : NULL,
      .body = body_so_far(page),
      .fault = fault->message,
  };
  const char *url = orc_buf_cstr(&page->url);
  if (url != NULL) orc_err_request(&page->err, "GET", url);
  if (fault->kind == ORC_KIND_PROTOCOL) {
    orc_not_json_explain(&answer, &page->err);
  } else {
    orc_err_set(&page->err, fault->kind, "%s", fault->message);
  }
  page->well_framed = true;
  return end(page, state);
}

/* The exchange is over and no further row is in the body. */
static orc_status find_end(orc_page *page, orc_slice body) {
  if (page->exchange == ORC_FAIL) return end(page, ORC_PAGE_BROKEN);
  if (page->status == 204) return end(page, ORC_PAGE_WHOLE);
  orc_slice row;
  orc_err fault;
  orc_err_clear(&fault);
  orc_status status = orc_rows_next(&page->rows, body.data, body.len, true,
                                    &row, &fault);
  if (status == ORC_END) return end(page, ORC_PAGE_WHOLE);
  return refuse(page, ORC_PAGE_BROKEN, &fault);
}

orc_status orc_page_find(orc_page *page, orc_slice *row) {
  if (page->state != ORC_PAGE_OPEN) return ORC_END;
  if (!answered(page)) {
    if (page->exchange == ORC_AGAIN) return ORC_AGAIN;
    return end(page, ORC_PAGE_FAILED);
  }
  orc_slice body = body_so_far(page);
  orc_err fault;
  orc_err_clear(&fault);
  switch (orc_rows_next(&page->rows, body.data, body.len, false, row,
                        &fault)) {
    case ORC_OK:
      page->found++;
      return ORC_OK;
    case ORC_FAIL:
      return refuse(page, ORC_PAGE_FAILED, &fault);
    default:
      if (page->exchange == ORC_AGAIN) return ORC_AGAIN;
      return find_end(page, body);
  }
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
  orc_span *spans = orc_mem_resize(page->mem, page->spans,
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
  page->spans[page->last++] = (orc_span){at, row.len};
  return true;
}

bool orc_page_pop(orc_page *page, orc_slice *row) {
  if (page->first == page->last) return false;
  orc_span span = page->spans[page->first++];
  *row = (orc_slice){body_so_far(page).data + span.at, span.len};
  return true;
}

void orc_page_drop(orc_page *page) { page->first = page->last = 0; }
