/* Addresses: what is escaped comes back and is safe where it is put; what
** resolves stays where it stands when it resolves again. */
#include "url.h"

#include "fuzz.h"

#include <ctype.h>

static int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

static void check_escape(const char *data, size_t size, bool query) {
  orc_buf out;
  orc_buf_init(&out, &orc_mem_libc, 3 * size + 1);
  CHECK(query ? orc_url_escape_query(&out, data, size)
              : orc_url_escape(&out, data, size, ""));
  size_t at = 0;
  for (size_t i = 0; i < size; i++) {
    CHECK(at < out.len);
    char c = out.data[at++];
    if (c == '%') {
      CHECK(at + 2 <= out.len && hex(out.data[at]) >= 0);
      int value = hex(out.data[at]) * 16 + hex(out.data[at + 1]);
      CHECK((char)value == data[i]);
      at += 2;
      continue;
    }
    CHECK(c == data[i] && (unsigned char)c > 0x20 && (unsigned char)c < 0x7F);
    CHECK(strchr("&+=#%?\"<>\\^`{|}", c) == NULL || (query && c == '?'));
    CHECK(query || isalnum((unsigned char)c) || strchr("-._~", c) != NULL);
  }
  CHECK(at == out.len);
  orc_buf_fini(&out);
}

static void check_origin(const char *url) {
  orc_buf out, again;
  orc_err err;
  orc_err_clear(&err);
  orc_buf_init(&out, &orc_mem_libc, 1 << 20);
  orc_buf_init(&again, &orc_mem_libc, 1 << 20);
  orc_status status = orc_url_origin(&out, url, &err);
  CHECK((orc_url_same_origin(&orc_mem_libc, url, url) == ORC_OK) ==
        (status == ORC_OK));
  if (status != ORC_OK) {
    CHECK(err.kind == ORC_KIND_ARGUMENT);
    CHECK(!orc_url_is_loopback(&orc_mem_libc, url));
  } else {
    const char *origin = orc_buf_cstr(&out);
    CHECK(strncmp(origin, "http://", 7) == 0 ||
          strncmp(origin, "https://", 8) == 0);
    CHECK(strpbrk(strstr(origin, "://") + 3, "/?#@\\ \r\n") == NULL);
    CHECK(orc_url_origin(&again, origin, &err) == ORC_OK);
    CHECK(strcmp(origin, orc_buf_cstr(&again)) == 0);
    CHECK(orc_url_same_origin(&orc_mem_libc, url, origin) == ORC_OK);
  }
  orc_buf_fini(&out);
  orc_buf_fini(&again);
}

static void check_resolve(const char *base, const char *reference) {
  orc_buf out, again;
  orc_err err;
  orc_err_clear(&err);
  orc_buf_init(&out, &orc_mem_libc, 1 << 20);
  orc_buf_init(&again, &orc_mem_libc, 1 << 20);
  if (orc_url_resolve(&out, base, reference, &err) == ORC_OK) {
    const char *url = orc_buf_cstr(&out);
    for (const char *at = url; *at != '\0'; at++) {
      CHECK((unsigned char)*at > 0x20 && *at != 0x7F);
    }
    CHECK(orc_url_resolve(&again, base, url, &err) == ORC_OK);
    CHECK(strcmp(url, orc_buf_cstr(&again)) == 0);
    check_origin(url);
    CHECK(orc_url_same_origin(&orc_mem_libc, url, url) == ORC_OK);
  } else {
    CHECK(err.kind == ORC_KIND_ARGUMENT);
  }
  orc_buf_fini(&out);
  orc_buf_fini(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size > 4096) return 0;
  check_escape((const char *)data, size, false);
  check_escape((const char *)data, size, true);
  char *text = fuzz_string(data, size);
  check_origin(text);
  check_resolve("https://cloud.example:8443/org/odata/Jobs?$top=1#f", text);
  char *line = strchr(text, '\n');
  if (line != NULL) {
    *line = '\0';
    check_resolve(text, line + 1);
    CHECK(orc_url_same_origin(&orc_mem_libc, text, line + 1) ==
          orc_url_same_origin(&orc_mem_libc, line + 1, text));
  }
  free(text);
  return 0;
}
