/* Posts to addresses elsewhere, from a thread of its own: a receiver that is
** slow, or never answers, holds up nobody who is served. libcurl does the
** HTTP; what is posted, and why, is not known here. */

#ifndef SANDBOX_SENDER_H
#define SANDBOX_SENDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct sbx_sender sbx_sender;

/* Everything is borrowed during the call, and copied. */
typedef struct sbx_post {
  int64_t id; /* comes back with the result */
  const char *url;
  const char *const *headers; /* "Name: value" lines */
  size_t header_count;
  const char *body;
  size_t size;
  bool insecure; /* the receiver's certificate is not checked */
} sbx_post;

typedef struct sbx_posted {
  int64_t id;
  long status; /* of the answer; 0: there was none */
  char message[256]; /* why there was none */
} sbx_posted;

/* Starts the thread. NULL: no memory, or no thread. */
sbx_sender *sbx_sender_new(void);

/* Hands a post to the thread. False: no memory, or an address that is none. */
bool sbx_sender_post(sbx_sender *sender, const sbx_post *post);

/* Takes one result, the oldest first; false when there is none yet. */
bool sbx_sender_take(sbx_sender *sender, sbx_posted *out);

/* How many posts have no result yet. */
size_t sbx_sender_pending(sbx_sender *sender);

/* Gives up what is under way, and ends the thread. */
void sbx_sender_free(sbx_sender *sender);

#endif
