#include "trace.h"

#include "mask.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

orc_trace *orc_trace_new(const orc_mem *mem) {
  orc_trace *trace = orc_mem_new(mem, sizeof *trace);
  if (trace != NULL) orc_buf_init(&trace->text, mem, ORC_TRACE_KEPT);
  return trace;
}

void orc_trace_free(orc_trace *trace) {
  if (trace == NULL) return;
  const orc_mem *mem = trace->text.mem;
  orc_buf_fini(&trace->text);
  orc_mem_free(mem, trace, sizeof *trace);
}

/* A piece is there whole or not at all. */
static size_t begin_piece(orc_trace *trace) {
  trace->text.failed = trace->text.full = false;
  return trace->text.len;
}

typedef struct piece_of {
  orc_trace *trace;
  size_t begin;
} piece_of;

static void blot_one(void *ud, orc_slice secret) {
  const piece_of *piece = ud;
  orc_buf *text = &piece->trace->text;
  text->len = piece->begin + orc_mask_blot(text->data + piece->begin,
                                           text->len - piece->begin,
                                           secret.data, secret.len);
}

/* What no name gave away, as a server's prose. */
static void blot(orc_trace *trace, size_t begin) {
  piece_of piece = {trace, begin};
  const char *secret;
  for (size_t i = 0; trace->secret != NULL &&
                     (secret = trace->secret(trace->ud, i)) != NULL; i++) {
    blot_one(&piece, (orc_slice){secret, strlen(secret)});
  }
  orc_mask_values(trace->text.mem, trace->sent, blot_one, &piece);
}

static void end_piece(orc_trace *trace, size_t begin, bool ok) {
  if (ok) {
    blot(trace, begin);
    return;
  }
  trace->text.len = begin;
  trace->lost++;
}

static bool put_mark(orc_trace *trace, uint64_t number, char mark) {
  return orc_buf_printf(&trace->text, "%" PRIu64 " %c ", number, mark);
}

void orc_trace_note(orc_trace *trace, uint64_t number, const char *format,
                    ...) {
  char text[512];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  size_t begin = begin_piece(trace);
  end_piece(trace, begin, put_mark(trace, number, '*') &&
                              orc_mask_text(&trace->text, text,
                                            strlen(text)) &&
                              orc_buf_putc(&trace->text, '\n'));
}

uint64_t orc_trace_begin(orc_trace *trace, const char *method,
                         const char *url) {
  uint64_t number = ++trace->last;
  size_t begin = begin_piece(trace);
  end_piece(trace, begin, put_mark(trace, number, '*') &&
                              orc_buf_printf(&trace->text, "%s ", method) &&
                              orc_mask_text(&trace->text, url,
                                            strlen(url)) &&
                              orc_buf_putc(&trace->text, '\n'));
  return number;
}

static size_t line_length(const char *line, size_t len) {
  const char *end = memchr(line, '\n', len);
  return end != NULL ? (size_t)(end - line) : len;
}

/* Control characters would move the cursor of who reads along. */
static void tame(char *at, size_t len) {
  for (; len > 0; at++, len--) {
    if ((unsigned char)*at < 0x20 && *at != '\n' && *at != '\t') *at = '?';
  }
}

void orc_trace_head(orc_trace *trace, uint64_t number, char mark,
                    const char *data, size_t len) {
  size_t begin = begin_piece(trace);
  bool ok = true;
  while (ok && len > 0) {
    size_t line = line_length(data, len), shown = line;
    while (shown > 0 && data[shown - 1] == '\r') shown--;
    ok = put_mark(trace, number, mark);
    size_t at = trace->text.len;
    ok = ok && orc_mask_header(&trace->text, data, shown);
    if (ok) tame(trace->text.data + at, trace->text.len - at);
    ok = ok && orc_buf_putc(&trace->text, '\n');
    size_t step = line < len ? line + 1 : line;
    data += step;
    len -= step;
  }
  end_piece(trace, begin, ok);
}

static bool is_text(const char *type) {
  static const char *const kinds[] = {"json", "text/", "xml",
                                      "x-www-form-urlencoded"};
  for (size_t i = 0; type != NULL && i < sizeof kinds / sizeof *kinds; i++) {
    if (strcasestr(type, kinds[i]) != NULL) return true;
  }
  return false;
}

static bool put_body(orc_trace *trace, orc_slice body) {
  size_t shown = body.len < ORC_TRACE_BODY ? body.len : ORC_TRACE_BODY;
  size_t at = trace->text.len;
  if (!orc_mask_text(&trace->text, body.data, shown)) return false;
  tame(trace->text.data + at, trace->text.len - at);
  return (shown == body.len ||
          orc_buf_printf(&trace->text, " ... (%zu bytes more)",
                         body.len - shown)) &&
         orc_buf_putc(&trace->text, '\n');
}

void orc_trace_body(orc_trace *trace, uint64_t number, char mark,
                    const char *type, orc_slice body) {
  if (body.len == 0) return;
  size_t begin = begin_piece(trace);
  bool ok = put_mark(trace, number, mark);
  if (is_text(type)) {
    ok = ok && put_body(trace, body);
  } else {
    ok = ok && orc_buf_printf(&trace->text, "(%zu bytes of %s)\n", body.len,
                              type != NULL ? type : "an unknown kind");
  }
  end_piece(trace, begin, ok);
}

orc_slice orc_trace_take(orc_trace *trace) {
  if (trace->lost > 0) {
    uint64_t lost = trace->lost;
    trace->lost = 0;
    orc_trace_note(trace, trace->last, "%" PRIu64 " pieces were left out: too "
                   "much came at once", lost);
    trace->lost = 0;
  }
  orc_slice taken = {trace->text.data != NULL ? trace->text.data : "",
                     trace->text.len};
  trace->text.len = 0;
  return taken;
}
