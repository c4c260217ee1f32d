#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/folder.h"
#include "support/token_fixture.h"

#define LIFE "\"expires_in\":3600"

static char folder[FOLDER_SIZE];

static int set_up(void **state) {
  folder_make(folder);
  return token_set_up(state);
}

static int tear_down(void **state) {
  int status = token_tear_down(state);
  folder_remove(folder);
  return status;
}

static orc_token_spec cached(orc_token_spec spec) {
  spec.cache_dir = folder;
  spec.cache_key = "https://cloud.uipath.com:443 acme";
  return spec;
}

static orc_token_spec refresh(token_fixture *f, const char *token) {
  return cached((orc_token_spec){
      .grant = ORC_GRANT_REFRESH_TOKEN, .client_id = "app",
      .refresh_token = token, .net = &f->net,
      .url = server_url(f->server, "/identity_/connect/token")});
}

static orc_token_spec with_code(orc_token_spec spec) {
  spec.grant = ORC_GRANT_AUTHORIZATION_CODE;
  spec.code = "c";
  spec.redirect_uri = "http://127.0.0.1/";
  return spec;
}

/* What another process would be: another token with the same spec. */
static void as_another(token_fixture *f, orc_token_spec spec) {
  token_use(f, spec);
}

static const char *warning(token_fixture *f) {
  const char *text = orc_token_warning(f->token);
  return text != NULL ? text : "";
}

/* ---- shared ---- */

static void a_token_in_the_cache_is_used_without_asking(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = cached(token_credentials(f));
  token_sign_in(f, spec, "one", LIFE ",\"scope\":\"OR.Jobs\"");
  hand_clock_move(&f->clock, 600);
  as_another(f, spec);
  token_assert(f, "one");
  assert_float_equal(orc_token_left(f->token), 3000, 0.01);
  assert_string_equal(orc_token_scope(f->token), "OR.Jobs");
  assert_int_equal(server_count(f->server), 1);
  assert_string_equal(warning(f), "");
  assert_non_null(strstr(orc_token_cache_path(f->token), folder));
  struct stat st;
  assert_int_equal(stat(orc_token_cache_path(f->token), &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
}

static void what_makes_tokens_differ_keeps_them_apart(void **state) {
  token_fixture *f = *state;
  orc_token_spec base = cached(token_credentials(f));
  orc_token_spec others[] = {base, base, base, base, cached(token_user_key(f)),
                             cached(token_user_key(f))};
  others[0].scope = "OR.Jobs";
  others[1].client_id = "another";
  others[2].cache_key = "https://cloud.uipath.com:443 other";
  others[3].url = server_url(f->server, "/other_/connect/token");
  others[5].secret = "key-of-another-user";
  token_sign_in(f, base, "base", LIFE);
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    char name[8];
    snprintf(name, sizeof name, "t%zu", i);
    token_use(f, others[i]);
    token_answer_with(f, name, LIFE);
    token_assert(f, name);
  }
  as_another(f, base);
  token_assert(f, "base");
}

static void a_renewal_by_another_process_is_picked_up(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = cached(token_credentials(f));
  token_sign_in(f, spec, "old", LIFE);
  orc_token *mine = token_set_aside(f);
  hand_clock_move(&f->clock, 3400);
  as_another(f, spec);
  token_answer_with(f, "new", LIFE);
  token_assert(f, "new");
  token_take_back(f, mine);
  token_assert(f, "new");
  assert_int_equal(server_count(f->server), 2);
}

static void one_that_was_rejected_is_not_taken_again(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = cached(token_credentials(f));
  token_sign_in(f, spec, "one", LIFE);
  as_another(f, spec);
  token_assert(f, "one");
  assert_true(orc_token_reject(f->token, "one"));
  token_answer_with(f, "two", LIFE);
  token_assert(f, "two");
  orc_token_expire(f->token);
  token_answer_with(f, "three", LIFE);
  token_assert(f, "three");
  as_another(f, spec);
  token_assert(f, "three");
  assert_int_equal(server_count(f->server), 3);
}

/* Another process was faster: its token has not been rejected. */
static void a_rejected_one_is_replaced_by_what_others_have(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = cached(token_credentials(f));
  token_sign_in(f, spec, "old", LIFE);
  orc_token *mine = token_set_aside(f);
  as_another(f, spec);
  token_assert(f, "old");
  orc_token_reject(f->token, "old");
  token_answer_with(f, "new", LIFE);
  token_assert(f, "new");
  token_take_back(f, mine);
  orc_token_reject(f->token, "old");
  token_assert(f, "new");
  assert_int_equal(server_count(f->server), 2);
}

static void a_life_that_is_not_known_is_not_shared(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = cached(token_credentials(f));
  token_sign_in(f, spec, "one", "");
  as_another(f, spec);
  token_answer_with(f, "two", "");
  token_assert(f, "two");
}

static void a_clock_set_back_an_hour_changes_nothing(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = cached(token_credentials(f));
  token_sign_in(f, spec, "one", LIFE);
  f->clock.wall -= 3600;
  hand_clock_move(&f->clock, 3000);
  assert_float_equal(orc_token_left(f->token), 600, 0.01);
  as_another(f, spec);
  token_assert(f, "one");
  assert_float_equal(orc_token_left(f->token), 600, 0.01);
  hand_clock_move(&f->clock, 601);
  as_another(f, spec);
  token_answer_with(f, "two", LIFE);
  token_assert(f, "two");
}

/* ---- the lock ---- */

static void who_comes_second_waits_and_asks_nobody(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = cached(token_credentials(f));
  orc_token *other = orc_token_new(f->engine, &spec, &f->err);
  uint64_t tickets[2] = {0};
  orc_status status[2] = {ORC_AGAIN, ORC_AGAIN};
  const char *value;
  token_use(f, spec);
  token_answer_with(f, "one", LIFE);
  while (status[0] == ORC_AGAIN || status[1] == ORC_AGAIN) {
    status[0] = orc_token_get(f->token, &tickets[0], -1, &value, &f->err);
    status[1] = orc_token_get(other, &tickets[1], -1, &value, &f->err);
    /* Nobody's patience ends while the one request is under way. */
    bool asking = orc_engine_stats(f->engine)->transfers > 0;
    if (!asking) hand_clock_move(&f->clock, 0.1);
    drive_once(f->engine);
  }
  assert_int_equal(status[0], ORC_OK);
  assert_int_equal(status[1], ORC_OK);
  assert_string_equal(value, "one");
  assert_int_equal(server_count(f->server), 1);
  orc_token_free(other);
}

/* One that hangs with the lock in its hand. */
static orc_token *holder(token_fixture *f, orc_token_spec spec) {
  orc_token *other = orc_token_new(f->engine, &spec, &f->err);
  uint64_t ticket = 0;
  const char *value;
  server_play(f->server, (server_answer){.hold = true});
  assert_int_equal(orc_token_get(other, &ticket, -1, &value, &f->err),
                   ORC_AGAIN);
  while (server_count(f->server) == 0) drive_once(f->engine);
  return other;
}

static orc_status get_past(token_fixture *f, const char **value) {
  uint64_t ticket = 0;
  orc_status status;
  while ((status = orc_token_get(f->token, &ticket, -1, value, &f->err)) ==
         ORC_AGAIN) {
    hand_clock_move(&f->clock, 0.5);
    drive_once(f->engine);
  }
  return status;
}

static void a_lock_that_is_never_let_go_is_done_without(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = cached(token_credentials(f));
  orc_token *other = holder(f, spec);
  const char *value;
  double begun = f->clock.now;
  token_use(f, spec);
  token_answer_with(f, "own", LIFE);
  assert_int_equal(get_past(f, &value), ORC_OK);
  assert_string_equal(value, "own");
  assert_true(f->clock.now - begun >= 30);
  assert_non_null(strstr(warning(f), "does not let go"));
  assert_string_equal(warning(f), ""); /* told once */
  server_release(f->server);
  orc_token_free(other);
}

static void but_nothing_is_rotated_without_it(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = refresh(f, "r1");
  orc_token *other = holder(f, spec);
  const char *value;
  token_use(f, spec);
  assert_int_equal(get_past(f, &value), ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_BUSY);
  assert_true(f->err.retryable);
  assert_int_equal(server_count(f->server), 1);
  server_release(f->server);
  orc_token_free(other);
}

/* ---- rotation ---- */

static void a_rotated_refresh_token_lives_in_the_cache(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = refresh(f, "r1");
  token_sign_in(f, spec, "one", LIFE ",\"refresh_token\":\"r2\"");
  hand_clock_move(&f->clock, 3600);
  as_another(f, spec); /* was given the spent one */
  token_answer_with(f, "two", LIFE ",\"refresh_token\":\"r3\"");
  token_assert(f, "two");
  assert_non_null(strstr(server_at(f->server, 1)->body, "refresh_token=r2"));
}

static void two_sign_ins_of_one_client_do_not_mix(void **state) {
  token_fixture *f = *state;
  token_sign_in(f, refresh(f, "of-alice"), "alice",
                LIFE ",\"refresh_token\":\"a2\"");
  token_sign_in(f, refresh(f, "of-bob"), "bob",
                LIFE ",\"refresh_token\":\"b2\"");
}

static void a_sign_in_by_code_is_there_for_the_next_process(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = refresh(f, NULL);
  orc_token_spec by_code = with_code(spec);
  token_sign_in(f, by_code, "one", LIFE ",\"refresh_token\":\"r1\"");
  as_another(f, spec);
  token_assert(f, "one");
  hand_clock_move(&f->clock, 3600);
  token_answer_with(f, "two", LIFE ",\"refresh_token\":\"r2\"");
  token_assert(f, "two");
  assert_non_null(strstr(server_at(f->server, 1)->body, "refresh_token=r1"));
  by_code.code = "again"; /* a new sign-in replaces what is there */
  token_sign_in(f, by_code, "three", LIFE ",\"refresh_token\":\"r9\"");
  as_another(f, spec);
  token_assert(f, "three");
}

static void without_a_sign_in_it_says_so(void **state) {
  token_fixture *f = *state;
  token_use(f, refresh(f, NULL));
  token_assert_fails(f, ORC_KIND_AUTH);
  assert_non_null(strstr(f->err.hint, "sign in"));
  assert_int_equal(server_count(f->server), 0);
}

static void a_new_sign_in_helps_one_that_was_refused(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = refresh(f, NULL);
  orc_token_spec by_code = with_code(spec);
  token_sign_in(f, by_code, "one", LIFE ",\"refresh_token\":\"r1\"");
  as_another(f, spec);
  token_assert(f, "one");
  hand_clock_move(&f->clock, 3600);
  token_answer(f, "400 Bad Request", "{\"error\":\"invalid_grant\"}");
  token_assert_fails(f, ORC_KIND_AUTH);
  token_assert_fails(f, ORC_KIND_AUTH);
  orc_token *refused = token_set_aside(f);
  token_sign_in(f, by_code, "two", LIFE ",\"refresh_token\":\"r2\"");
  token_take_back(f, refused);
  token_assert(f, "two");
  assert_int_equal(server_count(f->server), 3);
}

/* On the disk before the access token is handed out. */
static void it_is_on_the_disk_first(void **state) {
  token_fixture *f = *state;
  char text[4096];
  token_sign_in(f, refresh(f, "r1"), "one", LIFE ",\"refresh_token\":\"r2\"");
  assert_true(folder_read(folder, ".json", text, sizeof text, NULL) > 0);
  assert_non_null(strstr(text, "\"r2\""));
  assert_null(strstr(text, "\"r1\""));
}

/* ---- what the disk refuses ---- */

/* A folder in the place of the temporary file: nothing can be written there,
** not even by root. */
static void block(const char *path, char *blocked) {
  strcpy(blocked, path);
  strcpy(blocked + strlen(blocked) - 4, "new");
  assert_int_equal(mkdir(blocked, 0700), 0);
}

static void nothing_is_spent_that_could_not_be_kept(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = refresh(f, "r1");
  char blocked[256];
  token_sign_in(f, spec, "one", LIFE ",\"refresh_token\":\"r2\"");
  block(orc_token_cache_path(f->token), blocked);
  hand_clock_move(&f->clock, 3600);
  token_assert_fails(f, ORC_KIND_CONFIG);
  assert_int_equal(server_count(f->server), 1);
  assert_true(f->err.hint[0] != '\0');
  assert_int_equal(rmdir(blocked), 0);
  token_answer_with(f, "two", LIFE ",\"refresh_token\":\"r3\"");
  token_assert(f, "two");
}

static void what_fails_in_between_is_written_later(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = refresh(f, "r1");
  char blocked[256], text[4096];
  uint64_t ticket = 0;
  const char *value;
  token_use(f, spec);
  server_play(f->server, (server_answer){
      .status = "200 OK", .headers = JSON, .hold = true, .hold_at = 10,
      .body = "{\"access_token\":\"one\",\"refresh_token\":\"r2\","
              "\"expires_in\":3600}"});
  assert_int_equal(orc_token_get(f->token, &ticket, -1, &value, &f->err),
                   ORC_AGAIN);
  while (server_count(f->server) == 0) drive_once(f->engine);
  block(orc_token_cache_path(f->token), blocked); /* the disk fills up */
  server_release(f->server);
  assert_int_equal(token_get(f, &ticket, &value), ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_CONFIG);
  assert_non_null(strstr(f->err.message, "could not be kept"));
  assert_null(strstr(f->err.message, "r2"));
  token_assert_fails(f, ORC_KIND_CONFIG); /* still not used */
  assert_int_equal(rmdir(blocked), 0);
  token_assert(f, "one"); /* nothing was lost */
  assert_int_equal(server_count(f->server), 1);
  folder_read(folder, ".json", text, sizeof text, NULL);
  assert_non_null(strstr(text, "\"r2\""));
}

static void others_go_on_without_the_cache(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = cached(token_credentials(f));
  char blocked[256], text[4096];
  token_sign_in(f, spec, "one", LIFE);
  block(orc_token_cache_path(f->token), blocked);
  orc_token_expire(f->token);
  token_answer_with(f, "two", LIFE);
  token_assert(f, "two");
  assert_true(*warning(f) != '\0');
  assert_int_equal(rmdir(blocked), 0);
  folder_read(folder, ".json", text, sizeof text, NULL);
  assert_non_null(strstr(text, "\"one\""));
}

static void a_folder_that_is_not_ours_is_done_without(void **state) {
  token_fixture *f = *state;
  assert_int_equal(chmod(folder, 0755), 0);
  token_sign_in(f, cached(token_credentials(f)), "one", LIFE);
  assert_non_null(strstr(warning(f), "chmod 700"));
  token_use(f, refresh(f, "r1"));
  token_assert_fails(f, ORC_KIND_CONFIG);
  assert_int_equal(server_count(f->server), 1);
  assert_int_equal(chmod(folder, 0700), 0);
}

static void a_file_that_is_broken_is_warned_of(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = cached(token_credentials(f));
  char text[4096], path[FOLDER_SIZE + 256];
  token_sign_in(f, spec, "one", LIFE);
  size_t len = folder_read(folder, ".json", text, sizeof text, path);
  assert_int_equal(truncate(path, (off_t)len / 2), 0);
  as_another(f, spec);
  token_answer_with(f, "two", LIFE);
  token_assert(f, "two");
  assert_non_null(strstr(warning(f), "broken"));
  as_another(f, spec);
  token_assert(f, "two");
}

/* What stands behind "Bearer " must not come from a file unchecked. */
static void a_file_with_a_line_break_in_the_token_is_not_used(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = cached(token_credentials(f));
  orc_err err;
  token_sign_in(f, spec, "one", LIFE);
  char text[4096], path[FOLDER_SIZE + 256];
  folder_read(folder, ".json", text, sizeof text, path);
  char *at = strstr(text, "\"one\"");
  memcpy(at, "\"\\n1\"", 5);
  FILE *file = fopen(path, "wb");
  fputs(text, file);
  fclose(file);
  orc_err_clear(&err);
  as_another(f, spec);
  token_answer_with(f, "two", LIFE);
  token_assert(f, "two");
}

/* ---- forgetting ---- */

static void forget_leaves_nothing(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = refresh(f, "r1");
  char text[4096];
  token_sign_in(f, spec, "one", LIFE ",\"refresh_token\":\"r2\"");
  assert_int_equal(orc_token_forget(f->token, &f->err), ORC_OK);
  assert_int_equal(folder_read(folder, ".json", text, sizeof text, NULL), 0);
  token_answer_with(f, "two", LIFE);
  token_assert(f, "two");
  assert_non_null(strstr(server_at(f->server, 1)->body, "refresh_token=r1"));
  assert_int_equal(orc_token_forget(NULL, &f->err), ORC_OK);
}

static void what_cannot_be_forgotten_is_said(void **state) {
  token_fixture *f = *state;
  orc_token_spec spec = refresh(f, "r1");
  spec.cache_dir = "/dev/null/cache";
  token_use(f, spec);
  assert_int_equal(orc_token_forget(f->token, &f->err), ORC_FAIL);
  assert_int_equal(f->err.kind, ORC_KIND_CONFIG);
  assert_non_null(strstr(f->err.message, "/dev/null"));
}

static void no_token_has_nothing_in_a_cache(void **state) {
  (void)state;
  const char *key;
  orc_slice text;
  assert_int_equal(orc_token_errand(NULL, &key, &text), ORC_ERRAND_NONE);
  assert_null(orc_token_cache_path(NULL));
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      TEST(a_token_in_the_cache_is_used_without_asking),
      TEST(what_makes_tokens_differ_keeps_them_apart),
      TEST(a_renewal_by_another_process_is_picked_up),
      TEST(one_that_was_rejected_is_not_taken_again),
      TEST(a_rejected_one_is_replaced_by_what_others_have),
      TEST(a_life_that_is_not_known_is_not_shared),
      TEST(a_clock_set_back_an_hour_changes_nothing),
      TEST(who_comes_second_waits_and_asks_nobody),
      TEST(a_lock_that_is_never_let_go_is_done_without),
      TEST(but_nothing_is_rotated_without_it),
      TEST(a_rotated_refresh_token_lives_in_the_cache),
      TEST(two_sign_ins_of_one_client_do_not_mix),
      TEST(a_sign_in_by_code_is_there_for_the_next_process),
      TEST(without_a_sign_in_it_says_so),
      TEST(a_new_sign_in_helps_one_that_was_refused),
      TEST(it_is_on_the_disk_first),
      TEST(nothing_is_spent_that_could_not_be_kept),
      TEST(what_fails_in_between_is_written_later),
      TEST(others_go_on_without_the_cache),
      TEST(a_folder_that_is_not_ours_is_done_without),
      TEST(a_file_that_is_broken_is_warned_of),
      TEST(a_file_with_a_line_break_in_the_token_is_not_used),
      TEST(forget_leaves_nothing),
      TEST(what_cannot_be_forgotten_is_said),
      TEST(no_token_has_nothing_in_a_cache),
  };
  return cmocka_run_group_tests_name("token_cache", tests, NULL, NULL);
}
