#include "not_json.h"

#include <string.h>
#include <strings.h>

static bool contains(const char *text, const char *part) {
  if (text == NULL) return false;
  size_t len = strlen(part);
  for (; *text != '\0'; text++) {
    if (strncasecmp(text, part, len) == 0) return true;
  }
  return false;
}

static char first_byte(orc_slice body) {
  for (size_t i = 0; i < body.len; i++) {
    if (strchr(" \t\r\n", body.data[i]) == NULL) return body.data[i];
  }
  return '\0';
}

orc_status orc_not_json_explain(const orc_not_json *answer, orc_err *err) {
  err->status = answer->status;
  err->sent = ORC_SENT_YES;
  char first = first_byte(answer->body);
  if (first == '\0') {
    return orc_err_set(err, ORC_KIND_PROTOCOL,
                       "the answer is empty, JSON was expected");
  }
  if (contains(answer->content_type, "html") || first == '<') {
    orc_err_hint(err, "check the url, organization and tenant, and whether a "
                      "proxy or a sign-in page stands in between");
    return orc_err_set(err, ORC_KIND_PROTOCOL,
                       "the server answered with an HTML or XML page, JSON "
                       "was expected");
  }
  if (answer->content_type != NULL && !contains(answer->content_type, "json")) {
    orc_err_hint(err, "the server calls its answer '%.80s'; check the address",
                 answer->content_type);
  }
  return orc_err_set(err, ORC_KIND_PROTOCOL,
                     "the answer is not the JSON it must be: %s",
                     answer->fault);
}
