#include "page_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

bool page_strict;

int page_set_loose(void **state) {
  (void)state;
  page_strict = false;
  return 0;
}

int page_set_strict(void **state) {
  (void)state;
  page_strict = true;
  return 0;
}

void page_rows_init(orc_rows *rows, const orc_mem *mem) {
  orc_rows_init(rows, mem, orc_rows_members);
  rows->strict = page_strict;
}

char *page_copy(const char *text, size_t len) {
  char *copy = malloc(len > 0 ? len : 1);
  assert_non_null(copy);
  if (len > 0) memcpy(copy, text, len);
  return copy;
}

static void init_outcome(page_outcome *o) {
  orc_buf_init(&o->out, &orc_mem_libc, 1 << 20);
  orc_err_clear(&o->err);
  o->status = ORC_AGAIN;
}

/* The length of the JSON value that `text` begins with; 0: none. */
static size_t first_value(const char *text, size_t len) {
  orc_json json;
  orc_json_init(&json, text, len);
  if (!orc_json_skip(&json, orc_json_next(&json))) return 0;
  return (size_t)(json.at - text);
}

void page_check_known(const orc_rows *rows, orc_slice row) {
  if (rows->known == ORC_ROWS_UNKNOWN) return;
  assert_true(page_strict);
  assert_int_equal(first_value(row.data, row.len), row.len);
}

/* Takes all rows that the first `len` bytes hold. */
static void take_rows(orc_rows *rows, page_outcome *o, const char *text,
                      size_t len, bool complete) {
  char *copy = page_copy(text, len);
  orc_slice row;
  while ((o->status = orc_rows_next(rows, copy, len, complete, &row,
                                    &o->err)) == ORC_OK) {
    assert_true(row.data >= copy && row.data + row.len <= copy + len);
    page_check_known(rows, row);
    orc_buf_append(&o->out, row.data, row.len);
    orc_buf_putc(&o->out, '|');
  }
  free(copy);
}

static void put_end(orc_rows *rows, page_outcome *o) {
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

page_outcome page_read(const char *text, size_t len, size_t first,
                       size_t step) {
  orc_rows rows;
  page_rows_init(&rows, &orc_mem_libc);
  page_outcome o;
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

page_outcome page_peek(const char *text, size_t len) {
  orc_rows rows;
  page_rows_init(&rows, &orc_mem_libc);
  page_outcome o;
  init_outcome(&o);
  char *copy = page_copy(text, len);
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

const char *const page_texts[PAGES][2] = {
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
