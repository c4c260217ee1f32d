#include "probe.h"

#include <curl/curl.h>
#include <stdio.h>

enum { TIMEOUT_MS = 3000 };

static bool set_options(CURL *easy, const char *url, char *error) {
  return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") ==
             CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_URL, url) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_NOPROXY,
                          "localhost,127.0.0.1,::1") == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)TIMEOUT_MS) ==
             CURLE_OK &&
         curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error) == CURLE_OK;
}

static void read_result(CURLcode code, const char *error, sbx_probed *out) {
  bool untrusted = code == CURLE_PEER_FAILED_VERIFICATION;
  out->connected = code == CURLE_OK || untrusted;
  out->bad_tls = untrusted || code == CURLE_SSL_CONNECT_ERROR;
  out->message[0] = '\0';
  if (code != CURLE_OK) {
    snprintf(out->message, sizeof out->message, "%s",
             error[0] != '\0' ? error : curl_easy_strerror(code));
  }
}

bool sbx_probe(const char *url, sbx_probed *out) {
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return false;
  CURL *easy = curl_easy_init();
  if (easy == NULL) return false;
  char error[CURL_ERROR_SIZE] = "";
  bool ready = set_options(easy, url, error);
  CURLcode code = ready ? curl_easy_perform(easy) : CURLE_OK;
  if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL) {
    ready = false;
  }
  if (ready) read_result(code, error, out);
  curl_easy_cleanup(easy);
  return ready;
}
