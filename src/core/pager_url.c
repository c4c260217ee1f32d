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

/* "(user's) and Id gt 5" */
static void put_filter(const orc_pager *pager, const orc_query *query,
                       orc_buf *out) {
  const orc_pager_spec *spec = &pager->spec;
  const char *user = query->user_filter ? spec->filter : NULL;
  if (!query->by_key) {
    if (user != NULL) orc_buf_puts(out, user);
    return;
  }
  if (user != NULL) orc_buf_printf(out, "(%s) and ", user);
  orc_buf_printf(out, "%s %s ", spec->key, spec->descending ? "lt" : "gt");
  orc_key_literal(&pager->last_key, spec->key_quoted, out);
}

static void put_orderby(const orc_pager *pager, const orc_query *query,
                        orc_buf *out) {
  const orc_pager_spec *spec = &pager->spec;
  if (query->key_order) {
    orc_buf_printf(out, "%s %s", spec->key, spec->descending ? "desc" : "asc");
  } else if (spec->orderby != NULL) {
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

bool orc_pager_write(const orc_pager *pager, const orc_query *query,
                     orc_buf *url) {
  char mark = '?';
  orc_buf_clear(url);
  orc_buf_puts(url, pager->spec.url);
  if (pager->spec.fixed != NULL && pager->spec.fixed[0] != '\0') {
    orc_buf_printf(url, "?%s", pager->spec.fixed);
    mark = '&';
  }
  orc_buf text;
  orc_buf_init(&text, pager->mem, FILTER_MAX);
  put_filter(pager, query, &text);
  bool ok = put_text(pager, "filter", &text, url, &mark);
  put_orderby(pager, query, &text);
  ok = put_text(pager, "orderby", &text, url, &mark) && ok;
  orc_buf_fini(&text);
  put_integer(pager, "top", query->top, url, &mark);
  put_integer(pager, "skip", query->skip, url, &mark);
  if (query->count && pager->spec.dollar) {
    put_name(pager, "count", url, &mark);
    orc_buf_puts(url, "true");
  }
  return ok && !url->failed;
}
