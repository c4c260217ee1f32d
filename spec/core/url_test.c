/* Addresses: RFC 3986's own examples, origins that cannot be confused,
** escaping. */
#include "url.h"

#include "support/failing_mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static char text[4096]; /* the last answer */

static const char *taken(orc_buf *out) {
  snprintf(text, sizeof text, "%s", orc_buf_cstr(out));
  orc_buf_fini(out);
  return text;
}

static const char *escaped(const char *s, size_t len, const char *keep) {
  orc_buf out;
  orc_buf_init(&out, &orc_mem_libc, 4000);
  assert_true(keep != NULL ? orc_url_escape(&out, s, len, keep)
                           : orc_url_escape_query(&out, s, len));
  return taken(&out);
}

static const char *origin(const char *url) {
  orc_buf out;
  orc_err err;
  orc_err_clear(&err);
  orc_buf_init(&out, &orc_mem_libc, 4000);
  if (orc_url_origin(&out, url, &err) != ORC_OK) {
    assert_int_equal(err.kind, ORC_KIND_ARGUMENT);
    orc_buf_puts(&out, err.message);
  }
  return taken(&out);
}

static const char *resolved(const char *base, const char *reference) {
  orc_buf out;
  orc_err err;
  orc_err_clear(&err);
  orc_buf_init(&out, &orc_mem_libc, 4000);
  if (orc_url_resolve(&out, base, reference, &err) != ORC_OK) {
    assert_int_equal(err.kind, ORC_KIND_ARGUMENT);
    orc_buf_puts(&out, err.message);
  }
  return taken(&out);
}

static void escape_leaves_what_a_path_segment_may_hold(void **state) {
  (void)state;
  assert_string_equal(escaped("AZaz09-._~", 10, ""), "AZaz09-._~");
  assert_string_equal(escaped("a/b c%\xC3\xA4", 8, ""),
                      "a%2Fb%20c%25%C3%A4");
  assert_string_equal(escaped("a/b", 3, "/"), "a/b");
  assert_string_equal(escaped("a\0b\r\n", 5, "/"), "a%00b%0D%0A");
  assert_string_equal(escaped("", 0, ""), "");
}

static void escape_query_keeps_odata_readable(void **state) {
  (void)state;
  const char *filter = "Name eq 'a&b=c+d#e%' and (x in (1,2)) @:$!;*/?";
  assert_string_equal(
      escaped(filter, strlen(filter), NULL),
      "Name%20eq%20'a%26b%3Dc%2Bd%23e%25'%20and%20(x%20in%20(1,2))%20"
      "@:$!;*/%3F");
}

static void every_byte_escapes_to_itself_or_three(void **state) {
  (void)state;
  for (int byte = 0; byte < 256; byte++) {
    char c = (char)byte, expected[4] = {c, 0, 0, 0};
    const char *plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        "0123456789-._~";
    if (byte == 0 || strchr(plain, c) == NULL) {
      snprintf(expected, sizeof expected, "%%%02X", (unsigned)byte);
    }
    assert_string_equal(escaped(&c, 1, ""), expected);
  }
}

static void escape_loses_nothing_without_memory(void **state) {
  (void)state;
  char s[100];
  memset(s, ' ', sizeof s);
  for (size_t left = 0; left < 7; left++) {
    failing_mem m;
    failing_mem_init(&m, left);
    orc_buf out;
    orc_buf_init(&out, &m.mem, 1000);
    bool done = orc_url_escape_query(&out, s, sizeof s);
    assert_int_equal(done, !out.failed);
    assert_int_equal(done, left >= 5);
    orc_buf_fini(&out);
    orc_buf_init(&out, &m.mem, 1000);
    orc_err err;
    orc_err_clear(&err);
    m.left = 0;
    assert_int_equal(orc_url_origin(&out, "http://h", &err), ORC_FAIL);
    assert_int_equal(err.kind, ORC_KIND_MEMORY);
    assert_int_equal(orc_url_resolve(&out, "http://h", "#f", &err), ORC_FAIL);
    assert_int_equal(err.kind, ORC_KIND_MEMORY);
    orc_buf_fini(&out);
    assert_int_equal(m.blocks, 0);
    assert_false(m.wrong);
  }
}

#define UNUSABLE "the URL is not usable: "

static void an_origin_is_scheme_host_and_port(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"https://cloud.uipath.com", "https://cloud.uipath.com:443"},
      {"https://cloud.uipath.com/a/b?c#d", "https://cloud.uipath.com:443"},
      {"HTTPS://Cloud.UiPath.COM:443/", "https://cloud.uipath.com:443"},
      {"https://cloud.uipath.com?x", "https://cloud.uipath.com:443"},
      {"http://127.0.0.1:8080/x", "http://127.0.0.1:8080"},
      {"http://h", "http://h:80"},
      {"http://h:0080/", "http://h:80"},
      {"http://[::1]/", "http://[::1]:80"},
      {"http://[0:0:0:0:0:0:0:1]:80/", "http://[::1]:80"},
      {"http://127.1/", "http://127.0.0.1:80"},
      {"https://h./", "https://h.:443"}, /* another name than h */
      {"https://ex%41mple.com/", "https://example.com:443"},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    assert_string_equal(origin(cases[i][0]), cases[i][1]);
  }
}

static void what_has_no_origin_is_refused_and_not_shown(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"ftp://h/", UNUSABLE "it must begin with https:// or http://"},
      {"file:///etc/passwd", UNUSABLE "it has no host"},
      {"https://user:hunter2@h/", UNUSABLE "user and password may not be in "
                                           "it"},
      {"https://good.example\\@evil.example/",
       UNUSABLE "user and password may not be in it"},
      {"https://h/\r\nX: y", UNUSABLE "it holds control characters"},
      {"https://h\t/", UNUSABLE "it holds control characters"},
      {"http:///h", UNUSABLE "it has no host"},
      {"https:h", NULL}, {"https://", NULL}, {"//h/x", NULL}, {"/x", NULL},
      {"", NULL}, {"h", NULL}, {"https://a b/", NULL},
      {"https://h:99999/", NULL}, {"https://h:x/", NULL},
      {"https://evil.example\\.good.example/", NULL},
      {"https://h%00x/", NULL}, {"https://[::1", NULL},
      {"javascript:alert(1)", NULL},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    const char *message = origin(cases[i][0]);
    assert_memory_equal(message, UNUSABLE, strlen(UNUSABLE));
    assert_null(strstr(message, "hunter2"));
    if (cases[i][1] != NULL) assert_string_equal(message, cases[i][1]);
  }
}

static void same_origin_is_not_fooled(void **state) {
  (void)state;
  assert_int_equal(orc_url_same_origin(&orc_mem_libc, "https://h/a",
                                       "HTTPS://H:443/b?c"), ORC_OK);
  static const char *const others[] = {
      "http://h/",          "https://h:444/",      "https://h.evil/",
      "https://evil/h",     "https://h@evil/",     "https://evil#@h/",
      "https://evil?@h/",   "https://evil\\@h/",   "https://sub.h/",
      "//h/",               "",                    "https://h\r\n/",
      "https://user@h/",    "https://h%2Eevil/",   "https://h%40evil/",
  };
  for (size_t i = 0; i < COUNT(others); i++) {
    assert_int_equal(
        orc_url_same_origin(&orc_mem_libc, "https://h/", others[i]), ORC_END);
    assert_int_equal(
        orc_url_same_origin(&orc_mem_libc, others[i], "https://h/"), ORC_END);
  }
  assert_int_equal(orc_url_same_origin(&orc_mem_libc, "", ""), ORC_END);
}

/* RFC 3986, sections 5.4.1 and 5.4.2. */
static const char rfc_base[] = "http://a/b/c/d;p?q";
static const char *const rfc[][2] = {
    {"g", "http://a/b/c/g"},         {"./g", "http://a/b/c/g"},
    {"g/", "http://a/b/c/g/"},       {"/g", "http://a/g"},
    {"//g", "http://g/"},            {"?y", "http://a/b/c/d;p?y"},
    {"g?y", "http://a/b/c/g?y"},     {"#s", "http://a/b/c/d;p?q#s"},
    {"g#s", "http://a/b/c/g#s"},     {"g?y#s", "http://a/b/c/g?y#s"},
    {";x", "http://a/b/c/;x"},       {"g;x", "http://a/b/c/g;x"},
    {"g;x?y#s", "http://a/b/c/g;x?y#s"},
    {"", "http://a/b/c/d;p?q"},      {".", "http://a/b/c/"},
    {"./", "http://a/b/c/"},         {"..", "http://a/b/"},
    {"../", "http://a/b/"},          {"../g", "http://a/b/g"},
    {"../..", "http://a/"},          {"../../", "http://a/"},
    {"../../g", "http://a/g"},       {"../../../g", "http://a/g"},
    {"../../../../g", "http://a/g"}, {"/./g", "http://a/g"},
    {"/../g", "http://a/g"},         {"g.", "http://a/b/c/g."},
    {".g", "http://a/b/c/.g"},       {"g..", "http://a/b/c/g.."},
    {"..g", "http://a/b/c/..g"},     {"./../g", "http://a/b/g"},
    {"./g/.", "http://a/b/c/g/"},    {"g/./h", "http://a/b/c/g/h"},
    {"g/../h", "http://a/b/c/h"},    {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
    {"g;x=1/../y", "http://a/b/c/y"},
    {"g?y/./x", "http://a/b/c/g?y/./x"},
    {"g?y/../x", "http://a/b/c/g?y/../x"},
    {"g#s/./x", "http://a/b/c/g#s/./x"},
    {"g#s/../x", "http://a/b/c/g#s/../x"},
};

static void references_resolve_as_the_rfc_says(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(rfc); i++) {
    assert_string_equal(resolved(rfc_base, rfc[i][0]), rfc[i][1]);
  }
}

static void what_a_server_may_send_resolves(void **state) {
  (void)state;
  const char *base = "https://h/org/odata/Jobs?$top=10#f";
  static const char *const cases[][2] = {
      {"", "https://h/org/odata/Jobs?$top=10"},
      {"https://h/org/odata/Jobs?$skip=10",
       "https://h/org/odata/Jobs?$skip=10"},
      {"Jobs?$skip=10&$filter=Name eq '\xC3\xA4'",
       "https://h/org/odata/Jobs?$skip=10&$filter=Name%20eq%20'%C3%A4'"},
      {"?a=1+2%20|", "https://h/org/odata/Jobs?a=1+2%20%7C"},
      {"#a b", "https://h/org/odata/Jobs?$top=10#a%20b"},
      {"https://other:444/x", "https://other:444/x"},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    assert_string_equal(resolved(base, cases[i][0]), cases[i][1]);
  }
}

static void what_is_no_web_address_does_not_resolve(void **state) {
  (void)state;
#define BAD "the reference to another URL is not usable: "
  static const char *const bad[] = {
      "ftp://h/x", "http:///x",         "https://u:p@h/x", "a\nb", "a#b\rc",
      "http:g",    "https://h:99999/x", "//u@h/x",
  };
  for (size_t i = 0; i < COUNT(bad); i++) {
    const char *message = resolved("https://h/a", bad[i]);
    assert_memory_equal(message, BAD, strlen(BAD));
  }
  const char *message = resolved("not absolute", "x");
  assert_memory_equal(message, "the base URL", 12);
}

static void loopback_is_this_machine_and_nothing_else(void **state) {
  (void)state;
  static const char *const yes[] = {
      "http://127.0.0.1/",  "http://127.0.0.1:8080", "http://127.9.8.7/",
      "http://127.1",       "http://0x7f.1/",        "http://[::1]:80/",
      "http://LocalHost/x", "https://localhost",     "http://2130706433/",
      "http://[0:0:0:0:0:0:0:1]/",
  };
  static const char *const no[] = {
      "http://128.0.0.1/",        "http://localhost.evil.com/",
      "http://127.0.0.1.nip.io/", "http://evil/127.0.0.1",
      "http://evil?localhost",    "http://127.0.0.1@evil/",
      "http://localhost:80@evil", "http://[::2]/",
      "http://[::ffff:8.8.8.8]/", "http://0.0.0.0/",
      "http://10.0.0.1/",         "localhost",
      "//localhost/",             "",
      "ftp://localhost/",         "http://localhost\n/",
      "http://evil#localhost",    "http://evil\\@localhost/",
  };
  for (size_t i = 0; i < COUNT(yes); i++) {
    assert_true(orc_url_is_loopback(&orc_mem_libc, yes[i]));
  }
  for (size_t i = 0; i < COUNT(no); i++) {
    assert_false(orc_url_is_loopback(&orc_mem_libc, no[i]));
  }
}

static void an_address_has_a_largest_length(void **state) {
  (void)state;
  size_t len = (size_t)3 << 20;
  char *url = malloc(len + 1);
  assert_non_null(url);
  memset(url, 'a', len);
  memcpy(url, "http://h/", 9);
  url[len] = '\0';
  assert_memory_equal(origin(url), UNUSABLE, strlen(UNUSABLE));
  assert_false(orc_url_is_loopback(&orc_mem_libc, url));
  free(url);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(escape_leaves_what_a_path_segment_may_hold),
      cmocka_unit_test(escape_query_keeps_odata_readable),
      cmocka_unit_test(every_byte_escapes_to_itself_or_three),
      cmocka_unit_test(escape_loses_nothing_without_memory),
      cmocka_unit_test(an_origin_is_scheme_host_and_port),
      cmocka_unit_test(what_has_no_origin_is_refused_and_not_shown),
      cmocka_unit_test(same_origin_is_not_fooled),
      cmocka_unit_test(references_resolve_as_the_rfc_says),
      cmocka_unit_test(what_a_server_may_send_resolves),
      cmocka_unit_test(what_is_no_web_address_does_not_resolve),
      cmocka_unit_test(loopback_is_this_machine_and_nothing_else),
      cmocka_unit_test(an_address_has_a_largest_length),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
