#include "rows.h"

#include "json_check.h"

#include <string.h>

const char *const orc_rows_members[] = {"value", "results", "PageItems",
                                        "items", NULL};

enum { /* orc_rows.state: what must come next */
  ROOT,        /* { or [ */
  FIRST_KEY,   /* a key or } */
  KEY,
  COLON,
  VALUE,
  AFTER_VALUE, /* , or } */
  FIRST_ROW,   /* a row or ] */
  ROW,
  AFTER_ROW,   /* , or ] */
  BEHIND,      /* only white space */
  IN_KEY,      /* its end */
  IN_VALUE,
  IN_ROW,
  ROWS_END,    /* passed through: behind the array of rows */
  FAILED,
  ENDED
};

/* One call's view of the body. */
typedef struct view {
  const char *data, *end;
  bool complete;
  bool peek; /* a row's end is not wanted */
} view;

void orc_rows_init(orc_rows *rows, const orc_mem *mem,
                   const char *const *members) {
  memset(rows, 0, sizeof *rows);
  rows->mem = mem;
  rows->members = members;
  rows->count = -1;
}

void orc_rows_fini(orc_rows *rows) {
  orc_mem_string_free(rows->mem, rows->next_link);
  orc_mem_string_free(rows->mem, rows->continuation);
  rows->next_link = rows->continuation = NULL;
}

static bool fail(orc_rows *rows, size_t position, const char *message) {
  rows->state = FAILED;
  rows->message = message;
  rows->position = position;
  return false;
}

static const char cut_off[] = "the answer is cut off";
static const char html[] = "the answer is HTML or XML, not JSON";
static const char no_rows[] = "the answer holds no array of rows";

/* The same words every time, from what fail kept. */
static orc_status report(const orc_rows *rows, orc_err *err) {
  if (rows->message == NULL) return orc_err_memory(err);
  bool sentence = strncmp(rows->message, "the ", 4) == 0;
  orc_err_set(err, ORC_KIND_PROTOCOL, "%s%s (at byte %zu)",
              sentence ? "" : "the answer is not valid JSON: ", rows->message,
              rows->position + 1);
  if (err == NULL) return ORC_FAIL;
  err->retryable = rows->message == cut_off;
  if (rows->message == html) {
    orc_err_hint(err, "check the URL: a sign-in page, a proxy or a web "
                      "server may have answered instead of the API");
  } else if (rows->message == no_rows) {
    orc_err_hint(err, "check the URL: it may not be a list");
  }
  return ORC_FAIL;
}

/* ---- what the envelope's members mean ---- */

typedef bool take_member(orc_rows *rows, orc_json *json, orc_json_type type);

static bool take_nothing(orc_rows *rows, orc_json *json, orc_json_type type) {
  (void)rows, (void)json, (void)type;
  return true;
}

static bool take_count(orc_rows *rows, orc_json *json, orc_json_type type) {
  if (type == ORC_JSON_NULL) return true;
  if (type != ORC_JSON_INTEGER || json->integer < 0) {
    return fail(rows, rows->begin, "the answer's count is not a whole number");
  }
  rows->count = json->integer;
  return true;
}

/* A string without NUL, owned, in place of what *field held. */
static bool take_string(orc_rows *rows, orc_json *json, orc_json_type type,
                        char **field) {
  if (type != ORC_JSON_STRING && type != ORC_JSON_NULL) {
    return fail(rows, rows->begin, "the link or token of the next page "
                                   "is not a string");
  }
  orc_mem_string_free(rows->mem, *field);
  *field = NULL;
  if (type == ORC_JSON_NULL) return true;
  size_t size = json->text.len + 1;
  char *text = orc_mem_new(rows->mem, size);
  if (text == NULL) return fail(rows, rows->begin, NULL);
  size_t len = orc_json_copy(json, text);
  text[len] = '\0';
  bool whole = strlen(text) == len;
  if (whole) *field = orc_mem_string(rows->mem, text);
  orc_mem_free(rows->mem, text, size);
  if (!whole) {
    return fail(rows, rows->begin, "the link or token of the next page holds "
                                   "a NUL");
  }
  return *field != NULL || fail(rows, rows->begin, NULL);
}

static bool take_link(orc_rows *rows, orc_json *json, orc_json_type type) {
  return take_string(rows, json, type, &rows->next_link);
}

static bool take_token(orc_rows *rows, orc_json *json, orc_json_type type) {
  return take_string(rows, json, type, &rows->continuation);
}

/* A rows member that is no array: null is no rows, anything else is some
** other use of the name. */
static bool take_rows(orc_rows *rows, orc_json *json, orc_json_type type) {
  if (type == ORC_JSON_NULL) rows->found = true;
  if (!rows->scalar || type != ORC_JSON_INTEGER) return true;
  rows->found = true;
  return take_count(rows, json, type);
}

enum { UNKNOWN, ROWS };

static const struct {
  const char *name; /* NULL: no fixed one */
  take_member *take;
} known[] = {
    [UNKNOWN] = {NULL, take_nothing},
    [ROWS] = {NULL, take_rows},
    {"@odata.count", take_count},
    {"totalCount", take_count},
    {"Count", take_count},
    {"@odata.nextLink", take_link},
    {"continuationToken", take_token},
};

#define NAME_MAX_LEN 64

static int find_member(const orc_rows *rows, const orc_json *json) {
  char name[NAME_MAX_LEN + 1];
  if (json->text.len > NAME_MAX_LEN) return UNKNOWN;
  name[orc_json_copy(json, name)] = '\0';
  for (const char *const *m = rows->members; *m != NULL; m++) {
    if (strcmp(*m, name) == 0) return ROWS;
  }
  for (size_t i = ROWS + 1; i < sizeof known / sizeof *known; i++) {
    if (strcmp(known[i].name, name) == 0) return (int)i;
  }
  return UNKNOWN;
}

/* ---- the envelope ---- */

static bool begin(orc_rows *rows, char c, int state) {
  if (state == IN_KEY && c != '"') return false;
  if (!orc_json_span_begin(&rows->span, c)) return false;
  rows->begin = rows->at++;
  rows->state = state;
  rows->fresh = state == IN_ROW && rows->span.depth > 0;
  return true;
}

/* true: the key, value or row from `begin` on has ended before `at`. */
static bool scan(orc_rows *rows, const view *v) {
  const char *p = v->data + rows->at;
  rows->at += orc_json_span_feed(&rows->span, p, (size_t)(v->end - p));
  return rows->span.ended;
}

/* The strict check of a whole key or value, and what it means. */
static bool check(orc_rows *rows, const view *v) {
  orc_json json;
  orc_json_init(&json, v->data + rows->begin, rows->at - rows->begin);
  orc_json_type type = orc_json_next(&json);
  orc_json token = json;
  if (orc_json_skip(&json, type) && orc_json_next(&json) == ORC_JSON_DONE) {
    if (rows->state == IN_VALUE) {
      return known[rows->member].take(rows, &token, type);
    }
    rows->member = find_member(rows, &token);
    return true;
  }
  return fail(rows, rows->begin + orc_json_position(&json), json.message);
}

/* States that one character decides: those it may be and where they lead;
** any other begins what is scanned next, if anything. */
static const struct {
  char chars[3];
  unsigned char next[2];
  unsigned char scan;
  const char *expected;
} rules[] = {
    [ROOT] = {"{[", {FIRST_KEY, FIRST_ROW}, 0, "expected '{' or '['"},
    [FIRST_KEY] = {"}", {BEHIND}, IN_KEY, "expected a member's name"},
    [KEY] = {"", {0}, IN_KEY, "expected a member's name"},
    [COLON] = {":", {VALUE}, 0, "expected ':'"},
    [VALUE] = {"", {0}, IN_VALUE, "expected a value"},
    [AFTER_VALUE] = {",}", {KEY, BEHIND}, 0, "expected ',' or '}'"},
    [FIRST_ROW] = {"]", {ROWS_END}, IN_ROW, "expected a row or ']'"},
    [ROW] = {"", {0}, IN_ROW, "expected a row"},
    [AFTER_ROW] = {",]", {ROW, ROWS_END}, 0, "expected ',' or ']'"},
    [BEHIND] = {"", {0}, 0, "more text behind the value"},
};

static bool begin_rows(orc_rows *rows) {
  if (rows->array) {
    return fail(rows, rows->at, "the answer has rows in two members");
  }
  rows->array = rows->found = true;
  rows->at++;
  rows->state = FIRST_ROW;
  return true;
}

/* Follows the rules by one character. */
static bool step(orc_rows *rows, char c) {
  int state = rows->state;
  const char *hit = c != '\0' ? strchr(rules[state].chars, c) : NULL;
  if (hit == NULL) {
    if (state == VALUE && rows->member == ROWS && c == '[') {
      return begin_rows(rows);
    }
    int begins = rules[state].scan;
    if (begins != 0 && begin(rows, c, begins)) return true;
    bool page = state == ROOT && c == '<';
    return fail(rows, rows->at, page ? html : rules[state].expected);
  }
  rows->state = rules[state].next[hit - rules[state].chars];
  if (state == ROOT) rows->bare = rows->found = c == '[';
  if (rows->state == ROWS_END) rows->state = rows->bare ? BEHIND : AFTER_VALUE;
  if (rows->state == BEHIND && !rows->found) {
    return fail(rows, rows->at, no_rows);
  }
  rows->at++;
  return true;
}

/* ---- the whole ---- */

static bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* The longest piece that looks wrong only because its end is missing: two
** \u escapes of a surrogate pair. */
#define LONGEST_PIECE 12

/* The body has ended within a value: because it is cut off, or because a
** fault made the scan lose its way. */
static void fail_within(orc_rows *rows, const view *v) {
  orc_json json;
  const char *from = v->data + rows->begin;
  size_t len = (size_t)(v->end - from);
  orc_json_init(&json, from, len);
  orc_json_skip(&json, orc_json_next(&json));
  size_t good = json.message != NULL ? orc_json_position(&json) : len;
  if (len - good < LONGEST_PIECE) {
    fail(rows, (size_t)(v->end - v->data), cut_off);
  } else {
    fail(rows, rows->begin + good, json.message);
  }
}

/* No byte is left. */
static orc_status pause(orc_rows *rows, const view *v) {
  if (!v->complete) return ORC_AGAIN;
  size_t len = (size_t)(v->end - v->data);
  if (rows->state == BEHIND) {
    rows->state = ENDED;
    return ORC_END;
  }
  if (rows->state >= IN_KEY) fail_within(rows, v);
  else fail(rows, len, rows->state == ROOT ? "the answer is empty" : cut_off);
  return ORC_FAIL;
}

/* The scan of a key, value or row has reached its end. */
static orc_status take(orc_rows *rows, const view *v, orc_slice *row) {
  if (rows->state == IN_ROW) {
    rows->state = AFTER_ROW;
    rows->rows++;
    *row = (orc_slice){v->data + rows->begin, rows->at - rows->begin};
    return ORC_OK;
  }
  if (!check(rows, v)) return ORC_FAIL;
  rows->state = rows->state == IN_KEY ? COLON : AFTER_VALUE;
  return ORC_AGAIN;
}

/* A row that is here as a whole is found and checked in one reading; should
** that fail, for whatever reason, it is followed as if this had not been
** tried, once. Not for a number: its end shows only in what follows. */
static bool read_whole(orc_rows *rows, const view *v) {
  rows->known = ORC_ROWS_UNKNOWN;
  if (!rows->strict || !rows->fresh) return false;
  rows->fresh = false;
  bool spaced;
  const char *p = v->data + rows->begin;
  size_t len = orc_json_check(p, (size_t)(v->end - p), &spaced);
  if (len == 0) return false;
  rows->at = rows->begin + len;
  rows->known = spaced ? ORC_ROWS_JSON : ORC_ROWS_COMPACT;
  return true;
}

static orc_status advance(orc_rows *rows, const view *v, orc_slice *row) {
  while (rows->state != FAILED) {
    if (rows->state == IN_ROW && v->peek) {
      const char *p = v->data + rows->begin;
      *row = (orc_slice){p, (size_t)(v->end - p)};
      return ORC_OK;
    }
    if (rows->state >= IN_KEY) {
      if (read_whole(rows, v) || scan(rows, v)) {
        orc_status status = take(rows, v, row);
        if (status != ORC_AGAIN) return status;
      } else {
        return pause(rows, v);
      }
      continue;
    }
    const char *p = v->data + rows->at;
    while (p < v->end && is_space(*p)) p++;
    rows->at = (size_t)(p - v->data);
    if (p == v->end) return pause(rows, v);
    step(rows, *p);
  }
  return ORC_FAIL;
}

static orc_status next(orc_rows *rows, const view *v, orc_slice *row,
                       orc_err *err) {
  if (rows->state == ENDED) return ORC_END;
  orc_status status = ORC_FAIL;
  if (rows->state != FAILED) status = advance(rows, v, row);
  return status == ORC_FAIL ? report(rows, err) : status;
}

orc_status orc_rows_next(orc_rows *rows, const char *data, size_t len,
                         bool complete, orc_slice *row, orc_err *err) {
  if (data == NULL) data = ""; /* an empty buffer's */
  view v = {data, data + len, complete, false};
  return next(rows, &v, row, err);
}

orc_status orc_rows_peek(orc_rows *rows, const char *data, size_t len,
                         orc_slice *rest, orc_err *err) {
  view v = {data, data + len, true, true};
  return next(rows, &v, rest, err);
}

void orc_rows_pass(orc_rows *rows, size_t len) {
  rows->at = rows->begin + len;
  rows->state = AFTER_ROW;
  rows->rows++;
}
