#include "instant.h"
#include "pager_impl.h"
#include "url.h"

#include <inttypes.h>
#include <string.h>

#define FILTER_MAX ((size_t)128 << 10)

/* "name=" of one more option, with & or ? before it. */
static void put_name(const orc_pager *pager, const char *name, orc_buf *url,
                     char *mark) {
  orc_buf_putc(url, *mark);
  if (pager->spec.dollar) orc_buf_putc(url, '$');
  orc_buf_puts(url, name);
  orc_buf_putc(url, '=');
  *mark = '&';
}

static void put_integer(const orc_pager *pager, const char *name,
                        int64_t value, orc_buf *url, char *mark) {
  if (value < 0) return;
  put_name(pager, name, url, mark);
  orc_buf_printf(url, "%" PRId64, value);
}

/* " and " between the conditions of a filter, the user's in parentheses. */
static void put_and(orc_buf *out, size_t user) {
  if (out->len == 0) return;
  if (out->len == user) orc_buf_putc(out, ')');
  orc_buf_puts(out, " and ");
}

static void put_bound(const orc_pager *pager, const char *relation,
                      int64_t ticks, size_t user, orc_buf *out) {
  char text[ORC_INSTANT_SIZE];
  orc_instant_write(ticks, text);
  put_and(out, user);
  orc_buf_printf(out, "%s %s %s", pager->spec.key, relation, text);
}

/* "(user's) and Id gt 5" */
static void put_filter(const orc_pager *pager, const orc_query *query,
                       orc_buf *out) {
  const orc_pager_spec *spec = &pager->spec;
  bool more = query->by_key || query->has_from || query->has_to;
  if (query->user_filter && spec->filter != NULL) {
    if (more) orc_buf_putc(out, '(');
    orc_buf_puts(out, spec->filter);
  }
  size_t user = out->len;
  if (query->by_key) {
    put_and(out, user);
    orc_buf_printf(out, "%s %s ", spec->key, spec->descending ? "lt" : "gt");
    orc_key_literal(&pager->last_key, spec->key_quoted, out);
  }
  if (query->has_from) put_bound(pager, "ge", query->from, user, out);
  if (query->has_to) put_bound(pager, "lt", query->to, user, out);
}

static void put_orderby(const orc_pager *pager, const orc_query *query,
                        orc_buf *out) {
  const orc_pager_spec *spec = &pager->spec;
  bool descending = spec->descending != query->key_back;
  if (query->key_order) {
    orc_buf_printf(out, "%s %s", spec->key, descending ? "desc" : "asc");
  } else if (spec->orderby != NULL && !query->total) {
    orc_buf_puts(out, spec->orderby);
  }
}

static bool put_text(const orc_pager *pager, const char *name, orc_buf *text,
                     orc_buf *url, char *mark) {
  if (text->failed) {
    url->failed = true;
    url->full = text->full;
    return false;
  }
  if (text->len == 0) return true;
  put_name(pager, name, url, mark);
  bool ok = orc_url_escape_query(url, text->data, text->len);
  orc_buf_clear(text);
  return ok;
}

/* Counts have an address of their own, or stand beside no rows. */
static void put_address(const orc_pager *pager, orc_query *query, orc_buf *url,
                        char *mark) {
  const orc_pager_spec *spec = &pager->spec;
  bool elsewhere = query->total && spec->total != NULL;
  orc_buf_puts(url, elsewhere ? spec->total : spec->url);
  if (query->total && !elsewhere) {
    query->top = 0;
    query->count = true;
  }
  if (query->total || spec->fixed == NULL || spec->fixed[0] == '\0') return;
  orc_buf_printf(url, "?%s", spec->fixed);
  *mark = '&';
}

bool orc_pager_write(const orc_pager *pager, const orc_query *given,
                     orc_buf *url) {
  orc_query query = *given;
  char mark = '?';
  orc_buf_clear(url);
  put_address(pager, &query, url, &mark);
  orc_buf text;
  orc_buf_init(&text, pager->mem, FILTER_MAX);
  put_filter(pager, &query, &text);
  bool ok = put_text(pager, "filter", &text, url, &mark);
  put_orderby(pager, &query, &text);
  ok = put_text(pager, "orderby", &text, url, &mark) && ok;
  orc_buf_fini(&text);
  put_integer(pager, pager->spec.take ? "take" : "top", query.top, url, &mark);
  put_integer(pager, "skip", query.skip, url, &mark);
  if (query.count && pager->spec.dollar) {
    put_name(pager, "count", url, &mark);
    orc_buf_puts(url, "true");
  }
  return ok && !url->failed;
}
