/*
** What the proxy was told to break, and the log of what it saw; from any
** thread.
*/
#ifndef PROXY_RULES_H
#define PROXY_RULES_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes that grow; NULL: none. */
typedef struct text { char *data; size_t len; } text;

void add(text *t, const char *data, size_t len);
void add_string(text *t, const char *s);
void drop(text *t);

typedef struct rule {
  char method[12], path[160], at[12], act[12];
  int after, times; /* requests that pass; that are hit. 0: not in use */
} rule;

void rules_add(const rule *r);

/* Takes a turn of the rule for this request; method "TLS" is a connection,
** which "*" does not mean. */
bool rules_find(const char *method, const char *target, rule *out);

/* A line of the log. */
void rules_note(const char *method, const char *target, const char *fate);

/* A copy, for the caller to drop. */
text rules_log(void);

/* Rules and log. */
void rules_forget(void);

#endif
