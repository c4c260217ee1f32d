/*
** engine_curl: the engine's side towards http; nobody else includes it.
**
** A transfer is lent an easy handle, begins on the engine's curl_multi, and
** is told once, inside orc_engine_step, that it is done. Its owner ends it at
** any moment between steps.
*/
#ifndef ORC_ENGINE_CURL_H
#define ORC_ENGINE_CURL_H

#include "counters.h"

#include <curl/curl.h>

#if LIBCURL_VERSION_NUM < 0x075700
#error "libcurl 7.87 or newer is needed (CURLOPT_QUICK_EXIT)"
#endif

typedef struct orc_transfer orc_transfer;

struct orc_transfer {
  CURL *easy;  /* lent; NULL: none */
  bool begun;    /* the curl_multi holds it */
  bool running;  /* not done yet */
  orc_counters *counters; /* borrowed: who it is for, or NULL */
  bool clean;    /* done without failure: the handle may be lent again */
  /* May look at the handle; must not call the engine. */
  void (*done)(orc_transfer *transfer, CURLcode code);
};

/* A handle with nothing set but what every transfer of the engine needs:
** sockets that the engine knows of, no signals, quick cancel. */
orc_status orc_engine_lend(orc_engine *engine, orc_transfer *transfer,
                           orc_err *err);
orc_status orc_engine_begin(orc_engine *engine, orc_transfer *transfer,
                            orc_err *err);
/* Cancels what runs and takes the handle back. In a child after a fork the
** handle is left alone: to release it could talk on the parent's
** connections. */
void orc_engine_take_back(orc_engine *engine, orc_transfer *transfer);

#endif
