/* The reader of JSON: takes what a second, plain reader takes, and nothing
** else; and what it read is written back as the same value. */
#include "json.h"

#include "fuzz.h"

#include "../spec/core/support/plain_json.h"

static void check_string(const orc_json *json) {
  orc_buf text, again;
  orc_buf_init(&text, &orc_mem_libc, ORC_JSON_SIZE);
  orc_buf_init(&again, &orc_mem_libc, ORC_JSON_SIZE);
  CHECK(orc_json_unescape(json, &text));
  CHECK(text.len <= json->text.len);
  CHECK(orc_json_utf8(text.data, text.len) == text.len);
  if (!json->escaped) CHECK(text.len == json->text.len);
  CHECK(orc_json_put_string(&again, text.data, text.len));
  orc_json second;
  orc_json_init(&second, again.data, again.len);
  CHECK(orc_json_next(&second) == ORC_JSON_STRING);
  orc_buf_clear(&again);
  char *out = malloc(second.text.len + 1);
  CHECK(out != NULL && orc_json_copy(&second, out) == text.len);
  CHECK(text.len == 0 || memcmp(out, text.data, text.len) == 0);
  free(out);
  orc_buf_fini(&text);
  orc_buf_fini(&again);
}

static void check_number(const orc_json *json, orc_json_type type) {
  orc_buf out;
  orc_buf_init(&out, &orc_mem_libc, 100);
  if (type == ORC_JSON_INTEGER) {
    CHECK(orc_json_put_integer(&out, json->integer));
  } else {
    CHECK(orc_json_put_number(&out, json->number));
  }
  orc_json second;
  orc_json_init(&second, out.data, out.len);
  CHECK(orc_json_next(&second) == type);
  if (type == ORC_JSON_INTEGER) {
    CHECK(second.integer == json->integer);
  } else {
    CHECK(memcmp(&second.number, &json->number, sizeof(double)) == 0);
  }
  orc_buf_fini(&out);
}

static bool accepts(const char *text, size_t size) {
  orc_json json;
  orc_json_init(&json, text, size);
  for (;;) {
    orc_json_type type = orc_json_next(&json);
    CHECK(orc_json_position(&json) <= size);
    CHECK(json.depth >= 0 && json.depth <= ORC_JSON_DEPTH);
    switch (type) {
      case ORC_JSON_ERROR:
        CHECK(json.message != NULL);
        CHECK(orc_json_next(&json) == ORC_JSON_ERROR);
        return false;
      case ORC_JSON_DONE: return true;
      case ORC_JSON_STRING:
      case ORC_JSON_KEY: check_string(&json); break;
      case ORC_JSON_INTEGER:
      case ORC_JSON_NUMBER: check_number(&json, type); break;
      default: break;
    }
  }
}

/* Numbers beyond double are JSON, and refused all the same. */
static bool too_large(const char *text, size_t size) {
  orc_json json;
  orc_json_init(&json, text, size);
  orc_json_type type;
  while ((type = orc_json_next(&json)) > ORC_JSON_DONE) continue;
  return type == ORC_JSON_ERROR && strstr(json.message, "number") != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = fuzz_copy(data, size);
  bool taken = accepts(text, size);
  bool plain = plain_accepts(text, size, ORC_JSON_DEPTH);
  CHECK(taken == plain || (plain && too_large(text, size)));
  orc_json json;
  orc_json_find(&json, text, size, "value");
  free(text);
  return 0;
}
