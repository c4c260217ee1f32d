/*
** A walk's beginning and end.
*/
#include "pager_impl.h"

#include <string.h>

#define PAGE_ROWS 1000 /* asked for when the caller does not say */

static bool copy_strings(orc_pager *pager, const orc_pager_spec *spec) {
  const struct {
    const char *from, **to;
  } strings[] = {
      {spec->url, &pager->spec.url},         {spec->fixed, &pager->spec.fixed},
      {spec->filter, &pager->spec.filter},   {spec->key, &pager->spec.key},
      {spec->orderby, &pager->spec.orderby}, {spec->total, &pager->spec.total},
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
      [ORC_PAGING_TIME] = &orc_way_time,
      [ORC_PAGING_TOKEN] = &orc_way_token,
  };
  return spec->single ? &orc_way_single : ways[spec->paging];
}

static bool check_spec(const orc_pager_spec *spec, orc_err *err) {
  const char *fault = NULL;
  if (spec->url == NULL) fault = "a walk needs a url";
  else if (strpbrk(spec->url, "?#") != NULL) fault = "the url has a query";
  else if (spec->total != NULL && strpbrk(spec->total, "?#") != NULL) {
    fault = "the url of the count has a query";
  } else if (spec->key == NULL && (spec->paging == ORC_PAGING_KEY ||
                                   spec->paging == ORC_PAGING_TIME)) {
    fault = "paging by key or time needs a key";
  }
  if (fault == NULL) return true;
  orc_err_set(err, ORC_KIND_ARGUMENT, "%s", fault);
  return false;
}

static bool make_pages(orc_pager *pager) {
  int64_t flight = pager->spec.flight;
  if (flight < 1) flight = 1;
  if (flight > ORC_FLIGHT_MAX) flight = ORC_FLIGHT_MAX;
  pager->spec.flight = flight;
  int count = flight > 1 ? 2 * (int)flight : 2;
  pager->pages = orc_mem_new(pager->mem, (size_t)count * sizeof(orc_page));
  if (pager->pages == NULL) return false;
  pager->page_count = count;
  for (int i = 0; i < count; i++) {
    orc_page_init(&pager->pages[i], pager->client);
  }
  pager->page = pager->pages;
  return true;
}

static void free_pages(orc_pager *pager) {
  for (int i = 0; i < pager->page_count; i++) orc_page_fini(&pager->pages[i]);
  orc_mem_free(pager->mem, pager->pages,
               (size_t)pager->page_count * sizeof(orc_page));
}

static void set_up(orc_pager *pager, const orc_pager_spec *spec) {
  pager->way = first_way(spec);
  orc_buf_init(&pager->link, pager->mem, (size_t)64 << 10);
  orc_bag_init(&pager->time.bag, pager->mem);
  orc_bag_init(&pager->given_bag, pager->mem);
  orc_err_clear(&pager->drift);
  orc_echo_forget(&pager->echo);
  pager->then = spec->top == 0 ? ORC_TURN_END : ORC_TURN_NEXT;
  pager->count = pager->total = -1;
  pager->not_before = -1;
  if (pager->spec.page <= 0) pager->spec.page = PAGE_ROWS;
}

orc_pager *orc_pager_new(orc_client *client, const orc_pager_spec *spec,
                         orc_err *err) {
  if (!check_spec(spec, err)) return NULL;
  const orc_mem *mem = &client->net.counters->mem;
  orc_pager *pager = orc_mem_new(mem, sizeof *pager);
  if (pager == NULL) {
    orc_err_memory(err);
    return NULL;
  }
  pager->client = client;
  pager->engine = client->engine;
  pager->mem = mem;
  pager->spec = *spec;
  pager->spec.cursor = NULL; /* not kept */
  set_up(pager, spec);
  bool ok = copy_strings(pager, spec);
  if (!copy_headers(pager, spec->headers)) ok = false;
  if (!make_pages(pager)) ok = false;
  if (!ok) orc_err_memory(err);
  if (ok && spec->cursor != NULL && !orc_pager_resume(pager, spec->cursor)) {
    orc_err_set(err, ORC_KIND_ARGUMENT, "the cursor is not one of this walk");
    ok = false;
  }
  if (ok) return pager;
  orc_pager_free(pager);
  return NULL;
}

static void free_strings(orc_pager *pager) {
  const char *strings[] = {
      pager->spec.url,     pager->spec.fixed, pager->spec.filter,
      pager->spec.orderby, pager->spec.key,   pager->spec.total,
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
  free_pages(pager);
  orc_spare_trim(orc_engine_spare(pager->engine), ORC_SPARE_IDLE);
  orc_buf_fini(&pager->link);
  orc_bag_fini(&pager->time.bag);
  orc_bag_fini(&pager->given_bag);
  free_strings(pager);
  orc_mem_free(pager->mem, pager, sizeof *pager);
}
