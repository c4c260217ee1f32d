/*
** members: which members of a row a selection wants.
*/
#include "members.h"

#include "support/failing_mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static const char *const some[] = {"Id", "State", "Robot", NULL};
static const char *const none[] = {NULL};

/* Is the name, as JSON writes it, one of `names`? */
static bool wants(const char *const *names, const char *name) {
  char text[400];
  orc_json json;
  orc_members members;
  int len = snprintf(text, sizeof text, "{\"%s\":1}", name);
  orc_json_init(&json, text, (size_t)len);
  orc_json_next(&json);
  assert_int_equal(orc_json_next(&json), ORC_JSON_KEY);
  assert_true(orc_members_init(&members, &orc_mem_libc, names));
  bool wanted = orc_members_want(&members, &json);
  orc_members_fini(&members);
  return wanted;
}

static void those_that_are_named_are_wanted(void **state) {
  (void)state;
  assert_true(wants(some, "Id"));
  assert_true(wants(some, "Robot"));
  assert_false(wants(some, "Ids"));
  assert_false(wants(some, "I"));
  assert_false(wants(some, ""));
}

static void letter_case_and_escapes_make_no_difference(void **state) {
  (void)state;
  assert_true(wants(some, "sTATE"));
  assert_true(wants(some, "\\u0049d"));
  assert_false(wants(some, "Id\\u0000"));
}

static void annotations_come_along(void **state) {
  (void)state;
  assert_true(wants(some, "@odata.etag"));
  assert_true(wants(some, "Time@odata.type"));
}

static void without_names_all_are_wanted(void **state) {
  (void)state;
  assert_true(wants(none, "Else"));
  assert_true(wants(NULL, "Else"));
}

static void a_name_longer_than_any_is_not_wanted(void **state) {
  (void)state;
  char name[301];
  memset(name, 'a', 300);
  name[300] = '\0';
  assert_false(wants(some, name));
}

static void without_memory_there_are_none(void **state) {
  (void)state;
  for (size_t left = 0; left < 4; left++) {
    failing_mem mem;
    orc_members members;
    failing_mem_init(&mem, left);
    assert_false(orc_members_init(&members, &mem.mem, some));
    assert_int_equal(mem.blocks, 0);
    assert_false(mem.wrong);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(those_that_are_named_are_wanted),
      cmocka_unit_test(letter_case_and_escapes_make_no_difference),
      cmocka_unit_test(annotations_come_along),
      cmocka_unit_test(without_names_all_are_wanted),
      cmocka_unit_test(a_name_longer_than_any_is_not_wanted),
      cmocka_unit_test(without_memory_there_are_none),
  };
  return cmocka_run_group_tests_name("members", tests, NULL, NULL);
}
