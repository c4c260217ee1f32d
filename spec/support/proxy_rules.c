#include "proxy_rules.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define RULES 64

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static rule rules[RULES];
static text seen; /* the log */

void add(text *t, const char *data, size_t len) {
  t->data = realloc(t->data, t->len + len + 1);
  if (t->data == NULL) abort();
  memcpy(t->data + t->len, data, len);
  t->len += len;
  t->data[t->len] = '\0';
}

void add_string(text *t, const char *s) { add(t, s, strlen(s)); }

void drop(text *t) {
  free(t->data);
  *t = (text){NULL, 0};
}

void rules_add(const rule *r) {
  pthread_mutex_lock(&lock);
  int i = 0;
  while (i < RULES && rules[i].times > 0) i++;
  if (i == RULES) abort();
  rules[i] = *r;
  pthread_mutex_unlock(&lock);
}

static bool means(const rule *r, const char *method, const char *target) {
  if (r->times <= 0 || strstr(target, r->path) == NULL) return false;
  if (strcmp(r->method, method) == 0) return true;
  return strcmp(r->method, "*") == 0 && strcmp(method, "TLS") != 0;
}

bool rules_find(const char *method, const char *target, rule *out) {
  bool found = false;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < RULES && !found; i++) {
    rule *r = &rules[i];
    if (!means(r, method, target)) continue;
    if (r->after > 0) {
      r->after--;
      continue;
    }
    *out = *r;
    bool once = strcmp(r->at, "next") == 0 && strcmp(method, "TLS") != 0;
    r->times = once ? 0 : r->times - 1; /* else they count what comes next */
    found = true;
  }
  pthread_mutex_unlock(&lock);
  return found;
}

void rules_note(const char *method, const char *target, const char *fate) {
  pthread_mutex_lock(&lock);
  const char *parts[] = {method, " ", target, " ", fate, "\n"};
  for (size_t i = 0; i < 6; i++) add_string(&seen, parts[i]);
  pthread_mutex_unlock(&lock);
}

text rules_log(void) {
  text copy = {NULL, 0};
  pthread_mutex_lock(&lock);
  add(&copy, seen.data != NULL ? seen.data : "", seen.len);
  pthread_mutex_unlock(&lock);
  return copy;
}

void rules_forget(void) {
  pthread_mutex_lock(&lock);
  memset(rules, 0, sizeof rules);
  drop(&seen);
  pthread_mutex_unlock(&lock);
}
