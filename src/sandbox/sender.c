#include "sender.h"

#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIMEOUT_MS = 30000, IDLE_MS = 60000 };

/* One post, from its making to its result. The thread owns it between the two
** lists, which the lock guards. */
typedef struct job {
  struct job *next;
  CURL *easy;
  struct curl_slist *headers;
  sbx_posted result;
  char error[CURL_ERROR_SIZE];
} job;

typedef struct {
  job *first, *last;
} job_list;

struct sbx_sender {
  pthread_t thread;
  pthread_mutex_t lock; /* of everything below but `multi` */
  CURLM *multi;         /* the thread's; others only wake it up */
  job_list waiting, done;
  job *active; /* the thread's */
  size_t pending;
  bool stop;
};

static void list_add(job_list *list, job *one) {
  one->next = NULL;
  if (list->last != NULL) list->last->next = one;
  else list->first = one;
  list->last = one;
}

static job *list_take(job_list *list) {
  job *one = list->first;
  if (one == NULL) return NULL;
  list->first = one->next;
  if (list->first == NULL) list->last = NULL;
  return one;
}

static void job_free(job *one) {
  if (one == NULL) return;
  if (one->easy != NULL) curl_easy_cleanup(one->easy);
  curl_slist_free_all(one->headers);
  free(one);
}

/* NOLINTNEXTLINE(readability-non-const-parameter): libcurl says which */
static size_t discard(char *data, size_t size, size_t count, void *context) {
  (void)data;
  (void)context;
  return size * count;
}

static bool add_headers(job *one, const sbx_post *post) {
  for (size_t i = 0; i < post->header_count; i++) {
    struct curl_slist *more = curl_slist_append(one->headers, post->headers[i]);
    if (more == NULL) return false;
    one->headers = more;
  }
  return true;
}

static bool set_options(job *one, const sbx_post *post) {
  CURL *easy = one->easy;
  long check = post->insecure ? 0L : 1L;
  return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") ==
             CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_URL, post->url) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                          (curl_off_t)post->size) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, post->body) ==
             CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_HTTPHEADER, one->headers) ==
             CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_NOPROXY,
                          "localhost,127.0.0.1,::1") == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, check) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST,
                          post->insecure ? 0L : 2L) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)TIMEOUT_MS) ==
             CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, discard) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, one->error) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_PRIVATE, one) == CURLE_OK;
}

static job *job_new(const sbx_post *post) {
  job *one = calloc(1, sizeof *one);
  if (one == NULL) return NULL;
  one->result.id = post->id;
  one->easy = curl_easy_init();
  if (one->easy == NULL || !add_headers(one, post) ||
      !set_options(one, post)) {
    job_free(one);
    return NULL;
  }
  return one;
}

/* ---- the thread -------------------------------------------------------- */

static void forget_active(sbx_sender *sender, const job *one) {
  job **at = &sender->active;
  while (*at != NULL && *at != one) at = &(*at)->next;
  if (*at != NULL) *at = one->next;
}

static void finish(sbx_sender *sender, job *one, CURLcode code) {
  curl_easy_getinfo(one->easy, CURLINFO_RESPONSE_CODE, &one->result.status);
  if (code != CURLE_OK) {
    one->result.status = 0;
    snprintf(one->result.message, sizeof one->result.message, "%s",
             one->error[0] != '\0' ? one->error : curl_easy_strerror(code));
  }
  pthread_mutex_lock(&sender->lock);
  list_add(&sender->done, one);
  sender->pending--;
  pthread_mutex_unlock(&sender->lock);
}

static void collect(sbx_sender *sender) {
  int left;
  CURLMsg *message;
  while ((message = curl_multi_info_read(sender->multi, &left)) != NULL) {
    if (message->msg != CURLMSG_DONE) continue;
    CURLcode code = message->data.result;
    char *private = NULL;
    CURL *easy = message->easy_handle;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &private);
    job *one = (job *)(void *)private;
    curl_multi_remove_handle(sender->multi, easy);
    forget_active(sender, one);
    finish(sender, one, code);
  }
}

/* Starts what waits; false when the sender is to end. */
static bool start_waiting(sbx_sender *sender) {
  pthread_mutex_lock(&sender->lock);
  bool stop = sender->stop;
  job *one;
  while (!stop && (one = list_take(&sender->waiting)) != NULL) {
    one->next = sender->active;
    sender->active = one;
    curl_multi_add_handle(sender->multi, one->easy);
  }
  pthread_mutex_unlock(&sender->lock);
  return !stop;
}

static void *run(void *context) {
  sbx_sender *sender = context;
  int running;
  while (start_waiting(sender)) {
    curl_multi_perform(sender->multi, &running);
    collect(sender);
    curl_multi_poll(sender->multi, NULL, 0, IDLE_MS, NULL);
  }
  while (sender->active != NULL) {
    job *one = sender->active;
    sender->active = one->next;
    curl_multi_remove_handle(sender->multi, one->easy);
    job_free(one);
  }
  return NULL;
}

/* Signals are for the thread that serves. */
static bool start_thread(sbx_sender *sender) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int err = pthread_create(&sender->thread, NULL, run, sender);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return err == 0;
}

/* ---- for everybody ----------------------------------------------------- */

sbx_sender *sbx_sender_new(void) {
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return NULL;
  sbx_sender *sender = calloc(1, sizeof *sender);
  if (sender == NULL) return NULL;
  pthread_mutex_init(&sender->lock, NULL);
  sender->multi = curl_multi_init();
  if (sender->multi == NULL || !start_thread(sender)) {
    if (sender->multi != NULL) curl_multi_cleanup(sender->multi);
    pthread_mutex_destroy(&sender->lock);
    free(sender);
    return NULL;
  }
  return sender;
}

bool sbx_sender_post(sbx_sender *sender, const sbx_post *post) {
  job *one = job_new(post);
  if (one == NULL) return false;
  pthread_mutex_lock(&sender->lock);
  list_add(&sender->waiting, one);
  sender->pending++;
  pthread_mutex_unlock(&sender->lock);
  curl_multi_wakeup(sender->multi);
  return true;
}

bool sbx_sender_take(sbx_sender *sender, sbx_posted *out) {
  pthread_mutex_lock(&sender->lock);
  job *one = list_take(&sender->done);
  pthread_mutex_unlock(&sender->lock);
  if (one == NULL) return false;
  *out = one->result;
  job_free(one);
  return true;
}

size_t sbx_sender_pending(sbx_sender *sender) {
  pthread_mutex_lock(&sender->lock);
  size_t pending = sender->pending;
  pthread_mutex_unlock(&sender->lock);
  return pending;
}

static void list_free(job_list *list) {
  job *one;
  while ((one = list_take(list)) != NULL) job_free(one);
}

void sbx_sender_free(sbx_sender *sender) {
  if (sender == NULL) return;
  pthread_mutex_lock(&sender->lock);
  sender->stop = true;
  pthread_mutex_unlock(&sender->lock);
  curl_multi_wakeup(sender->multi);
  pthread_join(sender->thread, NULL);
  list_free(&sender->waiting);
  list_free(&sender->done);
  curl_multi_cleanup(sender->multi);
  pthread_mutex_destroy(&sender->lock);
  free(sender);
}
