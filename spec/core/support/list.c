#include "list.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct query {
  int64_t top, skip;      /* < 0: not given */
  int64_t after, before;  /* by the filter; 0: no bound */
  bool filtered, ordered, descending, counted;
} query;

void list_init(list *l, int64_t rows, int64_t cap) {
  memset(l, 0, sizeof *l);
  l->rows = rows;
  l->cap = cap;
  l->count_lie = l->empty_at = l->fault_at = LIST_NEVER;
  l->cut_rows = l->cut_bytes = LIST_NEVER;
}

void list_fini(list *l) { free(l->body); }

__attribute__((format(printf, 2, 3)))
static void put(list *l, const char *format, ...) {
  va_list args;
  va_start(args, format);
  int len = vsnprintf(NULL, 0, format, args);
  va_end(args);
  if (l->len + (size_t)len + 1 > l->size) {
    l->size = (l->size + (size_t)len) * 2 + 4096;
    l->body = realloc(l->body, l->size);
    if (l->body == NULL) abort();
  }
  va_start(args, format);
  vsnprintf(l->body + l->len, (size_t)len + 1, format, args);
  va_end(args);
  l->len += (size_t)len;
}

/* What the client asked. */

static int64_t number_after(const char *target, const char *name) {
  const char *at = strstr(target, name);
  return at != NULL ? strtoll(at + strlen(name), NULL, 10) : -1;
}

/* The number inside a key literal: the digits at the end of GUIDs and
** names. */
static int64_t key_number(const char *literal) {
  const char *digits = literal;
  for (const char *p = literal; *p != '\0' && *p != '&' && *p != '%'; p++) {
    bool more = *p >= '0' && *p <= '9';
    bool before = p > literal && p[-1] >= '0' && p[-1] <= '9';
    if (more && !before) digits = p;
  }
  return strtoll(digits, NULL, 10);
}

static query read_query(const list *l, const char *target) {
  query q = {0};
  q.top = l->no_top ? -1 : number_after(target, "top=");
  q.skip = l->no_skip ? -1 : number_after(target, "skip=");
  q.counted = strstr(target, "$count=true") != NULL;
  q.ordered = strstr(target, "$orderby=Id%20") != NULL && !l->no_orderby;
  q.descending = strstr(target, "$orderby=Id%20desc") != NULL;
  const char *after = strstr(target, "Id%20gt%20");
  const char *before = strstr(target, "Id%20lt%20");
  q.filtered = after != NULL || before != NULL;
  if (l->no_filter) return q;
  if (after != NULL) q.after = key_number(after + 10);
  if (before != NULL) q.before = key_number(before + 10);
  return q;
}

/* Rows. */

static int64_t number_of(const list *l, const query *q, int64_t index) {
  return q->descending ? l->rows - index : index + 1;
}

static bool matches(const query *q, int64_t number) {
  return number > q->after && (q->before == 0 || number < q->before);
}

static void put_key(list *l, int64_t number) {
  if (number == l->backward) number = 1;
  switch (l->keys) {
    case LIST_INTEGERS: put(l, "\"Id\":%" PRId64 ",", number); break;
    case LIST_GUIDS:
      put(l, "\"Id\":\"%08" PRIx64 "-0000-4000-8000-%012" PRId64 "\",",
          (uint64_t)(number * 2654435761 % 4294967296), number);
      break;
    case LIST_NAMES: put(l, "\"Id\":\"it's-%" PRId64 "\",", number); break;
    case LIST_ZERO: put(l, "\"Id\":0,"); break;
    default: break;
  }
}

static void put_row(list *l, int64_t number) {
  put(l, "{");
  if (number != l->without_key) put_key(l, number);
  if (l->keys == LIST_EQUAL) number = 1;
  put(l, "\"No\":%" PRId64 ",\"Pad\":\"%*s\"}", number, (int)l->pad, "");
}

/* Which row stands at place `i`. */
static int64_t placed(const list *l, int64_t i) {
  if (!l->shuffled) return i;
  int64_t other = i ^ 1;
  return other < l->rows ? other : i;
}

static void put_rows(list *l, const query *q, int64_t first, int64_t count,
                     size_t *cut) {
  for (int64_t i = 0; i < count; i++) {
    if (i > 0) put(l, ",");
    size_t begin = l->len;
    put_row(l, number_of(l, q, placed(l, first + i)));
    if (i == l->cut_rows) *cut = begin + (l->len - begin) / 2;
  }
}

/* The first row's place and how many there are from there on. */
static int64_t find_rows(const list *l, const query *q, int64_t *first) {
  int64_t index = 0;
  while (index < l->rows && !matches(q, number_of(l, q, index))) index++;
  *first = index;
  int64_t last = index;
  if (q->before == 0) last = l->rows; /* ordered: the rest matches */
  while (last < l->rows && matches(q, number_of(l, q, last))) last++;
  return last - index;
}

static void put_link(list *l, const query *q, int64_t next) {
  put(l, ",\"@odata.nextLink\":\"");
  if (l->link != NULL) {
    put(l, "%s\"", l->link);
    return;
  }
  put(l, "Things?");
  if (q->after > 0) put(l, "$filter=Id%%20gt%%20%" PRId64 "&", q->after);
  put(l, "$skip=%" PRId64 "\"", next);
}

static void put_count(list *l, const query *q, int64_t total,
                      const char *before, const char *behind) {
  if (l->no_count || (!q->counted && !l->always_count)) return;
  if (l->count_lie != LIST_NEVER) total = l->count_lie;
  put(l, "%s\"@odata.count\":%" PRId64 "%s", before, total, behind);
}

/* The body; *cut: where it is cut off. */
static void write_page(list *l, const query *q, size_t *cut) {
  int64_t first, total = find_rows(l, q, &first);
  int64_t skip = q->skip > 0 ? q->skip : 0;
  int64_t count = total - skip < 0 ? 0 : total - skip;
  if (count > l->cap) count = l->cap;
  if (q->top >= 0 && count > q->top) count = q->top;
  if (l->links > 0 && count > l->links) count = l->links;
  if (l->requests == l->empty_at) count = 0;
  if (l->bare) {
    put(l, "[");
    put_rows(l, q, first + skip, count, cut);
    put(l, "]");
    return;
  }
  put(l, "{\"@odata.context\":\"x\",");
  if (!l->count_last) put_count(l, q, total, "", ",");
  put(l, "\"value\":[");
  put_rows(l, q, first + skip, count, cut);
  put(l, "]");
  if (l->count_last) put_count(l, q, total, ",", "");
  bool more = skip + count < total;
  if (l->links > 0 && (more || l->link != NULL)) put_link(l, q, skip + count);
  put(l, "}");
}

/* Answers. */

static void refuse(server_answer *out) {
  out->status = "400 Bad Request";
  out->headers = "Content-Type: application/json\r\n";
  out->body = "{\"message\":\"Invalid OData query options.\","
              "\"errorCode\":1000,\"traceId\":\"t-1\"}";
}

static void cut_answer(list *l, server_answer *out, size_t cut) {
  size_t whole = l->len;
  if (cut == 0) cut = whole - 1; /* fewer rows than that */
  if (l->cut_bytes != LIST_NEVER) {
    cut = whole > (size_t)l->cut_bytes ? whole - (size_t)l->cut_bytes : 0;
  }
  char head[128];
  int len = snprintf(head, sizeof head,
                     "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                     "Content-Length: %zu\r\n\r\n",
                     l->cut_framed ? cut : whole);
  put(l, "%*s", len, ""); /* room for the head */
  memmove(l->body + len, l->body, whole);
  memcpy(l->body, head, (size_t)len);
  l->len = (size_t)len + (l->hold ? whole : cut);
  l->body[l->len] = '\0';
  out->raw = l->body;
  out->hold = l->hold;
  out->hold_at = (size_t)len + cut;
  if (!l->hold && !l->cut_framed) out->end = SERVER_CLOSE;
}

static void answer(void *ud, const server_request *request,
                   server_answer *out) {
  list *l = ud;
  query q = read_query(l, request->target);
  bool faulty = l->requests >= l->fault_at && l->fault_at != LIST_NEVER &&
                l->requests <= l->fault_at + l->fault_more;
  bool refused = (l->refuse_orderby && strstr(request->target, "$orderby=")) ||
                 (l->refuse_filter && q.filtered);
  size_t cut = 0;
  l->len = 0;
  if (refused) {
    refuse(out);
  } else if (faulty && l->fault_status != NULL) {
    out->status = l->fault_status;
    out->headers = l->fault_headers;
    out->body = l->fault_body;
  } else {
    write_page(l, &q, &cut);
    if (faulty) {
      cut_answer(l, out, cut);
    } else {
      out->status = "200 OK";
      out->headers = "Content-Type: application/json\r\n";
      out->body = l->body;
    }
  }
  l->requests++;
}

void list_serve(list *l, server *s) { server_handle(s, answer, l); }
