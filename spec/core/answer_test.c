#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "json.h"
#include "support/drive.h"

static orc_err err;

static void read_bytes(int status, const char *type, orc_slice body) {
  const orc_answer answer = {
      .status = status, .content_type = type, .body = body};
  orc_err_clear(&err);
  orc_answer_error(&orc_mem_libc, &answer, &err);
}

static void read_typed(int status, const char *type, const char *body) {
  read_bytes(status, type, (orc_slice){body, strlen(body)});
}

static void read_json(int status, const char *body) {
  read_typed(status, "application/json", body);
}

static void assert_hints(const char *words) {
  assert_non_null(strstr(err.hint, words));
}

/* The rows of the API's table of shapes, in its order. */
static void every_shape_gives_its_words(void **state) {
  (void)state;
  static const struct {
    int status;
    const char *body, *message;
    long code; /* -1: none */
    const char *trace;
  } cases[] = {
      {404, "{\"message\":\"QueueItem does not exist.\",\"errorCode\":1002,"
       "\"traceId\":\"00-0af7651916cd43dd8448eb211c80319c-00-01\"}",
       "QueueItem does not exist.", 1002,
       "00-0af7651916cd43dd8448eb211c80319c-00-01"},
      {400, "{\"message\":\"Invalid credentials, failed to login.\","
       "\"errorCode\":1000,\"resourceIds\":null}",
       "Invalid credentials, failed to login.", 1000, ""},
      {401, "{\"message\":\"You are not authenticated!\",\"errorCode\":0,"
       "\"result\":null,\"targetUrl\":null,\"success\":false,\"error\":{"
       "\"code\":0,\"message\":\"You are not authenticated!\",\"details\":"
       "\"You should be authenticated (sign in) in order to perform this "
       "operation.\",\"validationErrors\":null},\"unAuthorizedRequest\":"
       "false,\"__abp\":true}",
       "You are not authenticated! (You should be authenticated (sign in) "
       "in order to perform this operation.)", 0, ""},
      {400, "{\"result\":null,\"success\":false,\"error\":{\"code\":0,"
       "\"message\":\"Your request is not valid!\",\"details\":null,"
       "\"validationErrors\":[{\"message\":\"Name is needed\",\"members\":"
       "[\"name\"]},{\"message\":\"Type is needed\",\"members\":[]}]}}",
       "Your request is not valid! (Name is needed; Type is needed)", 0, ""},
      {401, "{\"error\":\"access_denied\",\"error_description\":"
       "\"Unauthorized\"}", "Unauthorized (access_denied)", -1, ""},
      {400, "{\"error\":\"invalid_scope\"}", "invalid_scope", -1, ""},
      {403, "{\"errorMessage\":\"OAuth authorization failed. "
       "'IdentityServerApi' scope not found.\"}",
       "OAuth authorization failed. 'IdentityServerApi' scope not found.",
       -1, ""},
      {400, "{\"StatusCode\":400,\"StatusDescription\":\"BadRequest\","
       "\"Message\":\"A maximum of 20 names is allowed.\"}",
       "A maximum of 20 names is allowed.", -1, ""},
      {400, "{\"errors\":{\"partitionGlobalId\":[\"The value 'X' is not "
       "valid.\"],\"name\":[\"a\",\"b\"]},\"type\":\"https://x\",\"title\":"
       "\"One or more validation errors occurred.\",\"status\":400,"
       "\"traceId\":\"00-ab-cd-01\"}",
       "One or more validation errors occurred. (The value 'X' is not "
       "valid.; a; b)", -1, "00-ab-cd-01"},
      {400, "{\"succeeded\":false,\"errors\":[{\"code\":"
       "\"DuplicateUserName\",\"description\":\"Name 'joe' is taken.\"}]}",
       "Name 'joe' is taken.", -1, ""},
      {400, "{\"result\":{\"succeeded\":false,\"errors\":[{\"code\":\"X\","
       "\"description\":\"Bad mail.\"}]},\"users\":[]}", "Bad mail.", -1,
       ""},
      {409, "{\"isSuccess\":false,\"errorCode\":\"NoLicense\"}",
       "NoLicense", -1, ""},
      {400, "{\"message\":\"No more.\",\"errorCode\":\"NoLicense\"}",
       "No more. (NoLicense)", -1, ""},
      {400, "{\"error\":{\"code\":\"\",\"message\":\"The query is not "
       "valid.\",\"innererror\":{\"message\":\"at 4\"}}}",
       "The query is not valid.", -1, ""},
      {400, "{\"Message\":\"No route.\",\"MessageDetail\":\"x\"}",
       "No route.", -1, ""},
      {400, "\"Only a sentence.\"", "Only a sentence.", -1, ""},
      {400, "{\"errorCode\":\"1101\",\"message\":\"m\"}", "m", 1101, ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    read_json(cases[i].status, cases[i].body);
    assert_string_equal(err.message, cases[i].message);
    assert_int_equal(err.kind, orc_kind_of_status(cases[i].status));
    assert_int_equal(err.status, cases[i].status);
    assert_int_equal(err.sent, ORC_SENT_YES);
    assert_int_equal(err.has_code, cases[i].code >= 0);
    if (cases[i].code >= 0) assert_int_equal(err.code, cases[i].code);
    assert_string_equal(err.trace_id, cases[i].trace);
    if (cases[i].status != 401) assert_true(err.hint[0] != '\0');
  }
}

static void pages_and_xml_are_never_shown(void **state) {
  (void)state;
  static const struct {
    int status;
    const char *type, *body, *means;
  } cases[] = {
      {404, "text/html", "<html><h1>RAW</h1>", "no such address"},
      {404, NULL, "\n <!DOCTYPE html>RAW", "no such address"},
      {401, "text/html; charset=x", "RAW", "sign-in"},
      {403, "TEXT/HTML", "<b>RAW", "firewall"},
      {502, "text/html", "<center>RAW nginx", "gateway"},
      {400, "application/json", "\xEF\xBB\xBF<RAW/>", "gateway"},
      {403, "application/xml",
       "<?xml version=\"1.0\"?><Error><Code>AuthenticationFailed</Code>"
       "<Message>RAW</Message></Error>",
       "AuthenticationFailed"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    read_typed(cases[i].status, cases[i].type, cases[i].body);
    assert_null(strstr(err.message, "RAW"));
    assert_non_null(strstr(err.message, cases[i].means));
    assert_int_equal(err.kind, orc_kind_of_status(cases[i].status));
  }
}

static void a_page_with_200_points_at_the_address(void **state) {
  (void)state;
  orc_err_clear(&err);
  orc_answer_page(200, &err);
  assert_int_equal(err.kind, ORC_KIND_PROTOCOL);
  assert_int_equal(err.status, 200);
  assert_hints("organization");
  assert_true(orc_answer_is_page("text/html"));
  assert_true(orc_answer_is_page("text/HTML;charset=utf-8"));
  assert_true(orc_answer_is_page("application/xhtml+xml"));
  assert_false(orc_answer_is_page("application/json"));
  assert_false(orc_answer_is_page(NULL));
}

static void silence_and_nonsense_have_a_message(void **state) {
  (void)state;
  static const char *const bodies[] = {
      "", "{}", "[]", "null", "{\"message\":", "garbage", "{\"message\":5}",
      "{\"message\":\"\"}", "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":1}}}}}",
  };
  for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
    read_json(503, bodies[i]);
    assert_non_null(strstr(err.message, "503"));
    assert_null(strstr(err.message, "garbage"));
    assert_hints("later");
  }
}

static void plain_text_is_shown_when_it_is_a_sentence(void **state) {
  (void)state;
  read_typed(503, "text/plain", "upstream connect\r\nerror");
  assert_string_equal(err.message, "upstream connect  error");
  char essay[400];
  memset(essay, 'x', sizeof essay);
  essay[399] = '\0';
  read_typed(503, "text/plain", essay);
  assert_null(strstr(err.message, "xxx"));
  read_typed(503, "text/plain", "caf\xE9");
  assert_null(strstr(err.message, "caf"));
  const char nothing[3] = {0}; /* a fuzz target's find: an empty message */
  read_bytes(503, "text/plain", (orc_slice){nothing, sizeof nothing});
  assert_string_equal(err.message,
                      "the server answered 503 with something that is not "
                      "JSON");
}

static void a_wrong_charset_spoils_only_its_letters(void **state) {
  (void)state;
  read_json(400, "{\"message\":\"Der Name \xFC" "berschreitet\","
                 "\"errorCode\":1000}");
  assert_string_equal(err.message, "Der Name ?berschreitet");
  assert_int_equal(err.code, 1000);
}

static void control_characters_do_not_reach_a_terminal(void **state) {
  (void)state;
  read_json(400, "{\"message\":\"a\\u001b[31mb\\nc\\u0000d\","
                 "\"traceId\":\"x\\u0007y\"}");
  for (const char *at = err.message; *at != '\0'; at++) {
    assert_true((unsigned char)*at >= 0x20);
  }
  assert_string_equal(err.trace_id, "x y");
}

static void long_messages_are_cut_visibly(void **state) {
  (void)state;
  size_t len = 100000;
  char *body = malloc(len + 100);
  strcpy(body, "{\"errorCode\":1000,\"message\":\"");
  size_t at = strlen(body);
  for (size_t i = 0; i < len; i++) body[at++] = i % 2 ? (char)0xA4 : (char)0xC3;
  strcpy(body + at, "\"}");
  read_json(400, body);
  free(body);
  assert_true(strlen(err.message) > 500);
  assert_string_equal(err.message + strlen(err.message) - 3, "...");
  assert_int_equal(err.code, 1000);
  assert_int_equal(orc_json_utf8(err.message, strlen(err.message)),
                   strlen(err.message));
}

static void hints_follow_code_and_status(void **state) {
  (void)state;
  static const struct {
    int status;
    const char *body, *hint;
  } cases[] = {
      {400, "{\"message\":\"m\",\"errorCode\":1101}", "tenant:folder"},
      {400, "{\"message\":\"m\",\"errorCode\":1100}", "folder"},
      {403, "{\"message\":\"m\",\"errorCode\":1100}", "folder"},
      {404, "{\"message\":\"m\",\"errorCode\":1002}", "key"},
      {404, "", "url"},
      {403, "", "scope"},
      {409, "", "state"},
      {429, "", "retry_after"},
      {500, "", "trace id"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    read_json(cases[i].status, cases[i].body);
    assert_hints(cases[i].hint);
  }
}

static void redirects_name_the_place_without_its_query(void **state) {
  (void)state;
  const orc_answer answer = {
      .status = 307,
      .location = "https://login.invalid/a?code=s3cret#frag"};
  orc_err_clear(&err);
  orc_answer_error(&orc_mem_libc, &answer, &err);
  assert_int_equal(err.kind, ORC_KIND_PROTOCOL);
  assert_non_null(strstr(err.message, "https://login.invalid/a"));
  assert_null(strstr(err.message, "s3cret"));
  assert_hints("url");
  read_json(304, "");
  assert_int_equal(err.kind, ORC_KIND_PROTOCOL);
  assert_non_null(strstr(err.message, "304"));
}

static void secrets_are_blotted_out_even_when_cut(void **state) {
  (void)state;
  orc_err_clear(&err);
  orc_err_set(&err, ORC_KIND_AUTH, "a sesame b sesame");
  orc_answer_mask(&err, "sesame");
  assert_string_equal(err.message, "a *** b ***");
  orc_err_set(&err, ORC_KIND_AUTH, "cut: abcdefghijklmnop...");
  orc_answer_mask(&err, "abcdefghijklmnopqrstuvwxyz");
  assert_string_equal(err.message, "cut: ***...");
  orc_err_set(&err, ORC_KIND_AUTH, "an a is no secret");
  orc_answer_mask(&err, "a");
  assert_string_equal(err.message, "an a is no secret");
}

static void without_memory_there_is_still_a_message(void **state) {
  (void)state;
  const char *body = "{\"message\":\"m\",\"errorCode\":7,\"error\":{"
                     "\"details\":\"d\"},\"errors\":[\"x\",\"y\"]}";
  const orc_answer answer = {.status = 400,
                             .content_type = "application/json",
                             .body = {body, strlen(body)}};
  for (size_t fail_at = 1;; fail_at++) {
    assert_true(fail_at < 50);
    tight_mem tight;
    tight_mem_init(&tight, fail_at);
    orc_err_clear(&err);
    orc_answer_error(&tight.mem, &answer, &err);
    assert_int_equal(tight.live, 0);
    assert_int_equal(err.status, 400);
    assert_true(err.message[0] != '\0');
    if (tight.count < fail_at) break;
  }
  assert_string_equal(err.message, "m (x; y) (d)");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_shape_gives_its_words),
      cmocka_unit_test(pages_and_xml_are_never_shown),
      cmocka_unit_test(a_page_with_200_points_at_the_address),
      cmocka_unit_test(silence_and_nonsense_have_a_message),
      cmocka_unit_test(plain_text_is_shown_when_it_is_a_sentence),
      cmocka_unit_test(a_wrong_charset_spoils_only_its_letters),
      cmocka_unit_test(control_characters_do_not_reach_a_terminal),
      cmocka_unit_test(long_messages_are_cut_visibly),
      cmocka_unit_test(hints_follow_code_and_status),
      cmocka_unit_test(redirects_name_the_place_without_its_query),
      cmocka_unit_test(secrets_are_blotted_out_even_when_cut),
      cmocka_unit_test(without_memory_there_is_still_a_message),
  };
  return cmocka_run_group_tests_name("answer", tests, NULL, NULL);
}
