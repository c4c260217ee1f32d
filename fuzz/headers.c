/* What may go out as a header, and what servers' refusals are made into:
** no line more than was meant, no text that is not one. */
#include "answer.h"
#include "http.h"
#include "json.h"
#include "mask.h"

#include "fuzz.h"

#include <strings.h>

static void check_request(const char *text) {
  const char *headers[] = {text, NULL};
  orc_err err;
  orc_err_clear(&err);
  orc_http_request request = {
      .method = "GET", .url = "https://h/", .headers = headers};
  if (orc_http_check(&request, &err) == ORC_OK) {
    CHECK(strpbrk(text, "\r\n") == NULL);
    CHECK(strchr(text, ':') != NULL && text[0] != ':');
    CHECK(strncasecmp(text, "content-length:", 15) != 0);
    CHECK(strncasecmp(text, "transfer-encoding:", 18) != 0);
  } else {
    CHECK(err.kind == ORC_KIND_ARGUMENT && err.message[0] != '\0');
  }
  request = (orc_http_request){.method = text, .url = text};
  if (orc_http_check(&request, &err) == ORC_OK) abort();
  request.method = "GET";
  if (orc_http_check(&request, &err) == ORC_OK) {
    CHECK(strpbrk(text, " \t\r\n") == NULL);
  }
}

static void check_err(const orc_err *err) {
  CHECK(memchr(err->message, '\0', sizeof err->message) != NULL);
  CHECK(memchr(err->hint, '\0', sizeof err->hint) != NULL);
  CHECK(memchr(err->trace_id, '\0', sizeof err->trace_id) != NULL);
  CHECK(err->message[0] != '\0');
  size_t len = strlen(err->message);
  CHECK(orc_json_utf8(err->message, len) == len);
}

static void check_answer(const char *text, size_t size, int status,
                         const char *type) {
  orc_err err;
  orc_err_clear(&err);
  orc_answer answer = {.status = status, .content_type = type,
                       .location = NULL, .body = {text, size}};
  orc_answer_error(&orc_mem_libc, &answer, &err);
  check_err(&err);
  CHECK(err.kind != ORC_KIND_NONE);
  orc_answer_mask(&err, "a-long-secret");
  CHECK(strstr(err.message, "a-long-secret") == NULL);
}

static void check_mask(const char *text, size_t size) {
  orc_buf out;
  orc_buf_init(&out, &orc_mem_libc, 64 * size + 1024);
  CHECK(orc_mask_text(&out, text, size));
  orc_buf_clear(&out);
  CHECK(orc_mask_header(&out, text, size));
  orc_buf_fini(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const types[] = {NULL, "application/json", "text/html",
                                      "text/plain", ""};
  if (size < 2 || size > 4096) return 0;
  const char *type = types[data[0] % 5];
  int status = 300 + data[1] % 300;
  char *text = fuzz_string(data + 2, size - 2);
  char *copy = fuzz_copy(data + 2, size - 2);
  check_request(text);
  check_answer(copy, size - 2, status, type);
  check_mask(copy, size - 2);
  orc_answer_is_page(text);
  free(copy);
  free(text);
  return 0;
}
