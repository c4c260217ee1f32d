#define PCRE2_CODE_UNIT_WIDTH 8

#include "pattern.h"

#include <pcre2.h>
#include <stdint.h>

/* Steps of a search, levels of it, KiB of memory for it, bytes of an
** expression. */
enum {
  MATCH_LIMIT = 200000,
  DEPTH_LIMIT = 20000,
  HEAP_LIMIT = 16384,
  PATTERN_CAP = 16384
};

/* As ECMAScript: "$" is the very end, "[]" is empty, \uXXXX a character. */
static const uint32_t options =
    PCRE2_UTF | PCRE2_ALT_BSUX | PCRE2_DOLLAR_ENDONLY |
    PCRE2_ALLOW_EMPTY_CLASS | PCRE2_MATCH_UNSET_BACKREF |
    PCRE2_NEVER_BACKSLASH_C;

static void tell(int code, char *why, size_t why_size) {
  pcre2_get_error_message(code, (PCRE2_UCHAR *)why, why_size);
}

static pcre2_code *compile(const char *pattern, size_t length, char *why,
                           size_t why_size) {
  pcre2_compile_context *context = pcre2_compile_context_create(NULL);
  int code = PCRE2_ERROR_NOMEMORY;
  PCRE2_SIZE at;
  pcre2_code *compiled = NULL;
  if (context != NULL) {
    pcre2_set_max_pattern_length(context, PATTERN_CAP);
    pcre2_set_newline(context, PCRE2_NEWLINE_ANYCRLF);
    pcre2_set_compile_extra_options(context, PCRE2_EXTRA_ALT_BSUX);
    compiled = pcre2_compile((PCRE2_SPTR)pattern, length, options, &code, &at,
                             context);
  }
  if (compiled == NULL) tell(code, why, why_size);
  pcre2_compile_context_free(context);
  return compiled;
}

static int search(const pcre2_code *compiled, const char *text, size_t size) {
  pcre2_match_data *data = pcre2_match_data_create(1, NULL);
  pcre2_match_context *context = pcre2_match_context_create(NULL);
  int code = PCRE2_ERROR_NOMEMORY;
  if (data != NULL && context != NULL) {
    pcre2_set_match_limit(context, MATCH_LIMIT);
    pcre2_set_depth_limit(context, DEPTH_LIMIT);
    pcre2_set_heap_limit(context, HEAP_LIMIT);
    code = pcre2_match(compiled, (PCRE2_SPTR)text, size, 0, 0, data, context);
  }
  pcre2_match_context_free(context);
  pcre2_match_data_free(data);
  return code;
}

sbx_pattern_result sbx_pattern_search(const char *pattern, size_t length,
                                      const char *text, size_t size, char *why,
                                      size_t why_size) {
  pcre2_code *compiled = compile(pattern, length, why, why_size);
  if (compiled == NULL) return SBX_PATTERN_WRONG;
  int code = search(compiled, text, size);
  pcre2_code_free(compiled);
  /* 0 is a match too: there was no room for its groups. */
  if (code >= 0) return SBX_PATTERN_FOUND;
  if (code == PCRE2_ERROR_NOMATCH) return SBX_PATTERN_NONE;
  tell(code, why, why_size);
  return SBX_PATTERN_WRONG;
}
