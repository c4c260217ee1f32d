/* Cursors: a text that is taken up says afterwards the same place. */
#include "pager.h"

#include "fuzz.h"

static orc_client *client_of(void) {
  static orc_client *client;
  if (client != NULL) return client;
  orc_err err;
  orc_err_clear(&err);
  orc_engine *engine = orc_engine_new(NULL, NULL, &err);
  static const char *const origins[] = {"http://127.0.0.1:9/", NULL};
  orc_client_spec spec = {.origins = origins};
  spec.token.secret = "x";
  client = engine != NULL ? orc_client_new(engine, &spec, &err) : NULL;
  CHECK(client != NULL);
  return client;
}

static void resume(const char *text, orc_paging paging, const char *key,
                   bool descending) {
  orc_err err;
  orc_err_clear(&err);
  orc_pager_spec spec = {.url = "http://127.0.0.1:9/odata/Jobs",
                         .paging = paging, .key = key, .top = -1, .skip = -1,
                         .page = 100, .dollar = true,
                         .descending = descending, .cursor = text};
  orc_pager *pager = orc_pager_new(client_of(), &spec, &err);
  if (pager == NULL) {
    CHECK(err.kind == ORC_KIND_ARGUMENT);
    return;
  }
  orc_buf out, twice;
  orc_buf_init(&out, &orc_mem_libc, 1 << 20);
  orc_buf_init(&twice, &orc_mem_libc, 1 << 20);
  CHECK(orc_pager_cursor(pager, &out, &err) == ORC_OK);
  orc_pager_free(pager);
  spec.cursor = orc_buf_cstr(&out);
  pager = orc_pager_new(client_of(), &spec, &err);
  CHECK(pager != NULL);
  CHECK(orc_pager_cursor(pager, &twice, &err) == ORC_OK);
  CHECK(strcmp(spec.cursor, orc_buf_cstr(&twice)) == 0);
  orc_pager_free(pager);
  orc_buf_fini(&out);
  orc_buf_fini(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1 || size > 1000) return 0;
  char *text = fuzz_string(data + 1, size - 1);
  bool descending = (data[0] & 1) != 0;
  resume(text, ORC_PAGING_KEY, "Id", descending);
  resume(text, ORC_PAGING_TIME, "TimeStamp", descending);
  resume(text, ORC_PAGING_SKIP, (data[0] & 2) != 0 ? "Id" : NULL, false);
  resume(text, ORC_PAGING_ONE, NULL, false);
  free(text);
  return 0;
}
