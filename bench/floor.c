/*
** The floor: libcurl fetches every page one after the other on one
** connection and throws the bytes away.
**
**   floor BASE PAGES
*/
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

static size_t discard(char *data, size_t size, size_t count, void *total) {
  (void)data;
  *(size_t *)total += size * count;
  return size * count;
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  long pages = atol(argv[2]);
  size_t total = 0;
  CURL *curl = curl_easy_init();
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, discard);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &total);
  curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
  for (long page = 0; page <= pages; page++) {
    char url[512];
    snprintf(url, sizeof url, "%s/odata/AuditLogs?$top=1000&$skip=%ld",
             argv[1], page * 1000);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK) {
      fprintf(stderr, "%s: %s\n", url, curl_easy_strerror(code));
      return 1;
    }
  }
  curl_easy_cleanup(curl);
  printf("%zu bytes\n", total);
  return 0;
}
