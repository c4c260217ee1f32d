#include "answer.h"

#include "json.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_DEPTH 5     /* no shape keeps its words deeper */
/* Bytes of one slot; more than the message holds, so that it is orc_err_set
** that cuts, visibly. */
#define MAX_WORDS ((size_t)2000)
#define MAX_PATH 64

/* What the shapes say, in the order in which the message prefers it. */
typedef enum slot {
  MESSAGE, INNER_MESSAGE, DESCRIPTION, TITLE, ERROR, NAME,
  DETAILS, LIST, TRACE, SLOTS
} slot;
#define LAST_MAIN NAME

typedef struct reading {
  orc_json json;
  const orc_mem *mem;
  orc_buf words[SLOTS];
  orc_buf text;    /* one string, unescaped */
  long code;
  bool has_code;
} reading;

/* Where each shape keeps what; names in lower case, since the servers differ
** in it. "[]" is any element, "*" any member. */
static const struct {
  const char *path;
  slot slot;
} places[] = {
    {"", MESSAGE},
    {".message", MESSAGE},
    {".errormessage", MESSAGE},
    {".error_description", DESCRIPTION},
    {".error", ERROR},
    {".error.message", INNER_MESSAGE},
    {".error.details", DETAILS},
    {".error.validationerrors[].message", LIST},
    {".errors.*", LIST},
    {".errors.*[]", LIST},
    {".errors[]", LIST},
    {".errors[].message", LIST},
    {".errors[].description", LIST},
    {".result.errors[].description", LIST},
    {".title", TITLE},
    {".statusdescription", TITLE},
    {".detail", DETAILS},
    {".exceptionmessage", DETAILS},
    {".errorcode", NAME},
    {".error.code", NAME},
    {".traceid", TRACE},
    {".error.traceid", TRACE},
};

/* ---- reading the JSON shapes ---- */

static void add_words(orc_buf *words, const orc_buf *text) {
  if (text->len == 0) return;
  if (words->len > 0 && words->len + 2 < words->cap) orc_buf_puts(words, "; ");
  size_t room = words->cap - words->len;
  orc_buf_append(words, text->data, text->len < room ? text->len : room);
}

static void set_code(reading *r, long code) {
  if (r->has_code && r->code != 0) return; /* the outer one counts */
  r->code = code;
  r->has_code = true;
}

static void take_string(reading *r, slot to) {
  orc_buf_clear(&r->text);
  if (!orc_json_unescape(&r->json, &r->text)) return;
  const char *text = orc_buf_cstr(&r->text);
  if (text == NULL) return;
  char *end;
  long code = strtol(text, &end, 10);
  if (to == NAME && end != text && *end == '\0') {
    set_code(r, code);
  } else if (to == LIST || r->words[to].len == 0) {
    add_words(&r->words[to], &r->text);
  }
}

static void take(reading *r, const char *path, orc_json_type type) {
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    if (strcmp(places[i].path, path) != 0) continue;
    if (type == ORC_JSON_STRING) take_string(r, places[i].slot);
    if (type == ORC_JSON_INTEGER && places[i].slot == NAME) {
      set_code(r, (long)r->json.integer);
    }
    return;
  }
}

/* `path` grows by the member's name; false: too long for any shape. */
static bool extend(const reading *r, char *path, size_t len) {
  const orc_slice name = r->json.text;
  if (strcmp(path, ".errors") == 0) {
    strcpy(path + len, ".*");
    return true;
  }
  if (len + name.len + 4 > MAX_PATH) return false;
  path[len] = '.';
  for (size_t i = 0; i < name.len; i++) {
    path[len + 1 + i] = (char)tolower((unsigned char)name.data[i]);
  }
  path[len + 1 + name.len] = '\0';
  return true;
}

static bool walk(reading *r, char *path, orc_json_type type, int depth);

static bool walk_object(reading *r, char *path, int depth) {
  size_t len = strlen(path);
  orc_json_type type;
  while ((type = orc_json_next(&r->json)) == ORC_JSON_KEY) {
    bool fits = extend(r, path, len);
    type = orc_json_next(&r->json);
    bool going = fits ? walk(r, path, type, depth)
                      : orc_json_skip(&r->json, type);
    path[len] = '\0';
    if (!going) return false;
  }
  return type == ORC_JSON_OBJECT_END;
}

static bool walk_array(reading *r, char *path, int depth) {
  size_t len = strlen(path);
  if (len + 4 > MAX_PATH) return orc_json_skip(&r->json, ORC_JSON_ARRAY);
  orc_json_type type;
  strcpy(path + len, "[]");
  while ((type = orc_json_next(&r->json)) != ORC_JSON_ARRAY_END) {
    if (!walk(r, path, type, depth)) return false;
  }
  path[len] = '\0';
  return true;
}

/* The value whose first token is `type`; false: not JSON after all. */
static bool walk(reading *r, char *path, orc_json_type type, int depth) {
  if (type == ORC_JSON_ERROR || type == ORC_JSON_DONE) return false;
  if (depth == MAX_DEPTH) return orc_json_skip(&r->json, type);
  if (type == ORC_JSON_OBJECT) return walk_object(r, path, depth + 1);
  if (type == ORC_JSON_ARRAY) return walk_array(r, path, depth + 1);
  take(r, path, type);
  return true;
}

/* Servers have sent messages in a wrong charset: the bad bytes become '?'
** so that the rest can be read. NULL: no memory. */
static const char *repair(const orc_slice body, orc_buf *copy) {
  if (!orc_buf_append(copy, body.data, body.len)) return NULL;
  size_t at = 0;
  while (at < body.len) {
    at += orc_json_utf8(copy->data + at, body.len - at);
    if (at < body.len) copy->data[at++] = '?';
  }
  return orc_buf_cstr(copy);
}

static bool read_json(reading *r, const orc_slice body) {
  char path[MAX_PATH] = "";
  orc_json_init(&r->json, body.data, body.len);
  return walk(r, path, orc_json_next(&r->json), 0) &&
         orc_json_next(&r->json) == ORC_JSON_DONE;
}

/* ---- the message ---- */

/* One line: control characters become spaces. */
static void flatten(char *text) {
  for (; *text != '\0'; text++) {
    if ((unsigned char)*text < 0x20 || *text == 0x7F) *text = ' ';
  }
}

static const char *words_of(reading *r, slot from) {
  const char *text = orc_buf_cstr(&r->words[from]);
  return text != NULL ? text : "";
}

static const char *main_words(reading *r, slot *from) {
  for (int i = 0; i <= LAST_MAIN; i++) {
    if (r->words[i].len > 0) {
      *from = (slot)i;
      return words_of(r, (slot)i);
    }
  }
  *from = SLOTS;
  return "";
}

/* Adds " (words)" unless the message says so already. */
static void add_brackets(orc_buf *message, const char *words) {
  const char *so_far = orc_buf_cstr(message);
  if (*words == '\0' || so_far == NULL || strstr(so_far, words) != NULL) {
    return;
  }
  size_t room = message->cap - message->len;
  if (strlen(words) + 3 > room) return;
  orc_buf_printf(message, message->len > 0 ? " (%s)" : "%s", words);
}

static bool say(reading *r, orc_err *err) {
  slot from;
  orc_buf message;
  orc_buf_init(&message, r->mem, 2 * MAX_WORDS);
  orc_buf_puts(&message, main_words(r, &from));
  add_brackets(&message, words_of(r, LIST));
  add_brackets(&message, words_of(r, DETAILS));
  /* A token server's word for it, and a code that is a name. */
  if (from == DESCRIPTION) add_brackets(&message, words_of(r, ERROR));
  add_brackets(&message, words_of(r, NAME));
  const char *text = orc_buf_cstr(&message);
  bool said = text != NULL && *text != '\0';
  if (said) {
    orc_err_set(err, err->kind, "%s", text);
    flatten(err->message);
  }
  orc_buf_fini(&message);
  return said;
}

/* ---- what is no JSON ---- */

bool orc_answer_is_page(const char *content_type) {
  static const char *const pages[] = {"text/html", "application/xhtml+xml"};
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
    if (content_type != NULL &&
        strncasecmp(content_type, pages[i], strlen(pages[i])) == 0) {
      return true;
    }
  }
  return false;
}

#define CHECK_ADDRESS "the address is probably wrong: check `url`, " \
                      "`organization` and `tenant`"

void orc_answer_page(int status, orc_err *err) {
  err->status = status;
  err->sent = ORC_SENT_YES;
  orc_err_set(err, ORC_KIND_PROTOCOL,
              "the server answered %d with a web page instead of JSON",
              status);
  orc_err_hint(err, CHECK_ADDRESS);
}

static bool is_markup(const orc_answer *answer) {
  const orc_slice body = answer->body;
  size_t at = 0;
  if (body.len >= 3 && memcmp(body.data, "\xEF\xBB\xBF", 3) == 0) at = 3;
  while (at < body.len && isspace((unsigned char)body.data[at])) at++;
  return orc_answer_is_page(answer->content_type) ||
         (at < body.len && body.data[at] == '<');
}

/* The storage services name the failure in <Code>. */
static size_t storage_code(const orc_slice body, char *code, size_t size) {
  const char *at = memmem(body.data, body.len, "<Code>", 6);
  size_t len = 0;
  if (at == NULL) return 0;
  const char *end = body.data + body.len;
  for (at += 6; at < end && isalnum((unsigned char)*at); at++) {
    if (len + 1 < size) code[len++] = *at;
  }
  code[len] = '\0';
  return len;
}

/* nginx ("No required SSL certificate was sent", "The SSL certificate error")
** and IIS ("SSL client certificate is required") refuse so whom they do not
** know by a certificate. */
static bool wants_certificate(const orc_answer *answer) {
  static const char *const words[] = {
      "No required SSL certificate was sent", "The SSL certificate error",
      "lient certificate",
  };
  const orc_slice body = answer->body;
  if (answer->status != 400 && answer->status != 403) return false;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (memmem(body.data, body.len, words[i], strlen(words[i])) != NULL) {
      return true;
    }
  }
  return false;
}

static void say_markup(const orc_answer *answer, orc_err *err) {
  char code[64];
  if (wants_certificate(answer)) {
    orc_err_set(err, ORC_KIND_TLS, "the server wants a client certificate "
                "that it trusts, and got none or another one");
    return;
  }
  if (storage_code(answer->body, code, sizeof code) > 0) {
    orc_err_set(err, err->kind, "the storage service answered %d: %s",
                answer->status, code);
    return;
  }
  static const struct {
    int from, to;
    const char *means;
  } meanings[] = {
      {401, 401, "a gateway's sign-in page"},
      {403, 403, "a gateway or firewall that refuses the request"},
      {404, 405, "probably no such address on this server"},
      {400, 499, "probably a gateway in front of the server"},
      {500, 599, "probably a gateway whose server is down or restarting"},
  };
  const char *means = "probably a portal instead of the API";
  for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
    if (answer->status < meanings[i].from) continue;
    if (answer->status > meanings[i].to) continue;
    means = meanings[i].means;
    break;
  }
  orc_err_set(err, err->kind,
              "the server answered %d with a web page instead of JSON: %s",
              answer->status, means);
}

/* Neither success nor refusal: mostly a redirect, which is not followed. */
static void say_redirect(const orc_answer *answer, orc_err *err) {
  const char *to = answer->location;
  if (to == NULL) {
    orc_err_set(err, ORC_KIND_PROTOCOL,
                "the server answered %d, which answers nothing here",
                answer->status);
    return;
  }
  size_t len = strcspn(to, "?#"); /* values stay out of messages */
  orc_err_set(err, ORC_KIND_PROTOCOL,
              "the server answered %d and wants to lead elsewhere: %.*s",
              answer->status, (int)(len < 300 ? len : 300), to);
  flatten(err->message);
}

/* Plain text is shown when it is short enough to be a sentence. */
static void say_other(const orc_answer *answer, orc_err *err) {
  const orc_slice body = answer->body;
  bool sentence = answer->content_type != NULL && body.len > 0 &&
                  strncasecmp(answer->content_type, "text/plain", 10) == 0 &&
                  body.len <= 300 &&
                  orc_json_utf8(body.data, body.len) == body.len;
  if (sentence) {
    orc_err_set(err, err->kind, "%.*s", (int)body.len, body.data);
    flatten(err->message);
    if (err->message[0] != '\0') return;
  }
  orc_err_set(err, err->kind, "the server answered %d%s", answer->status,
              body.len == 0 ? " and said no more"
                            : " with something that is not JSON");
}

/* ---- hints ---- */

#define CHECK_FOLDER "check the folder's path or id, and that this account " \
                     "has access to it"

static const char *hint_of(const orc_err *err) {
  if (err->kind == ORC_KIND_TLS) return ORC_ANSWER_CERTIFICATE;
  static const struct {
    int status;   /* 0: any */
    long code;    /* < 0: any */
    const char *hint;
  } hints[] = {
      {0, 1100, CHECK_FOLDER},
      {0, 1101, "this call needs a folder: tenant:folder(\"Path/Name\")"},
      {400, -1, "check the query options and the body against the API"},
      {403, -1, "the account or application lacks a permission or scope: "
                "check its roles in the tenant and the folder"},
      {404, 1002, "check the key, and the folder it is looked for in"},
      {404, -1, "check the key and the path; an unknown route means a wrong "
                "`url`, `organization` or `tenant`"},
      {409, -1, "read the current state, then decide"},
      {413, -1, "send less at once"},
      {415, -1, "check the Content-Type header of the request"},
      {429, -1, "ask less often: wait as long as retry_after says"},
  };
  for (size_t i = 0; i < sizeof hints / sizeof *hints; i++) {
    bool status = hints[i].status == 0 || hints[i].status == err->status;
    bool code = hints[i].code < 0 ||
                (err->has_code && hints[i].code == err->code);
    if (status && code) return hints[i].hint;
  }
  if (err->status >= 500) {
    return "try again later; if it stays, give the trace id to support";
  }
  return err->status < 400 ? CHECK_ADDRESS : NULL;
}

/* ---- all together ---- */

static void init_reading(reading *r, const orc_mem *mem) {
  memset(r, 0, sizeof *r);
  r->mem = mem;
  for (int i = 0; i < SLOTS; i++) orc_buf_init(&r->words[i], mem, MAX_WORDS);
}

static void fini_reading(reading *r) {
  for (int i = 0; i < SLOTS; i++) orc_buf_fini(&r->words[i]);
  orc_buf_fini(&r->text);
}

static void copy_facts(reading *r, orc_err *err) {
  err->has_code = r->has_code;
  err->code = r->code;
  snprintf(err->trace_id, sizeof err->trace_id, "%s", words_of(r, TRACE));
  flatten(err->trace_id);
}

static bool say_json(const orc_mem *mem, const orc_answer *answer,
                     orc_err *err) {
  reading r;
  orc_buf copy;
  orc_buf_init(&copy, mem, answer->body.len);
  init_reading(&r, mem);
  orc_buf_init(&r.text, mem, answer->body.len);
  const char *text = repair(answer->body, &copy);
  bool said = text != NULL && answer->body.len > 0 &&
              read_json(&r, (orc_slice){text, copy.len});
  if (said) {
    copy_facts(&r, err);
    said = say(&r, err);
  }
  fini_reading(&r);
  orc_buf_fini(&copy);
  return said;
}

void orc_answer_error(const orc_mem *mem, const orc_answer *answer,
                      orc_err *err) {
  err->status = answer->status;
  err->sent = ORC_SENT_YES;
  err->kind = orc_kind_of_status(answer->status);
  if (answer->status < 400) {
    say_redirect(answer, err);
  } else if (is_markup(answer)) {
    say_markup(answer, err);
  } else if (!say_json(mem, answer, err)) {
    say_other(answer, err);
  }
  const char *hint = hint_of(err);
  if (hint != NULL) orc_err_hint(err, "%s", hint);
}

/* How much of `text` is the beginning of `secret`. */
static size_t shared(const char *text, const char *secret) {
  size_t len = 0;
  while (secret[len] != '\0' && text[len] == secret[len]) len++;
  return len;
}

void orc_answer_mask(orc_err *err, const char *secret) {
  size_t whole = strlen(secret);
  if (whole < 4) return; /* too short to be one; would blot out words */
  for (char *at = err->message; *at != '\0'; at++) {
    size_t len = shared(at, secret);
    /* A long one may stand there cut by the size of the message. */
    if (len < 12 && len < whole) continue;
    memset(at, '*', 3);
    memmove(at + 3, at + len, strlen(at + len) + 1);
    at += 2;
  }
}
