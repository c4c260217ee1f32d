/* The row scanner: the same rows however the page arrives, each as soon as it
** has ended; an envelope read strictly; never an end that is none. */
#include "rows.h"

#include "support/failing_mem.h"
#include "support/mutate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* In memory of its own size, so that a sanitizer sees a byte too far, and in
** another place each time. */
static char *exact(const char *text, size_t len) {
  char *copy = malloc(len > 0 ? len : 1);
  assert_non_null(copy);
  if (len > 0) memcpy(copy, text, len);
  return copy;
}

/* What a page gave: its rows with '|' behind each, then how it ended. */
typedef struct outcome {
  orc_buf out;
  orc_status status;
  orc_err err;
} outcome;

static void init_outcome(outcome *o) {
  orc_buf_init(&o->out, &orc_mem_libc, 1 << 20);
  orc_err_clear(&o->err);
  o->status = ORC_AGAIN;
}

/* Most tests run twice: rows checked by their taker, and where they are
** found. Nothing that can be seen may differ. */
static bool strict;

static int set_loose(void **state) {
  (void)state;
  strict = false;
  return 0;
}

static int set_strict(void **state) {
  (void)state;
  strict = true;
  return 0;
}

static size_t first_value(const char *text, size_t len);

/* What is said to be known of a row is so. */
static void check_known(const orc_rows *rows, orc_slice row) {
  if (rows->known == ORC_ROWS_UNKNOWN) return;
  assert_true(strict);
  assert_int_equal(first_value(row.data, row.len), row.len);
}

/* Takes all rows that the first `len` bytes hold. */
static void take_rows(orc_rows *rows, outcome *o, const char *text, size_t len,
                      bool complete) {
  char *copy = exact(text, len);
  orc_slice row;
  while ((o->status = orc_rows_next(rows, copy, len, complete, &row,
                                    &o->err)) == ORC_OK) {
    assert_true(row.data >= copy && row.data + row.len <= copy + len);
    check_known(rows, row);
    orc_buf_append(&o->out, row.data, row.len);
    orc_buf_putc(&o->out, '|');
  }
  free(copy);
}

static void put_end(orc_rows *rows, outcome *o) {
  orc_buf_printf(&o->out, o->status == ORC_END ? " end" : " %s",
                 o->err.message);
  if (rows->count >= 0) {
    orc_buf_printf(&o->out, " count=%lld", (long long)rows->count);
  }
  if (rows->next_link) orc_buf_printf(&o->out, " link=%s", rows->next_link);
  if (rows->continuation) {
    orc_buf_printf(&o->out, " token=%s", rows->continuation);
  }
  assert_non_null(orc_buf_cstr(&o->out));
}

/* Reads a page that arrives in pieces of `step` bytes after `first`. */
static outcome read_page(const char *text, size_t len, size_t first,
                         size_t step) {
  orc_rows rows;
  orc_rows_init(&rows, &orc_mem_libc, orc_rows_members);
  rows.strict = strict;
  outcome o;
  init_outcome(&o);
  for (size_t have = first; have < len; have += step) {
    take_rows(&rows, &o, text, have, false);
    if (o.status == ORC_FAIL) break;
    assert_int_equal(o.status, ORC_AGAIN); /* never an end before the end */
  }
  if (o.status != ORC_FAIL) {
    take_rows(&rows, &o, text, len, false);
    if (o.status != ORC_FAIL) {
      assert_int_equal(o.status, ORC_AGAIN);
      take_rows(&rows, &o, text, len, true);
    }
  }
  put_end(&rows, &o);
  orc_rows_fini(&rows);
  orc_rows_fini(&rows);
  return o;
}

static const char *const pages[][2] = {
    {"{\"value\":[]}", " end"},
    {"[]", " end"},
    {" [ ] ", " end"},
    {"{\"value\":null}", " end"},
    {"{\"value\":[{\"Id\":1},{\"Id\":2}]}", "{\"Id\":1}|{\"Id\":2}| end"},
    {"[1,\"a,]}\",null,[2,[3]],{\"a\":{}},true,-1.5e3]",
     "1|\"a,]}\"|null|[2,[3]]|{\"a\":{}}|true|-1.5e3| end"},
    {"\r\n{ \"value\" : [ { \"a\" : 1 } , { } ] } \n",
     "{ \"a\" : 1 }|{ }| end"},
    {"{\"@odata.context\":\"https://h/$metadata#Jobs\",\"@odata.count\":12,"
     "\"value\":[{\"s\":\"}]\\\"{\\\\\"}]}",
     "{\"s\":\"}]\\\"{\\\\\"}| end count=12"},
    {"{\"value\":[7],\"@odata.nextLink\":\"https:\\/\\/h\\/p?$skip=1\\u00e4\"}",
     "7| end link=https://h/p?$skip=1\xC3\xA4"},
    {"{\"results\":[1,2],\"totalCount\":9007199254740993}",
     "1|2| end count=9007199254740993"},
    {"{\"PageItems\":[{}],\"Count\":1}", "{}| end count=1"},
    {"{\"items\":[{}],\"continuationToken\":\"a b\"}", "{}| end token=a b"},
    {"{\"items\":[],\"continuationToken\":null,\"Count\":null}", " end"},
    {"{\"continuationToken\":\"x\",\"continuationToken\":null,\"items\":[]}",
     " end"},
    {"{\"@odata.nextLink\":\"a\",\"@odata.nextLink\":\"b\",\"value\":[]}",
     " end link=b"},
    {"{\"\\u0076alue\":[1],\"\\u0043ount\":3}", "1| end count=3"},
    {"{\"results\":3,\"value\":[1]}", "1| end"},
    {"{\"items\":null,\"value\":[1]}", "1| end"},
    {"{\"a\":{\"value\":[1,2],\"Count\":5},\"b\":[{\"value\":[3]}],"
     "\"value\":[4]}", "4| end"},
    {"{\"status\":\"Healthy\",\"results\":[{\"deep\":[[[[{\"x\":\"[[[\"}]]]]}]"
     ",\"z\":[1,{\"y\":\"]}\"}]}",
     "{\"deep\":[[[[{\"x\":\"[[[\"}]]]]}| end"},
    {"[\"\\\\\",\"\\\"\",\"\\\\\\\"\\\\\",{\"k\\\\\":\"\\\\\\\\\"},\"\"]",
     "\"\\\\\"|\"\\\"\"|\"\\\\\\\"\\\\\"|{\"k\\\\\":\"\\\\\\\\\"}|\"\"| end"},
};

static void a_page_split_anywhere_gives_the_same_rows(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(pages); i++) {
    size_t len = strlen(pages[i][0]);
    for (size_t first = 0; first <= len; first++) {
      outcome o = read_page(pages[i][0], len, first, len);
      assert_string_equal(o.out.data, pages[i][1]);
      orc_buf_fini(&o.out);
    }
    for (size_t step = 1; step < 70; step++) {
      outcome o = read_page(pages[i][0], len, 0, step);
      assert_string_equal(o.out.data, pages[i][1]);
      orc_buf_fini(&o.out);
    }
  }
}

/* Rows whose quotes, backslashes and brackets fall on every place of the
** scanner's blocks. */
static size_t make_page(char *text, size_t pad, size_t slashes) {
  char *p = stpcpy(text, "{\"value\":[");
  for (int row = 0; row < 4; row++) {
    p = stpcpy(p, row > 0 ? ",{\"k\":\"" : "{\"k\":\"");
    memset(p, '{', pad);
    p += pad;
    memset(p, '\\', slashes * 2);
    p = stpcpy(p + slashes * 2, "\\\"}],");
    memset(p, '\\', slashes * 2);
    p = stpcpy(p + slashes * 2, "\",\"n\":[[1],{\"a\":\"]\"}]}");
  }
  return (size_t)(stpcpy(p, "],\"Count\":4}") - text);
}

static void quotes_and_backslashes_may_fall_anywhere(void **state) {
  (void)state;
  char text[4000];
  for (size_t pad = 0; pad < 130; pad++) {
    for (size_t slashes = 0; slashes < 3; slashes++) {
      size_t len = make_page(text, pad, slashes);
      outcome whole = read_page(text, len, len, 1);
      assert_int_equal(whole.status, ORC_END);
      outcome bytes = read_page(text, len, 0, 1);
      outcome steps = read_page(text, len, pad, 63 + pad % 3);
      assert_string_equal(whole.out.data, bytes.out.data);
      assert_string_equal(whole.out.data, steps.out.data);
      assert_int_equal(whole.out.len,
                       4 * ((len - strlen("{\"value\":[,,,],\"Count\":4}")) / 4
                            + 1) + strlen(" end count=4"));
      orc_buf_fini(&whole.out);
      orc_buf_fini(&bytes.out);
      orc_buf_fini(&steps.out);
    }
  }
  char slashes[200]; /* a string of nothing but escaped backslashes */
  for (size_t pairs = 0; pairs < 90; pairs++) {
    char *p = stpcpy(slashes, "[[\"");
    memset(p, '\\', pairs * 2);
    size_t len = (size_t)(stpcpy(p + pairs * 2, "\"]]") - slashes);
    outcome o = read_page(slashes, len, len / 2, 5);
    assert_int_equal(o.status, ORC_END);
    assert_int_equal(o.out.len, len - 2 + strlen("| end"));
    orc_buf_fini(&o.out);
  }
}

static void a_row_comes_as_soon_as_its_last_byte_has(void **state) {
  (void)state;
  const char *text = "{\"Count\":2,\"value\":[{\"a\":\"}\"} , [1,\"]\"],\"s\","
                     "12,null]}";
  static const char *const ends[] = {"\"}\"}", "\"]\"]", "\"s\"", "12,",
                                     "null]"};
  orc_rows rows;
  orc_rows_init(&rows, &orc_mem_libc, orc_rows_members);
  rows.strict = strict;
  size_t found = 0, len = strlen(text);
  for (size_t have = 0; have <= len; have++) {
    char *copy = exact(text, have);
    orc_slice row;
    while (orc_rows_next(&rows, copy, have, false, &row, NULL) == ORC_OK) {
      const char *end = strstr(text, ends[found]);
      assert_int_equal(have, (size_t)(end - text) + strlen(ends[found]));
      found++;
      assert_int_equal(rows.rows, found);
    }
    free(copy);
  }
  assert_int_equal(found, 5);
  assert_int_equal(rows.count, 2);
  orc_rows_fini(&rows);
}

/* What has been scanned of a row is never looked at again: it is overwritten
** here, and each byte is offered many times. */
static void nothing_is_scanned_twice(void **state) {
  (void)state;
  enum { LONG = 200000 };
  char *text = malloc(LONG);
  assert_non_null(text);
  memset(text, 'x', LONG);
  memcpy(text, "[{\"a\":\"", 7);
  for (size_t i = 7; i + 10 < LONG; i += 10) memcpy(text + i, "\\\"\\\\", 4);
  memcpy(text + LONG - 3, "\"}]", 3);
  orc_rows rows;
  orc_rows_init(&rows, &orc_mem_libc, orc_rows_members);
  rows.strict = strict;
  orc_slice row;
  for (size_t have = 1; have < LONG - 1; have++) {
    assert_int_equal(orc_rows_next(&rows, text, have, false, &row, NULL),
                     ORC_AGAIN);
    if (have > 2) text[have - 1] = '"'; /* behind the scan */
  }
  assert_int_equal(orc_rows_next(&rows, text, LONG, true, &row, NULL),
                   ORC_OK);
  assert_int_equal(row.len, LONG - 2);
  assert_int_equal(orc_rows_next(&rows, text, LONG, true, &row, NULL),
                   ORC_END);
  orc_rows_fini(&rows);
  free(text);
}

static void a_body_cut_off_anywhere_is_a_failure_with_its_place(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(pages); i++) {
    size_t whole = strlen(pages[i][0]);
    while (strchr(" \n", pages[i][0][whole - 1]) != NULL) whole--;
    for (size_t len = 0; len < whole; len++) {
      outcome o = read_page(pages[i][0], len, 0, 7);
      assert_int_equal(o.status, ORC_FAIL);
      assert_int_equal(o.err.kind, ORC_KIND_PROTOCOL);
      char expected[64];
      bool empty = strspn(pages[i][0], " \r\n") >= len;
      snprintf(expected, sizeof expected, "the answer is %s (at byte %zu)",
               empty ? "empty" : "cut off", len + 1);
      assert_string_equal(o.err.message, expected);
      assert_int_equal(o.err.retryable, !empty);
      orc_buf_fini(&o.out);
    }
  }
}

static void what_is_wrong_is_named_with_its_place(void **state) {
  (void)state;
#define NOT_JSON "the answer is not valid JSON: "
  static const char *const cases[][2] = {
      {"<!DOCTYPE html><html></html>",
       " the answer is HTML or XML, not JSON (at byte 1)"},
      {"  <?xml?>", " the answer is HTML or XML, not JSON (at byte 3)"},
      {"Service Unavailable",
       " " NOT_JSON "expected '{' or '[' (at byte 1)"},
      {"\xEF\xBB\xBF[]", " " NOT_JSON "expected '{' or '[' (at byte 1)"},
      {"5", " " NOT_JSON "expected '{' or '[' (at byte 1)"},
      {"null", " " NOT_JSON "expected '{' or '[' (at byte 1)"},
      {"{}", " the answer holds no array of rows (at byte 2)"},
      {"{\"message\":\"no\",\"errorCode\":5}",
       " the answer holds no array of rows (at byte 30)"},
      {"{\"value\":5}", " the answer holds no array of rows (at byte 11)"},
      {"{\"value\":{\"value\":[1]}}",
       " the answer holds no array of rows (at byte 23)"},
      {"{\"value\":[1],\"value\":[2]}",
       "1| the answer has rows in two members (at byte 22)"},
      {"{\"value\":[1],\"items\":[2]}",
       "1| the answer has rows in two members (at byte 22)"},
      {"{\"value\":[1]}x", "1| " NOT_JSON
       "more text behind the value (at byte 14)"},
      {"[1],[2]", "1| " NOT_JSON "more text behind the value (at byte 4)"},
      {"[1,]", "1| " NOT_JSON "expected a row (at byte 4)"},
      {"[,1]", " " NOT_JSON "expected a row or ']' (at byte 2)"},
      {"[1 2]", "1| " NOT_JSON "expected ',' or ']' (at byte 4)"},
      {"[{}{}]", "{}| " NOT_JSON "expected ',' or ']' (at byte 4)"},
      {"[{}}", "{}| " NOT_JSON "expected ',' or ']' (at byte 4)"},
      {"{\"value\":[1]]", "1| " NOT_JSON
       "expected ',' or '}' (at byte 13)"},
      {"{,\"value\":[]}", " " NOT_JSON "expected a member's name (at byte 2)"},
      {"{\"value\":[],}", " " NOT_JSON
       "expected a member's name (at byte 13)"},
      {"{value:[]}", " " NOT_JSON "expected a member's name (at byte 2)"},
      {"{\"value\" []}", " " NOT_JSON "expected ':' (at byte 10)"},
      {"{\"value\":}", " " NOT_JSON "expected a value (at byte 10)"},
      {"{\"a\":tru,\"value\":[]}", " " NOT_JSON
       "unexpected end (at byte 9)"},
      {"{\"a\":[1,],\"value\":[]}", " " NOT_JSON
       "expected a value (at byte 9)"},
      {"{\"a\":\"\\x\",\"value\":[]}", " " NOT_JSON
       "invalid escape (at byte 7)"},
      {"{\"a\x01\":1,\"value\":[]}", " " NOT_JSON
       "control character in a string (at byte 4)"},
      {"{\"\xFF\":1,\"value\":[]}", " " NOT_JSON "invalid UTF-8 (at byte 3)"},
      {"{\"a\":{\"b\":1]},\"value\":[]}", " " NOT_JSON
       "expected ',' or '}' (at byte 12)"},
      {"{\"@odata.count\":\"5\",\"value\":[]}",
       " the answer's count is not a whole number (at byte 17)"},
      {"{\"Count\":1.5,\"value\":[]}",
       " the answer's count is not a whole number (at byte 10)"},
      {"{\"totalCount\":-1,\"value\":[]}",
       " the answer's count is not a whole number (at byte 15)"},
      {"{\"@odata.nextLink\":7,\"value\":[]}",
       " the link or token of the next page is not a string (at byte 20)"},
      {"{\"continuationToken\":[],\"value\":[]}",
       " the link or token of the next page is not a string (at byte 22)"},
      {"{\"@odata.nextLink\":\"a\\u0000b\",\"value\":[]}",
       " the link or token of the next page holds a NUL (at byte 20)"},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    size_t len = strlen(cases[i][0]);
    for (size_t step = 1; step <= len; step++) {
      outcome o = read_page(cases[i][0], len, step == len ? len : 0, step);
      assert_string_equal(o.out.data, cases[i][1]);
      assert_int_equal(o.err.kind, ORC_KIND_PROTOCOL);
      assert_false(o.err.retryable);
      orc_buf_fini(&o.out);
    }
  }
}

/* A bracket too few makes the scan run into the rows behind it: that is a
** fault of the row, not a body that is cut off. */
static void a_row_that_never_ends_is_told_from_a_cut(void **state) {
  (void)state;
  const char *text = "[{\"a\":[[1},{\"a\":2},{\"a\":3},{\"a\":\"end\"}]";
  outcome o = read_page(text, strlen(text), 0, 5);
  assert_string_equal(o.err.message, "the answer is not valid JSON: expected "
                                     "',' or ']' (at byte 10)");
  assert_false(o.err.retryable);
  orc_buf_fini(&o.out);
}

static void end_and_failure_are_for_good(void **state) {
  (void)state;
  orc_rows rows;
  orc_rows_init(&rows, &orc_mem_libc, orc_rows_members);
  rows.strict = strict;
  orc_slice row;
  orc_err first, second;
  orc_err_clear(&first);
  orc_err_clear(&second);
  assert_int_equal(orc_rows_next(&rows, "<a>", 3, false, &row, &first),
                   ORC_FAIL);
  assert_int_equal(orc_rows_next(&rows, "[]", 2, true, &row, &second),
                   ORC_FAIL);
  assert_string_equal(first.message, second.message);
  assert_non_null(strstr(first.hint, "proxy"));
  assert_int_equal(orc_rows_next(&rows, "[]", 2, true, &row, NULL), ORC_FAIL);
  orc_rows_fini(&rows);
  orc_rows_init(&rows, &orc_mem_libc, orc_rows_members);
  rows.strict = strict;
  assert_int_equal(orc_rows_next(&rows, "[]", 2, true, &row, NULL), ORC_END);
  assert_int_equal(orc_rows_next(&rows, "[]x", 3, true, &row, NULL), ORC_END);
  orc_rows_fini(&rows);
}

static void the_members_that_hold_rows_can_be_chosen(void **state) {
  (void)state;
  static const char *const mine[] = {"Rows", NULL};
  orc_rows rows;
  orc_rows_init(&rows, &orc_mem_libc, mine);
  rows.strict = strict;
  orc_slice row;
  const char *text = "{\"value\":[1],\"Rows\":[2]}";
  assert_int_equal(orc_rows_next(&rows, text, strlen(text), true, &row, NULL),
                   ORC_OK);
  assert_memory_equal(row.data, "2", row.len);
  assert_int_equal(orc_rows_next(&rows, text, strlen(text), true, &row, NULL),
                   ORC_END);
  orc_rows_fini(&rows);
}

static void without_memory_it_fails_and_loses_nothing(void **state) {
  (void)state;
  const char *text = "{\"@odata.nextLink\":\"a\",\"@odata.nextLink\":\"bb\","
                     "\"continuationToken\":\"c\",\"value\":[1]}";
  for (size_t left = 0;; left++) {
    failing_mem m;
    failing_mem_init(&m, left);
    orc_rows rows;
    orc_rows_init(&rows, &m.mem, orc_rows_members);
    rows.strict = strict;
    orc_slice row;
    orc_err err;
    orc_err_clear(&err);
    orc_status status =
        orc_rows_next(&rows, text, strlen(text), true, &row, &err);
    if (status == ORC_FAIL) assert_int_equal(err.kind, ORC_KIND_MEMORY);
    if (status == ORC_OK) assert_string_equal(rows.next_link, "bb");
    orc_rows_fini(&rows);
    assert_int_equal(m.blocks, 0);
    assert_false(m.wrong);
    if (status == ORC_OK) {
      assert_true(left >= 3);
      break;
    }
  }
}

/* The length of the JSON value that `text` begins with; 0: none. */
static size_t first_value(const char *text, size_t len) {
  orc_json json;
  orc_json_init(&json, text, len);
  if (!orc_json_skip(&json, orc_json_next(&json))) return 0;
  return (size_t)(json.at - text);
}

/* As read_page, with rows whose end the reader finds. */
static outcome peek_page(const char *text, size_t len) {
  orc_rows rows;
  orc_rows_init(&rows, &orc_mem_libc, orc_rows_members);
  rows.strict = strict;
  outcome o;
  init_outcome(&o);
  char *copy = exact(text, len);
  orc_slice rest;
  while ((o.status = orc_rows_peek(&rows, copy, len, &rest, &o.err)) ==
         ORC_OK) {
    assert_ptr_equal(rest.data + rest.len, copy + len);
    size_t row = first_value(rest.data, rest.len);
    if (row == 0) break;
    orc_buf_append(&o.out, rest.data, row);
    orc_buf_putc(&o.out, '|');
    orc_rows_pass(&rows, row);
  }
  put_end(&rows, &o);
  orc_rows_fini(&rows);
  free(copy);
  return o;
}

static void a_reader_that_finds_the_ends_gets_the_same_rows(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(pages); i++) {
    outcome o = peek_page(pages[i][0], strlen(pages[i][0]));
    assert_string_equal(o.out.data, pages[i][1]);
    orc_buf_fini(&o.out);
  }
}

/* ---- damaged pages ---- */

static bool is_json(const char *text, size_t len) {
  orc_json json;
  orc_json_init(&json, text, len);
  return orc_json_skip(&json, orc_json_next(&json)) &&
         orc_json_next(&json) == ORC_JSON_DONE;
}

/* As a user of rows sees it: the page ended well, and each row could be
** read. */
static bool walk_accepts(const char *text, size_t len, size_t step,
                         orc_err *err) {
  orc_rows rows;
  orc_rows_init(&rows, &orc_mem_libc, orc_rows_members);
  rows.strict = strict;
  orc_slice row;
  orc_status status = ORC_AGAIN;
  bool good = true;
  orc_err_clear(err);
  for (size_t have = step; good && status == ORC_AGAIN; have += step) {
    bool complete = have >= len;
    while (good && (status = orc_rows_next(&rows, text, complete ? len : have,
                                           complete, &row, err)) == ORC_OK) {
      check_known(&rows, row);
      good = is_json(row.data, row.len);
    }
  }
  orc_rows_fini(&rows);
  return good && status == ORC_END;
}

/* A page is taken when and only when its whole text is JSON, but for what
** the envelope may not say. */
static void damaged_pages_are_taken_when_they_are_json(void **state) {
  (void)state;
  dice d = {2147483647};
  size_t taken = 0, refused = 0;
  for (int round = 0; round < 40000; round++) {
    char text[400];
    const char *seed = pages[dice_roll(&d, COUNT(pages))][0];
    size_t len = strlen(seed);
    memcpy(text, seed, len);
    len = mutate(&d, text, len, sizeof text);
    char *copy = exact(text, len);
    orc_err err, other;
    bool accepted = walk_accepts(copy, len, len + 1, &err);
    assert_int_equal(accepted,
                     walk_accepts(copy, len, 1 + dice_roll(&d, 9), &other));
    assert_string_equal(err.message, other.message);
    bool envelope = strstr(err.message, "the answer h") != NULL ||
                    strstr(err.message, "the link") != NULL ||
                    strstr(err.message, "the answer's") != NULL ||
                    strstr(err.message, "expected '{' or '['") != NULL;
    if (!envelope) assert_int_equal(accepted, is_json(copy, len));
    outcome peeked = peek_page(copy, len);
    assert_int_equal(accepted, peeked.status == ORC_END);
    orc_buf_fini(&peeked.out);
    taken += accepted;
    refused += !accepted && !envelope;
    free(copy);
  }
  assert_true(taken > 3000 && refused > 3000); /* both are tried */
}

static void what_is_known_of_a_row(void **state) {
  (void)state;
  static const struct {
    const char *text;
    orc_rows_known known[3];
  } cases[] = {
      {"[{\"a\":[1,\"x y\"]},[],{}]",
       {ORC_ROWS_COMPACT, ORC_ROWS_COMPACT, ORC_ROWS_COMPACT}},
      {"[ { \"a\":1} , [1\n],{\"a\":1,\t\"b\":[]}]",
       {ORC_ROWS_JSON, ORC_ROWS_JSON, ORC_ROWS_JSON}},
      {"[{\"a\":01},{\"a\":1},{\"a\":\"\xFF\"}]",
       {ORC_ROWS_UNKNOWN, ORC_ROWS_COMPACT, ORC_ROWS_UNKNOWN}},
      {"[1,\"a\",null]",
       {ORC_ROWS_UNKNOWN, ORC_ROWS_UNKNOWN, ORC_ROWS_UNKNOWN}},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    const char *text = cases[i].text;
    for (int mode = 0; mode < 2; mode++) {
      orc_rows rows;
      orc_rows_init(&rows, &orc_mem_libc, orc_rows_members);
      rows.strict = mode == 1;
      for (size_t row = 0; row < 3; row++) {
        orc_slice slice;
        assert_int_equal(orc_rows_next(&rows, text, strlen(text), true,
                                       &slice, NULL), ORC_OK);
        assert_int_equal(rows.known, mode == 1 ? cases[i].known[row]
                                               : ORC_ROWS_UNKNOWN);
      }
      orc_rows_fini(&rows);
    }
  }
}

/* An empty buffer has no bytes and no place. */
static void a_body_that_is_nowhere_is_empty(void **state) {
  (void)state;
  orc_rows rows;
  orc_rows_init(&rows, &orc_mem_libc, orc_rows_members);
  orc_slice row;
  orc_err err;
  orc_err_clear(&err);
  assert_int_equal(orc_rows_next(&rows, NULL, 0, false, &row, &err),
                   ORC_AGAIN);
  assert_int_equal(orc_rows_next(&rows, NULL, 0, true, &row, &err), ORC_FAIL);
  assert_non_null(strstr(err.message, "empty"));
  orc_rows_fini(&rows);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup(f, set_loose), \
                cmocka_unit_test_setup(f, set_strict)

  const struct CMUnitTest tests[] = {
      TEST(a_page_split_anywhere_gives_the_same_rows),
      TEST(quotes_and_backslashes_may_fall_anywhere),
      TEST(a_row_comes_as_soon_as_its_last_byte_has),
      TEST(nothing_is_scanned_twice),
      TEST(a_body_cut_off_anywhere_is_a_failure_with_its_place),
      TEST(what_is_wrong_is_named_with_its_place),
      TEST(a_row_that_never_ends_is_told_from_a_cut),
      TEST(end_and_failure_are_for_good),
      TEST(the_members_that_hold_rows_can_be_chosen),
      TEST(without_memory_it_fails_and_loses_nothing),
      TEST(a_reader_that_finds_the_ends_gets_the_same_rows),
      cmocka_unit_test(what_is_known_of_a_row),
      cmocka_unit_test(a_body_that_is_nowhere_is_empty),
      TEST(damaged_pages_are_taken_when_they_are_json),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
